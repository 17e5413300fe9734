"""Areas, distances, centres: against other formulas, and against brute force."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.engines.outlines import Index, Outline, Place, area, centroid, label_point
from marelle.engines.outlines.measures import SEMI_MAJOR, SQUARED, distance, metres_a_degree
from marelle.engines.outlines.samples import country

from .test_outline import SQUARE, square


def one(*polygons) -> Outline:
    return Outline.of("QX1", polygons)


def by_integration(south: float, north: float, width: float) -> float:
    """The area between two parallels, by summing thin bands: another way than the closed form."""
    phi, step = np.linspace(math.radians(south), math.radians(north), 200_001, retstep=True)
    w = 1 - SQUARED * np.sin(phi) ** 2
    band = SEMI_MAJOR**2 * (1 - SQUARED) * np.cos(phi) / w**2
    return float((band[:-1] + band[1:]).sum() / 2 * step * math.radians(width))


@pytest.mark.parametrize("south, north, width", [(-90, 90, 360), (0, 1, 1), (48.8, 48.9, 0.1), (-21.1, -21.0, 0.2)])
def test_areas_between_parallels(south, north, width):
    west, east = -width / 2, width / 2
    found = area(one([[(west, south), (east, south), (east, north), (west, north)]]))
    assert found == pytest.approx(by_integration(south, north, width), rel=1e-9)


def test_the_earth_has_its_area():
    whole = area(one([[(-180, -90), (180, -90), (180, 90), (-180, 90)]]))
    assert whole == pytest.approx(510_065_621_724_089, rel=1e-12)  # m², WGS84


def test_holes_are_taken_away_and_islands_added_whatever_the_turn():
    plain, hole, island = area(one([SQUARE])), area(one([square(1, 1, 2)])), area(one([square(1.5, 1.5, 1)]))
    for turn in (1, -1):
        outline = one([SQUARE, square(1, 1, 2)[::turn]], [square(1.5, 1.5, 1)[::turn]])
        assert area(outline) == pytest.approx(plain - hole + island, rel=1e-12)


def test_a_small_area_far_from_the_equator_keeps_its_digits():
    small = one([square(2.35, 48.85, 1e-4)])
    assert area(small) == pytest.approx(by_integration(48.85, 48.8501, 1e-4), rel=1e-7)


@pytest.mark.parametrize(
    "polygons, expected",
    [
        ([[SQUARE]], (2, 2)),
        ([[[(0, 0), (3, 0), (0, 3)]]], (1, 1)),
        ([[SQUARE, square(2, 2, 1)]], ((32 - 2.5) / 15, (32 - 2.5) / 15)),
        ([[SQUARE], [square(4, 0, 4)]], (4, 2)),
    ],
)
def test_centroid(polygons, expected):
    assert centroid(Outline.of("QX1", polygons)) == pytest.approx(expected)


def test_the_centroid_of_almost_nothing_stays_within_its_bounds():
    thin = one([[(1, 1), (2, 1), (2, math.nextafter(1, 2))]])
    assert 1 <= centroid(thin)[0] <= 2
    assert centroid(thin)[1] == pytest.approx(1)


def test_label_points_lie_inside_every_outline_of_a_country():
    outlines = country(200)
    index = Index.build(outlines)
    points = [label_point(each) for each in outlines]
    located = index.locate(*zip(*points, strict=True))
    assert all((each.code, Place.INSIDE) in located.of(i) for i, each in enumerate(outlines))


def test_a_label_stands_in_the_widest_part():
    mushroom = one([[(0, 0), (0.1, 0), (0.1, 3), (3, 3), (3, 6), (-3, 6), (-3, 3), (0, 3)]])
    assert label_point(mushroom) == pytest.approx((0, 4.5), abs=0.2)
    ring = one([SQUARE, square(0.2, 0.2, 3)])
    assert Index.build([ring]).at(*label_point(ring)).place == Place.INSIDE


def test_the_label_of_an_outline_without_inside_is_a_vertex():
    thin = one([[(1, 1), (2, 1), (2, math.nextafter(1, 2))]])
    assert Index.build([thin]).at(*label_point(thin)).place == Place.BORDER


def vincenty(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Vincenty's inverse formula (1975): metres along the ellipsoid to the millimetre."""
    a, f = 6_378_137.0, 1 / 298.257223563
    b, difference = a * (1 - f), math.radians(other_lon - lon)
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(each))) for each in (lat, other_lat))
    turn = difference
    for _ in range(100):
        sine = math.hypot(
            math.cos(u2) * math.sin(turn),
            math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(turn),
        )
        if sine == 0:
            return 0.0
        cosine = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(turn)
        sigma = math.atan2(sine, cosine)
        alpha = math.cos(u1) * math.cos(u2) * math.sin(turn) / sine
        square_cosine = 1 - alpha**2
        middle = cosine - 2 * math.sin(u1) * math.sin(u2) / square_cosine if square_cosine else 0
        c = f / 16 * square_cosine * (4 + f * (4 - 3 * square_cosine))
        before, turn = (
            turn,
            difference + (1 - c) * f * alpha * (sigma + c * sine * (middle + c * cosine * (2 * middle**2 - 1))),
        )
        if abs(turn - before) < 1e-13:
            break
    u = square_cosine * (a**2 - b**2) / b**2
    big_a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    big_b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    term = cosine * (2 * middle**2 - 1) - big_b / 6 * middle * (4 * sine**2 - 3) * (4 * middle**2 - 3)
    return b * big_a * (sigma - big_b * sine * (middle + big_b / 4 * term))


