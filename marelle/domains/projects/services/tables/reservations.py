"""The reservations on a project, a line each: what was asked, who sees to it, what was answered, how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import Forbidden
from marelle.kernel.tables import ALWAYS, Asked, Choice, Column, Day, Text, WorkingTable, needs

from ...access.files import LEAD, SPEAK
from ...access.projects import READ
from ...models import Reservation
from ...queries.reserving import about_words, reservations_of
from ...states.finalising import RESERVATION
from ..reserving import answer_reservation, judge_answer
from .decisions import WordsAlone
from .ground import people_who_may_decide


def _rows(asked: Asked) -> Sequence[Reservation]:
    return reservations_of(asked.ground)


def _seat(one: Reservation) -> str:
    """The words of the seat that made it."""
    seat = one.text.rule.voices.seat(one.seat)
    return seat.label if seat else one.seat


def _must(asked: Asked) -> None:
    """Those who lead the project, those who speak on it, those who have a reservation to meet."""
    if any(asked.by.may(one, asked.within) for one in (LEAD, *SPEAK.values())):
        return
    if not any(one.owner_id == asked.by.person_id for one in asked.once("reservations", lambda: _rows(asked))):
        raise Forbidden(permission=LEAD)


def _change(asked: Asked, one: Reservation, said: Mapping[str, Any]) -> None:
    """Answered by whoever sees to it, then judged by the seat that made it."""
    told: dict[str, Any] = {"by": asked.by, "at": asked.at, "project": asked.ground, "reservation": one.pk}
    state = said.get("state") or one.state
    if set(said) == {"judgement"}:
        raise WordsAlone
    if "answer" in said or (state == "answered" and one.state == "open"):
        answer_reservation(answer=said.get("answer") or "", **told)
    if "state" in said and state in ("lifted", "open"):
        judge_answer(lifted=state == "lifted", why=said.get("judgement") or "", **told)
    elif "state" in said and state != "answered":
        RESERVATION.check(one.state, state)


STATES = Choice({one.code: one.label for one in RESERVATION.states})
RESERVATIONS = WorkingTable(
    "reservations",
    _("Réserves"),
    (
        Column("reservation", _("Réserve"), Text(20), lambda one: f"V-{one.pk}"),
        Column("about", _("Sur quoi"), Text(200), about_words),
        Column("seat", _("Faite par"), Text(200), _seat),
        Column("what", _("Ce qui est demandé"), Text(20_000), lambda one: one.what),
        Column("owner", _("Qui la lève"), people_who_may_decide, lambda one: one.owner),
        Column("due_on", _("Avant le"), Day(), lambda one: one.due_on),
        Column("answer", _("Réponse"), Text(5000), lambda one: one.answer, ALWAYS),
        Column("state", _("État"), STATES, lambda one: one.state, ALWAYS, empties=False),
        Column("judgement", _("Ce qu’en dit l’autorité"), Text(5000), lambda o: o.judgement, ALWAYS, field="why"),
    ),
    rows=_rows,
    see=needs(READ),
    must=_must,
    change=_change,
    about=_(
        "Une réserve par ligne\u00a0: celle ou celui qui s’en charge y répond, "
        "l’autorité qui l’a faite dit si elle est levée."
    ),
)
