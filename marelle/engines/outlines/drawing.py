"""Outlines on a page: fewer points, then the path of an SVG. Pure functions; nothing here serves to locate a point."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from .exact import Floats
from .measures import metres_a_degree
from .outline import Outline, Rings

SMALLEST = 1e-3  # metres across a sheet


@dataclass(frozen=True, slots=True)
class Frame:
    """A sheet of width × height units, and how longitudes and latitudes fall on it: flat, true at its middle."""

    width: float
    height: float
    middle: tuple[float, float]  # longitude, latitude
    units_a_metre: float

    @classmethod
    def around(cls, outlines: Sequence[Outline], width: float, height: float, margin: float = 0.0) -> Self:
        """The largest scale at which at least one outline stands within the sheet, `margin` units from its sides."""
        bounds = np.array([each.bounds for each in outlines])
        (west, south), (east, north) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
        middle = float(west + east) / 2, float(south + north) / 2
        across, along = (east - west, north - south) * np.array(metres_a_degree(middle[1]))
        scale = min((width - 2 * margin) / max(across, SMALLEST), (height - 2 * margin) / max(along, SMALLEST))
        return cls(width, height, middle, float(scale))

    def project(self, points: Floats) -> Floats:
        """Units from the left and from the top: (n, 2) from longitudes and latitudes (n, 2)."""
        east, north = metres_a_degree(self.middle[1])
        scale = np.array([east, -north]) * self.units_a_metre
        return (points - self.middle) * scale + (self.width / 2, self.height / 2)


def path(polygons: Sequence[Rings], frame: Frame, decimals: int = 1) -> str:
    """The `d` of an SVG path, to be filled with the even-odd rule: rounded to `decimals`, in relative moves.

    A polygon smaller than the last decimal is drawn as a square of that size: no quarter vanishes. Such a hole does.
    """
    written = []
    for rings in polygons:
        for number, ring in enumerate(rings):
            points = np.rint(frame.project(ring) * 10**decimals).astype(np.int64)
            steps = np.diff(points[:-1], axis=0)
            steps = steps[steps.any(axis=1)]
            if len(steps) < 2 and number:
                continue
            if len(steps) < 2:
                steps = np.array([(1, 0), (0, 1), (-1, 0)])
            pairs = [points[0].tolist(), *steps.tolist()]
            first, *rest = (f"{_short(x, decimals)} {_short(y, decimals)}" for x, y in pairs)
            written.append(f"M{first}l{' '.join(rest)}z")
    return "".join(written)


def _short(value: int, decimals: int) -> str:
    """12 with one decimal is 1.2; 10 is 1; −5 is −.5."""
    whole, rest = divmod(abs(value), 10**decimals)
    text = f"{whole or ''}.{rest:0{decimals}d}".rstrip("0") if rest else str(whole)
    return f"-{text}" if value < 0 else text
