"""The surface that two outlines share, against arithmetic and against shapely."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from .. import Outline, area, overlap
from ..samples import country

CENTS = st.integers(0, 40)


def square(west: float, south: float, side: float = 0.01, *holes: list[tuple[float, float]]) -> Outline:
    ring = [(west, south), (west + side, south), (west + side, south + side), (west, south + side)]
    return Outline.of("S", [[ring, *holes]])


def test_a_place_shares_all_of_itself() -> None:
    for outline in country(40):
        assert overlap(outline, outline) == pytest.approx(area(outline), rel=1e-6)


def test_half_of_a_square() -> None:
    whole = square(2, 48)
    assert overlap(whole, square(2.005, 48)) / area(whole) == pytest.approx(0.5, abs=1e-9)
    assert overlap(whole, square(2.005, 48.005)) / area(whole) == pytest.approx(0.25, abs=5e-5)


@pytest.mark.parametrize("west", [2.01, 2.02, 3])
def test_neighbours_share_nothing(west: float) -> None:
    assert overlap(square(2, 48), square(west, 48)) == 0


def test_a_hole_is_not_shared() -> None:
    hole = [(2.002, 48.002), (2.004, 48.002), (2.004, 48.004), (2.002, 48.004)]
    pierced, plug = square(2, 48, 0.01, hole), Outline.of("P", [[hole]])
    assert overlap(pierced, plug) == pytest.approx(0, abs=1e-3)
    assert overlap(square(2, 48), plug) == pytest.approx(area(plug), rel=1e-9)


def test_rings_that_cross_count_once() -> None:
    bow = Outline.of("B", [[[(2, 48), (2.01, 48.01), (2.01, 48), (2, 48.01)]]], crossing=True)
    assert overlap(bow, bow) == pytest.approx(area(square(2, 48)) / 2, rel=1e-3)
    assert area(bow) < overlap(bow, bow) / 100


@given(CENTS, CENTS, CENTS, CENTS)
def test_two_rectangles(west: int, south: int, left: int, below: int) -> None:
    one, other = square(2 + west / 1000, 48 + south / 1000), square(2 + left / 1000, 48 + below / 1000)
    across, along = max(0, 10 - abs(west - left)), max(0, 10 - abs(south - below))
    assert overlap(one, other) / area(one) == pytest.approx(across * along / 100, abs=5e-5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_as_shapely_says(seed: int) -> None:
    one, other = country(2, seed=seed)
    shift = np.array(one.bounds[:2]) - np.array(other.bounds[:2])
    other = Outline.of("O", [[ring + shift for ring in rings] for rings in other.polygons])
    shapes = [shapely.MultiPolygon([(rings[0], rings[1:]) for rings in each.polygons]) for each in (one, other)]
    expected = shapely.intersection(*shapes).area / shapes[0].area
    assert overlap(one, other) / area(one) == pytest.approx(expected, abs=1e-4)
