"""An outline: polygons, with their holes, under one code; and the reasons to refuse what is not one.

Longitudes and latitudes are degrees (WGS84, as GeoJSON has them); edges are straight in degrees. A ring may touch
itself at a point or along an edge, as rounded files do, but not cross itself; rings of one outline may touch each
other, but not cross. Nothing is repaired in silence except a ring that only lacks its closing point.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np

from .crossings import crossing as first_crossing
from .crossings import is_within, overlapping
from .exact import Floats, orientation

Rings = tuple[Floats, ...]  # the outer ring, then the holes; each closed, float64 (n, 2): longitude, latitude


class Fault(StrEnum):
    """What is wrong, for a program; the sentence is in the error."""

    NO_CODE = "no_code"
    DOUBLED = "doubled"
    NO_POLYGON = "no_polygon"
    NOT_POLYGONS = "not_polygons"
    NOT_NUMBERS = "not_numbers"
    OUT_OF_RANGE = "out_of_range"
    TOO_FEW_POINTS = "too_few_points"
    FLAT = "flat"
    CROSSES = "crosses"
    HOLE_MISPLACED = "hole_misplaced"
    OVERLAPS = "overlaps"


SENTENCES = {
    Fault.NO_CODE: "an outline needs a code",
    Fault.DOUBLED: "two outlines have this code",
    Fault.NO_POLYGON: "there is no polygon, or a polygon has no ring",
    Fault.NOT_POLYGONS: "the geometry is neither a Polygon nor a MultiPolygon",
    Fault.NOT_NUMBERS: "coordinates are not pairs of finite numbers",
    Fault.OUT_OF_RANGE: "coordinates are not a longitude and a latitude in degrees",
    Fault.TOO_FEW_POINTS: "fewer than three distinct points",
    Fault.FLAT: "all points lie on one line",
    Fault.CROSSES: "the ring crosses itself or another one",
    Fault.HOLE_MISPLACED: "the hole is not within its polygon, or lies in another hole",
    Fault.OVERLAPS: "the polygon overlaps another one of the same outline",
}


class OutlineRefused(ValueError):
    """An outline that cannot be read: its code, what is wrong, and where (polygon and ring from 0, ring 0 is outer)."""

    def __init__(
        self,
        code: str,
        fault: Fault,
        polygon: int | None = None,
        ring: int | None = None,
        near: tuple[float, float] | None = None,
    ) -> None:
        self.code, self.fault, self.polygon, self.ring, self.near = code, fault, polygon, ring, near
        where = "" if polygon is None else f", polygon {polygon}"
        where += "" if ring is None else ", outer ring" if ring == 0 else f", hole {ring}"
        place = "" if near is None else f" near {near[0]:.6f}, {near[1]:.6f}"
        super().__init__(f"{code or '(no code)'}{where}: {SENTENCES[fault]}{place}")


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A code and its polygons; made by `Outline.of`, which checks them. The arrays cannot be written."""

    code: str
    polygons: tuple[Rings, ...]

    @classmethod
    def of(cls, code: str, polygons: Iterable[Iterable[Any]], *, crossing: bool = False) -> Self:
        """Reads polygons, each an outer ring then its holes; a ring is points or an array (n, 2 or more).

        Further coordinates (altitude) are dropped. Raises `OutlineRefused`. With `crossing=True`, rings may cross,
        as those of published files rounded to ten metres do: then inside is what an odd number of a polygon's rings
        encloses, and the area counts small loops as their turn goes. About 4 µs a vertex.
        """
        if not code:
            raise OutlineRefused(code, Fault.NO_CODE)
        read = tuple(tuple(_ring(code, p, r, ring) for r, ring in enumerate(rings)) for p, rings in enumerate(polygons))
        if not read or not all(read):
            raise OutlineRefused(code, Fault.NO_POLYGON)
        if not crossing:
            _check_crossings(code, read)
            _check_nesting(code, read)
        return cls(code, read)

    @property
    def rings(self) -> tuple[Floats, ...]:
        """All rings, of all polygons."""
        return tuple(ring for rings in self.polygons for ring in rings)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        outer = np.concatenate([rings[0] for rings in self.polygons])
        (west, south), (east, north) = outer.min(axis=0), outer.max(axis=0)
        return float(west), float(south), float(east), float(north)


def _ring(code: str, polygon: int, number: int, points: Any) -> Floats:
    """One closed ring, checked by itself."""

    def refuse(fault: Fault) -> OutlineRefused:
        return OutlineRefused(code, fault, polygon, number)

    try:
        # Text that looks like a number is not one: NumPy would read it.
        given = np.array(points if isinstance(points, np.ndarray) else [tuple(point)[:2] for point in points])
    except (TypeError, ValueError):
        raise refuse(Fault.NOT_NUMBERS) from None
    if given.size == 0:
        raise refuse(Fault.TOO_FEW_POINTS)
    if given.ndim != 2 or given.shape[1] < 2 or given.dtype.kind not in "iuf":
        raise refuse(Fault.NOT_NUMBERS)
    ring = given[:, :2].astype(np.float64)
    if not np.isfinite(ring).all():
        raise refuse(Fault.NOT_NUMBERS)
    if (np.abs(ring) > (180, 90)).any():
        raise refuse(Fault.OUT_OF_RANGE)
    if not _turns(ring):
        raise refuse(Fault.FLAT if len(np.unique(ring, axis=0)) > 2 else Fault.TOO_FEW_POINTS)
    if (ring[0] != ring[-1]).any():
        ring = np.concatenate((ring, ring[:1]))
    ring.setflags(write=False)
    return ring


def _turns(ring: Floats) -> bool:
    """Three of its points are not on one line."""
    other = ring[np.argmax((ring != ring[0]).any(axis=1))]
    (ax, ay), (bx, by) = (np.broadcast_to(end[:, None], (2, len(ring))) for end in (ring[0], other))
    return bool(orientation(ax, ay, bx, by, ring[:, 0], ring[:, 1]).any())


def _check_crossings(code: str, polygons: Sequence[Rings]) -> None:
    places = [(p, r) for p, rings in enumerate(polygons) for r in range(len(rings))]
    found = first_crossing([ring for rings in polygons for ring in rings])
    if found is not None:
        number, near = found
        raise OutlineRefused(code, Fault.CROSSES, *places[number], near)


def _check_nesting(code: str, polygons: Sequence[Rings]) -> None:
    """Rings that do not cross may still be in the wrong place."""
    for p, (outer, *holes) in enumerate(polygons):
        for r, hole in enumerate(holes, start=1):
            if not is_within(hole, outer):
                raise OutlineRefused(code, Fault.HOLE_MISPLACED, p, r)
        doubled = overlapping([[hole] for hole in holes])
        if doubled is not None:
            raise OutlineRefused(code, Fault.HOLE_MISPLACED, p, doubled + 1)
    number = overlapping(polygons)
    if number is not None:
        raise OutlineRefused(code, Fault.OVERLAPS, number)
