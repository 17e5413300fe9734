"""The school calendar and public holidays. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from marelle.kernel.sheets.flat import fold

from ...states import ZONES
from .. import cells
from ..calendar import SUBDIVISIONS, season
from ..columns import Column
from ..kinds import Cells, FileKind, Provenance
from ..words import typeset
from .places import academie_code

PLACES = {
    "": "",
    "metropole": "",
    "alsace_moselle": "AM",
    "alsace": "6AE",
    "moselle": "57",
    "guadeloupe": "971",
    "martinique": "972",
    "guyane": "973",
    "la_reunion": "974",
    "mayotte": "976",
    "saint_pierre_et_miquelon": "PM",
    "saint_barthelemy": "BL",
    "saint_martin": "MF",
    "wallis_et_futuna": "WF",
    "polynesie_francaise": "PF",
    "nouvelle_caledonie": "NC",
}


_HOLIDAYS = {
    "vacances de la toussaint": gettext_noop("Vacances de la Toussaint"),
    "vacances de toussaint": gettext_noop("Vacances de la Toussaint"),
    "vacances de noël": gettext_noop("Vacances de Noël"),
    "vacances d’hiver": gettext_noop("Vacances d’hiver"),
    "vacances de printemps": gettext_noop("Vacances de printemps"),
    "pont de l’ascension": gettext_noop("Pont de l’Ascension"),
    "vacances d’été": gettext_noop("Vacances d’été"),
}
_PUBLIC = {
    "1er janvier": gettext_noop("Jour de l’an"),
    "1er mai": gettext_noop("Fête du Travail"),
    "8 mai": gettext_noop("Fête de la Victoire"),
    "14 juillet": gettext_noop("Fête nationale"),
    "11 novembre": gettext_noop("Armistice"),
    "jour de noël": gettext_noop("Noël"),
    "2ème jour de noël": gettext_noop("Saint-Étienne"),
    "2e jour de noël": gettext_noop("Saint-Étienne"),
    "jeudi de l’ascension": gettext_noop("Ascension"),
}


def holiday_name(text: str) -> str:
    """One name for one holiday, however a list writes it: « VACANCES D'ÉTÉ » is « Vacances d’été »."""
    plain = typeset(text)
    return _HOLIDAYS.get(plain.casefold(), plain)


def public_holiday_name(text: str) -> str:
    """One name for one public holiday: « 8 mai » is « Fête de la Victoire »."""
    plain = typeset(text)
    return _PUBLIC.get(plain.casefold(), plain)


@dataclass(frozen=True, slots=True, order=True)
class HolidayRow:
    """One holiday of one zone, its first and last day without school, and which source is kept for it."""

    zone: str
    name: str
    first: date
    last: date
    source: int = 0

    @property
    def key(self) -> str:
        """A zone has one holiday of a name in a school year: a corrected day is the same holiday."""
        return f"{self.zone} {season(self.last)} {self.name}"

    @property
    def is_cut(self) -> bool:
        """True for a Christmas that begins on 1 January, or ends on 31 December: the file stops there."""
        return (self.first.month, self.first.day) == (1, 1) or (self.last.month, self.last.day) == (12, 31)


@dataclass(frozen=True, slots=True, order=True)
class PublicHolidayRow:
    """One public holiday, everywhere (no subdivision) or in one territory."""

    subdivision: str
    day: date
    name: str
    source: int = 0

    @property
    def key(self) -> str:
        return f"{self.subdivision} {self.day} {self.name}"


def understand_holiday(row: Cells) -> HolidayRow | None:
    """A holiday of the pupils of one zone. Days on which classes resume, and what is for teachers only, are left out.

    The ministry gives instants: midnight of the last day of class, midnight of the day on which classes resume. Other
    lists give the first and the last day without school.
    """
    if fold(row["population"]) == "enseignants":
        return None
    zone, name = _zone(row["zone"]), holiday_name(cells.text(row["name"], 80))
    if not name:
        raise ValueError(_("Cette ligne ne dit pas de quelles vacances il s’agit."))
    official = bool(row["school_year"]) or "T" in row["first"]
    first, last = _midnight(row["first"]), _midnight(row["last"])
    if official and first == last:
        return None  # « Rentrée scolaire des élèves », « Début des vacances d’été »: a day, not a holiday
    if official:
        first, last = _after_class(first, name), last - timedelta(days=1)
    if last < first:
        raise ValueError(_("Ces vacances finissent avant de commencer."))
    return HolidayRow(zone, name, first, last)


