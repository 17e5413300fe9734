"""What is late in a plan: what should have begun, what waits for an answer; whom to call, whom to remind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.domains.network.queries import front_doors
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import waiting_of
from marelle.domains.projects.queries.recalled import recalls_of
from marelle.domains.projects.rules.dues import ANSWER_WITHIN, Reach, reach_in, recalled_lately
from marelle.kernel.clock import PARIS
from marelle.web.ui.dues import Recalls, recalled_words


@dataclass(frozen=True, slots=True)
class Late:
    """One action that is late: what is expected, since when, how to call whoever answers for it (empty: not told), the
    recalls that went; `key`: what a recall names, empty where none may go now."""

    action: Action
    sentence: str
    who: str
    call: str
    recalls: str
    key: str


def late_of(project: Project, now: datetime, *, recalls: bool) -> list[Late]:
    """`recalls`: for whoever may recall what is owed to the project. Price: one query; two or three where something is
    late."""
    today = now.astimezone(PARIS).date()
    waiting = waiting_of(project, today, now - ANSWER_WITHIN)
    doors = front_doors(project.site) if waiting else {}
    sent = recalls_of(project) if waiting and recalls else None
    return [_late(action, doors.get(action.operator_id or 0, Reach()), sent, now) for action in waiting]


def _late(action: Action, door: Reach, sent: Recalls | None, now: datetime) -> Late:
    """Whoever answers for it as the sheet says, else the front desk of the organisation. An answer to a proposal is
    owed by the team itself: nobody is reminded of it. Nor is anybody where no address is known."""
    reach = reach_in(action.sheet.answers.get("responsible"))
    phone = reach.phone or door.phone
    call, key, told = f"tel:{phone}" if phone else "", "", ""
    if sent is not None and action.state == "planned":
        key = f"begin:{action.pk}"
        count, last = sent.get(key, (0, None))
        told = recalled_words(count, last)
        reached = reach.email or action.operator_id
        key = key if reached and not recalled_lately(last, now) else ""
    return Late(action, late_sentence(action), action.operator_shown, call, told, key)


def late_sentence(action: Action) -> str:
    if action.state == "planned":
        return _("devait commencer le {day}, et n’est pas dite commencée").format(day=_day(action.starts_on))
    written = action.sheet.saved_at.astimezone(PARIS).date()
    return _("proposée, sans réponse ; la fiche n’a pas changé depuis le {day}").format(day=_day(written))


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else _("jour inconnu")
