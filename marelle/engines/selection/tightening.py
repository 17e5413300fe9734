"""What the rows alone decide, in integers: columns that every choice within them has at the same value.

For each row, what a choice of the node can add to it goes from `least` to `most` (every column on the side that adds
least, or most). Where least passes the greatest limit, or most stays below the least limit, there is no choice. Where
moving one column off the side that adds least would pass the limit by itself, no choice moves it (bound propagation,
as in Savelsbergh 1994). What is decided so decides more, until nothing moves.
"""

from dataclasses import dataclass

import numpy as np

from .program import Chosen, Program, Whole

ROUNDS = 20


@dataclass(frozen=True)
class Bounds:
    """What each column is at least and at most."""

    lower: Chosen
    upper: Chosen


class Tightening:
    """The rows of one program, read once: bounds change from node to node."""

    def __init__(self, program: Program) -> None:
        rows = program.rows.reshape(len(program.low), program.size)
        none = 1 << 400 if rows.dtype == object else 1 << 61
        self._rows, self._size = rows, np.abs(rows)
        self._gives, self._takes = np.maximum(rows, 0), np.minimum(rows, 0)
        self._low = _limits(program.low, -none, rows)
        self._high = _limits(program.high, none, rows)

    def tightened(self, lower: Chosen, upper: Chosen) -> Bounds | None:
        """The bounds that every choice between these, within the rows, keeps; None when no choice is."""
        for _round in range(ROUNDS):
            if (lower > upper).any():
                return None
            free = lower < upper
            least = self._gives @ lower + self._takes @ upper
            most = self._gives @ upper + self._takes @ lower
            if np.asarray((least > self._high) | (most < self._low), dtype=bool).any():
                return None
            above = np.asarray(self._size > (self._high - least)[:, None], dtype=bool) & free
            below = np.asarray(self._size > (most - self._low)[:, None], dtype=bool) & free
            gives, takes = np.asarray(self._rows > 0, dtype=bool), np.asarray(self._rows < 0, dtype=bool)
            out = ((above & gives) | (below & takes)).any(axis=0)
            in_ = ((above & takes) | (below & gives)).any(axis=0)
            if not (out | in_).any():
                break
            lower, upper = lower | in_, upper & ~out
        return Bounds(lower, upper)


def _limits(limits: tuple[int | None, ...], none: int, rows: Whole) -> Whole:
    """In 64 bits a row goes nowhere near `none`, and neither does what is left of it."""
    held = [none if each is None else max(-abs(none), min(abs(none), each)) for each in limits]
    return np.array(held, dtype=rows.dtype)
