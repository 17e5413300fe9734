"""Integer programs with few rows: the one shape that every question of this package is turned into."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import gcd
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[Any]  # int64, or Python integers (dtype object) where 64 bits could overflow
Chosen = NDArray[np.bool_]
EXACT_DOUBLE = 1 << 53
ROOMY = 1 << 60


def whole(values: Any) -> Whole:
    """Integers as an array: 64 bits when no sum of them can overflow, else Python's own integers."""
    wide = np.array(values, dtype=object)
    heaviest = max((sum(map(abs, line)) for line in np.atleast_2d(wide).tolist()), default=0)
    return wide.astype(np.int64) if heaviest < ROOMY else wide


def product(left: NDArray[Any], right: Whole) -> Whole:
    """`left @ right` for marks 0 and 1, or small integers, on the left; exact, by doubles where they are exact."""
    if left.dtype == object or right.dtype == object or not right.size:
        return np.asarray(left.astype(object) @ right.astype(object))
    most = float(np.abs(right).sum(axis=0, dtype=float).max()) * float(np.abs(left).max(initial=0))
    if most < EXACT_DOUBLE:
        return np.asarray(np.rint(left.astype(float) @ right.astype(float)), dtype=np.int64)
    return np.asarray(left.astype(np.int64) @ right)


@dataclass(frozen=True)
class Program:
    """Choose x in {0, 1}ⁿ from `lower` to `upper`: greatest `gain·x` under `low ≤ rows·x ≤ high` (None: no limit)."""

    gain: Whole
    rows: Whole
    low: tuple[int | None, ...]
    high: tuple[int | None, ...]
    lower: Chosen
    upper: Chosen
    kind: NDArray[np.intp] | None = None  # the same for columns that weigh the same in every row (see `alike`)
    rank: NDArray[np.intp] | None = None  # which of two equal columns of a kind comes first

    @property
    def size(self) -> int:
        return len(self.gain)

    @cached_property
    def step(self) -> int:
        """What every gain is a multiple of: two values differ by it at least."""
        return gcd(*self.gain.tolist()) or 1

    @property
    def contradictory(self) -> bool:
        """A column or a row is to be at least more than it is to be at most: nothing else need be looked at."""
        ends = zip(self.low, self.high, strict=True)
        crossed = any(low is not None and high is not None and low > high for low, high in ends)
        return crossed or bool((self.lower > self.upper).any())

    def value(self, chosen: Chosen) -> int:
        return int(sum(self.gain[chosen].tolist()))

    def holds(self, chosen: Chosen) -> bool:
        """Checks a choice in integers."""
        return (
            not (chosen < self.lower).any() and not (chosen > self.upper).any() and bool(self.holding(chosen[None])[0])
        )

    def holding(self, choices: Chosen) -> Chosen:
        """Which lines of `choices` keep within every row, in integers."""
        done = product(choices, self.rows.T)
        fine = np.ones(len(choices), dtype=bool)
        for number, (low, high) in enumerate(zip(self.low, self.high, strict=True)):
            if high is not None:
                fine &= np.asarray(done[:, number] <= high, dtype=bool)
            if low is not None:
                fine &= np.asarray(done[:, number] >= low, dtype=bool)
        return fine

    def aiming(self, gain: Whole) -> Self:
        return replace(self, gain=gain)

    def requiring(self, row: Whole, low: int | None, high: int | None) -> Self:
        """The same with one more row, or with one that is tighter: what must be met exactly is one row of two ends."""
        common = gcd(*row.tolist()) or 1
        row, low, high = (
            row // common,
            None if low is None else -(-low // common),
            None if high is None else high // common,
        )
        for number, known in enumerate(self.rows):
            if np.array_equal(known, -row):
                row, low, high = -row, None if high is None else -high, None if low is None else -low
            if np.array_equal(known, row):
                return self._tightened(number, low, high)
        rows = np.vstack([self.rows.reshape(-1, self.size), row[None]])
        kind = None if self.kind is None else _finer(self.kind, row)
        return replace(self, rows=whole(rows.tolist()), low=(*self.low, low), high=(*self.high, high), kind=kind)

    def _tightened(self, number: int, low: int | None, high: int | None) -> Self:
        lows, highs = list(self.low), list(self.high)
        lows[number] = max((each for each in (lows[number], low) if each is not None), default=None)
        highs[number] = min((each for each in (highs[number], high) if each is not None), default=None)
        return replace(self, low=tuple(lows), high=tuple(highs))

    def between(self, lower: Chosen, upper: Chosen) -> Self:
        return replace(self, lower=lower, upper=upper)

    def leaving(self, base: Chosen, toggles: Chosen) -> Self:
        """The program of what changes when some of these toggles (one line each) are applied to a base."""
        signs = toggles * np.where(base, -1, 1)
        used = product(base[None], self.rows.T)[0].tolist()
        return replace(
            self,
            gain=product(signs, self.gain[:, None])[:, 0],
            rows=product(signs, self.rows.T).T,
            low=tuple(_less(limit, each) for limit, each in zip(self.low, used, strict=True)),
            high=tuple(_less(limit, each) for limit, each in zip(self.high, used, strict=True)),
            lower=np.zeros(len(toggles), dtype=bool),
            upper=np.ones(len(toggles), dtype=bool),
            kind=None,
            rank=None,
        )

    def part(self, base: Chosen, columns: NDArray[np.intp]) -> "Part":
        """Only these columns stay open; all others are worth what `base` says, and the rows keep what is left."""
        rest = base.copy()
        rest[columns] = False
        used = product(rest[None], self.rows.T)[0].tolist()
        rows = self.rows[:, columns]
        kept = np.array([row for row in range(len(used)) if self._may_bind(rows[row], row, used[row])], dtype=np.intp)
        small = replace(
            self,
            gain=self.gain[columns],
            rows=rows[kept],
            low=tuple(_less(self.low[row], used[row]) for row in kept),
            high=tuple(_less(self.high[row], used[row]) for row in kept),
            lower=self.lower[columns],
            upper=self.upper[columns],
            kind=None if self.kind is None else self.kind[columns],
            rank=None if self.rank is None else self.rank[columns],
        )
        return Part(small, columns, rest, kept, self.value(rest))

    def _may_bind(self, row: Whole, number: int, used: int) -> bool:
        low, high = _less(self.low[number], used), _less(self.high[number], used)
        least, most = sum(row[row < 0].tolist()), sum(row[row > 0].tolist())
        return (low is not None and least < low) or (high is not None and most > high)


@dataclass(frozen=True)
class Part:
    """A program of a few open columns cut from a greater one, of which it keeps the rows that may bind."""

    program: Program
    columns: NDArray[np.intp]
    rest: Chosen
    rows: NDArray[np.intp]
    value: int  # of the rest

    def whole(self, chosen: Chosen) -> Chosen:
        """Choices of the part (one, or a line each) as choices of the greater program."""
        full = np.broadcast_to(self.rest, (*chosen.shape[:-1], len(self.rest))).copy()
        full[..., self.columns] = chosen
        return full


def _finer(kind: NDArray[np.intp], row: Whole) -> NDArray[np.intp]:
    known: dict[tuple[int, int], int] = {}
    pairs = zip(kind.tolist(), row.tolist(), strict=True)
    return np.array([known.setdefault(pair, len(known)) for pair in pairs], dtype=np.intp)


def _less(limit: int | None, used: int) -> int | None:
    return None if limit is None else limit - used
