"""What is late in a plan: what should have begun, what waits for an answer; whom to call, whom to remind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import waiting_of
from marelle.kernel.clock import PARIS

# A month without an answer is long for whoever wrote the sheet.
ANSWER_WITHIN: Final = timedelta(days=30)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
PHONE = re.compile(r"(?:\+33|0)[ .]?[1-9](?:[ .]?\d{2}){4}", re.ASCII)


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
    told = str(action.sheet.answers.get("responsible") or "")
    phone, email = PHONE.search(told), EMAIL.search(told)
    subject = f"{project.site.name} : {action.code} {action.title}"
    return Late(
        action,
        _sentence(action),
        action.operator_shown,
        f"tel:{re.sub('[ .]', '', phone[0])}" if phone else "",
        f"mailto:{email[0]}?{urlencode({'subject': subject}).replace('+', '%20')}" if email else "",
    )


def _sentence(action: Action) -> str:
    if action.state == "planned":
        return _("devait commencer le {day}, et n’est pas dite commencée").format(day=_day(action.starts_on))
    written = action.sheet.saved_at.astimezone(PARIS).date()
    return _("proposée, sans réponse ; la fiche n’a pas changé depuis le {day}").format(day=_day(written))


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else _("jour inconnu")
