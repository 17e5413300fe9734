"""Where points are: by name, and against fractions."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.engines.outlines import Fault, Index, Outline, OutlineRefused, Place

from .oracle import place_in
from .test_outline import SQUARE, square

IN, ON, OUT, NOWHERE = Place.INSIDE, Place.BORDER, Place.OUTSIDE, Place.NOWHERE
DIAMOND = [(2, 0), (4, 2), (2, 4), (0, 2)]
RING = [[SQUARE, square(1, 1, 2)]]
CASES = [
    ("inside", [[SQUARE]], (2, 2), IN),
    ("on a side", [[SQUARE]], (4, 2), ON),
    ("on the top", [[SQUARE]], (2, 4), ON),
    ("on a corner", [[SQUARE]], (0, 0), ON),
    ("on the last corner", [[SQUARE]], (4, 4), ON),
    ("just inside", [[SQUARE]], (math.nextafter(4, 0), 2), IN),
    ("just outside", [[SQUARE]], (math.nextafter(4, 5), 2), OUT),
    ("level with the top, outside", [[SQUARE]], (5, 4), OUT),
    ("level with two vertices, inside", [[DIAMOND]], (2, 2), IN),
    ("level with a vertex, outside to the west", [[DIAMOND]], (-1, 2), OUT),
    ("level with a lowest vertex", [[DIAMOND]], (1, 0), OUT),
    ("on a slope", [[DIAMOND]], (1, 1), ON),
    ("one double beside a slope", [[DIAMOND]], (math.nextafter(1, 0), 1), OUT),
    ("in the ring around a hole", RING, (0.5, 2), IN),
    ("in the hole", RING, (2, 2), OUT),
    ("on the border of the hole", RING, (1, 2), ON),
    ("on a corner of the hole", RING, (3, 3), ON),
    ("on the island in a hole", [*RING, [square(1.5, 1.5, 1)]], (2, 2), IN),
    ("between island and hole", [*RING, [square(1.5, 1.5, 1)]], (1.25, 2), OUT),
    ("in the second polygon", [[SQUARE], [square(9, 9, 1)]], (9.5, 9.5), IN),
    ("between two polygons", [[SQUARE], [square(9, 9, 1)]], (6, 6), OUT),
    ("on the border two polygons share", [[SQUARE], [square(4, 0, 4)]], (4, 2), ON),
    ("where a ring touches itself", [[[(0, 0), (4, 0), (2, 2), (4, 4), (0, 4), (2, 2)]]], (2, 2), ON),
    ("on a stretch there and back", [[[(0, 0), (4, 0), (4, 4), (6, 4), (4, 4), (0, 4)]]], (5, 4), ON),
    ("at the north pole", [[[(-180, 80), (180, 80), (180, 90), (-180, 90)]]], (12, 90), ON),
    ("at the edge of the world", [[[(-180, -90), (180, -90), (180, 90), (-180, 90)]]], (180, 0), ON),
    ("anywhere in the world", [[[(-180, -90), (180, -90), (180, 90), (-180, 90)]]], (2.35, 48.85), IN),
    ("off the world", [[SQUARE]], (181, 2), NOWHERE),
    ("too far north", [[SQUARE]], (2, 90.0000001), NOWHERE),
    ("not a number", [[SQUARE]], (math.nan, 2), NOWHERE),
    ("infinite", [[SQUARE]], (2, -math.inf), NOWHERE),
    ("huge", [[SQUARE]], (1e308, 1e308), NOWHERE),
    ("within a speck", [[[(1, 1), (1 + 3e-15, 1), (1, 1 + 3e-15)]]], (1 + 1e-15, 1 + 1e-15), IN),
    ("minus zero", [[SQUARE]], (-0.0, -0.0), ON),
]


@pytest.mark.parametrize("_name, polygons, point, expected", CASES, ids=[case[0] for case in CASES])
def test_by_name(_name, polygons, point, expected):
    index = Index.build([Outline.of("QX1", polygons)])
    located = index.locate([point[0]], [point[1]])
    assert located.place.tolist() == [expected]
    held = (("QX1", expected),) if expected in (IN, ON) else ()
    assert located.of(0) == held
    assert index.at(*point).held == held
    assert index.at(*point).place == expected


def test_all_outlines_that_hold_a_point_the_smallest_first_then_by_code():
    outlines = [
        Outline.of("big", [[square(0, 0, 9)]]),
        Outline.of("twin b", [[square(0, 0, 4)]]),
        Outline.of("twin a", [[square(0, 0, 4)]]),
        Outline.of("small", [[square(4, 1, 1)]]),
    ]
    located = Index.build(outlines).locate([2, 4, 8, 50, math.nan, 4], [1.5, 1.5, 8, 50, 1, 1])
    assert [located.of(i) for i in range(len(located))] == [
        (("twin a", IN), ("twin b", IN), ("big", IN)),
        (("small", ON), ("twin a", ON), ("twin b", ON), ("big", IN)),
        (("big", IN),),
        (),
        (),
        (("small", ON), ("twin a", ON), ("twin b", ON), ("big", IN)),
    ]
    assert list(located.primary()) == ["twin a", "small", "big", None, None, "small"]
    assert located.place.tolist() == [IN, ON, IN, OUT, NOWHERE, ON]
    assert located.offsets.tolist() == [0, 3, 7, 8, 8, 8, 12]


def test_two_polygons_of_one_outline_count_once():
    outlines = [Outline.of("QX1", [[SQUARE], [square(4, 0, 4)]]), Outline.of("QX2", [[square(0, 0, 8)]])]
    located = Index.build(outlines).locate([4, 4, 2], [2, 4, 2])
    assert located.of(0) == (("QX1", ON), ("QX2", IN))
    assert located.offsets.tolist() == [0, 2, 4, 6]


def test_an_index_of_nothing_answers():
    index = Index.build([])
    assert index.locate([1, math.nan], [1, 1]).place.tolist() == [OUT, NOWHERE]
    assert index.at(1, 1).nearest is None


def test_no_point_is_no_hit():
    located = Index.build([Outline.of("QX1", [[SQUARE]])]).locate([], [])
    assert (len(located), located.offsets.tolist(), list(located.primary())) == (0, [0], [])


def test_blocks_join(monkeypatch):
    index = Index.build([Outline.of("QX1", RING), Outline.of("QX2", [[square(2, 2, 3)]])])
    points = np.random.default_rng(4).integers(-1, 7, (2, 500)).astype(float)
    points[0, ::7] = math.nan
    whole = index.locate(*points)
    monkeypatch.setattr("marelle.engines.outlines.index.AT_ONCE", 37)
    parts = index.locate(*points)
    for name in ("place", "first", "offsets", "outline", "places"):
        assert getattr(whole, name).tolist() == getattr(parts, name).tolist()


def test_refusals():
    with pytest.raises(OutlineRefused, match="QX1: two outlines have this code") as caught:
        Index.build([Outline.of("QX1", [[SQUARE]]), Outline.of("QX1", [[DIAMOND]])])
    assert caught.value.fault == Fault.DOUBLED
    index = Index.build([Outline.of("QX1", [[SQUARE]])])
    for lon, lat in (([1, 2], [1]), ([[1]], [[1]]), (1, 1)):
        with pytest.raises(ValueError, match="two arrays of one length"):
            index.locate(lon, lat)


# Rings may cross here: parity is defined for all of them, and so the strangest are tried.
LATTICE = st.integers(0, 8).map(lambda n: 2.1 + n / 10)
ROUGH = st.one_of(LATTICE, st.floats(2, 3), st.sampled_from([0.0, 1e-300, -5e-324, 2.1 + 1e-15]))
VERTEX = st.tuples(ROUGH, ROUGH)
RINGS = st.lists(st.lists(VERTEX, min_size=3, max_size=12), min_size=1, max_size=3)
STEPS = st.sampled_from([0, 0, 1, -1, 3])


def moved(value: float, ulps: int) -> float:
    for _ in range(abs(ulps)):
        value = math.nextafter(value, math.inf if ulps > 0 else -math.inf)
    return value


@st.composite
def outlines_and_points(draw):
    polygons = draw(st.lists(RINGS, min_size=1, max_size=2))
    try:
        outline = Outline.of("QX1", polygons, crossing=True)
    except OutlineRefused:
        outline = Outline.of("QX1", [[DIAMOND]])
    vertices = np.concatenate(outline.rings).tolist()
    points = draw(st.lists(VERTEX, max_size=4))
    for _ in range(draw(st.integers(1, 12))):
        (ax, ay), (bx, by) = draw(st.sampled_from(vertices)), draw(st.sampled_from(vertices))
        share = draw(st.sampled_from([0.0, 0.5, 0.25, 1 / 3]))
        x, y = ax + share * (bx - ax), ay + share * (by - ay)
        points.append((moved(x, draw(STEPS)), moved(y, draw(STEPS))))
    return outline, points


@settings(deadline=None, max_examples=300)
@given(outlines_and_points())
def test_against_fractions(drawn):
    outline, points = drawn
    located = Index.build([outline]).locate(*zip(*points, strict=True))
    assert located.place.tolist() == [place_in(outline, x, y) for x, y in points]
