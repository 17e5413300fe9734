"""Proof in integers: any prices of the rows bound the value of every choice (Lagrangian relaxation).

With prices p = w / 2^(shift + fine), w whole (those of HiGHS, rounded), and r ≥ gain - p·rows, both times 2^shift,
every choice x within the rows is worth at most Σ p·limit + Σ max over x of r·x, whatever the rounding. A column whose
|r| exceeds what is left between that bound and a target has the same value in every choice that reaches the target
(reduced-cost fixing), and a row that stays short of its limit loses its price times what is left of it.

The row of a share counts ten-thousandths of cents: its price is so small a number that, rounded to the unit of
`reduced`, it would blur the bound by whole marks. Hence `fine` more bits of the prices: r and Σ p·limit are worked out
with them, then rounded up, which keeps the bound; the price kept for what a row leaves unused is rounded toward nought,
which does too.
"""

from dataclasses import dataclass
from math import ceil, log2

import numpy as np

from .program import Chosen, Program, Whole
from .relaxation import Real

FINEST = 56
FINE = 24
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
    if shift < 0 or program.rows.dtype == object or program.gain.dtype == object:
        held = Scaled.of(fair, FINEST + _bits(program.rows), 0, object)
    else:
        held = Scaled.of(fair, shift, fine_bits(program.rows), np.int64)
    reduced = held.reduced(program.gain.astype(held.coarse.dtype), program.rows)
    found = Certificate(held.shift, held.prices, reduced, _most(program, reduced) + int(held.at_limits(program)))
    return _nudged(program, found) if not held.coarse.any() and not held.rest.any() else found


def _most(program: Program, reduced: Whole) -> int:
    best = np.where(reduced > 0, reduced * program.upper, reduced * program.lower)
    return int(sum(best.tolist()))


def _nudged(program: Program, found: Certificate) -> Certificate:
    """A price where there is none: the greatest that one row can have without a greater ceiling.

    Columns that are worth nothing then lose as much of the room as they take of the row, so that no sweep looks at
    more of them than the row can hold. With a price w, coefficients a ≥ 0 and what `lower` leaves of the limit R, the
    bound grows by w·R at most, for (r - w·a)·x ≤ r·x - w·a·lower: w·R is kept within what rounding to whole values
    drops.
    """
    best: tuple[float, int, int] | None = None
    for row, high in enumerate(program.high):
        coefficients = program.rows[row]
        left = 0 if high is None else high - sum(coefficients[program.lower].tolist())
        if left > 0 and (coefficients >= 0).all() and any(coefficients.tolist()):
            tight = left / sum(coefficients.tolist())
            best = min(best or (tight, row, left), (tight, row, left))
    if best is None:
        return found
    _tight, row, left = best
    spare = ((found.ceiling + 1) << found.shift) - 1 - found.bound
    weight = min(spare // left, (1 << ROOM_BITS - 1) // sum(program.rows[row].tolist()))
    prices = found.prices.copy()
    prices[row] = weight
    reduced = found.reduced - weight * program.rows[row]
    return Certificate(found.shift, prices, reduced, _most(program, reduced) + weight * (program.high[row] or 0))


@dataclass(frozen=True)
class Scaled:
    """Prices times 2^shift: their whole part, rounded down, and what is left of it, in parts of 2^fine."""

    shift: int
    fine: int
    coarse: Whole
    rest: Whole

    @classmethod
    def of(cls, prices: Real, shift: int, fine: int, kind: type) -> "Scaled":
        """One line of prices, or several. Any whole numbers near them would do, of the same sign or nought."""
        scaled = prices * 2.0**shift
        below = np.floor(scaled)
        rest = np.floor((scaled - below) * 2.0**fine).astype(np.int64)
        return cls(shift, fine, np.vectorize(int, otypes=[kind])(below) if below.size else below.astype(kind), rest)

    @property
    def prices(self) -> Whole:
        """Rounded toward nought."""
        return np.asarray(self.coarse + ((self.coarse < 0) & (self.rest > 0)))

    def reduced(self, gain: Whole, rows: Whole) -> Whole:
        """gain - prices·rows, rounded up, in the scale of `coarse`."""
        scaled = gain * (1 << self.shift)
        return np.asarray(scaled - self.coarse @ rows - ((self.rest @ rows) >> self.fine)) if len(rows) else scaled

    def at_limits(self, program: Program) -> Whole:
        """Σ price × limit, rounded up: one number a line of prices."""
        exact = (self.coarse.astype(object) << self.fine) + self.rest
        low, high = (np.array([each or 0 for each in ends], dtype=object) for ends in (program.low, program.high))
        total = (exact * np.where(self.coarse < 0, low, high)).sum(axis=-1)
        return np.asarray(-(-total >> self.fine))


def fine_bits(rows: Whole) -> int:
    """How many more bits the prices can have: what these give in a column stays within 64 bits."""
    heaviest = float(np.abs(np.asarray(rows, dtype=float)).sum(axis=0).max(initial=0.0)) if len(rows) else 0.0
    return max(0, min(FINE, ROOM_BITS - ceil(log2(heaviest + 2))))


def _bits(rows: Whole) -> int:
    return max((abs(each) for each in rows.ravel().tolist()), default=1).bit_length()


def _fair(program: Program, prices: Real) -> Real:
    for row, (low, high) in enumerate(zip(program.low, program.high, strict=True)):
        if (high is None and prices[row] > 0) or (low is None and prices[row] < 0):
            prices[row] = 0.0
    return prices


def _shift(program: Program, prices: Real) -> int:
    """The finest scale at which no sum can overflow 64 bits; negative when there is none."""
    worth = float(np.abs(np.asarray(program.gain, dtype=float)).sum() + np.abs(prices).sum())
    worth += float((np.abs(prices) @ np.abs(np.asarray(program.rows, dtype=float))).sum())
    for limits in (program.low, program.high):
        worth += sum(abs(price * float(limit or 0)) for price, limit in zip(prices, limits, strict=True))
    return min(FINEST, ROOM_BITS - ceil(log2(worth + 2)))