@given(st.floats(-60, 60), st.floats(-70, 70), st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_distances_of_some_kilometres(lon, lat, dx, dy):
    other = lon + dx, max(-70, min(70, lat + dy))
    assert distance(lon, lat, *other) == pytest.approx(vincenty(lon, lat, *other), rel=1e-4, abs=1e-3)


def test_a_degree_in_metres():
    assert metres_a_degree(0) == pytest.approx((111_319.49, 110_574.28), abs=0.01)
    assert metres_a_degree(90)[0] == pytest.approx(0, abs=1e-6)


QUARTERS = [one([SQUARE]), Outline.of("QX2", [[square(6, 0, 1), square(6.2, 0.2, 0.6)]])]


@pytest.mark.parametrize(
    "point, code, other",
    [
        ((4.1, 2), "QX1", (4, 2)),  # beside a side
        ((4.1, 4.1), "QX1", (4, 4)),  # beside a corner
        ((5.9, 0.5), "QX2", (6, 0.5)),
        ((6.5, 0.4), "QX2", (6.5, 0.2)),  # in a hole
    ],
)
def test_the_nearest_and_how_far(point, code, other):
    near = Index.build(QUARTERS).at(*point, within=30_000).nearest
    assert near.code == code
    assert near.metres == pytest.approx(vincenty(*point, *other), rel=1e-3)


def test_a_box_that_holds_the_point_is_not_the_nearest_for_that():
    corner = Outline.of("QX1", [[[(0, 0), (1, 0), (1, 0.01), (0.01, 0.01), (0.01, 1), (0, 1)]]])
    small = Outline.of("QX2", [[square(1.05, 0.95, 0.02)]])
    for outlines in ([corner], [corner, small]):
        near = Index.build(outlines).at(0.95, 0.95, within=1e6).nearest
        assert near.code == outlines[-1].code
    assert near.metres == pytest.approx(vincenty(0.95, 0.95, 1.05, 0.95), rel=1e-3)


def test_the_nearest_within_limits():
    index = Index.build(QUARTERS)
    beside = metres_a_degree(2)[0] * 0.1
    assert index.at(4.1, 2, within=beside - 1).nearest is None
    assert index.at(4.1, 2, within=beside + 1).nearest is not None
    assert index.at(60, 2).nearest is None
    assert index.at(60, 2, within=1e7).nearest.code == "QX2"
    assert index.at(2, 2).nearest is None  # inside
    assert index.at(math.nan, 2).nearest is None


@settings(deadline=None, max_examples=40)
@given(st.floats(-0.1, 0.1), st.floats(-0.1, 0.1), st.integers(0, 59))
def test_the_nearest_against_every_outline(dx, dy, number):
    outlines = country(60)
    lon, lat = label_point(outlines[number])
    lon, lat = lon + dx, lat + dy
    spot = Index.build(outlines).at(lon, lat)
    if spot.place == Place.OUTSIDE:
        share = np.linspace(0, 1, 60)[:, None, None]
        walked = [ring[:-1] + share * np.diff(ring, axis=0) for each in outlines for ring in each.rings]
        points = np.concatenate([each.reshape(-1, 2) for each in walked])
        away = np.linalg.norm((points - (lon, lat)) * metres_a_degree(lat), axis=1)
        wanted = vincenty(lon, lat, *points[np.argmin(away)])
        assert spot.nearest.metres == pytest.approx(wanted, rel=0.01, abs=10)
