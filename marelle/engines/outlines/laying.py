"""How the grids of `grids.py` are laid over polygons."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .exact import Floats
from .grids import OUTSIDE, UNSETTLED, Bytes, Grids, Ints, spread

CELLS_A_ROOT = 4  # a polygon of n edges is cut in 4 √n rows and as many columns: about 16 cells an edge
FEWEST, MOST = 8, 1024
SHRUNK = 1 - 2.0**-40  # keeps the farthest coordinate in the last cell, whatever rounding does
THIN = 1e-9  # degrees: a side below is not cut
NOTHING = ((2, 0), float), ((2, 0), float), (0, int), (0, int), (0, int), (0, np.int8), (1, int), ((4, 0), float)
SLACK = 1e-9, 1e-12  # of a cell, and degrees: far above what rounding moves, far below a cell


def lay(polygons: Sequence[Sequence[Floats]]) -> Grids:
    """The grids of polygons, each given by its closed rings (n, 2). About 2 µs and 120 bytes a vertex."""
    if not polygons:
        return Grids(*(np.empty(shape, kind) for shape, kind in NOTHING))
    sizes = np.array([sum(len(ring) - 1 for ring in rings) for rings in polygons])
    edges = directed(ring for rings in polygons for ring in rings)
    side = np.clip((CELLS_A_ROOT * np.sqrt(sizes)).astype(np.int64), FEWEST, MOST)
    corner, scale = _framed(edges, np.cumsum(sizes) - sizes, side)
    first_cell, first_row = np.cumsum(side**2) - side**2, np.cumsum(side) - side
    none = np.empty(0, np.int8)
    grids = Grids(corner, scale, side, first_cell, first_row, none, np.empty(0, np.int64), edges)
    grids, polygon, row = _sorted_by_row(grids, np.repeat(np.arange(len(sizes)), sizes))
    touched = _touched(grids, polygon, row)
    return replace(grids, cells=_settled(grids, touched))


def directed(rings: Iterable[Floats]) -> Floats:
    """The edges of closed rings, the southern end first: (4, e), x, y, x, y."""
    ends = [np.concatenate((ring[:-1], ring[1:]), axis=1) for ring in rings]
    edges = np.concatenate(ends)
    north_first = edges[:, 1] > edges[:, 3]
    edges[north_first] = edges[north_first][:, [2, 3, 0, 1]]
    return np.ascontiguousarray(edges.T)


def _framed(edges: Floats, first: Ints, side: Ints) -> tuple[Floats, Floats]:
    """The south-west corner of each polygon and its cells a degree; 0 where it is too thin to be cut."""
    lowest = np.minimum.reduceat(np.minimum(edges[:2], edges[2:]), first, axis=1)
    extent = np.maximum.reduceat(np.maximum(edges[:2], edges[2:]), first, axis=1) - lowest
    wide = extent > THIN
    return lowest, np.where(wide, side * SHRUNK / np.where(wide, extent, 1), 0)


def _sorted_by_row(grids: Grids, polygon: Ints) -> tuple[Grids, Ints, Ints]:
    """The edges copied into each row that they meet; with the polygon and the row of each copy."""
    south, scale = grids.corner[1][polygon], grids.scale[1][polygon]
    lowest, highest = (((grids.edges[i] - south) * scale).astype(np.int64) for i in (1, 3))
    edge, step = spread(highest - lowest + 1)
    row = lowest[edge] + step
    line = grids.first_row[polygon[edge]] + row
    order = np.argsort(line, kind="stable")
    edge = edge[order]
    counts = np.bincount(line, minlength=int(grids.side.sum()))
    row_start = np.concatenate(([0], np.cumsum(counts)))
    copied = np.ascontiguousarray(grids.edges[:, edge])
    return replace(grids, row_start=row_start, edges=copied), polygon[edge], row[order]


def _touched(grids: Grids, polygon: Ints, row: Ints) -> NDArray[np.bool_]:
    """The cells that an edge may touch: in each row, the columns between where the edge enters and where it leaves."""
    ax, ay, bx, by = grids.edges
    scale = grids.scale[:, polygon]
    width, height = 1 / np.where(scale > 0, scale, 1)
    west, south = grids.corner[:, polygon]
    slack = SLACK[0] * height + SLACK[1]
    bottom = np.clip(south + row * height - slack, ay, by)
    top = np.clip(south + (row + 1) * height + slack, ay, by)
    rise, level = np.where(by > ay, by - ay, 1), by == ay
    enters = ax + (bx - ax) * ((bottom - ay) / rise)
    leaves = ax + (bx - ax) * np.where(level, 1, (top - ay) / rise)
    slack = SLACK[0] * width + SLACK[1]
    first = np.maximum(np.minimum(enters, leaves) - slack, np.minimum(ax, bx))
    last = np.minimum(np.maximum(enters, leaves) + slack, np.maximum(ax, bx))
    base = grids.first_cell[polygon] + row * grids.side[polygon]
    marks = np.zeros(int((grids.side**2).sum()) + 1, dtype=np.int32)
    np.add.at(marks, base + ((first - west) * scale[0]).astype(np.int64), 1)
    np.add.at(marks, base + ((last - west) * scale[0]).astype(np.int64) + 1, -1)
    return np.cumsum(marks[:-1], dtype=np.int32) > 0


def _settled(grids: Grids, touched: NDArray[np.bool_]) -> Bytes:
    """Each cell INSIDE, OUTSIDE or UNSETTLED. Cells between two touched ones agree: one is asked for all.

    So do those at the end of a row and at the start of the next, which lie outside.
    """
    polygon, row = spread(grids.side)
    row_first = grids.first_cell[polygon] + row * grids.side[polygon]
    begins = ~touched
    begins[1:] &= touched[:-1]
    asked = np.flatnonzero(begins)
    line = np.searchsorted(row_first, asked, side="right") - 1
    middle = np.stack((asked - row_first[line], row[line])) + 0.5
    scale = grids.scale[:, polygon[line]]
    x, y = grids.corner[:, polygon[line]] + middle / np.where(scale > 0, scale, np.inf)
    answers = np.concatenate((grids.exactly(line, x, y), [OUTSIDE])).astype(np.int8)
    cells = answers[np.cumsum(begins, dtype=np.int32) - 1]
    cells[touched] = UNSETTLED
    return cells
