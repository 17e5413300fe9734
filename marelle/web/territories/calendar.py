"""The school year, calendar by calendar, and its public holidays: a page to read, and to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.territories import queries
from marelle.domains.territories.models import PublicHoliday, SchoolHoliday, Source
from marelle.kernel.periods import school_year, school_year_of
from marelle.web.ui.tables import Column, Table

ZONES = ("A", "B", "C")
PLACES = {
    "57": gettext_lazy("Moselle"),
    "6AE": gettext_lazy("Alsace"),
    "AM": gettext_lazy("Alsace et Moselle"),
    "971": gettext_lazy("Guadeloupe"),
    "972": gettext_lazy("Martinique"),
    "973": gettext_lazy("Guyane"),
    "974": gettext_lazy("La Réunion"),
    "976": gettext_lazy("Mayotte"),
    "BL": gettext_lazy("Saint-Barthélemy"),
    "MF": gettext_lazy("Saint-Martin"),
    "NC": gettext_lazy("Nouvelle-Calédonie"),
    "PF": gettext_lazy("Polynésie française"),
    "PM": gettext_lazy("Saint-Pierre-et-Miquelon"),
    "TF": gettext_lazy("Terres australes"),
    "WF": gettext_lazy("Wallis-et-Futuna"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One holiday of each zone that has it under this name."""

    name: str
    zones: Mapping[str, SchoolHoliday]


@dataclass(frozen=True, slots=True)
class Apart:
    """A calendar of its own, and its holidays of the year; none: unknown."""

    name: str
    holidays: Sequence[SchoolHoliday]


@dataclass(frozen=True, slots=True)
class DayOff:
    """A public holiday; `places` is empty where it holds everywhere."""

    day: date
    name: str
    places: Sequence[str]


def _days(zone: str) -> Callable[[Line], str | None]:
    def said(line: Line) -> str | None:
        one = line.zones.get(zone)
        if one is None:
            return None
        first, last = (date_format(day, "l j F") for day in (one.first_day, one.last_day))
        return _("du {first} au {last}").format(first=first, last=last)

    return said


HOLIDAYS = (
    Column("name", gettext_lazy("Vacances"), lambda line: line.name),
    *(Column(zone, format_lazy(gettext_lazy("Zone {zone}"), zone=zone), _days(zone)) for zone in ZONES),
)
DAYS_OFF = (
    Column("day", gettext_lazy("Jour"), lambda off: date_format(off.day, "l j F Y")),
    Column("name", gettext_lazy("Nom"), lambda off: off.name),
    Column("places", gettext_lazy("Où"), lambda off: ", ".join(off.places) or _("Partout")),
)


def show(request: HttpRequest) -> HttpResponse:
    """Price: five queries."""
    years = queries.school_years_known()
    year = _asked(request, years)
    period = school_year(year)
    holidays = queries.holidays_of(year)
    public = queries.all_public_holidays_between(period.start, period.last_day)
    calendars = queries.calendars()
    caption = _("Vacances scolaires des zones A, B et C")
    context = {
        "period": period,
        "zones": [(zone, dict(calendars).get(zone, [])) for zone in ZONES],
        "holidays": Table(HOLIDAYS, _lines(holidays), caption, anchor="vacances-table"),
        "apart": [_apart(code, names, holidays) for code, names in calendars if code not in ZONES],
        "days_off": Table(DAYS_OFF, _days_off(public), _("Jours fériés de l’année scolaire"), anchor="feries-table"),
        "disagreements": [one for one in queries.calendar_disagreements() if one.school_year == period],
        "sources": _sources([*holidays, *public]),
        "before": year - 1 if year - 1 in years else None,
        "after": year + 1 if year + 1 in years else None,
    }
    return render(request, "territories/calendar.html", context)


def _asked(request: HttpRequest, years: list[int]) -> int:
    """The year of the address where it is known, else the one in which we are."""
    asked = request.GET.get("annee", "")
    if asked.isdecimal() and int(asked) in years:
        return int(asked)
    return school_year_of(request.clock.now.date()).start.year  # type: ignore[attr-defined]


def _lines(holidays: Iterable[SchoolHoliday]) -> list[Line]:
    named: dict[str, dict[str, SchoolHoliday]] = {}
    for one in holidays:
        if one.zone in ZONES:
            named.setdefault(one.name, {})[one.zone] = one
    return [Line(_(name), zones) for name, zones in named.items()]


def _apart(code: str, names: list[str], holidays: Iterable[SchoolHoliday]) -> Apart:
    return Apart(", ".join(names), [one for one in holidays if one.zone == code])


def _days_off(public: Iterable[PublicHoliday]) -> list[DayOff]:
    found: dict[tuple[date, str], list[str]] = {}
    for one in public:
        places = found.setdefault((one.day, one.name), [])
        if one.subdivision:
            places.append(str(PLACES.get(one.subdivision, one.subdivision)))
    return [DayOff(day, _(name), places) for (day, name), places in found.items()]


def _sources(rows: Iterable[SchoolHoliday | PublicHoliday]) -> list[Source]:
    return list(dict.fromkeys(one.source for one in rows if one.source))
