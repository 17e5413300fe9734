"""What happened to the sheet of an action: each saving with its answers before and after, each move with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marelle.domains.accounts.queries import names_of
from marelle.kernel.audit import entries_on
from marelle.kernel.questionnaires import Field
from marelle.kernel.questionnaires.models import AnswerChange

from ..models import Action

MOST = 200
# The orders that move an action; a saving tells itself by its answers.
MOVES = (
    "open_action", "propose_action", "send_action_back", "plan_action", "start_action", "end_action", "drop_action",
    "set_in_library",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened: when, who did it (empty: a program), the move and its reason, or the answers changed."""

    at: datetime
    who: str
    order: str
    why: str = ""
    facts: dict[str, Any] | None = None
    changes: tuple[tuple[Field, Any, Any], ...] = ()


def history_of(action: Action) -> list[Happened]:
    """All of it, the newest first, 200 of each at most. Price: three queries."""
    changes = list(AnswerChange.objects.filter(sheet=action.sheet).order_by("-revision")[:MOST])
    moves = [one for one in entries_on(action, MOST) if one.action.removeprefix("projects.") in MOVES]
    names = names_of({p for p in (*(c.saved_by for c in changes), *(m.person_id for m in moves)) if p})
    told = [_saving(action, change, names) for change in changes]
    told += [
        Happened(m.at, names.get(m.person_id or 0, ""), m.action.removeprefix("projects."), m.why, m.facts)
        for m in moves
    ]
    return sorted((one for one in told if one.order != "save_sheet" or one.changes), key=lambda h: h.at, reverse=True)


def _saving(action: Action, change: AnswerChange, names: dict[int, str]) -> Happened:
    form = action.sheet.questionnaire.form
    pairs = [(form.field(code), *pair) for code, pair in change.changed.items()]
    known = tuple((field, before, after) for field, before, after in pairs if field is not None)
    return Happened(change.saved_at, names.get(change.saved_by or 0, ""), "save_sheet", changes=known)
