"""The list of applications, its files, the funnel and the bulk orders, through programs: as on the screens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router

from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.access.boards import steers
from marelle.domains.calls.models import Call, Reviewer
from marelle.domains.calls.queries import funnel as counts
from marelle.domains.calls.queries import listing as queries
from marelle.domains.calls.queries.lines import Listed, every_line, lines
from marelle.domains.calls.queries.listing import Asked
from marelle.domains.calls.services import giving, reminding
from marelle.kernel.access import NotFound, Viewer, load
from marelle.kernel.rehearsal import rehearse
from marelle.web.calls.listing_columns import file_columns
from marelle.web.ui.spreadsheets import FORMATS, export

from . import board_schemas as shapes
from .review_shapes import preview_shape
from .schemas import Fault

router = Router()
RECORD, ORGANISE = "calls.record_decision", "calls.organise_review"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}


def _who(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined,no-any-return]


def _now(request: HttpRequest) -> Any:
    return request.clock.now  # type: ignore[attr-defined]


def _asked(viewer: Viewer, told: shapes.ApplicationsAsked) -> Asked:
    call = None
    if told.call is not None:
        call = visible_calls(viewer).filter(slug=told.call).first()
        if call is None:
            raise NotFound
    return Asked(
        call=call,
        state=told.state or "",
        region=told.region or "",
        academie=told.academie or "",
        departement=told.departement or "",
        opinions=told.opinions or "",
        reviewer=told.reviewer,
        words=told.q or "",
        order=told.sort or "",
    )


@router.get(
    "/applications", response={200: shapes.ApplicationsOut, **REFUSALS}, summary="The applications that one sees"
)
def applications(request: HttpRequest, told: Query[shapes.ApplicationsPage]) -> dict[str, Any]:
    viewer = _who(request)
    found = queries.listing(viewer, _asked(viewer, told), _now(request))
    page = lines(viewer, found[told.offset : told.offset + told.limit])
    return {"count": found.count(), "items": [_shape(row) for row in page]}


def _shape(row: Listed) -> dict[str, Any]:
    return {
        "id": row.id,
        "call": row.call,
        "site": row.site,
        "site_id": row.site_slug,
        "commune": row.commune_code,
        "departement": row.departement_code,
        "region": row.region_code,
        "academie": row.academie_code,
        "organisation": row.organisation,
        "siret": row.siret,
        "state": row.state,
        "filed_on": row.filed_on,
        "prefect": row.prefect,
        "rector": row.rector,
        "region_opinion": row.region_said,
        "awaited": list(row.awaited),
        "opinions_by": row.opinions_by,
        "readers": row.readers,
        "marks_received": row.sent,
        "reminded_on": row.reminded_on,
    }


@router.get(
    "/applications/files/{ending}",
    response={200: bytes, **REFUSALS},
    summary="The same list as a file: csv, json, xlsx or ods",
)
def applications_file(request: HttpRequest, ending: str, told: Query[shapes.ApplicationsAsked]) -> HttpResponseBase:
    viewer = _who(request)
    if ending not in FORMATS:
        raise NotFound
    rows = partial(every_line, viewer, _asked(viewer, told), _now(request))
    return export(viewer, file_columns(steers(viewer)), rows, "applications", ending)


@router.get(
    "/calls/{slug}/funnel",
    response={200: list[shapes.FunnelRegionOut], **REFUSALS},
    summary="From drafts to labels, region by region",
)
def funnel(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    viewer = _who(request)
    call = load(viewer, RECORD, visible_calls(viewer), slug=slug)
    return [
        {
            "region": one.code,
            "region_name": one.name,
            "started": one.started,
            "filed": one.filed,
            "both_opinions": one.heard,
            "all_marks": one.read,
            "labelled": one.labelled,
        }
        for one in counts.funnel(viewer, call)
    ]


def _ordered(order: Callable[[], Any], rehearsed: bool) -> list[dict[str, Any]]:
    outcomes = rehearse(order) if rehearsed else order()
    return [{"application": one.file, "site": one.site, "done": one.done, "sentence": one.sentence} for one in outcomes]


@router.post(
    "/calls/{slug}/reminders",
    response={200: list[shapes.OutcomeOut], **REFUSALS},
    summary="Reminds those who are awaited, once a day at most for a file",
)
def remind(request: HttpRequest, slug: str, asked: shapes.RemindIn) -> list[dict[str, Any]]:
    call = _steered(request, slug)
    order: dict[str, Any] = {"by": _who(request), "at": _now(request), "call": call}
    if asked.about == "drafts":
        return _ordered(partial(reminding.remind_drafts, **order), asked.rehearse)
    chosen = partial(reminding.remind, about=asked.about, files=asked.applications, **order)
    return _ordered(chosen, asked.rehearse)


@router.post(
    "/calls/{slug}/assignments",
    response={200: list[shapes.OutcomeOut], **REFUSALS},
    summary="Gives several applications to one member of the jury",
)
def assign_some(request: HttpRequest, slug: str, asked: shapes.AssignIn) -> list[dict[str, Any]]:
    call = _steered(request, slug)
    seat = Reviewer.objects.filter(call=call, pk=asked.reviewer).first()
    if seat is None:
        raise NotFound
    order: dict[str, Any] = {"by": _who(request), "at": _now(request), "call": call, "reviewer": seat}
    return _ordered(partial(giving.assign_some, files=asked.applications, **order), asked.rehearse)


@router.post(
    "/calls/{slug}/draws",
    response={200: shapes.SomeDrawnOut, **REFUSALS},
    summary="Distributes some applications among the jury, as previewed",
)
def draw_some(request: HttpRequest, slug: str, asked: shapes.SomeDrawIn) -> dict[str, Any]:
    """Without a seed: what would be given to whom, and the seed that confirms it; nothing is done."""
    call = _steered(request, slug)
    order: dict[str, Any] = {"by": _who(request), "at": _now(request), "call": call, "files": asked.applications}
    seen = preview_shape(giving.preview_some(*order.values()))
    made = giving.draw_some(**order, seed=asked.seed) if asked.seed else None
    return {"number": made.pk if made else None, **seen}


def _steered(request: HttpRequest, slug: str) -> Call:
    return load(_who(request), ORGANISE, visible_calls(_who(request)), slug=slug)
