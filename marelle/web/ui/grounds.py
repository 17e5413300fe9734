"""The ground of a cité as a picture: the outlines of its quarters, its places as numbers.

Drawn on the server as SVG: no tile, no other host. The list beside it says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from marelle.engines.outlines import Frame, from_geometry, path, simplified

from .projection import Placed
from .spreading import apart

WIDTH, HEIGHT, MARGIN = 600.0, 420.0, 24.0
RADIUS = 13.0
AROUND = 0.004  # degrees around a lonely place: about 400 metres
NOT_LESS = 0.5  # units of the sheet: what is smaller is not drawn


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: the number that the list gives it, its name, where it is, an address on the page."""

    number: int
    name: str
    lon: float
    lat: float
    url: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What the template needs: shapes with their names, numbered spots, the length that a kilometre has."""

    width: float
    height: float
    shapes: Sequence[tuple[str, str]]
    spots: Sequence[Mapping[str, Any]]
    kilometre: float


def drawn(shapes: Mapping[str, Mapping[str, Any]], spots: Sequence[Spot]) -> Ground | None:
    """The picture of outlines (GeoJSON, by name) and places; None when nothing has a point on Earth."""
    outlines = [from_geometry(name, geometry, crossing=True) for name, geometry in shapes.items()]
    around = [*outlines, from_geometry("places", _box(spots))] if spots else outlines
    if not around:
        return None
    frame = Frame.around(around, WIDTH, HEIGHT, margin=MARGIN)
    simple = simplified(outlines, NOT_LESS / frame.units_a_metre) if outlines else []
    named = [(name, path(one, frame)) for name, one in zip(shapes, simple, strict=True)]
    return Ground(WIDTH, HEIGHT, named, _spread(spots, frame), round(1000 * frame.units_a_metre, 1))


def _box(spots: Sequence[Spot]) -> dict[str, Any]:
    west, east = min(s.lon for s in spots) - AROUND, max(s.lon for s in spots) + AROUND
    south, north = min(s.lat for s in spots) - AROUND, max(s.lat for s in spots) + AROUND
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _spread(spots: Sequence[Spot], frame: Frame) -> list[Mapping[str, Any]]:
    """Places opened where they would cover each other."""
    if not spots:
        return []
    at = frame.project(np.array([(spot.lon, spot.lat) for spot in spots]))
    places = tuple(Placed(float(x), float(y), "") for x, y in at)
    return [{"spot": spot, **where} for spot, where in zip(spots, apart(places, (RADIUS,) * len(spots)), strict=True)]
