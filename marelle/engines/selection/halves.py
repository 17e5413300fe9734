"""The subsets of half of the open columns, of many programs at once, and what each adds to a row."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .program import Chosen, Whole

Index = NDArray[np.intp]


@dataclass(frozen=True)
class Half:
    """Subsets, generation after generation: whose, what each loses, the one it extends and the column it toggles."""

    owner: Index
    loss: Whole
    parent: Index
    column: Index  # -1: nothing is toggled
    ends: tuple[int, ...]
    given_up: Chosen

    def use(self, rows: Whole, base: Chosen) -> Whole:
        """What the toggles of each subset add to each row: one line a row."""
        use = np.zeros((len(rows), len(self.owner)), dtype=rows.dtype)
        for start, end in zip(self.ends, self.ends[1:], strict=False):
            column = self.column[start:end]
            sign = np.where(base[self.owner[start:end], column], -1, 1)
            use[:, start:end] = use[:, self.parent[start:end]] + rows[:, column] * sign
        return use

    def toggle(self, chosen: Chosen, subset: Index) -> None:
        """Applies to each line of `chosen` the toggles of one subset."""
        line = np.arange(len(subset))
        while len(line):
            column = self.column[subset]
            line, subset, column = (each[column >= 0] for each in (line, subset, column))
            chosen[line, column] ^= True
            subset = self.parent[subset]

    def without(self, owners: Chosen) -> "Half":
        """Leaves out all subsets of these owners; those that stay find their parents again."""
        if not owners.any():
            return self
        keep = ~owners[self.owner]
        number = np.cumsum(keep) - 1
        ends = tuple(int(np.count_nonzero(keep[:end])) for end in self.ends)
        parent = np.where(self.parent[keep] >= 0, number[self.parent[keep]], -1)
        return replace(
            self, owner=self.owner[keep], loss=self.loss[keep], parent=parent, column=self.column[keep], ends=ends
        )


def subsets(lost: Whole, columns: Index, room: Whole, most: int, joined: list[bool]) -> Half:
    """All subsets that lose at most the room of their owner; the dearest columns must come first (few subsets so far).

    A column that is joined to the one before it excludes it. An owner with more than `most` is given up.
    """
    count = len(room)
    owner, loss = np.arange(count), np.zeros(count, dtype=lost.dtype if lost.size else room.dtype)
    parent, column = np.full(count, -1), np.full(count, -1)
    ends, room, given_up = [count], room.copy(), np.zeros(count, dtype=bool)
    before = count
    for step, toggled, with_last in zip(lost.T, columns.T, joined, strict=True):
        before = before if with_last else len(owner)
        total = loss[:before] + step[owner[:before]]
        kept = np.flatnonzero(np.asarray(total <= room[owner[:before]], dtype=bool))
        mine = owner[kept]
        owner, loss = np.concatenate([owner, mine]), np.concatenate([loss, total[kept]])
        parent, column = np.concatenate([parent, kept]), np.concatenate([column, toggled[mine]])
        ends.append(len(owner))
        if len(owner) > most:
            given_up |= np.bincount(owner, minlength=count) > most
            room[given_up] = -1
    return Half(owner, loss, parent, column, tuple(ends), given_up)
