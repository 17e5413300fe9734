"""What a planned action would change: cells from what to what, holes that close, holes that open."""

from dataclasses import dataclass
from fractions import Fraction

from .holes import Hole, holes
from .matrix import Cell, Key, Matrix


@dataclass(frozen=True, slots=True)
class Change:
    before: Cell
    after: Cell


@dataclass(frozen=True, slots=True)
class Difference:
    """`changed`: cells, then totals, that are not the same, in the order of the grid; `closed`: holes of before that
    are none after; `opened`: the contrary. A thin cell that empties, or an empty one that stays thin, is a change of
    its cell and a hole still."""

    changed: tuple[Change, ...]
    closed: tuple[Hole, ...]
    opened: tuple[Hole, ...]


def difference(
    before: Matrix, after: Matrix, threshold: Fraction | None = None, theme: str | None = None
) -> Difference:
    """From one matrix to another of the same grid: `difference(m, Matrix(m.plan.adding(*slots), m.grid))`.

    Raises `ValueError` when the grids differ: what is not measured alike is not compared. A hole that is only perhaps
    thin counts as one.
    """
    if before.grid != after.grid:
        raise ValueError("two matrices are compared on the same grid")
    pairs = zip(before.cells(theme, totals=True), after.cells(theme, totals=True), strict=True)
    holes_before, holes_after = _by_cell(before, threshold, theme), _by_cell(after, threshold, theme)
    return Difference(
        tuple(Change(one, other) for one, other in pairs if one != other),
        tuple(hole for key, hole in holes_before.items() if key not in holes_after),
        tuple(hole for key, hole in holes_after.items() if key not in holes_before),
    )


def _by_cell(matrix: Matrix, threshold: Fraction | None, theme: str | None) -> dict[Key, Hole]:
    return {hole.cell.key: hole for hole in holes(matrix, threshold, theme)}
