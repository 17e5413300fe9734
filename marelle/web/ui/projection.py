"""From a longitude and a latitude to a point of the map's sheet: France, Île-de-France enlarged, five insets.

Pure arithmetic, shared by the page and by `scripts/make_map.py`. Metropolitan France is drawn in the conic conformal
projection of the national maps (parallels 44° and 49°, meridian 3°), on a sphere: an error of a few hundred metres,
less than a point's radius. Each inset has its own scale and is said so on the map.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SHEET = (740, 762)
METROPOLE = "metropole"
ILE_DE_FRANCE = "ile-de-france"


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the sheet, and the window of the Earth that it shows."""

    name: str
    label: str
    left: float
    top: float
    width: float
    height: float
    west: float
    south: float
    east: float
    north: float
    boxed: bool = True
    margin: float = 0.0  # kept around an island; the name of the frame takes twice as much above

    def holds(self, lon: float, lat: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


_COLUMN, _ROW, _GAP = 140.0, 622.0, 10.0


def _inset(rank: int, name: str, label: str, window: tuple[float, float, float, float]) -> Frame:
    return Frame(name, label, rank * (_COLUMN + _GAP), _ROW, _COLUMN, 140.0, *window, margin=10.0)


FRAMES = (
    Frame(ILE_DE_FRANCE, "Île-de-France", 556, 0, 184, 170, 1.62, 48.47, 2.76, 49.08),
    _inset(0, "guadeloupe", "Guadeloupe", (-61.84, 15.80, -60.97, 16.54)),
    _inset(1, "martinique", "Martinique", (-61.26, 14.37, -60.78, 14.90)),
    _inset(2, "guyane", "Guyane", (-54.68, 2.08, -51.55, 5.82)),
    _inset(3, "reunion", "La Réunion", (55.18, -21.42, 55.87, -20.85)),
    _inset(4, "mayotte", "Mayotte", (44.99, -13.04, 45.34, -12.61)),
    Frame(METROPOLE, "France métropolitaine", 0, 0, 640, 600, -5.3, 41.2, 9.75, 51.2, boxed=False),
)
BY_NAME = {frame.name: frame for frame in FRAMES}


@dataclass(frozen=True, slots=True)
class Placed:
    """A point of the sheet, and the frame it stands in."""

    x: float
    y: float
    inset: str


class OffTheMap(ValueError):
    """The sheet shows no such place."""


_N = math.log(math.cos(math.radians(44)) / math.cos(math.radians(49))) / math.log(
    math.tan(math.pi / 4 + math.radians(49) / 2) / math.tan(math.pi / 4 + math.radians(44) / 2)
)
_F = math.cos(math.radians(44)) * math.tan(math.pi / 4 + math.radians(44) / 2) ** _N / _N


def conic(lon: float, lat: float) -> tuple[float, float]:
    """The conic conformal projection, in Earth radii from 3° E, 46.5° N; y grows southwards."""
    radius = _F / math.tan(math.pi / 4 + math.radians(lat) / 2) ** _N
    origin = _F / math.tan(math.pi / 4 + math.radians(46.5) / 2) ** _N
    angle = _N * math.radians(lon - 3)
    return radius * math.sin(angle), -(origin - radius * math.cos(angle))


# Edges of metropolitan France in that projection: Ouessant, Bray-Dunes, Corsica.
_WEST, _NORTH, _EAST, _SOUTH = -0.0945, -0.0806, 0.0855, 0.0875
_UNIT = min(640 / (_EAST - _WEST), 600 / (_SOUTH - _NORTH))


def project(frame: Frame, lon: float, lat: float) -> tuple[float, float]:
    """Where this place falls in this frame, in units of the sheet, whether or not the frame shows it."""
    if frame.name == METROPOLE:
        x, y = conic(lon, lat)
        return frame.left + (x - _WEST) * _UNIT, frame.top + (y - _NORTH) * _UNIT
    shrink = math.cos(math.radians((frame.south + frame.north) / 2))
    wide, high = (frame.east - frame.west) * shrink, frame.north - frame.south
    room = frame.width - 2 * frame.margin, frame.height - 3 * frame.margin
    unit = min(room[0] / wide, room[1] / high)
    x = frame.left + (frame.width - wide * unit) / 2 + (lon - frame.west) * shrink * unit
    y = frame.top + 2 * frame.margin + (room[1] - high * unit) / 2 + (frame.north - lat) * unit
    return x, y


def place(lon: float, lat: float) -> Placed:
    """The point of the sheet where this place is drawn; refuses (`OffTheMap`) what no frame shows."""
    for frame in FRAMES:
        if frame.holds(lon, lat):
            x, y = project(frame, lon, lat)
            return Placed(round(x, 1), round(y, 1), frame.name)
    raise OffTheMap(f"{lon}, {lat}")