def _zone(cell: str) -> str:
    plain = re.sub(r"(?i)^zone\s+", "", cell.strip())
    if plain.upper() in ZONES:
        return plain.upper()
    if len(plain) < 4:
        raise ValueError(_("« {text} » n’est pas une zone de vacances : A, B ou C.").format(text=cell))
    code = academie_code(plain)
    return {"REUNION": "LA REUNION"}.get(code, code)


def _midnight(cell: str) -> date:
    """A day; or the day that begins at an instant, which is midnight somewhere in the Republic."""
    if "T" not in cell and ":" not in cell:
        found = cells.day(cell)
        if found is None:
            raise ValueError(_("Il manque un jour."))
        return found
    try:
        instant = datetime.fromisoformat(cell.strip().replace(" ", "T"))
    except ValueError:
        raise ValueError(_("« {text} » n’est pas un jour. Écrivez-le 2019-09-05.").format(text=cell)) from None
    if instant.tzinfo is None:  # a spreadsheet drops the offset: 22:00 or 23:00 was midnight in Paris
        return (instant + timedelta(hours=2)).date()
    # From Wallis (+12) to Tahiti (-10), half a day later is always within the day that began.
    return (instant.astimezone(UTC) + timedelta(hours=12)).date()


def _after_class(day: date, name: str) -> date:
    """From Monday to Friday, there is school on the day on which classes end; a bridge begins on the day itself."""
    return day if day.weekday() >= 5 or name.startswith("Pont") else day + timedelta(days=1)


def understand_public_holiday(row: Cells) -> PublicHolidayRow:
    day, name = cells.day(row["day"]), public_holiday_name(cells.text(row["name"], 80))
    if day is None or not name:
        raise ValueError(_("Un jour férié a un jour et un nom."))
    place = row["subdivision"].strip()
    if place.upper() in SUBDIVISIONS.values():
        return PublicHolidayRow(place.upper(), day, name)
    if fold(place) not in PLACES:
        raise ValueError(_("« {text} » n’est pas un territoire que nous connaissons.").format(text=place))
    return PublicHolidayRow(PLACES[fold(place)], day, name)


SCHOOL_HOLIDAYS = FileKind(
    "school_holidays",
    gettext_lazy("Vacances scolaires"),
    (
        Column("zone", ("zones",)),
        Column("name", ("libelle", "description")),
        Column("first", ("premier_jour", "Date de début", "start_date")),
        Column("last", ("dernier_jour", "Date de fin", "end_date")),
        Column("days", ("jours",), required=False),
        Column("population", required=False),
        Column("school_year", ("annee_scolaire",), required=False),
        Column("academie", ("Académies", "location"), required=False),
    ),
    understand_holiday,
    rank=60,
    provenance=Provenance("Calendrier scolaire des zones A, B et C", licence=""),
)
# The version of the package is added where it is known.
ALMANAC = Provenance(
    "Bibliothèque holidays, d’après les arrêtés sur le calendrier scolaire et les lois sur les jours fériés",
    "https://github.com/vacanza/holidays",
    "MIT",
)
MINISTRY = Provenance(
    "Éducation nationale, calendrier scolaire",
    "https://data.education.gouv.fr/explore/dataset/fr-en-calendrier-scolaire/",
)
PUBLIC_HOLIDAYS = FileKind(
    "public_holidays",
    gettext_lazy("Jours fériés"),
    (
        Column("day", ("date",)),
        Column("name", ("nom", "nom_jour_ferie")),
        Column("subdivision", ("zone",)),
        Column("subdivision_name", ("libelle_subdivision",), required=False),
        Column("year", ("annee",), required=False),
    ),
    understand_public_holiday,
    rank=61,
    provenance=Provenance("Jours fériés en France", licence=""),
)
