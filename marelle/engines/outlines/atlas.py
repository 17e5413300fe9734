"""The map of boxes: which polygons may hold a point, in two small reads. Far from all of them, nothing more is done."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .exact import Floats
from .grids import Ints, spread

FINEST = 1024.0  # squares a degree
ACROSS = 4  # squares across the middle box
MOST_SQUARES = 1 << 21


@dataclass(frozen=True, slots=True)
class Atlas:
    """Squares of one size over the columns and rows that some box meets; the others are left out of the map."""

    scale: float  # squares a degree
    column_of: NDArray[np.int32]  # by column of the world: its number here, 0 when no box meets it
    row_of: NDArray[np.int32]  # by row of the world: the same, times the number of columns
    start: NDArray[np.int32]  # by square, and one more: where its boxes begin
    boxes: Ints  # in each square, by rising number

    @classmethod
    def of(cls, bounds: Floats) -> Self:
        """The map of boxes, (n, 4): west, south, east, north; about four squares across the middle one."""
        if not len(bounds):
            none = np.zeros(362, np.int32)
            return cls(1.0, none, none, np.zeros(2, np.int32), np.empty(0, np.int64))
        middle = float(np.median(np.max(bounds[:, 2:] - bounds[:, :2], axis=1)))
        scale = 2.0 ** np.floor(np.log2(min(FINEST, ACROSS / max(middle, ACROSS / FINEST))))
        while True:
            lowest, highest = _squares(bounds[:, :2], scale), _squares(bounds[:, 2:], scale)
            width, height = (highest - lowest + 1).T
            columns, rows = (np.unique(_between(lowest[:, i], highest[:, i])) for i in (0, 1))
            if max((len(columns) + 1) * (len(rows) + 1), int((width * height).sum())) <= MOST_SQUARES:
                break
            scale /= 2
        column_of, row_of = _numbers(columns, int(360 * scale)), _numbers(rows, int(180 * scale))
        row_of *= len(columns) + 1
        box, step = spread(width * height)
        column, row = lowest[box, 0] + step % width[box], lowest[box, 1] + step // width[box]
        square = column_of[column] + row_of[row]
        order = np.argsort(square, kind="stable")
        counts = np.bincount(square, minlength=(len(columns) + 1) * (len(rows) + 1))
        start = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        return cls(float(scale), column_of, row_of, start, box[order])

    @property
    def nbytes(self) -> int:
        """What the arrays hold in memory, in bytes."""
        return self.column_of.nbytes + self.row_of.nbytes + self.start.nbytes + self.boxes.nbytes

    def near(self, lon: Floats, lat: Floats) -> tuple[Ints, Ints]:
        """Pairs of a point's number and a box whose square it shares, by rising point, then box.

        Longitudes and latitudes are in range.
        """
        column = ((lon + 180) * self.scale).astype(np.int32)
        row = ((lat + 90) * self.scale).astype(np.int32)
        square = self.column_of[column] + self.row_of[row]
        start = self.start[square]
        counts = self.start[square + 1] - start
        some = np.flatnonzero(counts)
        item, step = spread(counts[some])
        return some[item], self.boxes[start[some[item]] + step]


def _squares(corners: Floats, scale: float) -> Ints:
    """Column and row of each corner, by the very operations of `near`."""
    return np.stack(((corners[:, 0] + 180) * scale, (corners[:, 1] + 90) * scale), axis=1).astype(np.int64)


def _between(first: Ints, last: Ints) -> Ints:
    item, step = spread(last - first + 1)
    return first[item] + step


def _numbers(met: Ints, last: int) -> NDArray[np.int32]:
    numbers = np.zeros(last + 2, dtype=np.int32)
    numbers[met] = np.arange(1, len(met) + 1)
    return numbers
