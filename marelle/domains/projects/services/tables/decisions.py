"""The decisions of a cité and their follow-up, a line each: what, who, by when, how it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import Forbidden
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.states import MoveRefused
from marelle.kernel.tables import ALWAYS, NEW_ONLY, Asked, Choice, Column, Day, Picked, Text, WorkingTable, YesNo, needs

from ...access.projects import READ
from ...access.steering import STEER, may_steer
from ...models import DecisionStep, Meeting, SteeringDecision
from ...queries.steering import meetings_of
from ...states.steering import DECISION
from ..deciding import drop_decision, finish_decision, put_decision_off, record_decision, reopen_decision
from .ground import people_who_may_decide


class WordsAlone(Refused):
    """What is said of a decision goes with what changes of it."""

    code = "projects.words_alone"
    sentence = _("Dites aussi ce qui change\u00a0: le jour, ou l’état.")

    def __init__(self) -> None:
        super().__init__(field="why")


def _meetings(asked: Asked) -> Picked:
    found = asked.once("meetings", lambda: meetings_of(asked.ground))
    return Picked(found, label=meeting_words)


def meeting_words(meeting: Meeting) -> str:
    """« Comité de pilotage, 12/03/2020 14:30 »"""
    return f"{meeting.body.name}, {meeting.starts_at.astimezone(PARIS):%d/%m/%Y %H:%M}"


def _rows(asked: Asked) -> Sequence[SteeringDecision]:
    """Each with the words of its last step. Price: one query."""
    last = DecisionStep.objects.filter(decision=OuterRef("pk")).order_by("-at", "-pk").values("words")[:1]
    found = SteeringDecision.objects.filter(project=asked.ground).annotate(last_words=Subquery(last))
    return list(found.select_related("owner", "meeting__body", "project").order_by("number"))


def _record(asked: Asked, said: Mapping[str, Any]) -> SteeringDecision:
    told = {code: said[code] for code in ("meeting", "words", "owner", "due_on")}
    decision = record_decision(by=asked.by, at=asked.at, voices=bool(said.get("voices")), **told)
    if said.get("state") == "done":
        finish_decision(by=asked.by, at=asked.at, decision=decision, words=said.get("note", ""))
        decision.state = "done"
    decision.last_words = said.get("note", "") if decision.state == "done" else ""  # type: ignore[attr-defined]
    return decision


def _change(asked: Asked, decision: SteeringDecision, said: Mapping[str, Any]) -> None:
    """Opened again, then put off, then ended: each with the words that the line says of it."""
    told: dict[str, Any] = {"by": asked.by, "at": asked.at, "decision": decision}
    why, state = said.get("note") or "", said.get("state") or decision.state
    if not {"state", "due_on"} & set(said):
        raise WordsAlone
    if state == "open" and decision.state == "done":
        reopen_decision(why=why, **told)
    if "due_on" in said:
        put_decision_off(due_on=said["due_on"], why=why, **told)
    if state == "dropped" and state != decision.state:
        drop_decision(why=why, **told)
    elif state == "done" and state != decision.state:
        finish_decision(words=why, **told)
    elif state != decision.state and (decision.state, state) != ("done", "open"):
        # The other states come from the voices, never by hand.
        start, end = DECISION.state(decision.state), DECISION.state(state)
        raise MoveRefused(field="state", start=start.label, end=end.label)


def _must(asked: Asked) -> None:
    """Those who steer, and those who have a decision to carry out."""
    if may_steer(asked.by, asked.ground):
        return
    mine = SteeringDecision.objects.filter(project=asked.ground, owner=asked.by.person_id or 0)
    if not asked.once("mine", mine.exists):
        raise Forbidden(permission=STEER)


STATES = Choice({one.code: one.label for one in DECISION.states})
DECISIONS = WorkingTable(
    "decisions",
    _("Décisions"),
    (
        Column("decision", _("Décision"), Text(20), lambda one: one.code),
        Column("meeting", _("Réunion"), _meetings, lambda one: one.meeting, NEW_ONLY, required=True),
        Column("words", _("Ce qui est décidé"), Text(5000), lambda one: one.words, NEW_ONLY, required=True),
        Column("owner", _("Qui s’en charge"), people_who_may_decide, lambda one: one.owner, NEW_ONLY, required=True),
        Column("due_on", _("Pour le"), Day(), lambda one: one.due_on, ALWAYS, required=True),
        Column("voices", _("Soumise aux trois voix"), YesNo(), lambda one: one.dossier_id is not None, NEW_ONLY),
        Column("state", _("État"), STATES, lambda one: one.state, ALWAYS, empties=False),
        Column(
            "note",
            _("Ce qui en est dit"),
            Text(5000),
            lambda one: one.last_words or "",
            ALWAYS,
            help=_("Comment elle est faite\u00a0; ou pourquoi elle est remise, rouverte ou abandonnée."),
            field="why",
        ),
    ),
    rows=_rows,
    see=needs(READ),
    must=_must,
    open=_record,
    change=_change,
    about=_(
        "Une décision par ligne. Changez le jour, ou l’état (faite, à faire, abandonnée), et dites pourquoi. "
        "Une ligne de plus, sans numéro, note une décision d’une réunion."
    ),
)
