"""GeoJSON in and out, and outlines as bytes."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.engines.outlines import (
    Fault,
    NotGeoJson,
    Outline,
    OutlineRefused,
    from_bytes,
    from_geojson,
    from_geometry,
    to_bytes,
    to_geojson,
)
from marelle.engines.outlines.samples import country

from .test_outline import BOW_TIE, SQUARE, square


def same(one: Outline, other: Outline) -> bool:
    return one.code == other.code and all(
        len(rings) == len(others) and all((a == b).all() for a, b in zip(rings, others, strict=True))
        for rings, others in zip(one.polygons, other.polygons, strict=True)
    )


def feature(coordinates, kind="Polygon", **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


def test_a_country_goes_out_and_comes_back():
    outlines = country(50)
    text = json.dumps(to_geojson(outlines, code="code_qp"))
    for data in (text, text.encode(), json.loads(text), "\ufeff" + text):
        back = from_geojson(data, code="code_qp")
        assert not back.refused
        assert all(same(one, other) for one, other in zip(outlines, back.outlines, strict=True))


def test_a_bad_feature_does_not_hinder_the_others():
    read = from_geojson(
        collection(
            feature([SQUARE], code="A"),
            feature([BOW_TIE], code="B"),
            feature([[SQUARE], [square(9, 9, 1)]], "MultiPolygon", code="C"),
            feature([1, 2], "Point", code="D"),
            feature([SQUARE], name="no code"),
            {"type": "Feature", "properties": {"code": "E"}, "geometry": None},
            feature(7, code="F"),
            feature([[[0, 0], 5, [1, 1]]], code="G"),
            "not a feature",
            feature([SQUARE], code=2026),
            feature([SQUARE], code=True),
        ),
        code="code",
    )
    assert [each.code for each in read.outlines] == ["A", "C", "2026"]
    assert [(number, refusal.code, refusal.fault) for number, refusal in read.refused] == [
        (1, "B", Fault.CROSSES),
        (3, "D", Fault.NOT_POLYGONS),
        (4, "", Fault.NO_CODE),
        (5, "E", Fault.NOT_POLYGONS),
        (6, "F", Fault.NOT_NUMBERS),
        (7, "G", Fault.NOT_NUMBERS),
        (8, "", Fault.NOT_POLYGONS),
        (10, "", Fault.NO_CODE),
    ]
    assert isinstance(read.refused[0][1], OutlineRefused)
    assert [
        each.code
        for each in from_geojson(collection(feature([BOW_TIE], code="B")), code="code", crossing=True).outlines
    ] == ["B"]


def test_one_geometry_alone():
    outline = country(3)[1]
    assert same(outline, from_geometry("X00002", to_geojson([outline])["features"][0]["geometry"]))
    with pytest.raises(OutlineRefused, match="X00002: the geometry is neither"):
        from_geometry("X00002", {"type": "LineString", "coordinates": SQUARE})


@pytest.mark.parametrize(
    "data, sentence",
    [
        ("{", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a FeatureCollection"),
        ('{"type": "Feature"}', "not a FeatureCollection"),
        ('{"type": "FeatureCollection", "features": {}}', "not a FeatureCollection"),
        (collection(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}), "WGS84"),
    ],
)
def test_what_is_no_collection(data, sentence):
    with pytest.raises(NotGeoJson, match=sentence):
        from_geojson(data, code="code")


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"])
def test_the_older_way_of_naming_longitudes_and_latitudes(name):
    crs = {"type": "name", "properties": {"name": name}}
    assert from_geojson(collection(feature([SQUARE], code="A"), crs=crs), code="code").outlines


AWKWARD = [
    Outline.of("QN00103M", [[[(5.40882, 45.94206), (5.39331, 45.93987), (5.38636, 45.93123)]]]),
    Outline.of("é" * 300, [[[(0.1 + 0.2, 1 / 3), (1, 1e-300), (0.5, 60.000000001)]]]),
    Outline.of("world", [[[(-180, -90), (180, -90), (180, 90), (-180, 90)]]]),
    Outline.of("digits", [[[(-179.9999999, 0.0000001), (179.9999999, 0), (0, 89.9999999)]]]),
    Outline.of("many", [[SQUARE, square(1, 1, 1), square(2.5, 2.5, 1)], [square(9, 9, 0.5)], [square(20, 20, 1)]]),
]


@pytest.mark.parametrize("outline", AWKWARD, ids=lambda each: each.code[:10])
def test_bytes_give_back_the_same_doubles(outline):
    back = from_bytes(to_bytes(outline))
    assert same(outline, back)
    assert not any(ring.flags.writeable for ring in back.rings)


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=3, max_size=20), st.integers(0, 17))
def test_bytes_of_any_ring(points, decimals):
    try:
        outline = Outline.of("QX1", [[[(round(x, decimals), round(y, decimals)) for x, y in points]]], crossing=True)
    except OutlineRefused:
        return
    assert same(outline, from_bytes(to_bytes(outline)))


def test_bytes_are_few():
    rounded = [
        Outline.of(each.code, [[ring.round(5) for ring in rings] for rings in each.polygons], crossing=True)
        for each in country(60)
    ]
    vertices = sum(len(ring) - 1 for each in rounded for ring in each.rings)
    assert sum(len(to_bytes(each)) for each in rounded) < 16 * vertices / 3


def test_damaged_bytes_are_refused():
    good = to_bytes(AWKWARD[4])
    for at in range(len(good)):
        with pytest.raises(ValueError, match="not an outline"):
            from_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        with pytest.raises(ValueError, match="not an outline"):
            from_bytes(good[:at])


def test_numbers_that_json_does_not_have():
    text = json.dumps(collection(feature([[[0, 0], [1, math.nan], [1, 1]]], code="A")))
    assert "NaN" in text
    assert from_geojson(text, code="code").refused[0][1].fault == Fault.NOT_NUMBERS
