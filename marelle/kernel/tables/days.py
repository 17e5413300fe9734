"""A day, in the dresses in which people and spreadsheets write it. Pure."""

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from marelle.kernel.words import plain

from .refusing import SHOWN, CellRefused

EXCEL_EPOCH, MAC_EPOCH = date(1899, 12, 30), date(1904, 1, 1)
FIRST, LAST = 1900, 2200
_MONTHS = (
    ("janvier", "janv", "january", "jan"),
    ("fevrier", "fevr", "fev", "february", "feb"),
    ("mars", "march", "mar"),
    ("avril", "avr", "april", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "juil", "july", "jul"),
    ("aout", "august", "aug"),
    ("septembre", "sept", "september", "sep"),
    ("octobre", "oct", "october"),
    ("novembre", "nov", "november"),
    ("decembre", "dec", "december"),
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})(?: \d.*)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_WEEKDAYS = frozenset(
    [
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "lun",
        "mer",
        "jeu",
        "ven",
        "sam",
        "dim",
        "le",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "the",
        "of",
    ]
)


def day_of(text: str) -> date:
    """05/09/2026, 5-9-26, 2026-09-05, « 5 septembre 2026 », « September 5, 2026 », the number of a spreadsheet.

    The day comes before the month, as in French; what can only be read the other way round is refused, for its
    neighbours would be read wrong in silence. Raises `CellRefused`.
    """
    said = text.strip()
    if found := _YEAR_FIRST.fullmatch(said):
        return _day(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(said):
        day, month, year = int(found[1]), int(found[2]), _year(found[3])
        if month > 12 >= day:
            words = _("«\u00a0{text}\u00a0» met le mois avant le jour\u00a0: écrivez {day}")
            raise CellRefused(words.format(text=said[:SHOWN], day=f"{month:02d}/{day:02d}/{year}"))
        return _day(text, year, month, day)
    if found := _SERIAL.fullmatch(said):
        return _seen(text, EXCEL_EPOCH + timedelta(days=int(found[1])))
    return _in_words(text)


def _year(text: str) -> int:
    """« 26 » is 2026, as spreadsheets show it."""
    return int(text) if len(text) == 4 else 2000 + int(text)


def _in_words(text: str) -> date:
    """« samedi 5 septembre 2026 », « Sep 5th, 2026 »."""
    words = [word for word in plain(text).split() if word not in _WEEKDAYS]
    words = [re.sub(r"^(\d{1,2})(er|st|nd|rd|th)$", r"\1", word) for word in words]
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [word for word in words if word.isascii() and word.isdecimal()]
    if len(words) != 3 or len(months) != 1 or len(numbers) != 2 or len(numbers[1]) not in (2, 4):
        raise CellRefused(
            _("«\u00a0{text}\u00a0» n’est pas un jour\u00a0: écrivez-le 05/09/2026").format(text=text[:SHOWN])
        )
    return _day(text, _year(numbers[1]), months[0], int(numbers[0]))


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return _seen(text, date(year, month, day))
    except ValueError as fault:
        if isinstance(fault, CellRefused):
            raise
        raise CellRefused(
            _("«\u00a0{text}\u00a0» n’existe pas dans le calendrier\u00a0: corrigez ce jour").format(text=text[:SHOWN])
        ) from None


def _seen(text: str, found: date) -> date:
    if not FIRST <= found.year <= LAST:
        raise CellRefused(
            _("«\u00a0{text}\u00a0» n’est pas un jour de notre temps\u00a0: corrigez l’année").format(text=text[:SHOWN])
        )
    return found
