"""Proof in integers: any prices of the rows bound the value of every choice (Lagrangian relaxation).

With integer prices p (those of HiGHS, scaled by 2^shift and rounded) and reduced gains r = gain·2^shift - p·rows,
every choice x is worth at most Σ p·limit + Σ max over x of r·x, whatever the rounding. A column whose |r| exceeds
what is left between that bound and a target has the same value in every choice that reaches the target (reduced-cost
fixing).
"""

from dataclasses import dataclass

import numpy as np

from .program import Chosen, Program, Whole
from .relaxation import Real

FINEST = 40
ROOM_BITS = 61


@dataclass(frozen=True)
class Certificate:
    """Prices and reduced gains times 2^shift, and the bound that they prove, in the same unit."""

    shift: int
    prices: Whole
    reduced: Whole
    bound: int

    @property
    def ceiling(self) -> int:
        """The greatest value that a choice can have."""
        return self.bound >> self.shift

    def room(self, target: int) -> int:
        """What may be lost below the bound by a choice that reaches the target; in 64 bits, more is the same as all."""
        room = self.bound - (target << self.shift)
        return room if self.reduced.dtype == object else min(room, (1 << ROOM_BITS) - 1)

    @property
    def base(self) -> Chosen:
        """What each column is when nothing is lost on it."""
        return np.asarray(self.reduced > 0, dtype=bool)


def certify(program: Program, prices: Real) -> Certificate:
    """The bound that these prices prove; prices that a row without that limit cannot have count for nothing."""
    fair = _fair(program, np.where(np.isfinite(prices), prices, 0.0))
    shift = _shift(program, fair)
    wide = shift < 0 or program.rows.dtype == object or program.gain.dtype == object
    shift = FINEST if wide else shift
    scaled = [round(price * 2**shift) for price in fair.tolist()]
    weights = np.array(scaled, dtype=object if wide else np.int64)
    gain = program.gain.astype(object) if wide else program.gain
    reduced = np.asarray(gain * (1 << shift) - weights @ program.rows if len(weights) else gain * (1 << shift))
    best = np.where(reduced > 0, reduced * program.upper, reduced * program.lower)
    bound = sum(best.tolist()) + sum(_at_limit(price, program, row) for row, price in enumerate(scaled))
    return Certificate(shift, weights, reduced, int(bound))


def _fair(program: Program, prices: Real) -> Real:
    for row, (low, high) in enumerate(zip(program.low, program.high, strict=True)):
        if (high is None and prices[row] > 0) or (low is None and prices[row] < 0):
            prices[row] = 0.0
    return prices


def _at_limit(price: int, program: Program, row: int) -> int:
    limit = program.high[row] if price > 0 else program.low[row]
    return 0 if price == 0 or limit is None else price * limit


def _shift(program: Program, prices: Real) -> int:
    """The finest scale at which no sum can overflow 64 bits; negative when there is none."""
    worth = float(np.abs(np.asarray(program.gain, dtype=float)).sum())
    worth += float((np.abs(prices) @ np.abs(np.asarray(program.rows, dtype=float))).sum())
    for limits in (program.low, program.high):
        worth += sum(abs(price * float(limit or 0)) for price, limit in zip(prices, limits, strict=True))
    return min(FINEST, ROOM_BITS - int(np.ceil(np.log2(worth + 2))))
