"""A measure as shades of the départements: classes of about as many départements each, zero and unknown told apart."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise

SHADES = 4
Value = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Area:
    """One département of the map: its code, its page, its measure (None: unknown), what is said of it."""

    code: str
    url: str
    value: Value | None
    label: str


@dataclass(frozen=True, slots=True)
class Shading:
    """What `{% map_france … shading=… %}` shows. label: what is measured; zero, unknown: the words of the legend."""

    areas: Sequence[Area]
    label: str | Promise
    zero: str | Promise
    unknown: str | Promise
    decimals: int = 0

    @property
    def limits(self) -> list[Value]:
        """The largest value of each class but the last; quarters of the départements that have some."""
        known = sorted(area.value for area in self.areas if area.value)
        cuts = (math.ceil(len(known) * part / SHADES) - 1 for part in range(1, SHADES))
        return sorted({known[cut] for cut in cuts if cut >= 0})

    def shades(self) -> dict[str, int | None]:
        """The shade of each département: 0 for zero, 1 to 4 from the least to the most, None for the unknown."""
        limits = self.limits
        return {
            area.code: None if area.value is None else 1 + bisect_left(limits, area.value) if area.value else 0
            for area in self.areas
        }

    def legend(self) -> list[tuple[int | None, str]]:
        """Each shade that some département wears, with its words; the unknown last."""
        shades = self.shades()
        worn: dict[int | None, list[Value]] = {}
        for area in self.areas:
            worn.setdefault(shades[area.code], []).append(area.value or 0)
        said: list[tuple[int | None, str]] = [(0, str(self.zero))] if 0 in worn else []
        said += [(shade, self._range(worn[shade])) for shade in range(1, SHADES + 1) if shade in worn]
        return said + ([(None, str(self.unknown))] if None in worn else [])

    def _range(self, values: Sequence[Value]) -> str:
        low, high = (f"{value:.{self.decimals}f}" for value in (min(values), max(values)))
        return (low if low == high else f"{low} – {high}").replace(".", ",")
