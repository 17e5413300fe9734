"""School levels and ages, days and hours: what « Tuesday 17:00, a 5e pupil » means. Pure.

A pupil who is on time has the first age on 31 December of the school year, and turns to the second during the next
civil year: instruction begins in the year in which a child turns three (code de l’éducation, L. 131-1 and D. 113-1),
and one year makes one level. Who repeats or skips a class is a year apart: then ask by age.

The moments of a school day follow usual hours (code de l’éducation, D. 521-10: five hours and a half of class a day at
most, between 8:30 and 16:30 in most schools); each school has its own: a moment found so is said as « to be checked ».
"""

import re
from datetime import time
from typing import Final

from django.utils.translation import gettext_lazy as _

from marelle.domains.projects.rules.offer import Years
from marelle.kernel.errors import Refused
from marelle.kernel.words import plain

LEVELS: Final = {
    "PS": Years(3, 5),
    "MS": Years(4, 6),
    "GS": Years(5, 7),
    "CP": Years(6, 8),
    "CE1": Years(7, 9),
    "CE2": Years(8, 10),
    "CM1": Years(9, 11),
    "CM2": Years(10, 12),
    "6e": Years(11, 13),
    "5e": Years(12, 14),
    "4e": Years(13, 15),
    "3e": Years(14, 16),
    "2de": Years(15, 17),
    "1re": Years(16, 18),
    "Tle": Years(17, 19),
}
# How else people write them.
_ALSO: Final = {
    "6eme": "6e",
    "sixieme": "6e",
    "5eme": "5e",
    "cinquieme": "5e",
    "4eme": "4e",
    "quatrieme": "4e",
    "3eme": "3e",
    "troisieme": "3e",
    "seconde": "2de",
    "2nde": "2de",
    "premiere": "1re",
    "1ere": "1re",
    "terminale": "Tle",
    "term": "Tle",
    "petite section": "PS",
    "moyenne section": "MS",
    "grande section": "GS",
}
_BY_NAME: Final = {**{plain(level): level for level in LEVELS}, **_ALSO}
_AGE: Final = re.compile(r"(\d{1,2})( ans?)?", re.ASCII)
OLDEST: Final = 25

WEDNESDAY, SATURDAY, SUNDAY = 2, 5, 6
# From when on, on a school day, each moment is.
_SCHOOL_DAY: Final = (
    (time(18, 30), "evening"),
    (time(16, 30), "after_school"),
    (time(13, 30), "school"),
    (time(11, 45), "lunch"),
    (time(8, 30), "school"),
    (time(0), "before_school"),
)
_WHOLE_DAY: Final = {WEDNESDAY: "wednesday", SATURDAY: "saturday", SUNDAY: "sunday"}


class LevelUnknown(Refused):
    """Neither a level nor an age."""

    code = "network.level_unknown"
    sentence = _("« {text} » n’est ni un niveau ni un âge. Écrivez par exemple 5e, CM2, ou 12.")


def level_of(text: str) -> str | None:
    """The level that people mean, or None."""
    return _BY_NAME.get(plain(text))


def years_of(text: str) -> Years:
    """The ages that a level or an age means. Refuses `LevelUnknown`."""
    level = level_of(text)
    if level:
        return LEVELS[level]
    age = _AGE.fullmatch(text.strip().lower())
    if age is None or int(age[1]) > OLDEST:
        raise LevelUnknown(text=text, field="niveau")
    return Years(int(age[1]), int(age[1]) + 1)


def moments_at(day: int | None, at: time | None) -> frozenset[str]:
    """The moments of an ordinary school week that a day and an hour fall in; every one that they may, when one is
    not said. Wednesday evening and Saturday evening are evenings too."""
    days = range(7) if day is None else (day,)
    return frozenset(moment for one in days for moment in _moments(one, at))


def _moments(day: int, at: time | None) -> set[str]:
    whole = _WHOLE_DAY.get(day)
    if at is None:
        return {whole, "evening"} if whole else {moment for _since, moment in _SCHOOL_DAY}
    found = next(moment for since, moment in _SCHOOL_DAY if at >= since)
    if whole is None:
        return {found}
    return {whole, "evening"} if found == "evening" else {whole}
