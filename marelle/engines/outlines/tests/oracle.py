"""The same question answered otherwise: fractions, one point at a time, by where the ray meets each edge."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from marelle.engines.outlines import Outline, Place


def place_in(outline: Outline, x: float, y: float) -> Place:
    places = [place_in_polygon([ring.tolist() for ring in rings], x, y) for rings in outline.polygons]
    return max(places)


def place_in_polygon(rings: Iterable[Sequence[Sequence[float]]], x: float, y: float) -> Place:
    px, py = Fraction(x), Fraction(y)
    inside = False
    for ring in rings:
        for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
            if max(start[1], end[1]) < y or min(start[1], end[1]) > y:
                continue
            ax, ay, bx, by = map(Fraction, (*start, *end))
            if ay == by:
                if ay == py and min(ax, bx) <= px <= max(ax, bx):
                    return Place.BORDER
                continue
            met = ax + (py - ay) / (by - ay) * (bx - ax)
            if met == px and min(ay, by) <= py <= max(ay, by):
                return Place.BORDER
            if met > px and (ay <= py) != (by <= py):
                inside = not inside
    return Place.INSIDE if inside else Place.OUTSIDE


def side(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> int:
    ax, ay, bx, by, px, py = map(Fraction, (ax, ay, bx, by, px, py))
    turn = bx * py - bx * ay - ax * py - by * px + by * ax + ay * px
    return (turn > 0) - (turn < 0)
