"""The whole sheet of the map, or one département of it, magnified until it fills the page. Pure arithmetic."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .projection import BY_NAME, FRAMES, ILE_DE_FRANCE, METROPOLE, SHEET, OffTheMap, Placed, place, project

# Entirely inside the enlarged frame, which draws them almost four times as large.
ENLARGED = ("75", "92", "93", "94")
OVERSEAS = {"971": "guadeloupe", "972": "martinique", "973": "guyane", "974": "reunion", "976": "mayotte"}
PRECISION = 10  # the file keeps tenths of a unit as whole numbers
_PADDING, _HIGHEST = 0.08, 720.0

Box = tuple[float, float, float, float]


@lru_cache(maxsize=1)
def outlines() -> dict[str, Any]:
    """The file made by `scripts/make_map.py`."""
    content: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "france.json").read_text("utf-8"))
    return content


@lru_cache(maxsize=512)
def bounds(path: str) -> Box:
    """The box around a path of the file, in units of the sheet: left, top, right, bottom."""
    xs: list[int] = []
    ys: list[int] = []
    for start_x, start_y, steps in re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", path):
        x, y = int(start_x), int(start_y)
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        xs.append(x)
        ys.append(y)
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            xs.append(x)
            ys.append(y)
    return min(xs) / PRECISION, min(ys) / PRECISION, max(xs) / PRECISION, max(ys) / PRECISION


@dataclass(frozen=True, slots=True)
class View:
    """A window of the sheet: its corner there, how much it is magnified, its size on the page, the frame it shows."""

    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0
    width: float = float(SHEET[0])
    height: float = float(SHEET[1])
    frame: str = ""  # none: the whole sheet
    code: str = ""

    @property
    def transform(self) -> str:
        """From the numbers of the file to the page."""
        across, down = -self.left * self.scale, -self.top * self.scale
        return f"translate({across:.1f} {down:.1f}) scale({self.scale / PRECISION:.4f})"

    def place(self, lon: float, lat: float) -> Placed:
        """Where a place falls on the page; refuses (`OffTheMap`) what this window does not show."""
        if not self.frame:
            return place(lon, lat)
        x, y = project(BY_NAME[self.frame], lon, lat)
        x, y = (x - self.left) * self.scale, (y - self.top) * self.scale
        if not (0 <= x <= self.width and 0 <= y <= self.height):
            raise OffTheMap(f"{lon}, {lat}")
        return Placed(round(x, 1), round(y, 1), self.frame)

    def shows(self, path: str) -> bool:
        """True when this path of the file may be seen through the window."""
        left, top, right, bottom = bounds(path)
        wide, high = self.width / self.scale, self.height / self.scale
        return left <= self.left + wide and right >= self.left and top <= self.top + high and bottom >= self.top


WHOLE = View()


@lru_cache(maxsize=128)
def zoomed(code: str) -> View:
    """The window on one département, in its inset or, for Paris and its three neighbours, in the enlarged frame.

    Raises LookupError when the map does not draw it.
    """
    frame = ILE_DE_FRANCE if code in ENLARGED else OVERSEAS.get(code, METROPOLE)
    left, top, right, bottom = bounds(paths_of(frame)[code])
    pad = _PADDING * max(right - left, bottom - top)
    left, top, wide, high = left - pad, top - pad, right - left + 2 * pad, bottom - top + 2 * pad
    scale = min(SHEET[0] / wide, _HIGHEST / high)
    spare = SHEET[0] / scale - wide  # a narrow département stands in the middle of the page's width
    return View(left - spare / 2, top, scale, float(SHEET[0]), round(high * scale, 1), frame, code)


def paths_of(frame: str) -> dict[str, str]:
    """The paths that a frame draws, by code of département."""
    if frame == ILE_DE_FRANCE:
        found: dict[str, str] = outlines()["ile_de_france"]
        return found
    inset = {code for code, name in OVERSEAS.items() if name == frame}
    every = outlines()["departements"].items()
    return {code: shape["path"] for code, shape in every if (code in inset if inset else code not in OVERSEAS)}


def frame_rank(name: str) -> int:
    """The order in which the frames are read."""
    return [METROPOLE, *(frame.name for frame in FRAMES)].index(name)
