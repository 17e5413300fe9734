"""What is late in a plan: what should have begun, what waits for an answer; whom to call, whom to remind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import waiting_of
from marelle.domains.projects.rules.dues import ANSWER_WITHIN, reach_in
from marelle.kernel.clock import PARIS


@dataclass(frozen=True, slots=True)
class Late:
    """One action that is late: what is expected, since when, and how to reach whoever answers for it (empty: not
    told by its sheet)."""

    action: Action
    sentence: str
    who: str
    call: str
    remind: str


def late_of(project: Project, now: datetime) -> list[Late]:
    """Price: one query."""
    today = now.astimezone(PARIS).date()
    return [_late(action, project) for action in waiting_of(project, today, now - ANSWER_WITHIN)]


def _late(action: Action, project: Project) -> Late:
    reach = reach_in(action.sheet.answers.get("responsible"))
    subject = f"{project.site.name} : {action.code} {action.title}"
    return Late(
        action,
        _sentence(action),
        action.operator_shown,
        f"tel:{reach.phone}" if reach.phone else "",
        f"mailto:{reach.email}?{urlencode({'subject': subject}).replace('+', '%20')}" if reach.email else "",
    )


def _sentence(action: Action) -> str:
    if action.state == "planned":
        return _("devait commencer le {day}, et n’est pas dite commencée").format(day=_day(action.starts_on))
    written = action.sheet.saved_at.astimezone(PARIS).date()
    return _("proposée, sans réponse ; la fiche n’a pas changé depuis le {day}").format(day=_day(written))


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else _("jour inconnu")
