"""HiGHS behind one door: the linear relaxation, its prices, and quick guesses. Nothing here is proof; see
`certificate`."""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from .program import Chosen, Program

Real = NDArray[np.float64]
INFINITY = highspy.kHighsInf
GUESS_NODES = 500
LARGE = 2_000  # columns from which the root alone is looked at


@dataclass(frozen=True)
class Relaxed:
    """What HiGHS says of a relaxation: a share of each column, and prices of the rows in units of gain."""

    share: Real
    prices: Real


class Relaxation:
    """A program without its integrality, kept warm: gains and bounds change, the basis stays.

    When elastic, every row may be passed, and the greatest violation is made least: its prices prove that no choice is.
    """

    def __init__(self, program: Program, elastic: bool = False) -> None:
        self.size = program.size
        self._scales = _scales(program)
        self._highs = _quiet()
        self._columns = np.arange(program.size, dtype=np.int32)
        self._highs.passModel(_model(program, self._scales, elastic))
        self._unit, self._gain = 1.0, np.zeros(program.size)
        self._lower, self._upper = program.lower.astype(float), program.upper.astype(float)
        if not elastic:
            self.aim(np.asarray(program.gain, dtype=float))

    def aim(self, gain: Real) -> None:
        self._unit, self._gain = float(np.abs(gain).max(initial=0.0)) or 1.0, gain
        self._highs.changeColsCost(self.size, self._columns, -gain / self._unit)

    def bound(self, lower: Chosen, upper: Chosen) -> None:
        self._lower, self._upper = lower.astype(float), upper.astype(float)
        self._highs.changeColsBounds(self.size, self._columns, self._lower, self._upper)

    def solve(self) -> Relaxed | None:
        if not len(self._scales):
            return Relaxed(np.where(self._gain > 0, self._upper, self._lower), np.zeros(0))
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._highs.getSolution()
        share = np.array(solution.col_value[: self.size], dtype=float)
        duals = np.array(solution.row_dual, dtype=float).reshape(-1, len(self._scales)).sum(axis=0)
        return Relaxed(share, -duals * self._scales * self._unit)


def guess(program: Program) -> Chosen | None:
    """A good choice by HiGHS within a number of nodes; it holds in integers, or there is none."""
    highs = _quiet()
    model = _model(program, _scales(program), elastic=False)
    gain = np.asarray(program.gain, dtype=float)
    model.col_cost_ = -gain / (float(np.abs(gain).max(initial=0.0)) or 1.0)
    model.integrality_ = [highspy.HighsVarType.kInteger] * program.size
    nodes = GUESS_NODES if program.size <= LARGE else 1
    for option, value in (("mip_max_nodes", nodes), ("mip_rel_gap", 0.0), ("mip_feasibility_tolerance", 1e-9)):
        highs.setOptionValue(option, value)
    highs.passModel(model)
    highs.run()
    chosen = np.rint(np.array(highs.getSolution().col_value, dtype=float)).astype(bool)
    return chosen if len(chosen) == program.size and program.holds(chosen) else None


class _Silent(highspy.Highs):
    """HiGHS writes its version on the standard output when its callbacks are set: they are not."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.silent()


def _quiet() -> Any:
    highs = _Silent()
    for option, value in (("threads", 1), ("random_seed", 0)):
        highs.setOptionValue(option, value)
    return highs


def _scales(program: Program) -> Real:
    if not len(program.low):
        return np.ones(0)
    most = np.abs(np.asarray(program.rows, dtype=float)).max(axis=1, initial=0.0)
    return np.asarray(1.0 / np.where(most > 0, most, 1.0))


def _model(program: Program, scales: Real, elastic: bool) -> Any:
    """The columns of the program; when elastic, one more that lets every row be passed by the same share."""
    dense = np.asarray(program.rows, dtype=float).reshape(len(scales), program.size) * scales[:, None]
    lows, highs = _limits(program.low, -INFINITY, scales), _limits(program.high, INFINITY, scales)
    lower, upper, cost = program.lower.astype(float), program.upper.astype(float), np.zeros(program.size)
    if elastic:
        dense = np.vstack(
            [np.hstack([dense, -np.ones((len(scales), 1))]), np.hstack([dense, np.ones((len(scales), 1))])]
        )
        lows, highs = (
            np.concatenate([np.full(len(scales), -INFINITY), lows]),
            np.concatenate([highs, np.full(len(scales), INFINITY)]),
        )
        lower, upper, cost = np.append(lower, 0.0), np.append(upper, INFINITY), np.append(cost, 1.0)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = dense.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.row_lower_, model.row_upper_ = lows, highs
    columns, rows = np.nonzero(dense.T)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=dense.shape[1]))])
    model.a_matrix_.index_, model.a_matrix_.value_ = rows, dense.T[columns, rows]
    return model


def _limits(limits: tuple[int | None, ...], none: float, scales: Real) -> Real:
    return np.array([none if each is None else float(each) for each in limits], dtype=float) * scales
