"""Better choices near a known one: all but some thirty columns stay as they are, and these are swept exactly.

Where many columns cost next to nothing by the prices (merits that follow the amounts, budgets to be met to the
cent), rounding leaves a little of the budget unspent, and branching hardly ever finds the last cents; the subsets of
two halves of a few columns do. It is a search of large neighbourhoods (Shaw 1998), each of them solved by halves.
Nothing here proves that there is nothing better.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .best import Best
from .certificate import certify
from .effort import Effort
from .program import Chosen, Program
from .relaxation import Relaxed
from .sweeping import sweep_down

OPEN, MOST = 34, 150_000
IN_VAIN = 16
WIDER = 8
COST = 1_000_000.0


def improve(program: Program, relaxed: Relaxed, best: Best, ceiling: int, sweeps: int, effort: Effort) -> None:
    """Offers better choices than the best known, up to the ceiling; stops after so many sweeps, or some in vain."""
    near = _Near(program, relaxed, best, ceiling, sweeps, effort)
    in_vain = number = 0
    while in_vain < IN_VAIN and near.sweeps > 0 and not near.done:
        before = best.value
        near.round(number)
        in_vain, number = in_vain + 1 if best.value == before else 0, number + 1


@dataclass
class _Near:
    """What is looked for, and how many sweeps are left for it."""

    program: Program
    relaxed: Relaxed
    best: Best
    ceiling: int
    sweeps: int
    effort: Effort
    gap: int = 0

    @property
    def done(self) -> bool:
        return self.effort.over or (self.best.value is not None and self.best.value >= self.ceiling)

    def round(self, number: int) -> None:
        """Opens some columns around a choice; sweeps deeper and deeper below what they can give until one is better."""
        around = self._around(number)
        certificate = certify(around, self.relaxed.prices)
        top, step = min(self.ceiling, certificate.ceiling) // self.program.step * self.program.step, self.program.step
        every = int(np.abs(certificate.reduced).sum())
        self.gap //= WIDER**2
        while self.sweeps > 0 and not self.effort.over:
            known = None if self.best.value is None else self.best.value + step
            goal = top - self.gap if known is None else max(top - self.gap, known)
            self.sweeps -= 1
            self.effort.spend(COST)
            if goal > top or not sweep_down(around, certificate, goal, MOST, self.best):
                return
            found = self.best.value is not None and self.best.value >= goal
            if found or goal == known or (known is None and certificate.room(goal) > every):
                return
            self.gap = max(step, self.gap * WIDER)

    def _around(self, number: int) -> Program:
        program = self.program
        movable = np.flatnonzero(program.lower != program.upper)
        loss = np.abs(certify(program, self.relaxed.prices).reduced.astype(float))[movable]
        near = movable[np.argsort((loss + 1) * _chance(movable, number), kind="stable")[:OPEN]]
        lower = _base(program, self.relaxed, self.best, number)
        upper = lower.copy()
        lower[near], upper[near] = program.lower[near], program.upper[near]
        return program.between(lower, upper)


def _base(program: Program, relaxed: Relaxed, best: Best, number: int) -> Chosen:
    """The best known choice, or the relaxation rounded, in turn."""
    if best.value is not None and number % 2 == 0:
        return best.choices[0].copy()
    return np.where(program.lower == program.upper, program.lower, np.asarray(relaxed.share > 0.5, dtype=bool))


def _chance(columns: NDArray[np.intp], number: int) -> NDArray[np.float64]:
    """A number from 1 to 4 for each column, others in each round, the same everywhere."""
    mixed = (columns.astype(np.uint64) + np.uint64(1 + 7919 * number)) * np.uint64(0x9E3779B97F4A7C15)
    return 1 + 3 * (mixed >> np.uint64(40)).astype(float) / 2**24
