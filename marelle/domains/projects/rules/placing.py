"""On which side of a split an action is proposed, and how a budget is proposed between the sides. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

BY_QUARTERS, BY_SCHOOLS, BY_NOTHING = "quarters", "schools", "nothing"
BY_OUTLINE, BY_ACTIONS, BY_NAME, BY_COMMUNE = "outline", "actions", "name", "commune"
BY_AMOUNTS, EQUALLY = "amounts", "equally"
_UNSAID: Final = frozenset[int]()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where an action or a school is proposed (None: somebody decides), which parts hold its places, by what.

    An action is never cut in two: one that several parts hold goes whole where somebody says.
    """

    part: int | None
    touched: frozenset[int]
    by: str


def propose(quarters: Collection[str], schools: Collection[str], sides: Mapping[str, int]) -> Proposal:
    """The part of an action from its quarters, else from its schools; `sides`: the part of each place, by code."""
    for by, codes in ((BY_QUARTERS, quarters), (BY_SCHOOLS, schools)):
        touched = frozenset(sides[code] for code in codes if code in sides)
        if touched:
            return Proposal(next(iter(touched)) if len(touched) == 1 else None, touched, by)
    return Proposal(None, _UNSAID, BY_NOTHING)


def place_school(
    inside: Collection[str],
    served: Collection[Collection[str]],
    named: Collection[str],
    around: Collection[str],
    sides: Mapping[str, int],
) -> Proposal:
    """The part of a school: of the quarter whose outline holds it (`inside`); else of the actions that name it and are
    whole on one side (`served`: the quarters of each); else of the quarter of which it bears the name; else of the
    quarters of its commune (`around`). None where all of them leave it to somebody."""
    whole = [codes for codes in served if len({sides.get(code) for code in codes}) == 1]
    lists = (
        (BY_OUTLINE, inside),
        (BY_ACTIONS, [code for codes in whole for code in codes]),
        (BY_NAME, named),
        (BY_COMMUNE, around),
    )
    undecided = Proposal(None, _UNSAID, BY_NOTHING)
    for by, codes in lists:
        touched = frozenset(sides[code] for code in codes if code in sides)
        if len(touched) == 1:
            return Proposal(next(iter(touched)), touched, by)
        if touched and undecided.by == BY_NOTHING:
            undecided = Proposal(None, touched, by)
    return undecided


def shared(cents: int, weights: Sequence[int]) -> tuple[list[int], str]:
    """An amount shared in proportion to what each side plans, to the cent, and by which rule: equally when no side says
    an amount. The cents left by rounding go to the largest remainders, the first side first; the sum is the amount."""
    rule = BY_AMOUNTS if sum(weights) > 0 else EQUALLY
    of = list(weights) if rule == BY_AMOUNTS else [1] * len(weights)
    whole = sum(of)
    parts = [cents * one // whole for one in of]
    left = sorted(range(len(of)), key=lambda n: (-(cents * of[n] % whole), n))
    for n in left[: cents - sum(parts)]:
        parts[n] += 1
    return parts, rule
