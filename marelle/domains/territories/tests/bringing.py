"""Bringing files of every kind, as the folder import does."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from marelle.domains.territories import services
from marelle.kernel.access import Viewer

SQUARE = 0.01  # degrees: about a kilometre


def brought(by: Viewer, kind: str, content: str | bytes, name: str = "liste_2024.csv", **rest) -> services.ImportReport:
    data = content.encode() if isinstance(content, str) else content
    return services.bring(services.IMPORTERS[kind], by=by, content=data, file_name=name, **rest)


def square(west: float, south: float, side: float = SQUARE) -> dict[str, Any]:
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def geojson(features: Iterable[tuple[Mapping[str, Any], Any]]) -> str:
    listed = [{"type": "Feature", "properties": dict(said), "geometry": geometry} for said, geometry in features]
    return json.dumps({"type": "FeatureCollection", "name": "x", "features": listed}, ensure_ascii=False)


def sentences(report: services.ImportReport) -> list[tuple[int, str]]:
    return [(fault.line, fault.sentence) for fault in report.refused]
