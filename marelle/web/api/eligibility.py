"""Eligibility, through programs: a perimeter before the rules of its call, derogations asked and answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from marelle.domains.calls.access import own_applications, visible_applications
from marelle.domains.calls.access.derogations import GRANT, visible_derogations
from marelle.domains.calls.models import Derogation
from marelle.domains.calls.queries import eligibility as queries
from marelle.domains.calls.services import derogations as orders
from marelle.kernel.access import NotFound, load

from . import writing_schemas as shapes
from .schemas import Fault

router = Router()
READ = "calls.read_application"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}
LARGEST = 2**63


def _who(request: HttpRequest) -> Any:
    return request.viewer  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> Any:
    return request.clock.now  # type: ignore[attr-defined]


@router.get(
    "/applications/{int:number}/eligibility",
    response={200: shapes.EligibilityStandingOut, **REFUSALS},
    summary="How its perimeter stands before the rules of the call",
)
def application_eligibility(request: HttpRequest, number: int) -> dict[str, Any]:
    """Each condition with the figures, their source and their date. Price: sixteen queries."""
    pk = number if number < LARGEST else 0
    standing = queries.standing_of(load(_who(request), READ, visible_applications(_who(request)), pk=pk))
    if standing is None:
        raise NotFound
    given = standing.derogation
    told = queries.as_data(standing)
    return {**told, "bars_filing": standing.bars, "derogation": _shape(given) if given else None}


@router.post(
    "/applications/{int:number}/derogations",
    response={201: shapes.DerogationOut, **REFUSALS},
    summary="Asks to be let through in spite of the rules",
)
def ask_derogation(request: HttpRequest, number: int, asked: shapes.ReasonsIn) -> Status[Any]:
    pk = number if number < LARGEST else 0
    application = load(_who(request), READ, own_applications(_who(request)), pk=pk)
    order: dict[str, Any] = {"by": _who(request), "at": _now(request), "application": application}
    return Status(201, _shape(orders.ask_derogation(**order, reasons=asked.reasons)))


@router.get("/derogations", response={200: shapes.DerogationsOut, **REFUSALS}, summary="The requests of one's places")
def derogations(request: HttpRequest) -> dict[str, Any]:
    """Those that wait first. Price: one query."""
    found = visible_derogations(_who(request)).order_by("-answered_at", "asked_at", "pk")
    return {"items": [_shape(one) for one in found[:500]]}


@router.post(
    "/derogations/{int:number}/answer",
    response={200: shapes.DerogationOut, **REFUSALS},
    summary="Answers a request, in one's own name",
)
def answer_derogation(request: HttpRequest, number: int, asked: shapes.DerogationAnswerIn) -> dict[str, Any]:
    pk = number if number < LARGEST else 0
    found = load(_who(request), GRANT, visible_derogations(_who(request)), pk=pk)
    order: dict[str, Any] = {"by": _who(request), "at": _now(request), "derogation": found}
    return _shape(orders.answer_derogation(**order, granted=asked.granted, why=asked.why))


def _shape(one: Derogation) -> dict[str, Any]:
    return {
        "number": one.pk,
        "application": one.application_id,
        "site": one.application.site.name,
        "communes": one.communes,
        "conditions": [failing["label"] for failing in one.failing],
        "reasons": one.reasons,
        "asked_by": one.asked_by.full_name,
        "asked_at": one.asked_at,
        "granted": one.granted,
        "why": one.why,
        "answered_by": one.answered_by.full_name if one.answered_by else None,
        "answered_at": one.answered_at,
    }
