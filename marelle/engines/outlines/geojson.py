"""Outlines from and to GeoJSON (RFC 7946): polygons, each feature with its code in a property."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .outline import Fault, Outline, OutlineRefused

SAME_EARTH = ("CRS84", "EPSG:4326", "EPSG::4326")  # what the older « crs » member may name
PARTS = ("properties", "geometry")


class NotGeoJson(ValueError):
    """The text as a whole is not a collection of features in longitudes and latitudes."""


@dataclass(frozen=True, slots=True)
class Features:
    """What was read of a collection, in its order; and what was refused, with the number of the feature from 0."""

    outlines: tuple[Outline, ...]
    refused: tuple[tuple[int, OutlineRefused], ...]


def from_geojson(data: str | bytes | Mapping[str, Any], *, code: str, crossing: bool = False) -> Features:
    """Reads a FeatureCollection whose features are a Polygon or a MultiPolygon; `code` names the property to read.

    One bad feature does not hinder the others. Raises `NotGeoJson` when the whole cannot be read. `crossing` is that
    of `Outline.of`.
    """
    collection = _parsed(data)
    features = collection.get("features")
    if collection.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise NotGeoJson("this is not a FeatureCollection")
    outlines, refused = [], []
    for number, feature in enumerate(features):
        try:
            outlines.append(_outline(feature, code, crossing))
        except OutlineRefused as refusal:
            refused.append((number, refusal))
    return Features(tuple(outlines), tuple(refused))


def _parsed(data: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(data, str | bytes):
        try:
            data = json.loads(data.removeprefix("\ufeff") if isinstance(data, str) else data)
        except (ValueError, RecursionError) as error:
            raise NotGeoJson(f"this is not JSON: {error}") from None
    if not isinstance(data, Mapping):
        raise NotGeoJson("this is not a FeatureCollection")
    system = data.get("crs")
    if system is not None and not any(name in json.dumps(system, default=str) for name in SAME_EARTH):
        raise NotGeoJson("coordinates are not longitudes and latitudes (WGS84)")
    return data


def _outline(feature: Any, name: str, crossing: bool) -> Outline:
    feature = feature if isinstance(feature, Mapping) else {}
    properties, geometry = (feature.get(key) if isinstance(feature.get(key), Mapping) else {} for key in PARTS)
    value = properties.get(name)
    code = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return from_geometry(code, geometry, crossing=crossing)


def from_geometry(code: str, geometry: Mapping[str, Any], *, crossing: bool = False) -> Outline:
    """One outline from a Polygon or a MultiPolygon alone, as a database may keep it. Raises `OutlineRefused`."""
    kind: Any = geometry.get("type")
    coordinates: Any = geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise OutlineRefused(code, Fault.NOT_POLYGONS)
    try:
        return Outline.of(code, [coordinates] if kind == "Polygon" else coordinates, crossing=crossing)
    except TypeError:  # a number where a list should be
        raise OutlineRefused(code, Fault.NOT_NUMBERS) from None


def to_geojson(outlines: Iterable[Outline], *, code: str = "code") -> dict[str, Any]:
    """A FeatureCollection, coordinates exactly as they were given and rings in their order; ready for `json.dumps`."""
    return {"type": "FeatureCollection", "features": [_feature(each, code) for each in outlines]}


def _feature(outline: Outline, name: str) -> dict[str, Any]:
    coordinates = [[ring.tolist() for ring in rings] for rings in outline.polygons]
    single = len(coordinates) == 1
    geometry = {
        "type": "Polygon" if single else "MultiPolygon",
        "coordinates": coordinates[0] if single else coordinates,
    }
    return {"type": "Feature", "properties": {name: outline.code}, "geometry": geometry}
