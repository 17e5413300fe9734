"""A spreadsheet of points, given back with the quarter of each line. Read in memory, kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.sheets.books import Cell as Cell
from marelle.kernel.sheets.books import Page as Page
from marelle.kernel.sheets.books import Place as Place
from marelle.kernel.sheets.flat import Sheet, fold, sheet_of
from marelle.kernel.sheets.opening import SheetRefused as SheetRefused
from marelle.kernel.sheets.opening import read_book as read_book
from marelle.kernel.sheets.reading import FileUnreadable

from ..rules import cells
from .locating import Verdict, locate_many

LON = frozenset({"lon", "lng", "long", "longitude", "x_wgs84", "coordonnee_x_wgs84", "result_longitude"})
LAT = frozenset({"lat", "latitude", "y_wgs84", "coordonnee_y_wgs84", "result_latitude"})
BOTH = frozenset({"position", "geo_point", "geo_point_2d", "coordonnees", "coordinates", "latlon", "geopoint"})
MOST_LINES = 200_000
WORDS: dict[Verdict, object] = {
    "inside": gettext_lazy("dans le quartier"),
    "border": gettext_lazy("sur la limite"),
    "outside": gettext_lazy("hors quartier"),
    "unknown": gettext_lazy("inconnu : contours manquants"),
    "nowhere": gettext_lazy("coordonnées illisibles"),
}


@dataclass(frozen=True, slots=True)
class LocatedSheet:
    """The sheet as it came, with four columns more, and how many lines have each verdict."""

    headings: tuple[str, ...]
    rows: list[list[str]]
    counts: dict[Verdict, int]


def read_sheet(content: bytes, most: int = MOST_LINES) -> Sheet:
    """The headings and the numbered lines of a CSV or of a spreadsheet. Refuses (`SheetRefused`). Price: none."""
    try:
        sheet = sheet_of(content)
    except FileUnreadable as fault:
        raise SheetRefused(field="file", reason=str(fault)) from None
    if len(sheet.lines) > most:
        reason = _("Ce fichier a plus de {most} lignes. Coupez-le en plusieurs.").format(most=most)
        raise SheetRefused(field="file", reason=reason)
    return sheet


def locate_sheet(content: bytes, generation: int = 2024) -> LocatedSheet:
    """Each line of a file with its quarter. Refuses (`SheetRefused`, field `file`) what it cannot read.

    Columns: longitude and latitude in degrees under their usual names, or both in one (« 48.85, 2.35 »).
    Price: three queries, whatever the number of lines, at most 200,000.
    """
    try:
        sheet = sheet_of(content)
    except FileUnreadable as fault:
        raise SheetRefused(field="file", reason=str(fault)) from None
    if len(sheet.lines) > MOST_LINES:
        raise SheetRefused(field="file", reason=_("Ce fichier a plus de 200 000 lignes. Coupez-le en plusieurs."))
    lon, lat = _points(sheet)
    told = locate_many(lon, lat, generation)
    width = len(sheet.headings)
    rows = [
        [*_padded(values, width), code or "", told.names.get(code or "", ""), str(WORDS[verdict]), str(generation)]
        for (_number, values), code, verdict in zip(sheet.lines, told.codes, told.verdicts, strict=True)
    ]
    added = ("qpv_code", "qpv_nom", "qpv_position", "qpv_liste")
    counts: dict[Verdict, int] = {verdict: told.verdicts.count(verdict) for verdict in WORDS}
    return LocatedSheet((*sheet.headings, *added), rows, counts)


def _padded(values: Sequence[str], width: int) -> list[str]:
    return [*values[:width], *([""] * (width - len(values)))]


def _points(sheet: Sheet) -> tuple[list[float], list[float]]:
    names = [fold(heading) for heading in sheet.headings]
    lon = next((place for place, name in enumerate(names) if name in LON), None)
    lat = next((place for place, name in enumerate(names) if name in LAT), None)
    both = next((place for place, name in enumerate(names) if name in BOTH), None)
    if lon is not None and lat is not None:
        pairs = [_point(_at(values, lon), _at(values, lat)) for _number, values in sheet.lines]
    elif both is not None:
        pairs = [_pair(_at(values, both)) for _number, values in sheet.lines]
    else:
        reason = _("Il faut une colonne « longitude » et une colonne « latitude », en degrés. Renommez les vôtres.")
        raise SheetRefused(field="file", reason=reason)
    return [one[0] for one in pairs], [one[1] for one in pairs]


def _at(values: Sequence[str], place: int) -> str:
    return values[place] if place < len(values) else ""


def _point(lon: str, lat: str) -> tuple[float, float]:
    try:
        return cells.point(lon, lat) or (float("nan"), float("nan"))
    except ValueError:
        return float("nan"), float("nan")


def _pair(text: str) -> tuple[float, float]:
    """« 48.85, 2.35 », latitude first, or a GeoJSON point, longitude first."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?", text)
    if len(numbers) != 2:
        return float("nan"), float("nan")
    one, two = numbers
    return _point(one, two) if "coordinates" in text else _point(two, one)
