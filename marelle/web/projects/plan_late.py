"""What is late in a plan: what should have begun, what waits for an answer; whom to call, whom to remind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from marelle.domains.network.queries import front_doors
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import waiting_of
from marelle.domains.projects.rules.dues import ANSWER_WITHIN, Reach, reach_in
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
    """Price: one query, and one where something is late."""
    today = now.astimezone(PARIS).date()
    waiting = waiting_of(project, today, now - ANSWER_WITHIN)
    doors = front_doors(project.site) if waiting else {}
    return [_late(action, project, doors.get(action.operator_id or 0, Reach())) for action in waiting]


def _late(action: Action, project: Project, door: Reach) -> Late:
    """Whoever answers for it as the sheet says, else the front desk of the organisation."""
    told = reach_in(action.sheet.answers.get("responsible"))
    reach = Reach(told.phone or door.phone, told.email or door.email)
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
