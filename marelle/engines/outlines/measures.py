"""Areas, distances and points of outlines on the WGS84 ellipsoid. Edges are straight in degrees; results in metres."""

import numpy as np

from .exact import Floats
from .grids import INSIDE
from .laying import directed, lay
from .outline import Outline

SEMI_MAJOR = 6_378_137.0  # metres, WGS84
FLATTENING = 1 / 298.257223563
SQUARED = FLATTENING * (2 - FLATTENING)  # first eccentricity, squared
SPECK = 1e-200  # square degrees, so that what has no area has a centre
POINT = 1e-24  # square metres: a shorter edge is a point
LINES, WIDEST = 48, 12  # across an outline, in the search for the point of its label


def metres_a_degree(lat: float) -> tuple[float, float]:
    """Eastwards and northwards, at a latitude in degrees: the two radii of curvature of the ellipsoid."""
    sine, cosine = np.sin(np.radians(lat)), np.cos(np.radians(lat))
    root = np.sqrt(1 - SQUARED * sine**2)
    east = SEMI_MAJOR / root * cosine
    north = SEMI_MAJOR * (1 - SQUARED) / root**3
    return float(np.radians(east)), float(np.radians(north))


def distance(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Metres between two points, by the radii at their middle latitude: 0.1 % at 100 km away from the poles."""
    east, north = metres_a_degree((lat + other_lat) / 2)
    return float(np.hypot((other_lon - lon) * east, (other_lat - lat) * north))


def area(outline: Outline) -> float:
    """Square metres, holes taken away. Relative error about 1e-9 for edges of less than a degree."""
    total = 0.0
    for outer, *holes in outline.polygons:
        total += abs(_ring_area(outer)) - sum(abs(_ring_area(hole)) for hole in holes)
    return total


def _ring_area(ring: Floats) -> float:
    """Signed: the integral, along the edges, of the area between a latitude and that of the first point (Simpson)."""
    lon, lat = ring.T
    start, end = _zone(lat[:-1]), _zone(lat[1:])
    middle = _zone((lat[:-1] + lat[1:]) / 2)
    mean = (start + 4 * middle + end) / 6 - start[0]
    return float(np.radians(lon[:-1] - lon[1:]) @ mean)


def _zone(lat: Floats) -> Floats:
    """The area of the ellipsoid from the equator to each latitude, a radian of longitude (Snyder 1987, 3-12)."""
    sine, eccentricity = np.sin(np.radians(lat)), np.sqrt(SQUARED)
    polar = sine / (1 - SQUARED * sine**2) + np.arctanh(eccentricity * sine) / eccentricity
    return np.asarray(SEMI_MAJOR**2 * (1 - SQUARED) / 2 * polar)


def centroid(outline: Outline) -> tuple[float, float]:
    """Longitude and latitude of the centre of gravity, in the plane of degrees: within the bounds, maybe outside."""
    origin = outline.polygons[0][0][0]
    weight, moment = 0.0, np.zeros(2)
    for rings in outline.polygons:
        for number, ring in enumerate(rings):
            x, y = (ring - origin).T
            cross = x[:-1] * y[1:] - x[1:] * y[:-1]
            sign = np.sign(cross.sum()) * (-1 if number else 1)
            weight += sign * cross.sum() / 2
            moment += sign * np.array([(x[:-1] + x[1:]) @ cross, (y[:-1] + y[1:]) @ cross]) / 6
    west, south, east, north = outline.bounds
    lon, lat = np.clip(origin + moment / max(weight, SPECK), (west, south), (east, north))
    return float(lon), float(lat)


def label_point(outline: Outline) -> tuple[float, float]:
    """A point strictly inside, far from the borders: where a label or a pin goes.

    48 parallels have stretches inside its largest polygon; of the middles of the twelve widest, the farthest from a
    border. For an outline so thin that no double lies strictly inside, a vertex.
    """
    rings = max(outline.polygons, key=lambda each: abs(_ring_area(each[0])))
    edges = directed(rings)
    lon, lat, width = _stretches(edges)
    inside = np.flatnonzero(lay([rings]).locate(np.zeros(len(lon), dtype=np.int64), lon, lat) == INSIDE)
    if not inside.size:
        return float(rings[0][0, 0]), float(rings[0][0, 1])
    widest = inside[np.argsort(-width[inside], kind="stable")[:WIDEST]]
    clear = [to_edges(edges, lon[i], lat[i])[0] for i in widest]
    best = widest[int(np.argmax(clear))]
    return float(lon[best]), float(lat[best])


def _stretches(edges: Floats) -> tuple[Floats, Floats, Floats]:
    """Along parallels from the southernmost to the northernmost point: the middle and width of each stretch inside."""
    ax, ay, bx, by = edges
    levels = ay.min() + (by.max() - ay.min()) * (np.arange(LINES) + 0.5) / LINES
    line, edge = np.nonzero((ay <= levels[:, None]) & (levels[:, None] < by))
    crossed = ax[edge] + (levels[line] - ay[edge]) / (by[edge] - ay[edge]) * (bx[edge] - ax[edge])
    order = np.lexsort((crossed, line))
    crossed, line = crossed[order], line[order]
    # A closed ring crosses a parallel an even number of times: pairs never straddle two lines.
    return (crossed[::2] + crossed[1::2]) / 2, levels[line[::2]], crossed[1::2] - crossed[::2]


def to_edges(edges: Floats, lon: float, lat: float) -> tuple[float, float, float]:
    """Metres from a point to the nearest of edges (4, e), in the plane of its own latitude; and that nearest place."""
    scale = np.array(metres_a_degree(lat))
    (ax, ay), (bx, by) = ((end - np.array([[lon], [lat]])) * scale[:, None] for end in (edges[:2], edges[2:]))
    dx, dy = bx - ax, by - ay
    length = dx**2 + dy**2
    share = np.clip(-(ax * dx + ay * dy) / np.where(length > POINT, length, 1), 0, 1)
    x, y = ax + share * dx, ay + share * dy
    best = int(np.argmin(x**2 + y**2))
    return float(np.hypot(x[best], y[best])), float(lon + x[best] / scale[0]), float(lat + y[best] / scale[1])
