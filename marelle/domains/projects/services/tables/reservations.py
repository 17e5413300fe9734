"""The reservations on a project, a line each: what was asked, who sees to it, what was answered, how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.kernel.tables import ALWAYS, Asked, Choice, Column, Day, Text, WorkingTable

from ...access.projects import READ
from ...models import Reservation
from ...queries.voices import reservations_of
from ...states.finalising import RESERVATION
from ..voices import answer_reservation, judge_answer
from .decisions import WordsAlone
from .ground import file_of, its_file, must_take_part, people


def _rows(asked: Asked) -> Sequence[Reservation]:
    file = file_of(asked)
    return reservations_of(file) if file else []


def _seats(asked: Asked) -> Choice:
    file = file_of(asked)
    return Choice({seat.code: seat.label for seat in file.rule.voices.seats} if file else {})


def _change(asked: Asked, one: Reservation, said: Mapping[str, Any]) -> None:
    """Answered by whoever sees to it, then judged by the seat that made it."""
    told: dict[str, Any] = {"by": asked.by, "at": asked.at, "file": its_file(asked), "reservation": one.pk}
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
        Column("seat", _("Faite par"), _seats, lambda one: one.seat),
        Column("what", _("Ce qui est demandé"), Text(20_000), lambda one: one.what),
        Column("owner", _("Qui la lève"), people, lambda one: one.owner),
        Column("due_on", _("Avant le"), Day(), lambda one: one.due_on),
        Column("answer", _("Réponse"), Text(5000), lambda one: one.answer, ALWAYS),
        Column("state", _("État"), STATES, lambda one: one.state, ALWAYS, empties=False),
        Column("judgement", _("Ce qu’en dit l’autorité"), Text(5000), lambda o: o.judgement, ALWAYS, field="why"),
    ),
    rows=_rows,
    see=lambda asked: asked.by.must(READ, asked.within),
    must=must_take_part,
    change=_change,
    about=_(
        "Une réserve par ligne\u00a0: celle ou celui qui s’en charge y répond, "
        "l’autorité qui l’a faite dit si elle est levée."
    ),
)
