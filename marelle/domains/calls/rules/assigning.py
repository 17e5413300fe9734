"""Giving files to reviewers, by load and by chance. Pure, and the same on every machine.

Rule « 2019-1 ». Chance is the order of sha256("seed|file|reviewer"): no generator, so nothing to keep but the seed,
and the seed is itself the fingerprint of what is drawn from, so that nobody chooses it.

1. Files are served in the order of the number of reviewers who may read them, the scarcest first, then of
   sha256("seed|file").
2. Each takes, among the reviewers who may read it and do not yet, those who have the fewest files; chance decides
   between equals.
3. While a reviewer has at least two files more than another to whom one can pass, directly or through others, it
   passes. Where no pass is left, no distribution is better balanced: the sum of the squares of the loads is the least
   that the conflicts allow, and without conflicts loads differ by at most one.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from marelle.kernel.dossiers import canonical, fingerprint

RULE = "2019-1"
Pair = tuple[int, int]  # (file, reviewer)


@dataclass(frozen=True, slots=True)
class Bowl:
    """What is drawn from: files with the fingerprint of their text, reviewers with the files that they have already,
    who reads what already, and who may not read what (a number of kind for each, so that the log says why)."""

    files: Mapping[int, str]
    loads: Mapping[int, int]
    readers: int
    held: frozenset[Pair] = frozenset()
    forbidden: Mapping[Pair, tuple[str, ...]] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Plain JSON, from which `read_bowl` makes the same bowl."""
        return {
            "rule": RULE,
            "readers": self.readers,
            "files": sorted([number, text] for number, text in self.files.items()),
            "loads": sorted([number, load] for number, load in self.loads.items()),
            "held": sorted(list(pair) for pair in self.held),
            "forbidden": sorted([*pair, sorted(kinds)] for pair, kinds in self.forbidden.items()),
        }

    @property
    def seed(self) -> str:
        """The fingerprint of all of it."""
        return fingerprint(canonical(self.as_data()))

    def may(self, file: int, reviewer: int) -> bool:
        return (file, reviewer) not in self.forbidden and (file, reviewer) not in self.held

    def wanted(self, file: int) -> int:
        """How many readers a file still lacks."""
        return max(0, self.readers - sum(1 for held, _reviewer in self.held if held == file))


def read_bowl(data: Mapping[str, Any]) -> Bowl:
    """The bowl that was kept with a draw, to replay it."""
    return Bowl(
        files={int(number): str(text) for number, text in data["files"]},
        loads={int(number): int(load) for number, load in data["loads"]},
        readers=int(data["readers"]),
        held=frozenset((int(file), int(reviewer)) for file, reviewer in data["held"]),
        forbidden={(int(file), int(reviewer)): tuple(kinds) for file, reviewer, kinds in data["forbidden"]},
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came out: who reads what from now on, and the files for which readers are missing, with how many."""

    seed: str
    pairs: tuple[Pair, ...]
    short: Mapping[int, int]

    def loads(self, before: Mapping[int, int]) -> dict[int, int]:
        """The number of files of each reviewer after the draw."""
        gained = dict.fromkeys(before, 0)
        for _file, reviewer in self.pairs:
            gained[reviewer] += 1
        return {reviewer: load + gained[reviewer] for reviewer, load in before.items()}


def draw(bowl: Bowl) -> Drawn:
    """Distributes the files of a bowl. Files × reviewers steps, and one walk for each pass."""
    seed = bowl.seed
    given: dict[int, set[int]] = {file: set() for file in bowl.files}
    loads, short = dict(bowl.loads), {}
    allowed = {file: [one for one in bowl.loads if bowl.may(file, one)] for file in bowl.files}
    for file in sorted(bowl.files, key=lambda file: (len(allowed[file]), _chance(seed, file))):
        wanted = bowl.wanted(file)
        chosen = sorted(allowed[file], key=lambda one: (loads[one], _chance(seed, file, one)))[:wanted]
        given[file].update(chosen)
        for reviewer in chosen:
            loads[reviewer] += 1
        if len(chosen) < wanted:
            short[file] = wanted - len(chosen)
    _balance(given, loads, allowed, seed)
    pairs = sorted((file, reviewer) for file, readers in given.items() for reviewer in readers)
    return Drawn(seed, tuple(pairs), short)


def _chance(*words: object) -> str:
    return sha256("|".join(map(str, words)).encode()).hexdigest()


def _balance(
    given: dict[int, set[int]], loads: dict[int, int], allowed: Mapping[int, Iterable[int]], seed: str
) -> None:
    """Passes files from the most loaded to the least while that makes the distribution more even."""
    may = {file: frozenset(reviewers) for file, reviewers in allowed.items()}
    while True:
        for start in sorted(loads, key=lambda one: (-loads[one], _chance(seed, one))):
            path = _way(start, given, loads, may, seed)
            if path:
                break
        else:
            return
        for giver, file, taker in path:
            given[file].remove(giver)
            given[file].add(taker)
        loads[start] -= 1
        loads[path[-1][2]] += 1


def _way(
    start: int, given: Mapping[int, set[int]], loads: Mapping[int, int], may: Mapping[int, frozenset[int]], seed: str
) -> list[tuple[int, int, int]]:
    """The shortest chain of passes from a reviewer to one who has two files fewer or less; empty when there is none."""
    came: dict[int, tuple[int, int]] = {}  # reviewer → (who passes to them, which file)
    waiting, seen = deque([start]), {start}
    while waiting:
        giver = waiting.popleft()
        if loads[giver] <= loads[start] - 2:
            return _chain(came, start, giver)
        for file in sorted((f for f, readers in given.items() if giver in readers), key=lambda f: _chance(seed, f)):
            takers = may[file] - given[file] - seen
            for taker in sorted(takers, key=lambda one: (loads[one], _chance(seed, file, one))):
                seen.add(taker)
                came[taker] = (giver, file)
                waiting.append(taker)
    return []


def _chain(came: Mapping[int, tuple[int, int]], start: int, end: int) -> list[tuple[int, int, int]]:
    links, here = [], end
    while here != start:
        giver, file = came[here]
        links.append((giver, file, here))
        here = giver
    return links[::-1]
