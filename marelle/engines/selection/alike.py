"""Candidates that every row and every spend count alike: of them the better one, or else the earlier one, comes first.

When two columns weigh the same in all rows, a choice that holds the worse and not the better gains by exchanging
them, and keeps within the same limits; between equals the exchange wins by the published order. So the columns of one
kind are chosen from the first on (dominance, as in Martello and Toth 1990, 4.4), and what may differ from the base is
how far: few options instead of a power of two. Amounts of a published scale and marks by half points make such kinds.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .program import Chosen, Program, Whole

Index = NDArray[np.intp]


@dataclass(frozen=True)
class Options:
    """Ways to leave a base: each toggles some columns and loses so much; at most one of a group is taken."""

    group: Index
    loss: Whole
    toggles: Chosen  # one line an option, one column a column

    def applied(self, base: Chosen, taken: Chosen) -> Chosen:
        """The base with the options of each line of `taken`."""
        toggled = taken.astype(np.float32) @ self.toggles.astype(np.float32)
        return np.asarray(base ^ (toggled > 0.5), dtype=bool)


def kinds_of(rows: Whole, cost: Whole, free: Chosen) -> Index:
    """A number for each column, the same where rows and cost are the same; one of its own for what is not free."""
    known: dict[tuple[int, ...], int] = {}
    lines = zip(cost.tolist(), *rows.tolist(), strict=True)
    keys = (line if free[place] else (place,) * (len(line) + 1) for place, line in enumerate(lines))
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.intp)


def told_apart(program: Program, cost: Whole, order: list[bytes]) -> Program:
    """The same program, which knows its kinds and who comes first; as it is when no two columns are alike."""
    if program.kind is not None:
        return program
    kind = kinds_of(program.rows, cost, program.lower != program.upper)
    if kind.max(initial=-1) + 1 == len(kind):
        return program
    rank = np.argsort(sorted(range(len(order)), key=order.__getitem__))
    return replace(program, kind=kind, rank=rank)


def exchangeable(program: Program, chosen: Chosen) -> bool:
    """Whether an equal of a chosen column is not chosen: exchanging them makes a list of the same merit and spend."""
    if program.kind is None:
        return False
    known: dict[tuple[int, int], set[bool]] = {}
    for kind, gain, inside in zip(program.kind.tolist(), program.gain.tolist(), chosen.tolist(), strict=True):
        known.setdefault((kind, gain), set()).add(inside)
    return any(len(sides) == 2 for sides in known.values())


def losses(program: Program, reduced: Whole, movable: Chosen) -> list[list[int]]:
    """What each group of options loses, option after option; a column without its like is a group of one."""
    loss = np.abs(reduced)
    if program.kind is None:
        return [[each] for each in loss[movable].tolist()]
    lines = _lines(program, reduced, np.flatnonzero(movable))
    return [_sums(loss[line].tolist()) for line in lines if len(line)]


def options(program: Program, reduced: Whole, base: Chosen, room: int) -> Options:
    """The ways to leave the base at a loss within the room, of a program whose columns are all movable."""
    loss = np.abs(reduced)
    if program.kind is None:
        near = np.flatnonzero(np.asarray(loss <= room, dtype=bool))
        return Options(near, loss[near], np.eye(program.size, dtype=bool)[near])
    group, lost, toggles = [], [], []
    for number, line in enumerate(_lines(program, reduced, np.arange(program.size))):
        for depth, each in enumerate(_sums(loss[line].tolist())):
            if each > room:
                break
            toggled = np.zeros(program.size, dtype=bool)
            toggled[line[: depth + 1]] = True
            group.append(number // 2)
            lost.append(each)
            toggles.append(toggled)
    held = np.array(toggles, dtype=bool).reshape(len(toggles), program.size)
    return Options(np.array(group, dtype=np.intp), np.array(lost, dtype=reduced.dtype), held)


def ahead(program: Program, column: int, movable: Chosen) -> tuple[Index, Index]:
    """The movable columns of the same kind that come before and after this one, itself in both."""
    if program.kind is None:
        return np.array([column]), np.array([column])
    same = np.flatnonzero(movable & (program.kind == program.kind[column]))
    same = same[_best_first(program, same)]
    place = int(np.flatnonzero(same == column)[0])
    return same[: place + 1], same[place:]


def _best_first(program: Program, columns: Index) -> Index:
    assert program.rank is not None
    gain, rank = program.gain[columns].tolist(), program.rank[columns].tolist()
    return np.array(sorted(range(len(columns)), key=lambda n: (-gain[n], rank[n])), dtype=np.intp)


def _lines(program: Program, reduced: Whole, columns: Index) -> list[Index]:
    """Two lines for each kind: its columns in the base from the last on, and those out of it from the first on."""
    assert program.kind is not None and program.rank is not None
    kind, gain, rank = program.kind[columns].tolist(), program.gain[columns].tolist(), program.rank[columns].tolist()
    places = sorted(range(len(columns)), key=lambda n: (kind[n], -gain[n], rank[n]))
    inside = np.asarray(reduced > 0, dtype=bool)[columns].tolist()
    found: dict[int, tuple[list[int], list[int]]] = {}
    for place in places:
        leaving, entering = found.setdefault(kind[place], ([], []))
        (leaving if inside[place] else entering).append(int(columns[place]))
    return [np.array(line, dtype=np.intp) for ins, outs in found.values() for line in (ins[::-1], outs)]


def _sums(values: list[int]) -> list[int]:
    total = 0
    return [total := total + each for each in values]
