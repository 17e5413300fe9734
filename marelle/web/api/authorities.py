"""The authorities, through programs: their opinion, their thread, their deputies."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from marelle.domains.accounts.services import end_membership
from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.access.reviews import seats_held, visible_delegations
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import applications
from marelle.domains.calls.queries import authorities as queries
from marelle.domains.calls.queries.authorities import said_for
from marelle.domains.calls.services import authorities as orders
from marelle.domains.calls.services.applications import give_opinion
from marelle.flows.delegate_opinion import delegate_opinion
from marelle.kernel.access import NotFound, Perimeter, load

from . import review_schemas as shapes
from .review_shapes import deputy_shape
from .schemas import Fault

router = Router()
READ = "calls.read_application"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}


def _who(request: HttpRequest) -> Any:
    return request.viewer  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> Any:
    return request.clock.now  # type: ignore[attr-defined]


def _file(request: HttpRequest, pk: int) -> Application:
    return load(_who(request), READ, visible_applications(_who(request)), pk=pk)


def _theirs(request: HttpRequest, pk: int) -> Application:
    """The file, to the authorities that speak on it: for anybody else there is no such address."""
    file = _file(request, pk)
    if file.filed_at is None or not seats_held(_who(request), file):
        raise NotFound
    return file


@router.get(
    "/applications/{pk}/opinions",
    response={200: shapes.OpinionsOut, **REFUSALS},
    summary="What the seats said of the version on which they speak, and from which ones whoever asks still may",
)
def opinions(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Price: eight queries at most."""
    file = _file(request, pk)
    state = applications.opinions(file)
    if state.current is None:
        raise NotFound
    return {
        "version": state.current.version.number,
        "fingerprint": state.current.version.fingerprint,
        "seats": [_seat(one) for one in said_for(file, applications.spoken(file, state.current))],
        "mine": list(applications.seats_of(_who(request), file, state)),
    }


def _seat(one: applications.Spoken) -> dict[str, Any]:
    voice = one.voice
    return {
        "seat": one.seat,
        "label": one.label,
        "opinion": voice.opinion if voice else None,
        "reasons": voice.reasons if voice else "",
        "spoken_at": voice.spoken_at if voice else None,
        "organisation": one.organisation,
        "in_the_stead_of": one.for_whom,
    }


@router.post(
    "/applications/{pk}/opinions",
    response={201: shapes.OpinionOut, **REFUSALS},
    summary="Gives the opinion of one's seat on the version that was read, for good",
)
def speak(request: HttpRequest, pk: int, asked: shapes.OpinionIn) -> Status[Any]:
    voice = give_opinion(by=_who(request), at=_now(request), application=_file(request, pk), **asked.dict())
    told = {"seat": voice.seat, "opinion": voice.opinion, "spoken_at": voice.spoken_at}
    return Status(201, {"version": asked.version, **told})


@router.get("/applications/{pk}/exchange", response={200: shapes.ExchangeOut, **REFUSALS}, summary="The private thread")
def exchange(request: HttpRequest, pk: int) -> dict[str, Any]:
    file, by, now = _theirs(request, pk), _who(request), _now(request)
    orders.come_to_work(by=by, at=now, application=file)
    messages = [
        {
            "seat": one.message.seat,
            "who": one.who,
            "mine": one.mine,
            "said_at": one.message.said_at,
            "text": one.message.text,
        }
        for one in queries.exchange(by, file)
    ]
    there = [{"seat": one.label, "who": one.who, "since": one.since} for one in queries.others_at_work(by, file, now)]
    return {"messages": messages, "at_work": there}


@router.post(
    "/applications/{pk}/exchange", response={201: shapes.ExchangeOut, **REFUSALS}, summary="Writes to the other"
)
def write_to_the_other(request: HttpRequest, pk: int, asked: shapes.MessageIn) -> Status[Any]:
    file = _theirs(request, pk)
    orders.write_to_the_other(by=_who(request), at=_now(request), application=file, text=asked.text)
    return Status(201, exchange(request, pk))


@router.get("/deputies", response={200: shapes.DeputiesOut, **REFUSALS}, summary="Deputies given, and held")
def deputies(request: HttpRequest) -> dict[str, Any]:
    return {"items": [deputy_shape(one) for one in queries.delegations_of(_who(request))]}


@router.post("/deputies", response={201: shapes.DeputiesOut, **REFUSALS}, summary="Gives oneself a deputy")
def delegate(request: HttpRequest, asked: shapes.DeputyIn) -> Status[Any]:
    by, now, place = _who(request), _now(request), Perimeter(asked.place_kind, asked.place_code)
    keys = queries.keys_to_delegate(by, now)
    key = next((one for one in keys if (one.seat.code, one.perimeter) == (asked.seat, place)), None)
    if key is None or asked.person not in {person.pk for person in queries.possible_deputies(by, key, now)}:
        raise NotFound
    dates = {"valid_from": asked.valid_from, "valid_to": asked.valid_to}
    delegate_opinion(by=by, at=now, key=key, person_id=asked.person, act=asked.act, **dates)
    return Status(201, deputies(request))


@router.post("/deputies/{number}/end", response={200: shapes.DeputiesOut, **REFUSALS}, summary="Ends a deputyship now")
def end_deputy(request: HttpRequest, number: int) -> dict[str, Any]:
    given = load(_who(request), READ, visible_delegations(_who(request)), pk=number)
    end_membership(by=_who(request), at=_now(request), membership=given.right, why="Fin de la suppléance")
    return deputies(request)
