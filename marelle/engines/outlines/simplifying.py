"""Fewer points for drawing, by Douglas and Peucker (1973), with borders that two outlines share kept shared.

Rings are cut where borders part (a point with more than two neighbours, over all outlines); each stretch between is
simplified alone and always in the same direction, so that both its sides come out with the same points.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .exact import Floats
from .grids import Ints
from .measures import POINT, metres_a_degree
from .outline import Outline, Rings


def simplified(outlines: Sequence[Outline], metres: float) -> tuple[tuple[Rings, ...], ...]:
    """The polygons of each outline, less the points within `metres` of what is left. No outlines: rings may now cross.

    Every polygon stays, as a triangle at the least; a hole that would become flat goes. Metres are those of the mean
    latitude of all points: draw places far apart apart.
    """
    rings = [_without_repeats(ring[:-1]) for each in outlines for ring in each.rings]
    if not rings:
        return ()
    outer = [not number for each in outlines for rings in each.polygons for number in range(len(rings))]
    places, numbers = np.unique(np.concatenate(rings), axis=0, return_inverse=True)
    plane = places * metres_a_degree(float(places[:, 1].mean()))
    by_ring = np.split(numbers.reshape(-1), np.cumsum([len(ring) for ring in rings])[:-1])
    partings = _partings(by_ring, len(places))
    kept = (_ring(ring, partings, plane, metres, least) for ring, least in zip(by_ring, outer, strict=True))
    return tuple(
        tuple(tuple(places[ring] for _ring in rings if (ring := next(kept)).size) for rings in each.polygons)
        for each in outlines
    )


def _without_repeats(points: Floats) -> Floats:
    repeated = (points == np.roll(points, 1, axis=0)).all(axis=1)
    return np.asarray(points[~repeated])


def _partings(rings: Sequence[Ints], count: int) -> NDArray[np.bool_]:
    """By point, whether borders part there."""
    pairs = np.concatenate([np.stack((ring, np.roll(ring, shift))) for ring in rings for shift in (1, -1)], axis=1)
    neighbours = np.unique(pairs, axis=1)[0]
    return np.bincount(neighbours, minlength=count) > 2


def _ring(ring: Ints, partings: NDArray[np.bool_], plane: Floats, metres: float, outer: bool) -> Ints:
    """The numbers of the points kept, closed; none for a hole that became flat."""
    cuts = np.flatnonzero(partings[ring])
    start = int(cuts[0]) if cuts.size else int(np.argmin(ring))
    turned = np.roll(ring, -start)
    closed = np.append(turned, turned[0])
    ends = [*(cuts - start).tolist(), len(ring)] if cuts.size else [0, len(ring)]
    stretches = [_stretch(closed[a : b + 1], plane, metres)[:-1] for a, b in pairwise(ends)]
    kept = np.concatenate(stretches)
    if len(np.unique(kept)) < 3:
        kept = _triangle(turned, plane) if outer else kept[:0]
    return np.append(kept, kept[:1])


def _stretch(points: Ints, plane: Floats, metres: float) -> Ints:
    """Both ends and the points that matter; the same whichever the direction."""
    backwards = tuple(points[[0, 1]]) > tuple(points[[-1, -2]])
    if backwards:
        points = points[::-1]
    where, keep, waiting = plane[points], np.zeros(len(points), dtype=bool), [(0, len(points) - 1)]
    keep[[0, -1]] = True
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        away = _away(where[first + 1 : last], where[first], where[last])
        farthest = int(np.argmax(away))
        if away[farthest] > metres:
            middle = first + 1 + farthest
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    kept = points[keep]
    return kept[::-1] if backwards else kept


def _away(points: Floats, start: Floats, end: Floats) -> Floats:
    """Distances to a segment, or to its one point when both ends are the same."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0, 1) if length > POINT else np.zeros(len(points))
    return np.asarray(np.hypot(*(points - start - share[:, None] * along).T))


def _triangle(ring: Ints, plane: Floats) -> Ints:
    """The first point, the farthest from it, and the farthest from the line between."""
    where = plane[ring]
    second = int(np.argmax(_away(where, where[0], where[0])))
    third = int(np.argmax(_away(where, where[0], where[second])))
    return ring[sorted({0, second, third})]
