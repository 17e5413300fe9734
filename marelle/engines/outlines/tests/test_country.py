"""A whole invented country: against shapely for a million points, against fractions for the hardest."""

import subprocess
import sys

import numpy as np
import pytest
import shapely

from marelle.engines.outlines import Index, Outline, Place
from marelle.engines.outlines.samples import around, country, everywhere, on_borders

from .oracle import place_in


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(country())


def as_shapely(outline: Outline) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([(outer, holes) for outer, *holes in outline.polygons])


def pairs(located) -> set[tuple[int, int]]:
    point = np.repeat(np.arange(len(located)), np.diff(located.offsets))
    return set(zip(point.tolist(), located.outline.tolist(), strict=True))


def test_a_million_points_against_shapely(index):
    shapes = [as_shapely(each) for each in index.outlines]
    assert shapely.is_valid(shapes).all()
    parts = around(index.outlines, 700_000), everywhere(150_000), on_borders(index.outlines, 150_000)
    x, y = (np.concatenate(each) for each in zip(*parts, strict=True))
    located = index.locate(x, y)
    theirs = shapely.STRtree(shapes).query(shapely.points(x, y), predicate="intersects")
    assert pairs(located) == set(zip(*theirs.tolist(), strict=True))
    assert len(located.outline) > 300_000
    assert (located.places == Place.BORDER).sum() > 30_000
    within = located.places == Place.INSIDE
    point = np.repeat(np.arange(len(located)), np.diff(located.offsets))
    chosen = np.random.default_rng(5).choice(len(point), 50_000)
    shapes = np.array(shapes)[located.outline[chosen]]
    assert (shapely.contains_xy(shapes, x[point[chosen]], y[point[chosen]]) == within[chosen]).all()


def test_points_on_borders_against_fractions(index):
    x, y = on_borders(index.outlines, 400, seed=11)
    located = index.locate(x, y)
    bounds = np.array([each.bounds for each in index.outlines])
    for i in range(len(x)):
        near = ((bounds[:, :2] <= (x[i], y[i])) & (bounds[:, 2:] >= (x[i], y[i]))).all(axis=1)
        held = ((index.codes[n], place_in(index.outlines[n], x[i], y[i])) for n in np.flatnonzero(near))
        expected = {code: place for code, place in held if place != Place.OUTSIDE}
        assert dict(located.of(i)) == expected


def test_the_same_points_from_an_index_of_some_outlines(index):
    """The map of boxes leaves nothing out, however few or many it holds."""
    x, y = around(index.outlines, 20_000, seed=9)
    whole = index.locate(x, y)
    some = Index.build(index.outlines[::3])
    expected = {(p, index.codes[o]) for p, o in pairs(whole) if o % 3 == 0}
    assert {(p, some.codes[o]) for p, o in pairs(some.locate(x, y))} == expected


def test_the_country_is_the_same_for_everyone():
    again = country(40), country(40)
    assert [each.code for each in again[0]] == [each.code for each in again[1]]
    assert all(
        (a == b).all() for one, other in zip(*again, strict=True) for a, b in zip(one.rings, other.rings, strict=True)
    )
    assert any(len(each.polygons) > 1 for each in again[0])


def test_the_engine_knows_nothing_of_the_house():
    """Neither Django nor another part of Marelle is imported; nor shapely, which serves tests alone."""
    code = (
        "import sys, marelle.engines.outlines as o; "
        "bad = [n for n in sys.modules if n.split('.')[0] in ('django', 'shapely') "
        "or n.startswith('marelle.') and not n.startswith('marelle.engines')]; sys.exit(repr(bad) if bad else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr == ""
