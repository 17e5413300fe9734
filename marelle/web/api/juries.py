"""Whoever organises a review, through programs: the jury, who reads what, what the marks amount to, reminders."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from marelle.domains.calls.access import visible_applications, visible_calls
from marelle.domains.calls.access.reviews import visible_assignments
from marelle.domains.calls.models import Application, Call
from marelle.domains.calls.queries import jury as queries
from marelle.domains.calls.queries import reviews as marking
from marelle.domains.calls.queries.conflicts import conflicts_of, interests_on
from marelle.domains.calls.services import chasing, interests
from marelle.domains.calls.services import jury as orders
from marelle.domains.calls.services.interests import must_be_free
from marelle.kernel.access import NotFound, load

from . import review_schemas as shapes
from .review_shapes import (
    assignment_shape,
    compared_shape,
    drawn_shape,
    juror_shape,
    marked_shape,
    preview_shape,
)
from .schemas import Fault

router = Router()
ORGANISE = "calls.organise_review"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}
CHASES = {"opinions": chasing.chase_opinions, "reviews": chasing.chase_reviews}


def _who(request: HttpRequest) -> Any:
    return request.viewer  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> Any:
    return request.clock.now  # type: ignore[attr-defined]


def _call(request: HttpRequest, slug: str) -> Call:
    return load(_who(request), ORGANISE, visible_calls(_who(request)), slug=slug)


def _file(request: HttpRequest, pk: int) -> Application:
    return load(_who(request), ORGANISE, visible_applications(_who(request)), pk=pk)


@router.get("/calls/{slug}/jury", response={200: shapes.JuryOut, **REFUSALS}, summary="The jury of a call")
def call_jury(request: HttpRequest, slug: str) -> dict[str, Any]:
    call = _call(request, slug)
    people = {person.pk: person.full_name for person in queries.people_to_name(call, _now(request))}
    jury = [juror_shape(juror) for juror in queries.jury_of(call)]
    return {"readers": call.readers, "items": jury, "could_be_named": people}


@router.post("/calls/{slug}/jury", response={201: shapes.JuryOut, **REFUSALS}, summary="Names a member of the jury")
def name_reviewer(request: HttpRequest, slug: str, asked: shapes.NameReviewerIn) -> Status[Any]:
    call, now = _call(request, slug), _now(request)
    seated = (seat.person for seat in queries.seats_of(call) if seat.person_id == asked.person)
    person = queries.people_to_name(call, now).filter(pk=asked.person).first() or next(seated, None)
    if person is None:
        raise NotFound
    orders.name_reviewer(by=_who(request), at=now, call=call, person=person)
    return Status(201, call_jury(request, slug))


@router.post(
    "/calls/{slug}/jury/{number}/release", response={200: shapes.JuryOut, **REFUSALS}, summary="Ends a seat of the jury"
)
def release_reviewer(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    seat = next((one for one in queries.seats_of(_call(request, slug)) if one.pk == number), None)
    if seat is None:
        raise NotFound
    orders.release_reviewer(by=_who(request), at=_now(request), reviewer=seat)
    return call_jury(request, slug)


@router.get("/calls/{slug}/draw", response={200: shapes.DrawOut, **REFUSALS}, summary="What a distribution would do")
def preview_draw(request: HttpRequest, slug: str) -> dict[str, Any]:
    return preview_shape(queries.preview_draw(_call(request, slug), _now(request)))


@router.post("/calls/{slug}/draw", response={201: shapes.DrawnOut, **REFUSALS}, summary="Distributes, as previewed")
def draw_files(request: HttpRequest, slug: str, asked: shapes.DrawIn) -> Status[Any]:
    order = {"by": _who(request), "at": _now(request), "call": _call(request, slug)}
    return Status(201, drawn_shape(orders.draw_files(**order, seed=asked.seed)))


@router.post("/applications/{pk}/readers", response={201: shapes.AssignmentOut, **REFUSALS}, summary="Gives it by hand")
def assign_by_hand(request: HttpRequest, pk: int, asked: shapes.HandIn) -> Status[Any]:
    file = _file(request, pk)
    seat = next((one for one in queries.seats_of(file.call) if one.pk == asked.reviewer), None)
    if seat is None:
        raise NotFound
    given = orders.assign_by_hand(by=_who(request), at=_now(request), application=file, reviewer=seat)
    return Status(201, assignment_shape(given))


@router.post(
    "/applications/{pk}/further-reader", response={201: shapes.DrawnOut, **REFUSALS}, summary="Draws one more reader"
)
def ask_further_reader(request: HttpRequest, pk: int) -> Status[Any]:
    made = orders.ask_further_reader(by=_who(request), at=_now(request), application=_file(request, pk))
    return Status(201, drawn_shape(made))


@router.post(
    "/assignments/{number}/withdrawal", response={200: shapes.AssignmentOut, **REFUSALS}, summary="Takes a share back"
)
def take_back(request: HttpRequest, number: int, asked: shapes.JuryReasonIn) -> dict[str, Any]:
    share = load(_who(request), ORGANISE, visible_assignments(_who(request)), pk=number)
    return assignment_shape(orders.take_back(by=_who(request), at=_now(request), assignment=share, why=asked.why))


@router.get("/calls/{slug}/marks", response={200: shapes.BoardOut, **REFUSALS}, summary="Where the marking stands")
def call_marks(request: HttpRequest, slug: str) -> dict[str, Any]:
    rows = marking.board(_call(request, slug))
    tied = conflicts_of(_who(request), [row.application for row in rows], _now(request))
    return {"items": [marked_shape(row, row.application.pk in tied) for row in rows]}


@router.get("/applications/{pk}/marks", response={200: shapes.ComparedOut, **REFUSALS}, summary="Marks side by side")
def application_marks(request: HttpRequest, pk: int) -> dict[str, Any]:
    file = _file(request, pk)
    must_be_free(_who(request), [file], _now(request))
    return compared_shape(marking.open_marks(file))


@router.get(
    "/calls/{slug}/calibration", response={200: shapes.CalibrationOut, **REFUSALS}, summary="How reviewers stand"
)
def call_calibration(request: HttpRequest, slug: str) -> dict[str, Any]:
    rows = marking.calibration(_call(request, slug))
    return {
        "items": [
            {
                "name": row.name,
                "files": row.standing.files,
                "mean": row.standing.mean,
                "off": row.standing.off,
                "deviation": row.standing.wobble,
            }
            for row in rows
        ]
    }


@router.post(
    "/applications/{pk}/interests/{number}/lifting",
    response={204: None, **REFUSALS},
    summary="Lifts an interest that somebody else declared",
)
def lift_interest(request: HttpRequest, pk: int, number: int, asked: shapes.LiftingIn) -> Status[None]:
    file = load(_who(request), ORGANISE, visible_applications(_who(request)), pk=pk)
    statement = load(_who(request), ORGANISE, interests_on(file), pk=number)
    interests.lift_interest(by=_who(request), at=_now(request), statement=statement, why=asked.why)
    return Status(204, None)


@router.put(
    "/calls/{slug}/chases/days", response={200: shapes.ChaseDays, **REFUSALS}, summary="On which days the clock reminds"
)
def chase_days(request: HttpRequest, slug: str, asked: shapes.ChaseDays) -> dict[str, Any]:
    held = chasing.set_chasing(by=_who(request), call=_call(request, slug), days=asked.days)
    return {"days": held.chase_on}


@router.post("/calls/{slug}/chases", response={201: shapes.ChaseOut, **REFUSALS}, summary="Reminds who is awaited")
def chase(request: HttpRequest, slug: str, asked: shapes.ChaseIn) -> Status[Any]:
    made = CHASES[asked.about](by=_who(request), at=_now(request), call=_call(request, slug))
    return Status(201, {"about": made.about, "day": made.day, "people": made.people, "files": made.files})
