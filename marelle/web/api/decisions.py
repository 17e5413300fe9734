"""Decisions one by one, through programs: on a candidature, in the place of another, of the past; batches, guests."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from marelle.domains.calls import services
from marelle.domains.calls.access import visible_applications, visible_calls, visible_decisions
from marelle.domains.calls.models import Batch, Call, LabelDecision
from marelle.domains.calls.queries import terms, waiting
from marelle.domains.calls.queries.deciding import decides, sites_without_decision
from marelle.domains.calls.queries.letters import decision_for
from marelle.domains.calls.states.calls import LABELLED
from marelle.domains.projects.queries import projects_of_labels
from marelle.flows.award_label import award_label
from marelle.flows.record_past_label import record_past_label
from marelle.flows.replace_decision import replace_decision
from marelle.kernel.access import NotFound, load
from marelle.kernel.money import Cents

from .call_schemas import BatchOut
from .list_schemas import DayIn
from .schemas import Fault

router = Router()
READ, RECORD, PREPARE = "calls.read_application", "calls.record_decision", "calls.prepare"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}
LARGEST = 2**63
Amount = Annotated[int, Field(ge=0, le=10**14)]


class DecisionIn(Schema):
    """A decision, and for a label what it gives year by year."""

    outcome: str = Field(max_length=20, description="labelled, waiting or refused")
    decided_on: date
    reason: str = Field("", max_length=3000)
    cents: dict[int, Amount] = Field(
        default_factory=dict, max_length=20, description="cents by civil year, for a label"
    )


class ReplacementIn(Schema):
    """What takes the place of a decision, and why; for a label that comes, what it gives year by year."""

    outcome: str = Field(max_length=20, description="withdrawn, labelled or refused")
    decided_on: date
    reason: str = Field(max_length=3000)
    cents: dict[int, Amount] = Field(
        default_factory=dict, max_length=20, description="cents by civil year, for a label"
    )


class PastLabelIn(Schema):
    """A label of the past, from a document in hand."""

    site: str = Field(max_length=80, description="short name of a site on which nothing was decided")
    decided_on: date
    source_name: str = Field(max_length=200)
    source_url: str = Field("", max_length=500, pattern=r"^(https?://\S+)?$")
    published_on: date | None = None


class DecisionOut(Schema):
    """A decision that was recorded."""

    number: int
    call: str
    site: str
    outcome: str
    decided_on: date


class DecisionReadOut(DecisionOut):
    """A decision as the applicant reads it."""

    reason: str
    project: int | None = Field(description="number of the project that the label opened")
    appeal_until: date | None = Field(description="last day to appeal; null for a label")
    appeal: int | None = Field(description="number of the appeal that was lodged")
    appeal_outcome: str | None = Field(description="upheld or rejected; null: not answered, or no appeal")


class GuestIn(Schema):
    """Who is invited to a trial: the address of an account."""

    email: str = Field(max_length=254)


class GuestOut(Schema):
    """Who takes part in a trial."""

    person: int
    name: str


class GuestsOut(Schema):
    """Those who take part in a trial."""

    items: list[GuestOut]


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]


def _call(request: HttpRequest, slug: str, permission: str) -> Call:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, permission, visible_calls(viewer), slug=slug)


def _shape(decision: LabelDecision) -> dict[str, Any]:
    told = {"number": decision.pk, "outcome": decision.outcome, "decided_on": decision.decided_on}
    return told | {"call": decision.call.slug, "site": decision.site.slug}


@router.get(
    "/applications/{int:number}/outcome",
    response={200: DecisionReadOut, **REFUSALS},
    summary="The decision that holds on a candidature, its reason, and until when it may be appealed",
)
def application_outcome(request: HttpRequest, number: int) -> dict[str, Any]:
    """For whoever reads the candidature. Price: five queries."""
    viewer, pk = request.viewer, number if number < LARGEST else 0  # type: ignore[attr-defined]
    decision = decision_for(load(viewer, READ, visible_applications(viewer), pk=pk))
    if decision is None:
        raise NotFound
    projects, appeal = projects_of_labels([decision]), waiting.appeal_against(decision)
    opened = projects.get(decision.pk)
    return {
        **_shape(decision),
        "reason": decision.reason,
        "project": opened.pk if opened else None,
        "appeal_until": None if decision.outcome == LABELLED else waiting.last_day(decision),
        "appeal": appeal.pk if appeal else None,
        "appeal_outcome": getattr(getattr(appeal, "answer", None), "outcome", None),
    }


@router.post(
    "/applications/{int:number}/decision",
    response={201: DecisionOut, **REFUSALS},
    summary="Decides one candidature; a label opens its project and its budget",
)
def decide_application(request: HttpRequest, number: int, asked: DecisionIn) -> Status[Any]:
    viewer, pk = request.viewer, number if number < LARGEST else 0  # type: ignore[attr-defined]
    application = load(viewer, RECORD, visible_applications(viewer), pk=pk)
    facts: dict[str, Any] = {"application": application, "decided_on": asked.decided_on, "reason": asked.reason}
    if asked.outcome != LABELLED or application.call.is_trial:  # a trial opens no project
        made = services.record_decision(**_who(request), **facts, outcome=asked.outcome)
    else:
        tranches = {year: Cents(cents) for year, cents in asked.cents.items()}
        made = award_label(**_who(request), **facts, tranches=tranches).decision
    return Status(201, _shape(made))


@router.post(
    "/decisions/{int:number}/replacement",
    response={201: DecisionOut, **REFUSALS},
    summary="Puts a decision in the place of another, which stays readable",
)
def decision_replacement(request: HttpRequest, number: int, asked: ReplacementIn) -> Status[Any]:
    viewer, pk = request.viewer, number if number < LARGEST else 0  # type: ignore[attr-defined]
    decision = load(viewer, RECORD, visible_decisions(viewer), pk=pk)
    told = asked.dict()
    told["tranches"] = {year: Cents(cents) for year, cents in told.pop("cents").items()}
    return Status(201, _shape(replace_decision(**_who(request), decision=decision, **told)))


@router.post(
    "/calls/{slug}/past-labels", response={201: DecisionOut, **REFUSALS}, summary="Tells a label of the past, sourced"
)
def past_label(request: HttpRequest, slug: str, asked: PastLabelIn) -> Status[Any]:
    call, told = _call(request, slug, RECORD), asked.dict()
    name = told.pop("site")
    site = next((one for one in sites_without_decision(call) if one.slug == name), None) if decides(call) else None
    if site is None:
        raise NotFound
    return Status(201, _shape(record_past_label(**_who(request), call=call, site=site, **told).decision))


def _batch(request: HttpRequest, slug: str, number: int, permission: str) -> Batch:
    found = next((one for one in _call(request, slug, permission).batches.all() if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def _batch_shape(batch: Batch) -> dict[str, Any]:
    return {name: getattr(batch, name) for name in ("number", "cuts_at", "decision_by", "decided_on")}


@router.post(
    "/calls/{slug}/batches/{int:number}/announcement",
    response={200: BatchOut, **REFUSALS},
    summary="Dates the decision of a batch",
)
def announce_batch(request: HttpRequest, slug: str, number: int, asked: DayIn) -> dict[str, Any]:
    batch = _batch(request, slug, number, RECORD)
    return _batch_shape(services.announce_batch(**_who(request), batch=batch, decided_on=asked.decided_on))


@router.post(
    "/calls/{slug}/batches/{int:number}/drop", response={204: None, **REFUSALS}, summary="Gives up a batch to come"
)
def drop_batch(request: HttpRequest, slug: str, number: int) -> Status[None]:
    services.drop_batch(by=_who(request)["by"], batch=_batch(request, slug, number, PREPARE))
    return Status(204, None)


@router.get("/calls/{slug}/guests", response={200: GuestsOut, **REFUSALS}, summary="Who takes part in a trial")
def guests(request: HttpRequest, slug: str) -> dict[str, Any]:
    found = terms.guests_of(_call(request, slug, PREPARE))
    return {"items": [{"person": one.pk, "name": one.full_name} for one in found]}


@router.post("/calls/{slug}/guests", response={201: GuestsOut, **REFUSALS}, summary="Shows a trial to one person")
def invite_guest(request: HttpRequest, slug: str, asked: GuestIn) -> Status[Any]:
    services.invite_to_trial(by=_who(request)["by"], call=_call(request, slug, PREPARE), email=asked.email)
    return Status(201, guests(request, slug))


@router.post(
    "/calls/{slug}/guests/{int:person}/leave", response={200: GuestsOut, **REFUSALS}, summary="Shows it to them no more"
)
def leave_guest(request: HttpRequest, slug: str, person: int) -> dict[str, Any]:
    pk = person if person < LARGEST else 0
    services.leave_trial(by=_who(request)["by"], call=_call(request, slug, PREPARE), person_id=pk)
    return guests(request, slug)
