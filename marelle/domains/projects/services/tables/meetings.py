"""The meetings of a cité, a line each: which body, when, where, whether it was held, what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.kernel.clock import PARIS
from marelle.kernel.tables import ALWAYS, NEW_ONLY, Asked, Choice, Column, Day, Picked, Text, WorkingTable, needs
from marelle.kernel.tables.hours import Hour

from ...access.projects import READ
from ...access.steering import STEER
from ...models import Meeting
from ...queries.steering import bodies_of, meetings_of
from ...states.steering import MEETING
from ..steering import cancel_meeting, hold_meeting, move_meeting, plan_meeting, write_minutes


def _bodies(asked: Asked) -> Picked:
    return Picked(asked.once("bodies", lambda: bodies_of(asked.ground)))


def _rows(asked: Asked) -> Sequence[Meeting]:
    return meetings_of(asked.ground)


def _local(meeting: Meeting) -> datetime:
    return meeting.starts_at.astimezone(PARIS)


def _starts(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=PARIS)


def _plan(asked: Asked, said: Mapping[str, Any]) -> Meeting:
    told: dict[str, Any] = {"by": asked.by, "at": asked.at}
    starts = _starts(said["day"], said["hour"])
    meeting = plan_meeting(body=said["body"], starts_at=starts, place=said.get("place", ""), **told)
    _end(meeting, said, told)
    return Meeting.objects.select_related("body").get(pk=meeting.pk)


def _change(asked: Asked, meeting: Meeting, said: Mapping[str, Any]) -> None:
    told: dict[str, Any] = {"by": asked.by, "at": asked.at}
    if {"day", "hour", "place"} & set(said):
        local = _local(meeting)
        starts = _starts(said.get("day", local.date()), said.get("hour", local.time().replace(tzinfo=None)))
        place = said["place"] or "" if "place" in said else meeting.place
        move_meeting(meeting=meeting, starts_at=starts, place=place, **told)
    _end(meeting, said, told)


def _end(meeting: Meeting, said: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    """Its minutes, then how it ended."""
    if "notes" in said:
        write_minutes(meeting=meeting, notes=said["notes"] or "", **told)
    state = said.get("state") or meeting.state
    if state == "held" and state != meeting.state:
        hold_meeting(meeting=meeting, **told)
    elif state == "cancelled" and state != meeting.state:
        cancel_meeting(meeting=meeting, why=said.get("why") or "", **told)
    elif state != meeting.state:
        MEETING.check(meeting.state, state)


STATES = Choice({one.code: one.label for one in MEETING.states})
MEETINGS = WorkingTable(
    "meetings",
    _("Réunions"),
    (
        Column("meeting", _("Réunion"), Text(20), lambda one: f"R-{one.pk}"),
        Column("body", _("Instance"), _bodies, lambda one: one.body, NEW_ONLY, required=True),
        Column("day", _("Jour"), Day(), lambda one: _local(one).date(), ALWAYS, required=True, field="starts_at"),
        Column("hour", _("Heure"), Hour(), lambda one: _local(one).time(), ALWAYS, required=True),
        Column("place", _("Lieu"), Text(160), lambda one: one.place, ALWAYS),
        Column("state", _("État"), STATES, lambda one: one.state, ALWAYS, empties=False),
        Column("why", _("Pourquoi elle est annulée"), Text(5000), lambda one: one.why, ALWAYS),
        Column("notes", _("Relevé"), Text(20_000), lambda one: one.notes, ALWAYS),
    ),
    rows=_rows,
    see=needs(READ),
    must=needs(STEER),
    open=_plan,
    change=_change,
    about=_(
        "Une réunion par ligne. Une ligne de plus, sans numéro, prévoit une réunion, ou inscrit celle qui s’est tenue."
    ),
)
