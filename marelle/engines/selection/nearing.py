"""Better choices near a known one: all but some thirty columns stay as they are, and these are swept exactly.

Where many columns cost next to nothing by the prices (merits that follow the amounts, budgets to be met to the
cent), rounding leaves a little of the budget unspent, and branching hardly ever finds the last cents; the subsets of
two halves of a few columns do. It is a search of large neighbourhoods (Shaw 1998), each of them solved by halves.
Nothing here proves that there is nothing better.
"""

import numpy as np
from numpy.typing import NDArray

from .best import Best
from .certificate import certify
from .effort import Effort
from .program import Chosen, Program
from .relaxation import Relaxed
from .sweeping import sweep_down

OPEN = 34
MOST = 150_000
ROUNDS, IN_VAIN = 24, 6
WIDER = 8
COST = 1_000_000.0


def improve(program: Program, relaxed: Relaxed, best: Best, ceiling: int, effort: Effort) -> None:
    """Offers better choices than the best known, up to the ceiling; stops after some rounds that find nothing."""
    certificate = certify(program, relaxed.prices)
    loss = np.abs(certificate.reduced.astype(float))
    movable = np.flatnonzero(program.lower != program.upper)
    in_vain, gap = 0, 0
    for number in range(ROUNDS):
        if in_vain > IN_VAIN or effort.over or (best.value is not None and best.value >= ceiling):
            return
        before, base = best.value, _base(program, relaxed, best, number)
        near = movable[np.argsort((loss[movable] + 1) * _chance(movable, number), kind="stable")[:OPEN]]
        gap = _step(program, relaxed, _around(program, base, near), best, ceiling, gap // WIDER**2, effort)
        in_vain = in_vain + 1 if best.value == before else 0


def _base(program: Program, relaxed: Relaxed, best: Best, number: int) -> Chosen:
    """The best known choice, or the relaxation rounded, in turn."""
    if best.value is not None and number % 2 == 0:
        return best.choices[0]
    return np.where(program.lower == program.upper, program.lower, np.asarray(relaxed.share > 0.5, dtype=bool))


def _around(program: Program, base: Chosen, near: NDArray[np.intp]) -> Program:
    lower, upper = base.copy(), base.copy()
    lower[near], upper[near] = program.lower[near], program.upper[near]
    return program.between(lower, upper)


def _step(
    program: Program, relaxed: Relaxed, around: Program, best: Best, ceiling: int, gap: int, effort: Effort
) -> int:
    """Sweeps deeper and deeper below what these columns can give, until something better is found; how deep it was."""
    certificate = certify(around, relaxed.prices)
    top = min(ceiling, certificate.ceiling) // program.step * program.step
    while True:
        known = None if best.value is None else best.value + program.step
        goal = top - gap if known is None else max(top - gap, known)
        effort.spend(COST)
        if effort.over or goal > top or not sweep_down(around, certificate, goal, MOST, best):
            return gap
        if (known is not None and goal <= known) or (best.value is not None and best.value >= goal):
            return gap
        if known is None and certificate.room(goal) > int(np.abs(certificate.reduced).sum()):
            return gap
        gap = max(program.step, gap * WIDER)


def _chance(columns: NDArray[np.intp], number: int) -> NDArray[np.float64]:
    """A number from 1 to 4 for each column, others in each round, the same everywhere."""
    mixed = (columns.astype(np.uint64) + np.uint64(1 + 7919 * number)) * np.uint64(0x9E3779B97F4A7C15)
    return 1 + 3 * (mixed >> np.uint64(40)).astype(float) / 2**24
