"""How an action is told to families: when, for whom, how one enters; and what to say when nothing answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.rules.bands import band_label
from marelle.domains.projects.rules.offer import NamedPlace, Offered, Sought
from marelle.web.ui.offers import ENTRY, MOMENTS, WHEN, ages_words, dates_words, hours_words
from marelle.web.ui.weeks import WeekLine

INSTEAD: dict[str, str | Promise] = {
    "words": gettext_lazy("Sans ces mots"),
    "theme": gettext_lazy("Sur d’autres thèmes"),
    "quarter": gettext_lazy("Dans les autres quartiers de la cité"),
    "moment": gettext_lazy("À d’autres moments"),
    "all": gettext_lazy("Tout ce qu’il y a à cet âge"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One action as the page tells it."""

    action: Offered
    ages: str
    when: list[str]
    hours: list[str]
    where: list[str]
    lives: str
    entry: str | Promise
    themes: list[str]

    @property
    def anchor(self) -> str:
        return f"action-{self.action.number}"


def shown(action: Offered, themes: Mapping[str, str]) -> Shown:
    return Shown(
        action=action,
        ages=ages_words(action.ages, action.adults, action.levels) or _("âge non dit"),
        when=[band_label(code) for code in action.moments],
        hours=[*hours_words(action.hours), *dates_words(action.dates)],
        where=where_words(action),
        lives=lives_words(action),
        entry=ENTRY.get(action.entry, _("La fiche ne dit pas comment on y entre : demandez à l’organisme.")),
        themes=[themes[code] for code in action.themes if code in themes],
    )


def where_words(action: Offered) -> list[str]:
    """Each place once: those of the sheet with their address, then the schools; not those that the hours say."""
    said = {one.place for one in action.hours}
    named = [_placed(one) for one in action.places if one.code or one.name not in said]
    return [*dict.fromkeys([*named, *(one.name for one in action.schools if one.name not in said)])]


def lives_words(action: Offered) -> str:
    """The quarters whose children it is for."""
    return ", ".join(one.name for one in action.quarters) or _("toute la cité")


def _placed(place: NamedPlace) -> str:
    return ", ".join(filter(None, (place.name, place.code)))


def week_lines(shown_actions: Iterable[Shown]) -> list[WeekLine]:
    return [
        WeekLine(hour.day, hour.starts_at, hour.ends_at, one.action.title, hour.place, f"#{one.anchor}")
        for one in shown_actions
        for hour in one.action.hours
    ]


def dated_lines(shown_actions: Iterable[Shown], today: date) -> list[dict[str, Any]]:
    """The sessions that come once and are still to come, by day, each with its action."""
    coming = [(hour, one) for one in shown_actions for hour in one.action.dates if hour.on >= today]
    coming.sort(key=lambda pair: (pair[0].on, pair[0].starts_at, pair[1].action.title))
    return [{"hour": hour, "one": one} for hour, one in coming]


def grouped(shown_actions: Iterable[Shown], only: str = "") -> list[dict[str, Any]]:
    """By moment of the week, or the one that was asked: told where an action first stands, then only named."""
    told: set[int] = set()
    groups = []
    actions = list(shown_actions)
    for moment in (only,) if only else (*MOMENTS, ""):
        here = [one for one in actions if _stands(one.action, moment)]
        new, again = [o for o in here if o.action.number not in told], [o for o in here if o.action.number in told]
        told |= {one.action.number for one in here}
        if here:
            label = band_label(moment) if moment else _("Moment non dit")
            groups.append({"moment": moment or "untold", "label": label, "new": new, "again": again})
    return groups


def _stands(action: Offered, moment: str) -> bool:
    return moment in action.moments if moment else not action.moments


def nothing_words(sought: Sought, quarters: Mapping[str, str], themes: Mapping[str, str]) -> str:
    """« Rien le mercredi pour un enfant de 16 ans, quartier Les Tilleuls. »"""
    parts = [_("Rien")]
    if sought.moment:
        parts.append(str(WHEN[sought.moment]))
    if sought.age is not None:
        parts.append(_("pour un enfant de {age} ans").format(age=sought.age))
    told = [" ".join(parts)]
    if sought.quarter:
        told.append(_("quartier {name}").format(name=quarters.get(sought.quarter, sought.quarter)))
    if sought.theme:
        told.append(_("thème « {theme} »").format(theme=themes[sought.theme]))
    if sought.words:
        told.append(_("mots « {words} »").format(words=sought.words))
    return ", ".join(told) + "."
