"""What is read as an outline and what is refused, with the code and the ring."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.engines.outlines import Fault, Index, Outline, OutlineRefused, Place

SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]


def square(x: float, y: float, size: float) -> list[tuple[float, float]]:
    return [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]


BOW_TIE = [(0, 0), (2, 2), (2, 0), (0, 2)]
REFUSED = [
    ("no polygon", [], Fault.NO_POLYGON, None, None),
    ("no ring", [[]], Fault.NO_POLYGON, None, None),
    ("no point", [[[]]], Fault.TOO_FEW_POINTS, 0, 0),
    ("two points", [[[(0, 0), (1, 1), (0, 0)]]], Fault.TOO_FEW_POINTS, 0, 0),
    ("one point", [[[(1, 1)] * 4]], Fault.TOO_FEW_POINTS, 0, 0),
    ("flat", [[[(0, 0), (1, 1), (3, 3), (2, 2)]]], Fault.FLAT, 0, 0),
    ("not a number", [[[(0, 0), (1, math.nan), (1, 1)]]], Fault.NOT_NUMBERS, 0, 0),
    ("infinite", [[[(0, 0), (1, math.inf), (1, 1)]]], Fault.NOT_NUMBERS, 0, 0),
    ("text", [[[("0", "0"), ("1", "0"), ("1", "1")]]], Fault.NOT_NUMBERS, 0, 0),
    ("ragged", [[[(0, 0), (1,), (1, 1)]]], Fault.NOT_NUMBERS, 0, 0),
    ("nothing", [[[(0, 0), (None, 1), (1, 1)]]], Fault.NOT_NUMBERS, 0, 0),
    ("numbers alone", [[[1, 2, 3]]], Fault.NOT_NUMBERS, 0, 0),
    ("Lambert 93", [[[(652_381.0, 6_862_047.0), (652_400.0, 6_862_047.0), (1.0, 1.0)]]], Fault.OUT_OF_RANGE, 0, 0),
    ("latitude first", [[[(0, 91), (1, 91), (1, 92)]]], Fault.OUT_OF_RANGE, 0, 0),
    ("huge", [[[(0, 0), (10**400, 0), (1, 1)]]], Fault.NOT_NUMBERS, 0, 0),
    ("bow tie", [[BOW_TIE]], Fault.CROSSES, 0, 0),
    ("hole across its outer ring", [[SQUARE, square(3, 1, 2)]], Fault.CROSSES, None, None),
    ("hole outside", [[SQUARE, square(5, 5, 1)]], Fault.HOLE_MISPLACED, 0, 1),
    ("hole in a hole", [[SQUARE, square(1, 1, 2), square(1.5, 1.5, 1)]], Fault.HOLE_MISPLACED, 0, 2),
    ("hole twice", [[SQUARE, square(1, 1, 2), square(1, 1, 2)]], Fault.HOLE_MISPLACED, 0, 2),
    ("polygon in a polygon", [[SQUARE], [square(1, 1, 1)]], Fault.OVERLAPS, 1, None),
    ("polygon twice", [[SQUARE], [SQUARE[2:] + SQUARE[1:3]]], Fault.OVERLAPS, 1, None),
    ("polygons across", [[SQUARE], [square(3, 3, 2)]], Fault.CROSSES, None, None),
    (
        "second polygon, hole of two points",
        [[SQUARE], [square(9, 9, 1), [(9, 9), (9, 10)]]],
        Fault.TOO_FEW_POINTS,
        1,
        1,
    ),
]


@pytest.mark.parametrize("_name, polygons, fault, polygon, ring", REFUSED, ids=[case[0] for case in REFUSED])
def test_refused(_name, polygons, fault, polygon, ring):
    with pytest.raises(OutlineRefused, match="QX1") as caught:
        Outline.of("QX1", polygons)
    assert caught.value.fault == fault
    if polygon is not None:
        assert caught.value.polygon == polygon
    if ring is not None:
        assert caught.value.ring == ring


def test_a_refusal_says_where():
    with pytest.raises(OutlineRefused) as caught:
        Outline.of("QX1", [[square(9, 9, 1)], [BOW_TIE]])
    assert str(caught.value) == (
        "QX1, polygon 1, outer ring: the ring crosses itself or another one near 1.000000, 1.000000"
    )
    with pytest.raises(OutlineRefused, match=r"^\(no code\): an outline needs a code$"):
        Outline.of("", [[SQUARE]])


ACCEPTED = [
    ("unclosed", [[SQUARE[:-1]]]),
    ("repeated points", [[[(0, 0), (0, 0), (4, 0), (4, 4), (4, 4), (0, 4), (0, 0)]]]),
    ("altitude", [[[(x, y, 35.0) for x, y in SQUARE]]]),
    ("an array", [[np.array(SQUARE)]]),
    ("clockwise", [[SQUARE[::-1]]]),
    ("the whole Earth", [[[(-180, -90), (180, -90), (180, 90), (-180, 90)]]]),
    ("touches itself at a point", [[[(0, 0), (4, 0), (2, 2), (4, 4), (0, 4), (2, 2)]]]),
    ("there and back", [[[(0, 0), (4, 0), (4, 4), (6, 4), (4, 4), (0, 4)]]]),
    ("a hole that touches", [[SQUARE, [(0, 0), (2, 1), (1, 2)]]]),
    ("an island in a hole", [[SQUARE, square(1, 1, 2)], [square(1.5, 1.5, 1)]]),
    ("an island that fills its hole", [[SQUARE, square(1, 1, 2)], [square(1, 1, 2)]]),
    ("neighbours", [[SQUARE], [square(4, 0, 4)]]),
    (
        "one in the notch of the other",
        [[[(0, 0), (6, 0), (6, 4), (4, 4), (4, 2), (2, 2), (2, 4), (0, 4)]], [square(2, 2, 2)]],
    ),
    ("thinner than a double", [[[(1, 1), (2, 1), (2, math.nextafter(1, 2))]]]),
]


@pytest.mark.parametrize("_name, polygons", ACCEPTED, ids=[case[0] for case in ACCEPTED])
def test_accepted(_name, polygons):
    outline = Outline.of("QX1", polygons)
    for ring in outline.rings:
        assert (ring[0] == ring[-1]).all()
        assert ring.shape[1] == 2
        assert not ring.flags.writeable


def test_crossing_rings_are_read_by_parity_when_asked():
    index = Index.build([Outline.of("QX1", [[BOW_TIE]], crossing=True)])
    places = index.locate([1.5, 0.5, 1.0, 1.0, 1.0], [1.0, 1.0, 0.5, 1.5, 1.0]).place.tolist()
    assert places == [Place.INSIDE, Place.INSIDE, Place.OUTSIDE, Place.OUTSIDE, Place.BORDER]


def test_what_an_outline_was_made_from_may_change():
    given = np.array(SQUARE, dtype=float)
    outline = Outline.of("QX1", [[given]])
    given[0] = 99
    assert outline.bounds == (0, 0, 4, 4)


def crosses_by_brute_force(points: list[tuple[int, int]]) -> bool:
    def turn(a, b, c):
        value = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        return (value > 0) - (value < 0)

    edges = list(zip(points, [*points[1:], points[0]], strict=True))
    return any(
        turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0 for a, b in edges for c, d in edges
    )


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=9))
def test_crossings_against_every_pair_of_edges(points):
    try:
        Outline.of("QX1", [[points]])
        found = None
    except OutlineRefused as refusal:
        found = refusal.fault
    assert (found == Fault.CROSSES) == (
        found not in (Fault.FLAT, Fault.TOO_FEW_POINTS) and crosses_by_brute_force(points)
    )


def test_crossings_are_found_in_long_rings_group_by_group(monkeypatch):
    monkeypatch.setattr("marelle.engines.outlines.crossings.PAIRS_AT_ONCE", 50)
    turns = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    ring = np.stack((np.cos(turns), np.sin(turns)), axis=1)
    Outline.of("QX1", [[ring]])
    ring[[200, 201]] = ring[[201, 200]]
    with pytest.raises(OutlineRefused) as caught:
        Outline.of("QX1", [[ring]])
    assert caught.value.near == pytest.approx((-1, 0), abs=0.02)
