"""The map of France: départements, Île-de-France enlarged, the five overseas départements in insets, points as links.

Drawn on the server as SVG: no tile, no other host, nothing to download. The table beside it says the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.utils.functional import Promise

from .projection import BY_NAME, FRAMES, ILE_DE_FRANCE, METROPOLE, OffTheMap, Placed, place, project

__all__ = ["MapPoint", "OffTheMap", "Placed", "draw", "place"]

Tone = Literal["plain", "strong", "invented"]
TONES = ("plain", "strong", "invented")
RADIUS = 6.5
SHADES = 4


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One place that people may open: where, its name, its page, a few words (« Somme, 430 000 € par an »)."""

    lon: float
    lat: float
    label: str
    url: str
    detail: str | Promise = ""
    tone: Tone = "plain"

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"a point is plain, strong or invented, not {self.tone!r}")


@lru_cache(maxsize=1)
def outlines() -> dict[str, Any]:
    """The file made by `scripts/make_map.py`."""
    content: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "france.json").read_text("utf-8"))
    return content


def draw(points: Sequence[MapPoint], counts: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Everything the template needs: départements with their shade, frames, points in reading order.

    counts: a number by code of département (« 2A », « 974 »); a département without one is left plain.
    A place that no frame shows (a mistaken coordinate) is named in `missing`, never dropped in silence.
    """
    shown, missing = [], []
    for point in points:
        try:
            shown.append((point, place(point.lon, point.lat)))
        except OffTheMap:
            missing.append(point)
    spread = apart(tuple(placed for _point, placed in shown))
    drawn = [
        {"point": point, "square": (round(at["x"] - 6, 1), round(at["y"] - 6, 1)), **at}
        for (point, _placed), at in zip(shown, spread, strict=True)
    ]
    drawn.sort(key=lambda entry: (_frame_rank(entry["inset"]), entry["y"], entry["x"]))
    return {
        "departements": _shaded(counts),
        "frames": [frame for frame in FRAMES if frame.boxed],
        "ile_de_france": _enlarged(counts),
        "window": _window(),
        "points": drawn,
        "missing": missing,
        "scale": _scale(counts),
        "radius": RADIUS,
    }


def _frame_rank(name: str) -> int:
    return [METROPOLE, *(frame.name for frame in FRAMES)].index(name)


def _shaded(counts: Mapping[str, int] | None) -> list[dict[str, Any]]:
    top = max((counts or {}).values(), default=0)
    shapes = outlines()["departements"].items()
    return [
        {"code": code, "name": shape["name"], "path": shape["path"], "count": count, "shade": _shade(count, top)}
        for code, shape in shapes
        for count in [(counts or {}).get(code)]
    ]


def _enlarged(counts: Mapping[str, int] | None) -> list[dict[str, Any]]:
    top = max((counts or {}).values(), default=0)
    paths = outlines()["ile_de_france"].items()
    return [{"path": path, "shade": _shade((counts or {}).get(code), top)} for code, path in paths]


def _shade(count: int | None, top: int) -> int:
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


@lru_cache(maxsize=64)
def apart(places: tuple[Placed, ...], rounds: int = 24) -> list[dict[str, Any]]:
    """Pushes points that would cover each other just far enough to be clicked; the others do not move."""
    at = [[placed.x, placed.y] for placed in places]
    for _round in range(rounds):
        pushes = [
            _push(at, places, one, two) for one in range(len(at)) for two in range(one)
        ]  # all of them, every round
        if not any(pushes):
            break
    return [
        {"x": round(x, 1), "y": round(y, 1), "inset": placed.inset} for (x, y), placed in zip(at, places, strict=True)
    ]


def _push(at: list[list[float]], places: tuple[Placed, ...], one: int, two: int) -> bool:
    if places[one].inset != places[two].inset:
        return False
    across, down = at[one][0] - at[two][0], at[one][1] - at[two][1]
    gap = math.hypot(across, down)
    wanted = 2 * RADIUS + 1
    if gap >= wanted - 0.05:
        return False
    if gap < 0.01:
        angle = one * 2.4  # the golden angle: points on one spot open like a sunflower
        across, down, gap = math.cos(angle), math.sin(angle), 1.0
        move = wanted / 2
    else:
        move = (wanted - gap) / 2
    for point, way in ((at[one], 1), (at[two], -1)):
        point[0] += way * move * across / gap
        point[1] += way * move * down / gap
    return True
