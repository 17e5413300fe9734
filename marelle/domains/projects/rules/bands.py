"""The moments of a child's week and year, and the ages: the codes on which plans and coverage rest. Pure.

The legal time of each moment: décret 2018-647 makes Wednesday périscolaire even without class; Saturdays without class,
Sundays and holidays are extrascolaire. Ages are completed years; no national set of age bands was found, this one does
not overlap and is read from the codes themselves (« a6_10 » is from 6 to 10).
"""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The legal times: words of law, which stay French.
LEGAL: Final = {"school": _("scolaire"), "around": _("périscolaire"), "outside": _("extrascolaire")}
_AGES = re.compile(r"a(\d{1,2})_(\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class TimeBand:
    """One moment: its code, its words, its letter in small drawings, its legal time (of `LEGAL`), its weeks a year."""

    code: str
    label: str | Promise
    letter: str
    legal: str
    weeks: int


TIME_BANDS: Final = (
    TimeBand("before_school", _("Avant la classe"), "A", "around", 36),
    TimeBand("school", _("En classe"), "C", "school", 36),
    TimeBand("lunch", _("Pause de midi"), "M", "around", 36),
    TimeBand("after_school", _("Après la classe"), "P", "around", 36),
    TimeBand("evening", _("Soirée"), "S", "around", 36),
    TimeBand("wednesday", _("Mercredi"), "W", "around", 36),
    TimeBand("saturday", _("Samedi"), "K", "outside", 36),
    TimeBand("sunday", _("Dimanche"), "D", "outside", 36),
    TimeBand("small_holidays", _("Petites vacances"), "V", "outside", 8),
    TimeBand("summer", _("Été"), "E", "outside", 8),
)
# What has no fixed moment (a loan of computers, a permanence on demand): it fills no band of the week.
ANY: Final = "any"
BAND_CODES: Final = (*(band.code for band in TIME_BANDS), ANY)


@dataclass(frozen=True, slots=True)
class AgeBand:
    """The ages from `lowest` (included) to `beyond` (excluded), in completed years."""

    code: str
    lowest: int
    beyond: int

    @property
    def label(self) -> str:
        return str(_("{first} à {last} ans")).format(first=self.lowest, last=self.beyond - 1)


def age_band(code: str) -> AgeBand:
    """Reads a code of the form. `ValueError` for anything else."""
    found = _AGES.fullmatch(code)
    if found is None or int(found[1]) > int(found[2]):
        raise ValueError(f"{code!r} is not an age band")
    return AgeBand(code, int(found[1]), int(found[2]) + 1)


AGE_BANDS: Final = tuple(map(age_band, ("a0_2", "a3_5", "a6_10", "a11_14", "a15_17", "a18_25")))
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def band_label(code: str) -> str:
    """The words of a band, or of what has none."""
    return str(_("Sans moment fixe")) if code == ANY else str(time_band(code).label)


def time_band(code: str) -> TimeBand:
    return next(band for band in TIME_BANDS if band.code == code)
