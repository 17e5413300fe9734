"""The nearest polygon to a point outside all of them, for « 85 m from the quarter »."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .exact import Floats
from .laying import directed
from .measures import distance, metres_a_degree, to_edges


@dataclass(frozen=True, slots=True)
class Near:
    """An outline and the metres to its border."""

    code: str
    metres: float


def nearest(
    polygons: Sequence[Sequence[Floats]], bounds: Floats, lon: float, lat: float, within: float
) -> tuple[int, float] | None:
    """The number of the nearest polygon and the metres to it, None when none is `within`; the first of equals.

    Polygons are compared in the plane of the point's latitude, those whose box is nearest first, and the distance is
    then taken at the middle latitude: 0.1 % at 20 km below 70 degrees. `bounds` are (p, 4), west, south, east, north.
    """
    if not len(bounds):
        return None
    east, north = metres_a_degree(lat)
    west, south, right, top = bounds.T
    across = np.maximum(np.maximum(west - lon, lon - right), 0) * east
    along = np.maximum(np.maximum(south - lat, lat - top), 0) * north
    least = np.hypot(across, along)
    best: tuple[float, int, float, float] = (np.inf, -1, 0.0, 0.0)
    for number in np.argsort(least, kind="stable").tolist():
        if least[number] > min(best[0], within * 1.01):
            break
        metres, x, y = to_edges(directed(polygons[number]), lon, lat)
        best = min(best, (metres, number, x, y))
    if best[1] < 0:
        return None
    metres = distance(lon, lat, best[2], best[3])
    return (best[1], metres) if metres <= within else None
