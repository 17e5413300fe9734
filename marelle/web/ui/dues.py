"""How what is to be done in a project is shown: the address where it is done, the word of its link, its day.

On the home of each person, in their week, in what is owed to a project: the same words everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marelle.domains.funding.queries.weeks import DAYS
from marelle.domains.projects.queries.dues import Due, up_to
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from .moments import clock_time

Recalls = Mapping[str, tuple[int, datetime]]

GESTURES: Final[Mapping[str, str | Promise]] = {
    "meeting": _("Ouvrir la réunion"),
    "minutes": _("Ouvrir la réunion"),
    "finalise": _("Ouvrir le projet"),
    "task": _("Ouvrir les tâches"),
    "reservation": _("Ouvrir les réserves"),
    "judge": _("Lire la réponse"),
    "decision": _("Suivre la décision"),
    "voice_file": _("Lire et donner sa voix"),
    "lapsed": _("Lire ce qui a changé"),
    "voice_review": _("Lire et donner sa voix"),
    "voice_decision": _("Lire et donner sa voix"),
    "extension": _("Répondre à la demande"),
    "review": _("Ouvrir la revue"),
    "starts": _("Ouvrir la fiche"),
    "ends": _("Ouvrir la fiche"),
    "begin": _("Dire où elle en est"),
    "outcome": _("Dire où elle en est"),
    "answer": _("Répondre à la proposition"),
    "sheet": _("Ouvrir la fiche"),
    "change": _("Lire ce qui est décidé"),
    "change_held": _("Voir ce qui l’empêche"),
    "notify": _("Ouvrir la subvention"),
    "pay": _("Ouvrir la subvention"),
    "notify_all": _("Ouvrir les versements attendus"),
    "pay_all": _("Ouvrir les versements attendus"),
}
# What a grant waits for; the same of several grants together.
MONEY: Final = ("notify", "pay")
CHANGES: Final = ("change", "change_held")
TOGETHER: Final = ("notify_all", "pay_all")
_PAGES: Final[Mapping[str, str]] = {
    "finalise": "project",
    "task": "project_tasks",
    "reservation": "project_reservations",
    "judge": "project_reservations",
    "extension": "project_extension",
    "voice_file": "project_voices",
    "lapsed": "project_voices",
    "notify_all": "project_owed",
    "pay_all": "project_owed",
}
_NUMBERED: Final[Mapping[str, str]] = {
    "meeting": "project_meeting",
    "minutes": "project_meeting",
    "decision": "project_decision",
    "voice_decision": "project_decision",
}
_REVIEWS: Final[Mapping[str, str]] = {"review": "project_review", "voice_review": "review_voices"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on a page: its hour where it has one, its cité, its words, whose it is, where it is done."""

    hour: str
    site: str
    site_url: str
    words: str
    who: str
    mine: bool
    url: str
    gesture: str
    since: str = ""


def line_of(viewer: Viewer, due: Due, today: date, first: date) -> Line:
    """One thing as whoever follows several cités reads it; `first`: the first of the seven days that are shown."""
    return Line(
        clock_time(due.at) if due.at else "",
        due.project.site.name,
        _site_url(viewer, due),
        due.words,
        due.owner.full_name if due.owner else due.operator,
        up_to(viewer, due),
        address_of(due),
        str(GESTURES[due.kind]),
        waiting_words(due, today) or since_words(due.on, today) or by_words(due, first),
    )


def _site_url(viewer: Viewer, due: Due) -> str:
    """The project for whoever follows it; for whoever only runs an action there, the public page of the cité."""
    if viewer.may("projects.read", due.project.perimeters()):
        return reverse("project", args=[due.project.pk])
    return reverse("site", args=[due.project.site.slug])


def day_words(day: date, today: date) -> str:
    """« aujourd’hui, mercredi 18 décembre »."""
    said = date_format(day, "l j F")
    if day == today:
        return gettext("aujourd’hui, {day}").format(day=said)
    if day == today + timedelta(days=1):
        return gettext("demain, {day}").format(day=said)
    return said


def by_words(due: Due, first: date) -> str:
    """« pour le 31 juillet 2019 » for what waits beyond the seven days, else nothing."""
    if due.on is None or due.on < first + DAYS:
        return ""
    return gettext("pour le {day}").format(day=date_format(due.on, "j F Y"))


def since_words(on: date | None, today: date) -> str:
    """« depuis 3 jours, le 15 décembre 2019 » for what is late, else nothing."""
    if on is None or on >= today:
        return ""
    days = (today - on).days
    said = ngettext("depuis {n} jour, le {day}", "depuis {n} jours, le {day}", days)
    return said.format(n=days, day=date_format(on, "j F Y"))


def address_of(due: Due) -> str:
    """The page on which it is done."""
    number = due.project.pk
    if due.kind in _PAGES:
        return reverse(_PAGES[due.kind], args=[number])
    if due.kind in _NUMBERED:
        return reverse(_NUMBERED[due.kind], args=[number, due.record.pk])
    if due.kind in _REVIEWS:
        return reverse(_REVIEWS[due.kind], args=[number, due.record.year])
    if due.kind in CHANGES:
        return reverse("site_change_kept", args=[due.project.site.slug, due.record.pk])
    if due.kind in MONEY:
        return reverse("action_money", args=[due.record.action_id])
    return reverse("action", args=[due.record.pk])


def waiting_words(due: Due, today: date) -> str:
    """« attend depuis 45 jours, notifiée le 2 novembre 2019 » for a grant, else nothing."""
    if due.kind not in (*MONEY, *TOGETHER):
        return ""
    if due.since is None:
        return gettext("jour du vote inconnu")
    days = max(0, (today - due.since).days)
    if due.kind == "notify":
        said = ngettext("attend depuis {n} jour, votée le {day}", "attend depuis {n} jours, votée le {day}", days)
    elif due.kind == "pay":
        said = ngettext("attend depuis {n} jour, notifiée le {day}", "attend depuis {n} jours, notifiée le {day}", days)
    else:
        said = ngettext(
            "la plus ancienne attend depuis {n} jour, le {day}",
            "la plus ancienne attend depuis {n} jours, le {day}",
            days,
        )
    return said.format(n=days, day=date_format(due.since, "j F Y"))


def recalled_words(count: int, last: datetime | None) -> str:
    """« 2 rappels, le dernier le 12 décembre 2019 »."""
    if last is None:
        return gettext("aucun rappel")
    day = date_format(last.astimezone(PARIS), "j F Y")
    said = ngettext("{n} rappel, le {day}", "{n} rappels, le dernier le {day}", count)
    return said.format(n=count, day=day)
