"""What the screens of the steering share: loading a project, its tabs, carrying out the gesture that was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.access.steering import may_steer, sees_roles
from marelle.domains.projects.models import Chapter, Project, SteeringDecision
from marelle.domains.projects.rules.steering import is_late
from marelle.kernel.access import Forbidden, load
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.states import State
from marelle.web.ui.answers import given

from .showing import READ

LATE = State("late", gettext_lazy("En retard"), tone="refused")


def project_for(request: HttpRequest, pk: int) -> Project:
    """One project, to whoever may read it. Price: one query."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_projects(viewer), pk=pk)


def page(request: HttpRequest, project: Project, view: str, /, **content: Any) -> dict[str, Any]:
    """What every page of the steering of one project shows."""
    viewer = request.viewer  # type: ignore[attr-defined]
    views = [
        ("project_steering", _("Réunions et suites")),
        ("project_decisions", _("Décisions")),
        ("project_bodies", _("Instances")),
    ]
    if sees_roles(viewer, project):
        views.append(("project_roles", _("Rôles")))
    return {
        "project": project,
        "site": project.site,
        "steers": may_steer(viewer, project),
        "views": [
            {"label": label, "url": reverse(name, args=[project.pk]), "current": name == view} for name, label in views
        ],
        **content,
    }


def carry_out(
    request: HttpRequest,
    asked: Mapping[str, forms.Form],
    orders: Mapping[str, tuple[Callable[[dict[str, Any]], Any], str]],
) -> tuple[str, Refused | None]:
    """The sentence of what the sent gesture did; nothing when its form says what is wrong; else the refusal."""
    then = request.POST.get("then", "").partition(":")[0]
    if request.method != "POST" or then not in orders:
        return "", None
    order, sentence = orders[then]
    form = asked.get(then)
    if form is not None:
        done = form.is_valid() and given(form, lambda: order(form.cleaned_data)) is not None
        return (sentence if done else ""), None
    try:
        order({})
    except Forbidden:
        raise
    except Refused as refusal:
        return "", refusal
    return sentence, None


def sent(request: HttpRequest, then: str) -> Any:
    """What was typed in the form of one gesture, or nothing."""
    return request.POST if request.POST.get("then", "").partition(":")[0] == then else None


def today_of(request: HttpRequest) -> date:
    now: datetime = request.clock.now  # type: ignore[attr-defined]
    return now.astimezone(PARIS).date()


def stage_of(decision: SteeringDecision, today: date) -> State:
    """The state of a decision as a page shows it: late is said first."""
    return LATE if is_late(decision.due_on, decision.state, today) else decision.stage


def chapter_title(chapter: Chapter) -> str:
    """The title of a chapter, from the form of its project. Price: none when that was loaded with it."""
    section = chapter.file.sheet.questionnaire.form.section(chapter.section)
    return section.title if section else chapter.section
