"""The week of whoever asks, over all their cités, and what is owed to a project, for programs: as on the screens."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.queries import calendar_address_of
from marelle.domains.funding import services as funding
from marelle.domains.funding.queries import awaited_of, week_of
from marelle.domains.projects.access.steering import STEER
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.dues import (
    Due,
    in_order,
    owed_to,
    projects_with_files,
    up_to,
)
from marelle.domains.projects.queries.recalled import recalls_of
from marelle.kernel.access import load
from marelle.kernel.clock import PARIS
from marelle.web.projects.calendar import Entry, entries_for

from .schemas import Fault

router = Router()
READ = "projects.read"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}


class DueOut(Schema):
    """One thing that is to be done in a project."""

    kind: str = Field(description="meeting, task, decision, voice_file, begin, outcome, notify, pay, pay_all…")
    key: str = Field(description="what names it, as « task:12 »")
    project: int
    site: str
    words: str
    due_on: date | None = Field(description="null: no day is told")
    waits_since: date | None = Field(description="of a grant: the day it was notified, else voted; null: not told")
    late: bool
    owner: str = Field(description="who has to do it: a person, the seat, the organisation; empty: nobody is named")
    mine: bool = Field(description="true when it is up to whoever asks")


class WeekAsked(Schema):
    """How many days ahead."""

    start: date | None = Field(None, description="the first of the seven days; today where it is not said")


class OwedOut(DueOut):
    """One thing that is owed to a project, with the recalls that went."""

    recalls: int
    recalled_on: date | None


class CalendarEntryOut(Schema):
    """One line of one's own calendar."""

    key: str = Field(description="what names it, as « task:12 »")
    site: str
    words: str
    day: date
    starts_at: AwareDatetime | None = Field(description="null: the whole day")
    late: bool
    url: str


class CalendarOut(Schema):
    """One's own calendar: since when it has an address, when it was read; the year ahead, and what is late."""

    made_on: date | None = Field(description="null: it has no address")
    read_on: date | None
    items: list[CalendarEntryOut]


class CalendarMadeOut(Schema):
    """The secret address, told once."""

    address: str


class RecallIn(Schema):
    """Which thing is recalled."""

    key: str = Field(max_length=100)


class RecallOut(Schema):
    """To how many people a recall went."""

    key: str
    people: int


def _owner(due: Due) -> str:
    if due.owner is not None:
        return due.owner.full_name
    return due.seat.label if due.seat else due.operator


def _shape(request: HttpRequest, due: Due) -> dict[str, Any]:
    viewer, today = request.viewer, request.clock.now.astimezone(PARIS).date()  # type: ignore[attr-defined]
    return {
        "kind": due.kind,
        "key": due.key,
        "project": due.project.pk,
        "site": due.project.site.slug,
        "words": due.words,
        "due_on": due.on,
        "waits_since": due.since,
        "late": due.on is not None and due.on < today,
        "owner": _owner(due),
        "mine": up_to(viewer, due),
    }


@router.get(
    "/me/week",
    response={200: list[DueOut], **REFUSALS},
    summary="Seven days of all the cités that one follows, what is late, what has no day",
)
def my_week(request: HttpRequest, asked: Query[WeekAsked]) -> list[dict[str, Any]]:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    viewer.must(READ)
    today = now.astimezone(PARIS).date()
    first = max(asked.start or today, today)
    if first > today + timedelta(days=3660):
        return []
    week = week_of(viewer, now, first, most=None)
    return [_shape(request, one) for one in (*week.late, *week.coming, *week.waiting)]


@router.get("/me/calendar", response={200: CalendarOut, **REFUSALS}, summary="What stands in one's own calendar")
def my_calendar(request: HttpRequest) -> dict[str, Any]:
    """Price: that of the week, and three."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    held = calendar_address_of(viewer.person_id)
    return {
        "made_on": held.created_at.astimezone(PARIS).date() if held else None,
        "read_on": held.used_on if held else None,
        "items": [_entry(request, one) for one in entries_for(viewer, now)],
    }


def _entry(request: HttpRequest, one: Entry) -> dict[str, Any]:
    told = {"key": one.key, "site": one.site, "words": one.words, "day": one.on, "starts_at": one.at, "late": one.late}
    return {**told, "url": request.build_absolute_uri(one.url)}


@router.post(
    "/me/calendar",
    response={200: CalendarMadeOut, **REFUSALS},
    summary="Makes the secret address of one's own calendar, in a browser's session; the one before is withdrawn",
)
def make_calendar(request: HttpRequest) -> dict[str, Any]:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    _made, secret = accounts.make_calendar_address(by=viewer, at=now)
    return {"address": request.build_absolute_uri(reverse("week_feed", args=[secret]))}


@router.post("/me/calendar/withdraw", response={204: None, **REFUSALS}, summary="Withdraws that address; twice is once")
def withdraw_calendar(request: HttpRequest) -> Status[None]:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    accounts.withdraw_calendar_address(by=viewer, at=now)
    return Status(204, None)


def _project(request: HttpRequest, pk: int) -> Project:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, STEER, projects_with_files(viewer), pk=pk)


@router.get(
    "/projects/{pk}/owed",
    response={200: list[OwedOut], **REFUSALS},
    summary="What others owe to a project, oldest first",
)
def owed(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    project, now = _project(request, pk), request.clock.now  # type: ignore[attr-defined]
    recalls = recalls_of(project)
    found = []
    for due in in_order([*owed_to(project, now), *awaited_of([project])]):
        count, last = recalls.get(due.key, (0, None))
        told = {"recalls": count, "recalled_on": last.astimezone(PARIS).date() if last else None}
        found.append(_shape(request, due) | told)
    return found


@router.post(
    "/projects/{pk}/owed/recalls",
    response={200: RecallOut, **REFUSALS},
    summary="Recalls one of these things to those who owe it, once in a few days",
)
def recall(request: HttpRequest, pk: int, told: RecallIn) -> dict[str, Any]:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    made = funding.recall(by=viewer, at=now, project=_project(request, pk), key=told.key)
    return {"key": made.key, "people": made.people}
