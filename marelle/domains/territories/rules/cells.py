"""Cells of the State's files: whole numbers, decimals with a comma, days in several dresses, points. Pure.

Each raises ValueError with a sentence; a blank cell is unknown (None), never zero.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

UNKNOWN = frozenset({"", "nd", "n.d.", "ns", "s", "c", "na", "n/a", "-", "null", "none", "nan"})
EXCEL_EPOCH = date(1899, 12, 30)
FORMULA = ("=", "@")  # how a cell begins that a spreadsheet would run; no name does
# « Marcq-en-Bar\x9cul »: letters of Windows-1252 that a program took for those of Latin-1, where they are orders.
WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
TOO_LONG = 10  # times what is kept: not a text that is cut, but another thing


def text(cell: str, longest: int) -> str:
    """A text in one line, cut to what the database keeps.

    Refuses what no one wrote on purpose: a formula, signs that are no letters, a page instead of a name.
    """
    plain = " ".join(cell.split())
    if plain.isascii() and plain.isprintable() and len(plain) <= longest and plain[:1] not in FORMULA:
        return plain
    if not plain.isprintable():
        plain = plain.translate(WINDOWS)
        plain = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", plain)
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in plain):
            raise ValueError(_("« {text} » contient un signe qui n’est pas une lettre.").format(text=_shown(plain)))
    if plain[:1] in FORMULA and plain:
        raise ValueError(_("« {text} » est une formule, pas un texte.").format(text=_shown(plain)))
    if len(plain) > TOO_LONG * longest:
        raise ValueError(_("« {text}… » est trop long : {count} signes.").format(text=_shown(plain), count=len(plain)))
    return plain[:longest]


def _shown(text: str) -> str:
    """The beginning of a text, fit to be told."""
    return "".join(sign for sign in text[:40] if sign.isprintable())


def count(cell: str) -> int | None:
    """A whole number: spaces between thousands and a decimal part of zero are allowed (« 5 100 », « 234.0 »)."""
    value = decimal(cell)
    if value is None:
        return None
    if value < 0:
        raise ValueError(_("« {text} » est un nombre négatif.").format(text=cell))
    if value != value.to_integral_value() or not 0 <= value < 10**9:
        raise ValueError(_("« {text} » n’est pas un nombre entier.").format(text=cell))
    return int(value)


def decimal(cell: str) -> Decimal | None:
    """A number with a point or a comma; blank, « nd », « ns », « s » (statistical secret) are unknown."""
    if cell.strip().lower() in UNKNOWN:
        return None
    plain = re.sub(r"[\s\u00a0\u202f']", "", cell).replace(",", ".").removesuffix("%")
    if not re.fullmatch(r"[-+]?\d{1,12}(\.\d{0,20})?", plain, re.ASCII):
        raise ValueError(_("« {text} » n’est pas un nombre.").format(text=cell))
    return Decimal(plain)


def day(cell: str) -> date | None:
    """2019-09-05, 05/09/2019, 2019/09/05, 20190905, an instant, or the serial number of a spreadsheet."""
    plain = cell.strip()
    if plain.lower() in UNKNOWN:
        return None
    for form, order in (
        (r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?", (1, 2, 3)),
        (r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?", (3, 2, 1)),
        (r"(\d{4})(\d{2})(\d{2})", (1, 2, 3)),
    ):
        found = re.fullmatch(form, plain, re.ASCII)
        if found:
            return _date(cell, *(int(found.group(place)) for place in order))
    if re.fullmatch(r"\d{5}(\.0+)?", plain, re.ASCII):
        return EXCEL_EPOCH + timedelta(days=int(plain[:5]))
    raise ValueError(_("« {text} » n’est pas un jour. Écrivez-le 2019-09-05.").format(text=cell))


def _date(cell: str, year: int, month: int, number: int) -> date:
    try:
        found = date(year, month, number)
    except ValueError:
        raise ValueError(_("« {text} » n’est pas un jour. Écrivez-le 2019-09-05.").format(text=cell)) from None
    if not 1700 <= year <= 2200:
        raise ValueError(_("« {text} » n’est pas un jour de notre temps.").format(text=cell))
    return found


def point(lon: str, lat: str) -> tuple[float, float] | None:
    """Longitude and latitude in degrees, None when either is blank."""
    if lon.strip().lower() in UNKNOWN or lat.strip().lower() in UNKNOWN:
        return None
    try:
        found = float(lon.replace(",", ".")), float(lat.replace(",", "."))
    except ValueError:
        found = (999.0, 999.0)
    if not (abs(found[0]) <= 180 and abs(found[1]) <= 90):
        raise ValueError(_("« {lon} », « {lat} » ne sont pas une longitude et une latitude.").format(lon=lon, lat=lat))
    return found


def place(cell: str) -> tuple[float, float] | None:
    """Longitude and latitude of one cell: « lat, lon », a GeoJSON point, or {"lon": …, "lat": …}; None when blank."""
    plain = cell.strip()
    if plain.lower() in UNKNOWN:
        return None
    found: tuple[str, str] | None = None
    if plain.startswith("{"):
        found = _point_of(plain)
    elif re.fullmatch(r"[-+.\d]+\s*,\s*[-+.\d]+", plain, re.ASCII):
        lat, lon = plain.split(",")
        found = lon, lat
    if found is None:
        raise ValueError(_("« {text} » n’est pas un point.").format(text=cell[:60]))
    return point(*found)


def _point_of(text: str) -> tuple[str, str] | None:
    try:
        content = json.loads(text)
        if content.get("type") == "Point":
            lon, lat = content["coordinates"][:2]
        else:
            lon, lat = content["lon"], content["lat"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return str(lon), str(lat)


def padded(cell: str, length: int) -> str:
    """A code whose leading zeros a spreadsheet ate, and which may carry its « .0 »: « 1053.0 » is 01053."""
    if len(cell) == length and cell.isascii() and cell.isdigit():
        return cell
    plain = re.sub(r"\.0+$", "", cell.strip()).upper()
    return plain.zfill(length) if re.fullmatch(r"\d+", plain, re.ASCII) else plain


def departement(cell: str) -> str:
    """The code of a département from 1, 01, 001, 02A, 2A, 974."""
    plain = cell.strip().upper()
    if re.fullmatch(r"0(\d{2}|2[AB])", plain):
        plain = plain[1:]
    plain = padded(plain, 2)
    if not re.fullmatch(r"\d{2}|2[AB]|9[78]\d", plain, re.ASCII):
        raise ValueError(_("« {text} » n’est pas un code de département.").format(text=cell))
    return plain


def school_year(cell: str) -> int:
    """The year in which the school year of « 2022-2023 », « 2022/2023 » or « 2022 » begins."""
    found = re.fullmatch(r"\s*(20\d{2})(?:\s*[-/_]\s*(?:20)?(\d{2}))?\s*", cell, re.ASCII)
    if found is None or (found.group(2) and int(found.group(2)) != (int(found.group(1)) + 1) % 100):
        raise ValueError(_("« {text} » n’est pas une année scolaire, comme 2022-2023.").format(text=cell))
    return int(found.group(1))
