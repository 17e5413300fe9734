"""Fewer points, borders still shared; paths that stay on the sheet."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.engines.outlines import Frame, Outline, path, simplified
from marelle.engines.outlines.measures import metres_a_degree
from marelle.engines.outlines.samples import country

from .test_outline import SQUARE, square


def one(*polygons, code="QX1") -> Outline:
    return Outline.of(code, polygons)


def wiggly(start, end, count, seed) -> list[tuple[float, float]]:
    random = np.random.default_rng(seed)
    share = np.linspace(0, 1, count)[:, None]
    line = np.array(start) + share * (np.array(end) - np.array(start))
    line[1:-1] += random.uniform(-0.02, 0.02, (count - 2, 2))
    return [tuple(point) for point in line.tolist()]


def test_a_border_between_two_outlines_stays_one():
    border = wiggly((1, 0), (1, 1), 40, 3)
    west = one([[*border, (0, 1), (0, 0)]], code="west")
    east = one([[(2, 0), (2, 1), *border[::-1]]], code="east")
    for metres in (10, 500, 2000, 50_000):
        (first,), (second,) = simplified([west, east], metres)
        shared = {tuple(p) for p in first[0].tolist()} & set(border)
        assert shared == {tuple(p) for p in second[0].tolist()} & set(border)
        assert {border[0], border[-1]} <= shared
    assert len(shared) == 2


def test_a_ring_without_neighbour_is_the_same_from_wherever_it_starts():
    outline = country(1)[0]
    ring = outline.polygons[0][0][:-1]
    wanted = simplified([one([ring])], 100)[0][0][0][:-1]
    for turned in (np.roll(ring, 7, axis=0), ring[::-1]):
        found = simplified([one([turned])], 100)[0][0][0][:-1]
        assert {tuple(p) for p in found} == {tuple(p) for p in wanted}


@settings(deadline=None, max_examples=30)
@given(st.floats(1, 2000), st.integers(0, 29))
def test_no_point_dropped_lies_farther_than_the_tolerance(metres, number):
    outline = country(30)[number]
    scale = metres_a_degree(float(np.unique(np.concatenate(outline.rings), axis=0)[:, 1].mean()))
    for before, after in zip(outline.polygons, simplified([outline], metres)[0], strict=True):
        old, new = before[0] * scale, after[0] * scale
        if len(new) > 4:
            start, along = new[:-1], np.diff(new, axis=0)
            share = np.clip(((old[:, None] - start) * along).sum(2) / (along**2).sum(1), 0, 1)
            away = np.linalg.norm(old[:, None] - start - share[..., None] * along, axis=2).min(axis=1)
            assert away.max() <= metres * 1.0001
        assert {tuple(p) for p in after[0].tolist()} <= {tuple(p) for p in before[0].tolist()}
        assert len(np.unique(after[0], axis=0)) >= 3


def test_specks_stay_as_triangles_and_flat_holes_go():
    outline = one([SQUARE, square(1, 1, 1e-4)], [square(9, 9, 1e-4)])
    first, second = simplified([outline], 5000)[0]
    assert [len(ring) for ring in first] == [5]
    assert [len(ring) for ring in second] == [4]
    kept = simplified([outline], 1)[0]
    assert [len(ring) for rings in kept for ring in rings] == [5, 5, 5]


def test_nothing_to_simplify():
    assert simplified([], 10) == ()


def points_of(d: str) -> list[list[tuple[float, float]]]:
    rings = []
    for ring in re.findall(r"M([^lz]*)l([^z]*)z", d):
        numbers = [[float(n) for n in part.split()] for part in ring]
        steps = np.array(numbers[0] + numbers[1]).reshape(-1, 2)
        rings.append([tuple(p) for p in np.cumsum(steps, axis=0).round(6).tolist()])
    return rings


def test_a_path_by_hand():
    frame = Frame.around([one([square(0, -0.5, 1)])], 100, 100)
    east, north = metres_a_degree(0)
    top = round((1 - north / east) * 50, 1)
    d = path([(np.array([(0, 0.5), (1, 0.5), (1, -0.5), (0, -0.5), (0, 0.5)], dtype=float),)], frame)
    assert d == f"M0 {str(top).removeprefix('0')}l100 0 0 {round(100 - 2 * top, 1)} -100 0z"


@pytest.mark.parametrize("width, height, margin", [(400, 300, 0), (300, 400, 12), (16, 16, 1)])
def test_a_path_stands_on_its_sheet_and_touches_two_sides(width, height, margin):
    outlines = country(12)[:3]
    frame = Frame.around(outlines, width, height, margin)
    points = np.array([p for each in outlines for ring in points_of(path(each.polygons, frame)) for p in ring])
    low, high = points.min(axis=0), points.max(axis=0)
    assert (low >= margin - 0.06).all()
    assert (high <= np.array([width, height]) - margin + 0.16).all()  # a speck is a square of 0.1
    tight = np.isclose(low, margin, atol=0.11) & np.isclose(high, np.array([width, height]) - margin, atol=0.11)
    assert tight.any()


def test_a_path_is_what_was_given_to_a_twentieth():
    outline = country(8)[5]
    frame = Frame.around([outline], 500, 500)
    for ring, drawn in zip(outline.rings, points_of(path(outline.polygons, frame)), strict=True):
        wanted = frame.project(ring[:-1])
        assert all(min(math.dist(p, q) for q in drawn) <= 0.0708 for p in wanted)


def test_what_is_too_small_is_still_seen():
    small, wide = one([square(5, 5, 1e-6), square(5 + 2e-7, 5 + 2e-7, 2e-7)]), one([SQUARE])
    d = path(small.polygons, Frame.around([small, wide], 100, 100))
    assert re.fullmatch(r"M\S+ \S+l\.1 0 0 \.1 -\.1 0z", d)


def test_units_and_metres():
    frame = Frame.around([one([square(2, 48, 0.01)])], 100, 100)
    x = frame.project(np.array([[2.0, 48.005], [2.01, 48.005]]))
    assert (x[1] - x[0])[0] == pytest.approx(metres_a_degree(48.005)[0] * 0.01 * frame.units_a_metre)
