"""How the directory tells an organisation and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.network.rules.directory import Activity, Declared, Listed, Wanted
from marelle.domains.projects.rules.bands import band_label
from marelle.web.ui.offers import ages_words, hours_words
from marelle.web.ui.weeks import DAY_NAMES

HOW: dict[str, str | Promise] = {
    "open": gettext_lazy("Ouvert à tous"),
    "proposed": gettext_lazy("Sur proposition d’un adulte : appelez"),
    "pathway": gettext_lazy("Dans un parcours individuel : appelez"),
}


@dataclass(frozen=True, slots=True)
class ShownActivity:
    """One activity as the directory tells it."""

    title: str
    ages: str
    when: list[str]
    where: str
    entry: str | Promise
    themes: list[str]


@dataclass(frozen=True, slots=True)
class ShownPartner:
    """One organisation as the directory tells it."""

    listed: Listed
    activities: list[ShownActivity]
    late: str

    @property
    def sheet(self) -> Declared | None:
        return self.listed.sheet


def shown_activity(activity: Activity, themes: Mapping[str, str]) -> ShownActivity:
    hours = hours_words(activity.hours)
    quarters = ", ".join(one.name for one in activity.quarters) or _("toute la cité")
    return ShownActivity(
        title=activity.title or _("D’après sa fiche"),
        ages=ages_words(activity.ages, (), activity.levels) or _("adultes"),
        when=hours or [_("{moments} ; horaires inconnus").format(moments=_moments(activity))],
        where=" · ".join((*activity.places, quarters)),
        entry=HOW.get(activity.entry, _("Entrée inconnue : appelez")),
        themes=[themes[code] for code in activity.themes if code in themes],
    )


def _moments(activity: Activity) -> str:
    return ", ".join(map(band_label, activity.moments)) or _("moment inconnu")


def shown_partner(listed: Listed, themes: Mapping[str, str]) -> ShownPartner:
    return ShownPartner(listed, [shown_activity(one, themes) for one in listed.activities], late_words(listed.sheet))


def late_words(sheet: Declared | None) -> str:
    """« non confirmé depuis 7 mois »; empty when it was confirmed lately, or when there is no sheet."""
    if sheet is None or not sheet.months_unconfirmed:
        return ""
    months = sheet.months_unconfirmed
    return ngettext("non confirmé depuis {n} mois", "non confirmé depuis {n} mois", months).format(n=months)


def question_words(wanted: Wanted, level: str, quarters: Mapping[str, str]) -> str:
    """« Mardi 17 h, un élève de 5e, quartier Les Tilleuls »."""
    when = " ".join(filter(None, (str(DAY_NAMES[wanted.day]) if wanted.day is not None else "", _hour(wanted.at))))
    if not level:
        whom = ""
    elif wanted.years and wanted.years.beyond - wanted.years.lowest == 1:
        whom = _("un jeune de {age}").format(age=level)
    else:
        whom = _("un élève de {level}").format(level=level)
    where = _("quartier {name}").format(name=quarters[wanted.quarter]) if wanted.quarter in quarters else ""
    return ", ".join(filter(None, (when, whom, where)))


def _hour(at: time | None) -> str:
    if at is None:
        return ""
    return (
        _("{hour} h {minutes:02d}").format(hour=at.hour, minutes=at.minute)
        if at.minute
        else _("{hour} h").format(hour=at.hour)
    )
