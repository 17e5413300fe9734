"""Whether rings cross, and whether one lies in another: exact, on the doubles as they are given."""

from collections.abc import Iterator, Sequence

import numpy as np

from .exact import Floats, orientation
from .grids import INSIDE, OUTSIDE, Ints, spread
from .laying import lay

PAIRS_AT_ONCE = 1 << 20


def crossing(rings: Sequence[Floats]) -> tuple[int, tuple[float, float]] | None:
    """The first ring found to cross itself or another, and near where; None when none does.

    Two edges cross when each has its ends strictly on both sides of the other: a shared point or stretch is not a
    crossing. Edges are compared when their boxes overlap.
    """
    edges = np.concatenate([np.concatenate((ring[:-1], ring[1:]), axis=1) for ring in rings]).T
    for one, other in near_each_other(edges):
        ax, ay, bx, by = edges[:, one]
        cx, cy, dx, dy = edges[:, other]
        apart = orientation(ax, ay, bx, by, cx, cy) * orientation(ax, ay, bx, by, dx, dy) < 0
        apart &= orientation(cx, cy, dx, dy, ax, ay) * orientation(cx, cy, dx, dy, bx, by) < 0
        if apart.any():
            pair = int(np.argmax(apart))
            ends = np.cumsum([len(ring) - 1 for ring in rings])
            number = int(np.searchsorted(ends, one[pair], side="right"))
            return number, _meeting(edges[:, one[pair]], edges[:, other[pair]])
    return None


def near_each_other(edges: Floats) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of edges whose boxes overlap, about a million looked at together."""
    west, east = np.minimum(edges[0], edges[2]), np.maximum(edges[0], edges[2])
    south, north = np.minimum(edges[1], edges[3]), np.maximum(edges[1], edges[3])
    order = np.argsort(west, kind="stable")
    after = np.searchsorted(west[order], east[order], side="right") - np.arange(len(order)) - 1
    group = np.cumsum(after) // PAIRS_AT_ONCE
    for number in np.unique(group):
        firsts = np.flatnonzero(group == number)
        item, step = spread(after[firsts])
        one, other = order[firsts[item]], order[firsts[item] + step + 1]
        level = (south[one] <= north[other]) & (south[other] <= north[one])
        yield one[level], other[level]


def _meeting(one: Floats, other: Floats) -> tuple[float, float]:
    """About where two edges that cross do so."""
    (ax, ay, bx, by), (cx, cy, dx, dy) = one.tolist(), other.tolist()
    turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    share = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / turn if turn else 0.5
    share = min(max(share, 0.0), 1.0)
    return ax + share * (bx - ax), ay + share * (by - ay)


def is_within(hole: Floats, outer: Floats) -> bool:
    """No vertex of the hole lies outside the outer ring."""
    x, y = hole.T
    return not (lay([[outer]]).locate(np.zeros(len(hole), np.int64), x, y) == OUTSIDE).any()


def overlapping(polygons: Sequence[Sequence[Floats]]) -> int | None:
    """The first polygon that lies in another one or doubles it, in a list where no rings cross; None when none does."""
    if len(polygons) < 2:
        return None
    boxes = np.array([(*rings[0].min(axis=0), *-rings[0].max(axis=0)) for rings in polygons])
    for number, outer in enumerate(rings[0] for rings in polygons):
        within = (boxes <= boxes[number]).all(axis=1)
        within[number] = False
        for other in np.flatnonzero(within).tolist():
            if _same(outer, polygons[other][0]):
                return max(number, other)
            x, y = outer.T
            if (lay([polygons[other]]).locate(np.zeros(len(outer), np.int64), x, y) == INSIDE).any():
                return number
    return None


def _same(one: Floats, other: Floats) -> bool:
    return len(one) == len(other) and bool((np.unique(one, axis=0) == np.unique(other, axis=0)).all())
