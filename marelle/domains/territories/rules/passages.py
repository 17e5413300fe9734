"""Which quarter of 2024 bears the name of a quarter of 2015. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .generations import generation_of
from .names import may_be_same, similarity


@dataclass(frozen=True, slots=True)
class Named:
    """A quarter of a list over one commune, under its plain name."""

    code: str
    name: str
    generation: int
    commune: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A quarter of 2015 and one of 2024 over one commune: codes, plain names, how much these look alike (0 to 1)."""

    before: str
    before_name: str
    after: str
    after_name: str
    similarity: float


def neighbours(quarters: Iterable[Named]) -> list[Pair]:
    """Every pair of a quarter of 2015 and one of 2024 that share a commune, each pair once."""
    here: dict[tuple[str, int], list[Named]] = defaultdict(list)
    for quarter in quarters:
        here[quarter.commune, quarter.generation].append(quarter)
    pairs = {
        (old.code, new.code): (old, new)
        for (commune, generation), listed in here.items()
        if generation == 2015
        for old in listed
        for new in here.get((commune, 2024), ())
    }
    return [Pair(old.code, old.name, new.code, new.name, similarity(old.name, new.name)) for old, new in pairs.values()]


def boxes_that_meet(boxes: Mapping[str, Sequence[float]]) -> Iterator[tuple[str, str]]:
    """Pairs of a quarter of 2015 and one of 2024 whose boxes (west, south, east, north) overlap."""
    sides: dict[int, list[tuple[Sequence[float], str]]] = {2015: [], 2024: []}
    for code, box in boxes.items():
        sides[generation_of(code)].append((box, code))
    after = sorted(sides[2024])
    for (west, south, east, north), code in sides[2015]:
        for (left, below, right, above), other in after:
            if left >= east:
                break
            if right > west and below < north and above > south:
                yield code, other


def by_name(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """The pairs that are one quarter by their names: equal ones, then near ones among those that remain.

    Several old quarters may have become one; an old quarter goes to the one name that is nearest, to none when two are
    as near.
    """
    pairs = list(pairs)
    same = [pair for pair in pairs if pair.before_name == pair.after_name]
    taken = {pair.before for pair in same}
    kept = {pair.after for pair in same}
    near: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        free = pair.before not in taken and pair.after not in kept
        if free and may_be_same(pair.before_name, pair.after_name, pair.similarity):
            near[pair.before].append(pair)
    return sorted(
        {(pair.before, pair.after) for pair in same}
        | {(best.before, best.after) for found in near.values() if (best := _nearest(found)) is not None}
    )


def _nearest(pairs: list[Pair]) -> Pair | None:
    best = max(pairs, key=lambda pair: pair.similarity)
    return best if sum(pair.similarity == best.similarity for pair in pairs) == 1 else None
