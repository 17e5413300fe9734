"""Every choice within a known loss of a bound: subsets of two halves of the open columns, joined (meet in the middle).

After Horowitz and Sahni (1974), with the loss of Lagrangian prices as the pruning: few subsets of a half lose
little, and of all the pairs only those are looked at whose use of the dearest row falls in the narrow window that
its price allows. Many programs that share their rows are swept at once (the draws of the stability), or a single
one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .halves import Half, subsets
from .program import ROOMY, Chosen, Program, Whole, product

Index = NDArray[np.intp]
BANDS = 4
PAIRS = 500_000  # looked at together
LINES = 20_000  # checked together, row by row
PAIRS_EACH = 20
MOST_PAIRS = 60_000_000
MOST_CHECKED = 200_000
MOST_FOUND = 30_000
CARRIED = 4


@dataclass(frozen=True)
class Cases:
    """One line a program: reduced gains, prices, what nothing lost looks like, what may be lost, what may move."""

    reduced: Whole
    prices: Whole
    base: Chosen
    room: Whole
    movable: Chosen
    group: Index | None = None  # of a single case: columns of which at most one may leave the base


@dataclass(frozen=True)
class Found:
    """Choices that keep within the rows, the case that each belongs to, and the cases that were given up."""

    owner: Index
    chosen: Chosen
    given_up: Chosen


def sweep(program: Program, cases: Cases, most: int) -> Found:
    """All choices that lose at most the room of their case, and perhaps some that lose more.

    A case with more than `most` subsets in one half, or too many pairs, is given up: nothing is answered for it.
    """
    loss = np.abs(cases.reduced)
    open_ = cases.movable & np.asarray(loss <= cases.room[:, None], dtype=bool)
    order = _dearest_first(loss, open_, cases.group)
    lost = np.where(
        np.take_along_axis(open_, order, axis=1), np.take_along_axis(loss, order, axis=1), cases.room[:, None] + 1
    )
    half, joined = _turns(order, cases.group)
    halves = [
        subsets(lost[:, half == one], order[:, half == one], cases.room, most, joined[half == one].tolist())
        for one in (0, 1)
    ]
    given_up = halves[0].given_up | halves[1].given_up
    join = _Join(program, cases, open_, halves[0].without(given_up), halves[1].without(given_up))
    join.most, join.given_up = min(PAIRS_EACH * most, MOST_PAIRS), given_up
    blocks = list(join.blocks())
    owner = np.concatenate([np.zeros(0, dtype=np.intp), *(each[0] for each in blocks)])
    chosen = np.vstack([np.zeros((0, program.size), dtype=bool), *(each[1] for each in blocks)])
    kept = ~given_up[owner]
    return Found(owner[kept], chosen[kept], given_up)


def _dearest_first(loss: Whole, open_: Chosen, group: Index | None) -> Index:
    """The open columns of each case, those first whose loss is greatest; a group stays together."""
    width = int(open_.sum(axis=1).max(initial=0))
    if group is None:
        return np.argsort(np.where(open_, -loss, 1), axis=1, kind="stable")[:, :width]
    least: dict[int, int] = {}
    for number, each in zip(group.tolist(), loss[0].tolist(), strict=True):
        least[number] = min(each, least.get(number, each))
    groups, columns = group.tolist(), np.flatnonzero(open_[0]).tolist()
    columns.sort(key=lambda column: (-least[groups[column]], groups[column]))
    return np.array(columns, dtype=np.intp)[None]


def _turns(order: Index, group: Index | None) -> tuple[Index, Chosen]:
    """Each place in turn to one half or the other, groups undivided, and whether it is joined to the one before."""
    joined = np.zeros(order.shape[1], dtype=bool)
    if group is not None:
        held = group[order[0]]
        joined[1:] = held[1:] == held[:-1]
    return (np.cumsum(~joined) - 1) % 2, joined


class _Join:
    """The pairs of subsets, one of each half, that keep within the carried rows at a loss that the room allows."""

    def __init__(self, program: Program, cases: Cases, open_: Chosen, one: Half, two: Half) -> None:
        self.program, self.cases, self.one, self.two = program, cases, one, two
        self.carried, self.key = _carried(program, cases, open_)
        rows = program.rows[self.carried]
        used = product(cases.base, rows.T) if len(rows) else np.zeros((len(cases.room), 0), dtype=np.int64)
        self.high = _room_left([program.high[row] for row in self.carried], used, 1)
        self.low = _room_left([program.low[row] for row in self.carried], used, -1)
        self.prices = cases.prices[:, self.carried]
        self.most, self.given_up = MOST_PAIRS, np.zeros(len(cases.room), dtype=bool)
        self.pairs, self.checked, self.found = (np.zeros(len(cases.room), dtype=np.int64) for _count in range(3))
        self.uses = [half.use(rows, cases.base) for half in (one, two)]

    def blocks(self) -> Iterator[tuple[Index, Chosen]]:
        for some, others in self._pairs():
            kept = self._kept(some, others)
            for start in range(0, len(kept[0]), LINES):
                first, second = (each[start : start + LINES] for each in kept)
                owner = self.one.owner[first]
                self.checked += np.bincount(owner, minlength=len(self.checked))
                self.given_up |= self.checked > MOST_CHECKED
                if self.given_up[owner].all():
                    break
                chosen = self.cases.base[owner]
                self.one.toggle(chosen, first)
                self.two.toggle(chosen, second)
                holds = self.program.holding(chosen) & ~self.given_up[owner]
                self.found += np.bincount(owner[holds], minlength=len(self.found))
                self.given_up |= self.found > MOST_FOUND
                yield owner[holds], chosen[holds]

    def _pairs(self) -> Iterator[tuple[Index, Index]]:
        """Band after band of the second half's losses: the more it loses, the narrower the window of the first.

        All are counted before any is spelled out, so that a case with too many costs little.
        """
        width = self.cases.room // BANDS + 1
        band = self.two.loss // width[self.two.owner]
        keys = [self._key_use(half, use) for half, use in zip((self.one, self.two), self.uses, strict=True)]
        runs = []
        for number in range(BANDS):
            second = np.flatnonzero(np.asarray(band == number, dtype=bool))
            if len(second):
                runs.append(self._band(keys, second, number * width))
        self.given_up |= self.pairs > self.most
        for first, second, start, count in runs:
            if self.given_up.all():
                return
            yield from _spelled(first, second, start, np.where(self.given_up[self.one.owner[first]], 0, count))

    def _key_use(self, half: Half, use: Whole) -> Whole:
        if not len(self.carried):
            return np.zeros(len(half.owner), dtype=np.int64)
        return np.asarray(use[self.key[half.owner], np.arange(len(half.owner))])

    def _band(self, keys: list[Whole], second: Index, floor: Whole) -> tuple[Index, Index, Index, Index]:
        owner = self.one.owner
        left = self.cases.room[owner] - self.one.loss - floor[owner]
        first = np.flatnonzero(np.asarray(left >= 0, dtype=bool))
        owner, left = owner[first], left[first]
        bottom, top = self._window(owner, keys[0][first], left)
        place, bottom, top = self._placed(keys[1][second], second, bottom, top, owner)
        order = np.argsort(place, kind="stable")
        place = place[order]
        start, stop = np.searchsorted(place, bottom, "left"), np.searchsorted(place, top, "right")
        count = np.maximum(stop - start, 0)
        self.pairs += np.bincount(owner, count, minlength=len(self.pairs)).astype(np.int64)
        some = count > 0
        return first[some], second[order], start[some], count[some]

    def _placed(
        self, keys: Whole, second: Index, bottom: Whole, top: Whole, owner: Index
    ) -> tuple[Whole, Whole, Whole]:
        """Uses and windows on one line, owner after owner; their ranks serve where the numbers would be too great."""
        if len(self.cases.room) == 1:
            return keys, bottom, top
        least, greatest = int(keys.min()), int(keys.max())
        if (greatest - least + 3) * len(self.cases.room) >= ROOMY:
            known = np.unique(keys)
            bottom, top = np.searchsorted(known, bottom, "left"), np.searchsorted(known, top, "right") - 1
            keys, least, greatest = np.searchsorted(known, keys), 0, len(known)
        span = greatest - least + 3
        bottom, top = (np.clip(each, least - 1, greatest + 1) + (owner * span - least) for each in (bottom, top))
        return keys + (self.two.owner[second] * span - least), bottom, top

    def _window(self, owner: Index, use: Whole, left: Whole) -> tuple[Whole, Whole]:
        """What the second half may add to the key row: within its limit, and not so far that its price is passed."""
        if not len(self.carried):
            return np.zeros_like(use) - 1, np.zeros_like(use) + 1
        key = self.key[owner]
        price, high, low = self.prices[owner, key], self.high[owner, key] - use, self.low[owner, key] - use
        reach = left // np.maximum(np.abs(price), 1)
        bottom = np.where(price > 0, np.maximum(low, high - reach), low)
        return bottom, np.where(price < 0, np.minimum(high, low + reach), high)

    def _kept(self, first: Index, second: Index) -> tuple[Index, Index]:
        owner = self.one.owner[first]
        left = self.cases.room[owner] - self.one.loss[first] - self.two.loss[second]
        fine = np.asarray(left >= 0, dtype=bool)
        for row in range(len(self.carried)):
            first, second, owner, left = first[fine], second[fine], owner[fine], left[fine]
            use = self.uses[0][row][first] + self.uses[1][row][second]
            price, over, under = self.prices[owner, row], self.high[owner, row] - use, use - self.low[owner, row]
            slack = np.where(price > 0, over, np.where(price < 0, under, 0))
            reach = left // np.maximum(np.abs(price), 1)
            fine = np.asarray((over >= 0) & (under >= 0) & ((slack <= reach) | (price == 0)), dtype=bool)
            left = left - np.where(fine, np.abs(price) * np.where(fine, slack, 0), 0)
        return first[fine], second[fine]


def _carried(program: Program, cases: Cases, open_: Chosen) -> tuple[Index, Index]:
    """The few rows that discriminate most, the dearest first, and for each case the one of them that does."""
    moved = open_.astype(float) @ np.abs(np.asarray(program.rows, dtype=float)).T
    weight = moved * np.abs(np.asarray(cases.prices, dtype=float))
    carried = np.lexsort((-moved.sum(axis=0), -weight.sum(axis=0)))[:CARRIED]
    carried = carried[moved.sum(axis=0)[carried] > 0]
    key = weight[:, carried].argmax(axis=1) if len(carried) else np.zeros(len(weight), dtype=np.intp)
    return carried, key


def _room_left(limits: list[int | None], used: Whole, sign: int) -> Whole:
    wide = used.dtype == object
    none = sign * (1 << 400 if wide else 1 << 61)
    columns = [
        np.full(len(used), none, dtype=used.dtype) if each is None else each - used[:, row]
        for row, each in enumerate(limits)
    ]
    return np.stack(columns, axis=1) if columns else used


def _spelled(first: Index, second: Index, start: Index, count: Index) -> Iterator[tuple[Index, Index]]:
    """Each of `first` with its run of `second`, in blocks of bounded size."""
    total = np.cumsum(count)
    begin = 0
    while begin < len(first):
        done = int(total[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(total, done + PAIRS, "right")))
        lengths = count[begin:end]
        within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        if len(within):
            yield np.repeat(first[begin:end], lengths), second[np.repeat(start[begin:end], lengths) + within]
        begin = end
