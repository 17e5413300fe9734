"""A small grid laid over each polygon: most points are settled by their cell, the others by the edges of their row.

A cell that no edge touches lies wholly inside or wholly outside, so one exact test of its centre speaks for all of it.
In the cells that an edge touches, a ray towards the east is counted through the edges of the row (`Grids.exactly`).

Nothing here depends on rounding. The column of a coordinate is a function that never decreases, so an edge lies in the
columns between those of its ends, and a cell without edges is a rectangle without border: all of it is on one side.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .exact import Floats, orientation

Ints = NDArray[np.int64]
Bytes = NDArray[np.int8]

OUTSIDE, BORDER, INSIDE = 0, 1, 2
UNSETTLED = 1  # of a cell: an edge may touch it. Else a cell is OUTSIDE or INSIDE


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """For each copy, its item and its number among the copies: [2, 0, 1] gives [0, 0, 2] and [0, 1, 0]."""
    item = np.repeat(np.arange(len(counts)), counts)
    return item, np.arange(len(item)) - np.repeat(np.cumsum(counts) - counts, counts)


@dataclass(frozen=True, slots=True)
class Grids:
    """Arrays by polygon (p), by cell (c), by row (r) and by edge of a row (e); `laying.lay` makes them.

    Cells follow each other row after row. An edge stands in every row that it meets, its southern end first.
    """

    corner: Floats  # (2, p): west, south
    scale: Floats  # (2, p): cells a degree
    side: Ints  # (p,): cells along a side
    first_cell: Ints  # (p,)
    first_row: Ints  # (p,)
    cells: Bytes  # (c,)
    row_start: Ints  # (r + 1,)
    edges: Floats  # (4, e): x, y, x, y

    @property
    def nbytes(self) -> int:
        """What the arrays hold in memory, in bytes."""
        return sum(getattr(self, name).nbytes for name in self.__slots__)

    def locate(self, polygon: Ints, x: Floats, y: Floats) -> Bytes:
        """OUTSIDE, BORDER or INSIDE for each pair of a polygon and a point: three arrays (n,), int8 (n,).

        The coordinates are finite. About 30 ns a pair; more where all points are close to a border.
        """
        column = (x - self.corner[0][polygon]) * self.scale[0][polygon]
        row = (y - self.corner[1][polygon]) * self.scale[1][polygon]
        side = self.side[polygon]
        near = np.flatnonzero((column >= 0) & (row >= 0) & (column <= side) & (row <= side))
        polygon, side, rows = polygon[near], side[near], row[near].astype(np.int64)
        found = self.cells[self.first_cell[polygon] + rows * side + column[near].astype(np.int64)]
        unsettled = np.flatnonzero(found == UNSETTLED)
        if unsettled.size:
            rows, whose = self.first_row[polygon[unsettled]] + rows[unsettled], near[unsettled]
            found[unsettled] = self.exactly(rows, x[whose], y[whose])
        places = np.zeros(len(x), dtype=np.int8)
        places[near] = found
        return places

    def exactly(self, rows: Ints, x: Floats, y: Floats) -> Bytes:
        """The same from the edges of the points' rows alone: a ray towards the east crosses an odd number inside.

        An edge holds its southern end and not its northern one, so that a ray through a vertex counts it once.
        """
        starts = self.row_start[rows]
        point, step = spread(self.row_start[rows + 1] - starts)
        edge = starts[point] + step
        (ax, ay, bx, by), py = self.edges, y[point]
        level = np.flatnonzero((ay[edge] <= py) & (py <= by[edge]))
        edge, point = edge[level], point[level]
        px, crossed = x[point], y[point] < by[edge]
        one, other = ax[edge], bx[edge]
        west = px < np.minimum(one, other)
        beside = np.flatnonzero(~west & (px <= np.maximum(one, other)))
        edge, near = edge[beside], point[beside]
        turns = orientation(one[beside], ay[edge], other[beside], by[edge], px[beside], y[near])
        west[beside] = turns > 0
        odd = np.bincount(point[west & crossed], minlength=len(rows)) & 1
        places = np.where(odd, INSIDE, OUTSIDE).astype(np.int8)
        places[near[turns == 0]] = BORDER
        return places
