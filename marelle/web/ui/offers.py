"""How what is offered is told, to families and to professionals: ages, hours, how one enters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from marelle.domains.projects.rules.bands import ANY, TIME_BANDS
from marelle.domains.projects.rules.offer import DatedHour, WeekHour, Years
from marelle.domains.projects.rules.sheets import options_of

from .weeks import DAY_NAMES

DATES = 12  # as many as one reads on a card
MOMENTS = (*(band.code for band in TIME_BANDS), ANY)
WHEN: dict[str, str | Promise] = {
    "before_school": gettext_lazy("avant la classe"),
    "school": gettext_lazy("en classe"),
    "lunch": gettext_lazy("à la pause de midi"),
    "after_school": gettext_lazy("après la classe"),
    "evening": gettext_lazy("en soirée"),
    "wednesday": gettext_lazy("le mercredi"),
    "saturday": gettext_lazy("le samedi"),
    "sunday": gettext_lazy("le dimanche"),
    "small_holidays": gettext_lazy("pendant les petites vacances"),
    "summer": gettext_lazy("l’été"),
    ANY: gettext_lazy("sans moment fixe"),
}
ENTRY: dict[str, str | Promise] = {
    "open": gettext_lazy("Ouvert à tous : venez, ou demandez à l’organisme."),
    "proposed": gettext_lazy("Sur proposition d’un adulte : parlez-en à l’école ou au collège."),
    "pathway": gettext_lazy("Dans un parcours individuel : parlez-en à la personne qui suit votre enfant."),
}


def ages_words(ages: Iterable[Years], adults: Iterable[str] = (), levels: Iterable[str] = ()) -> str:
    """« 11 à 14 ans (6e, 5e) ; parents » : neighbouring ages are told as one."""
    told = [_("{first} à {last} ans").format(first=one.lowest, last=one.beyond - 1) for one in joined(ages)]
    named, others = options_of("levels"), options_of("adults")
    classes = ", ".join(label for code, label in named.items() if code in set(levels))
    whole = " ; ".join(told) + (f" ({classes})" if classes and told else classes)
    return " ; ".join(filter(None, [whole, *(others[code].lower() for code in adults if code in others)]))


def joined(ages: Iterable[Years]) -> list[Years]:
    """The same ages, those that touch told as one."""
    found: list[Years] = []
    for one in sorted(ages, key=lambda years: years.lowest):
        if found and found[-1].beyond >= one.lowest:
            found[-1] = Years(found[-1].lowest, max(found[-1].beyond, one.beyond))
        else:
            found.append(one)
    return found


def hours_words(hours: Iterable[WeekHour]) -> list[str]:
    """« Lundi, mardi, jeudi, 17:00–18:30, Centre social »: days of the same hour and place are told once."""
    told: dict[tuple[Any, ...], list[str]] = {}
    for hour in hours:
        told.setdefault((hour.starts_at, hour.ends_at, hour.place), []).append(str(DAY_NAMES[hour.day]))
    return [
        ", ".join(filter(None, (_days(days), f"{starts:%H:%M}–{ends:%H:%M}", place)))
        for (starts, ends, place), days in told.items()
    ]


def dates_words(dates: Iterable[DatedHour]) -> list[str]:
    """« 20, 21, 22 avril 2020, 09:00–12:00, Collège »: days of one month, hour and place are told once; the first ones,
    then how many more."""
    every = list(dates)
    months: dict[tuple[Any, ...], list[DatedHour]] = {}
    for one in every[:DATES]:
        months.setdefault((one.on.year, one.on.month, one.starts_at, one.ends_at, one.place), []).append(one)
    told = []
    for same in months.values():
        days = ", ".join(str(one.on.day) for one in same)
        month = f"{days} {date_format(same[0].on, 'F Y')}"
        told.append(", ".join(filter(None, (month, _between(same[0]), same[0].place))))
    more = len(every) - DATES
    return [*told, ngettext("et {n} autre date", "et {n} autres dates", more).format(n=more)] if more > 0 else told


def _between(hour: WeekHour | DatedHour) -> str:
    return f"{hour.starts_at:%H:%M}–{hour.ends_at:%H:%M}"


def _days(names: list[str]) -> str:
    """The first with its capital; the others as the language writes a day within a sentence."""
    small = (get_language() or "fr").startswith("fr")
    return ", ".join([names[0], *(name.lower() if small else name for name in names[1:])])


def hour_words(hour: WeekHour) -> str:
    """« Mardi, 16:30–17:30, École du Canal »."""
    parts = (str(DAY_NAMES[hour.day]), _between(hour), hour.place)
    return ", ".join(filter(None, parts))
