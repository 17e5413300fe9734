"""The map of France: départements, Île-de-France enlarged, the five overseas départements in insets, points as links;
or one département of it, magnified.

Drawn on the server as SVG: no tile, no other host, nothing to download. The table beside it says the same.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise

from .projection import BY_NAME, FRAMES, ILE_DE_FRANCE, METROPOLE, OffTheMap, Placed, place, project
from .shading import SHADES, Area, Shading
from .spreading import RADIUS, apart
from .zooming import ENLARGED, WHOLE, View, bounds, frame_rank, outlines, paths_of, zoomed

__all__ = ["RADIUS", "Area", "MapPoint", "OffTheMap", "Placed", "Shading", "apart", "draw", "outlines", "place"]

Tone = Literal["plain", "strong", "invented", "sized", "small"]
TONES = ("plain", "strong", "invented", "sized", "small")
SMALL = 4.5  # half a diamond
LEAST, MOST = 4.0, 26.0  # radii of sized circles


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One place that people may open: where, its name, its page, a few words (« Somme, 430 000 € par an »).

    A sized point is a ring as large as its `amount`, which stays where it is; a small one is a diamond.
    """

    lon: float
    lat: float
    label: str
    url: str
    detail: str | Promise = ""
    tone: Tone = "plain"
    amount: int = 0

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"a point is plain, strong, invented, sized or small, not {self.tone!r}")
        if (self.tone == "sized") != (self.amount > 0):
            raise ValueError("a sized point, and no other, has an amount")

    @property
    def radius(self) -> float:
        """The surface of a ring goes with its amount, so that twice as much looks twice as large."""
        if self.tone == "sized":
            return round(min(MOST, LEAST * math.sqrt(self.amount)), 1)
        return SMALL if self.tone == "small" else RADIUS


def draw(
    points: Sequence[MapPoint],
    counts: Mapping[str, int] | None = None,
    shading: Shading | None = None,
    focus: str = "",
) -> dict[str, Any]:
    """Everything the template needs: départements with their shade, frames, points in reading order.

    counts: a number by code of département (« 2A », « 974 »); a département without one is left plain. shading: the
    measure of each département, a link to its page. focus: the code of the only département to draw, magnified.
    A place that no frame shows (a mistaken coordinate) is named in `missing`, never dropped in silence.
    """
    view = zoomed(focus) if focus else WHOLE
    placed, missing = [], []
    for point in points:
        try:
            placed.append((point, view.place(point.lon, point.lat)))
        except OffTheMap:
            missing.append(point)
    land = _focused(view) if focus else _whole(counts, shading)
    return land | {
        "view": view,
        "points": _points(placed),
        "missing": missing,
        "scale": _scale(counts),
        "shading": shading,
        "radius": RADIUS,
    }


def _points(placed: Sequence[tuple[MapPoint, Placed]]) -> list[dict[str, Any]]:
    """Rings first and the largest below, where they are; then the others, opened where they would cover each other."""
    rings = [(point, {"x": at.x, "y": at.y, "inset": at.inset}) for point, at in placed if point.tone == "sized"]
    others = [(point, at) for point, at in placed if point.tone != "sized"]
    spread = apart(tuple(at for _point, at in others), tuple(point.radius for point, _at in others))
    drawn = [
        {
            "point": point,
            "square": (round(at["x"] - 6, 1), round(at["y"] - 6, 1)),
            "touch": max(11.0, point.radius + 2) if point.tone != "small" else 7.0,
            "diamond": _diamond(at["x"], at["y"]) if point.tone == "small" else "",
            **at,
        }
        for point, at in [*rings, *zip((point for point, _at in others), spread, strict=True)]
    ]
    layers = {"sized": 0, "small": 1}
    drawn.sort(
        key=lambda entry: (
            layers.get(entry["point"].tone, 2),
            -entry["point"].amount,
            frame_rank(entry["inset"]),
            entry["y"],
            entry["x"],
        )
    )
    return drawn


def _diamond(x: float, y: float) -> str:
    half = SMALL + 1
    return f"M{x:.1f} {y - half:.1f}l{half} {half}-{half} {half}-{half}-{half}z"


def _whole(counts: Mapping[str, int] | None, shading: Shading | None) -> dict[str, Any]:
    """The whole sheet. Départements of a shading are links, once each: where the map draws them largest."""
    shades = shading.shades() if shading else _count_shades(counts or {})
    areas = {area.code: area for area in shading.areas} if shading else {}
    large, enlarged = [], []
    for code, shape in outlines()["departements"].items():
        count = (counts or {}).get(code)
        large.append({"name": shape["name"], "count": count} | _land(code, shape["path"], shades, areas, ENLARGED))
    for code, path in paths_of(ILE_DE_FRANCE).items():
        others = {other for other in areas if other not in ENLARGED}
        enlarged.append(_land(code, path, shades, areas, others))
    return {
        "departements": [land for land in large if not land["area"]],
        "areas": [land for land in large if land["area"]],
        "ile_de_france": [land for land in enlarged if not land["area"]],
        "ile_de_france_areas": [land for land in enlarged if land["area"]],
        "frames": [frame for frame in FRAMES if frame.boxed],
        "window": _window(),
    }


def _land(
    code: str,
    path: str,
    shades: Mapping[str, int | None],
    areas: Mapping[str, Area],
    elsewhere: Collection[str],
) -> dict[str, Any]:
    left, top, right, bottom = bounds(path)
    return {
        "code": code,
        "path": path,
        "shade": shades.get(code, 0),
        "area": areas.get(code) if code not in elsewhere else None,
        "x": round((left + right) / 2, 1),
        "y": round((top + bottom) / 2, 1),
    }


def _focused(view: View) -> dict[str, Any]:
    """One département and what surrounds it, without a shade."""
    seen = [
        {"code": code, "path": path, "shade": 0, "here": code == view.code}
        for code, path in paths_of(view.frame).items()
        if view.shows(path)
    ]
    return {"departements": sorted(seen, key=lambda land: land["here"])}


def _count_shades(counts: Mapping[str, int]) -> dict[str, int | None]:
    top = max(counts.values(), default=0)
    return {code: _shade(count, top) for code, count in counts.items()}


def _shade(count: int, top: int) -> int:
    return 0 if not count else min(SHADES, max(1, math.ceil(SHADES * count / top)))


def _scale(counts: Mapping[str, int] | None) -> list[tuple[int, str]]:
    """The legend of the shades: only those that some département wears."""
    found: dict[int, list[int]] = {}
    top = max((counts or {}).values(), default=0)
    for count in (counts or {}).values():
        if count:
            found.setdefault(_shade(count, top), []).append(count)
    ranges = ((shade, min(values), max(values)) for shade, values in sorted(found.items()))
    return [(shade, str(low) if low == high else f"{low}\u2013{high}") for shade, low, high in ranges]


def _window() -> dict[str, float]:
    """The rectangle of the large map that the Île-de-France frame enlarges."""
    frame = BY_NAME[ILE_DE_FRANCE]
    left, top = project(BY_NAME[METROPOLE], frame.west, frame.north)
    right, bottom = project(BY_NAME[METROPOLE], frame.east, frame.south)
    return {"x": round(left, 1), "y": round(top, 1), "width": round(right - left, 1), "height": round(bottom - top, 1)}
