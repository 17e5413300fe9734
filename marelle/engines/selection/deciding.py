"""The one list that the rules designate: greatest merit, then least spend, then the smallest in the published order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .alike import exchangeable, told_apart
from .effort import Effort
from .program import Chosen, Program, Whole
from .searching import maximise

LARGEST_ORDERED = 1_000  # candidates above which a last tie of a crowd may be left unresolved
BLOCK = 20
EASY = 5_000_000.0  # subsets for a block of more than one
UNRESOLVED = "unresolved"


@dataclass(frozen=True)
class Decision:
    """A choice, its value, what is proven of it. `tie`: spend or order broke one; unresolved; None: there was none."""

    chosen: Chosen
    value: int
    bound: int | None
    tie: str | None

    @property
    def optimal(self) -> bool:
        return self.value == self.bound


def decide(
    program: Program, cost: Whole, order: list[bytes], effort: Effort | None = None, known: Chosen | None = None
) -> Decision | None:
    """None when no choice keeps within the rows: that is proven. `known` is a choice to start from. Raises `Undecided`
    when the search gave up without any."""
    program = told_apart(program, cost, order)
    effort = effort or Effort()
    best = maximise(program, effort=effort, known=known)
    if best.infeasible:
        return None
    if best.value is None:
        raise Undecided
    if best.complete or not best.proven:
        chosen, tie = settle(best.choices, cost, order)
        tie = "order" if exchangeable(program, chosen) else tie
        return Decision(chosen, best.value, best.bound, tie if best.proven else UNRESOLVED)
    equals = program.requiring(program.gain, best.value, None)
    return _Ties(equals, best.choices[0], best.value, cost, order, effort).decision()


class Undecided(Exception):
    """Neither a list nor a proof that there is none was found within the number of steps."""


def settle(choices: list[Chosen], cost: Whole, order: list[bytes]) -> tuple[Chosen, str | None]:
    """Of all the choices of one value, the one that the rules of ties designate, and which rule it took."""
    spent = [sum(cost[chosen].tolist()) for chosen in choices]
    cheapest = [chosen for chosen, each in zip(choices, spent, strict=True) if each == min(spent)]
    if len(cheapest) == 1:
        return cheapest[0], "spend" if len(choices) > 1 else None
    return min(cheapest, key=lambda chosen: sorted(order[place] for place in np.flatnonzero(chosen))), "order"


@dataclass(frozen=True)
class _Ties:
    """Too many lists of the greatest merit to be listed, of which one is known: the cheapest, then the first."""

    equals: Program
    known: Chosen
    value: int
    cost: Whole
    order: list[bytes]
    effort: Effort

    def decision(self) -> Decision:
        best = maximise(self.equals.aiming(-self.cost), effort=self.effort, known=self.known)
        if not best.choices:
            return self._found(self.known, UNRESOLVED)
        chosen, tie = settle(best.choices, self.cost, self.order)
        if not best.proven:
            return self._found(chosen, UNRESOLVED)
        if best.complete:
            tie = "order" if exchangeable(self.equals, chosen) else tie
            return self._found(chosen, tie or self._spend_or_none(chosen))
        cheapest = self.equals.requiring(-self.cost, best.value, None)
        tie = "order" if exchangeable(cheapest, chosen) else tie
        several = len(best.choices) > 1 or tie == "order"
        if not several and not self._another(cheapest, chosen):
            return self._found(chosen, self._spend_or_none(chosen))
        ordered = self._first_in_order(cheapest, chosen) if cheapest.size <= LARGEST_ORDERED else None
        return self._found(chosen, UNRESOLVED) if ordered is None else self._found(ordered, "order")

    def _found(self, chosen: Chosen, tie: str | None) -> Decision:
        return Decision(chosen, self.value, self.value, tie)

    def _spend_or_none(self, chosen: Chosen) -> str | None:
        return "spend" if not np.array_equal(self.known, chosen) or self._another(self.equals, chosen) else None

    def _another(self, program: Program, chosen: Chosen) -> bool:
        """Whether a choice other than this one keeps within the rows (yes, when that is not known)."""
        enough = 1 - int(chosen.sum())
        best = maximise(program.aiming(np.where(chosen, -1, 1)), enough=enough, effort=self.effort, known=chosen)
        return best.value is None or best.value >= enough or best.bound is None or best.bound >= enough

    def _first_in_order(self, program: Program, known: Chosen) -> Chosen | None:
        """Those that can be in, from the first in the order, some candidates at a time; None when not proven.

        Twenty as long as that is easy, one where what is left of the budget can hardly be met to the cent any more.
        """
        ranked = np.array(sorted(range(program.size), key=self.order.__getitem__), dtype=np.intp)
        lower, upper = program.lower.copy(), program.upper.copy()
        place, some = 0, BLOCK
        while place < program.size:
            block = ranked[place : place + some]
            work = self.effort.left if some == 1 else EASY
            found = self._first_of(program.between(lower, upper), block, known, work)
            if found is None and some == 1:
                return None
            if found is None:
                some = 1
                continue
            known, place, some = found, place + some, min(BLOCK, 2 * some)
            lower[block] = upper[block] = known[block]
        return _shortest(program, ranked[lower[ranked]])

    def _first_of(self, program: Program, block: NDArray[np.intp], known: Chosen, work: float) -> Chosen | None:
        gain = np.zeros(program.size, dtype=np.int64)
        gain[block] = 1 << np.arange(len(block))[::-1]
        effort = Effort(min(work, self.effort.left), self.effort.watched)
        before = effort.left
        best = maximise(program.aiming(gain), listing=False, effort=effort, known=known)
        self.effort.spend(before - effort.left)
        return best.choices[0] if best.proven and best.choices else None


def _shortest(program: Program, ranked: Whole) -> Chosen:
    """A list comes before those that it begins: what adds neither merit nor spend at its end is left out."""
    chosen = np.zeros(program.size, dtype=bool)
    for place in (*ranked.tolist(), None):
        if program.holds(chosen) or place is None:
            break
        chosen[place] = True
    return chosen
