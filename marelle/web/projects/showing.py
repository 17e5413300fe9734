"""How the screens of projects say things: loading one, squares, time left, the tabs of a project."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.projects.access import visible_files
from marelle.domains.projects.models import ProjectFile, YearlyReview
from marelle.domains.projects.queries.files import takes_part
from marelle.domains.projects.queries.plan import Countdown
from marelle.kernel.access import load
from marelle.kernel.clock import PARIS
from marelle.web.ui.moments import clock_time, moment
from marelle.web.ui.paths import Step, steps

READ = "projects.read"
SQUARES = [
    gettext_lazy("Écrire les chapitres"),
    gettext_lazy("Relire"),
    gettext_lazy("Trois voix"),
    gettext_lazy("Finalisé"),
]


def file_for(request: HttpRequest, pk: int) -> ProjectFile:
    """The file of one project, to whoever may read it. Price: one query."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_files(viewer), project=pk)


def squares(file: ProjectFile, written: bool) -> list[Step]:
    """The four squares of a project; a written one stands on the second."""
    if file.state == "finalised":
        return steps(list(SQUARES), 5)
    if file.state == "submitted":
        return steps(list(SQUARES), 3)
    return steps(list(SQUARES), 2 if written else 1)


def days_words(countdown: Countdown) -> str:
    """« Il reste 13 jours, jusqu’au 31 décembre 2019 à minuit, heure de Paris. »"""
    due, days = countdown.last_day, countdown.days
    if due is None or days is None:
        return _("Aucun dernier jour n’est fixé.")
    when = date_format(due, "j F Y")
    if countdown.over:
        return _("Le dernier jour était le {when}.").format(when=when)
    if days == 0:
        return _("C’est le dernier jour : jusqu’à minuit, heure de Paris.")
    sentence = ngettext(
        "Il reste {days} jour, jusqu’au {when} à minuit, heure de Paris.",
        "Il reste {days} jours, jusqu’au {when} à minuit, heure de Paris.",
        days,
    )
    return sentence.format(days=days, when=when)


def saved_words(file: ProjectFile | YearlyReview, now: datetime) -> str:
    """« Enregistré à 14:32 », with the day when it is another one."""
    sheet = file.sheet
    if not sheet.revision:
        return _("Rien n’a encore été modifié.")
    if sheet.saved_at.astimezone(PARIS).date() == now.astimezone(PARIS).date():
        return _("Enregistré à {time}").format(time=clock_time(sheet.saved_at))
    return _("Enregistré le {time}").format(time=moment(sheet.saved_at))


def views_of(request: HttpRequest, file: ProjectFile, here: str) -> list[dict[str, Any]]:
    """The views of one project, as tabs; tasks, to those who take part."""
    part = takes_part(request.viewer, file)  # type: ignore[attr-defined]
    views = (
        ("project", _("Où en est-on")),
        ("project_chapters", _("Chapitres")),
        ("project_plan", _("Plan")),
        ("project_actions", _("Actions")),
        ("project_tasks", _("Tâches")),
        ("project_versions", _("Versions")),
        ("project_voices", _("Trois voix")),
        ("project_reservations", _("Réserves")),
        ("project_extension", _("Délai")),
        ("project_reviews", _("Revues")),
        ("project_steering", _("Pilotage")),
    )
    return [
        {"label": label, "url": reverse(name, args=[file.project_id]), "current": name == here}
        for name, label in views
        if part or name != "project_tasks"
    ]


def page(request: HttpRequest, file: ProjectFile, view: str, /, **content: Any) -> dict[str, Any]:
    """What every page of one project shows."""
    return {
        "file": file,
        "project": file.project,
        "site": file.project.site,
        "views": views_of(request, file, view),
        **content,
    }
