"""Those who write a candidature, through programs: to begin it, pick in registers, settle two texts, take it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.queries.registers import registers_of
from marelle.domains.calls.services import applications as orders
from marelle.domains.calls.services import corrections
from marelle.domains.calls.services import writing as saving
from marelle.kernel.access import NotFound, load
from marelle.kernel.questionnaires import Entry
from marelle.kernel.questionnaires.definition import REGISTERED
from marelle.kernel.questionnaires.services import asides_of

from . import writing_schemas as shapes
from .application_schemas import SavedOut
from .boards import router as listed  # one address, one router: the list and a new one
from .schemas import Fault

router = Router()
WRITE, FILE, CORRECT = "calls.write_application", "calls.file_application", "calls.request_correction"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}
FACT = ("code", "label", "value", "unit", "period", "source")
LARGEST = 2**63


def _who(request: HttpRequest) -> Any:
    return request.viewer  # type: ignore[attr-defined]


def _order(request: HttpRequest, number: int, permission: str = WRITE) -> dict[str, Any]:
    """Who orders, when, and on which candidature."""
    found = load(_who(request), permission, visible_applications(_who(request)), pk=number if number < LARGEST else 0)
    return {"by": _who(request), "at": request.clock.now, "application": found}  # type: ignore[attr-defined]


@listed.post("/applications", response={201: dict[str, int], **REFUSALS}, summary="Begins a candidature")
def start_application(request: HttpRequest, asked: shapes.StartIn) -> Status[Any]:
    """For a site where one writes, as an organisation for which one acts, to a call that is open. Its number."""
    by, now = _who(request), request.clock.now  # type: ignore[attr-defined]
    by.must(WRITE)
    call = next((one for one in queries.open_calls(now, by) if one.slug == asked.call), None)
    site = next((one for one in queries.sites_to_apply_for(by) if one.slug == asked.site), None)
    if call is None or site is None:
        raise NotFound
    made = orders.start_application(by=by, call=call, site=site, organisation_id=asked.organisation)
    return Status(201, {"number": made.pk})


@router.get(
    "/applications/choices",
    response={200: shapes.BeginningChoicesOut, **REFUSALS},
    summary="To which calls, for which sites, as which organisations one may apply",
)
def application_choices(request: HttpRequest) -> dict[str, Any]:
    """What `POST /applications` takes. Price: three queries."""
    by, now = _who(request), request.clock.now  # type: ignore[attr-defined]
    by.must(WRITE)
    return {
        "calls": [
            {"id": one.slug, "title": one.title, "closes_at": one.closes_at} for one in queries.open_calls(now, by)
        ],
        "sites": [{"id": one.slug, "name": one.name} for one in queries.sites_to_apply_for(by)],
        "organisations": [
            {"number": number, "name": name} for number, name in queries.organisations_to_apply_as(by, now).items()
        ],
    }


@router.get(
    "/applications/{int:number}/questions/{field}/entries",
    response={200: shapes.EntriesOut, **REFUSALS},
    summary="The entries of the register in which a question is answered",
)
def find_entries(request: HttpRequest, number: int, field: str, q: Query[str]) -> dict[str, Any]:
    """Communes, quarters, schools, each with its figures and their source. Price: five queries."""
    application = _order(request, number)["application"]
    asked = application.sheet.questionnaire.form.field(field)
    if asked is None or asked.kind not in REGISTERED:
        raise NotFound
    words = " ".join(q.replace("\x00", "").split())[:80]
    found = registers_of(application).search(asked.reference, words) if len(words) > 1 else []
    return {"items": [_entry(one) for one in found]}


def _entry(one: Entry) -> dict[str, Any]:
    facts = [{name: getattr(fact, name) for name in FACT} for fact in one.facts]
    return {"code": one.code, "label": one.label, "detail": one.detail, "facts": facts}


@router.get(
    "/applications/{int:number}/asides",
    response={200: shapes.AsidesOut, **REFUSALS},
    summary="Texts that were put aside",
)
def asides(request: HttpRequest, number: int) -> dict[str, Any]:
    sheet = _order(request, number)["application"].sheet
    return {
        "items": [
            {
                "number": one.pk,
                "field": one.field,
                "written_by": one.written_by,
                "written_at": one.written_at,
                "text": one.value,
                "stored": sheet.answers.get(one.field),
            }
            for one in asides_of(sheet)
        ]
    }


@router.post(
    "/applications/{int:number}/asides/{int:aside}",
    response={200: SavedOut, **REFUSALS},
    summary="Settles a text that was put aside",
)
def settle_aside(request: HttpRequest, number: int, aside: int, asked: shapes.SettleIn) -> dict[str, Any]:
    order = _order(request, number)
    found = next((one for one in asides_of(order["application"].sheet) if one.pk == aside), None)
    if found is None:
        raise NotFound
    saved = saving.settle_text(**order, aside=found, take=asked.take)
    sheet = order["application"].sheet
    sheet.refresh_from_db()
    return {"revision": sheet.revision, "changed": sorted(saved.changed) if saved else [], "joined": []}


@router.post(
    "/applications/{int:number}/newest-form",
    response={200: shapes.PassedOut, **REFUSALS},
    summary="Passes a draft to the newest version of its form",
)
def pass_to_newest_form(request: HttpRequest, number: int) -> dict[str, Any]:
    order = _order(request, number)
    passed = saving.pass_to_newest_form(**order)
    held: Application = _order(request, number)["application"]
    return {
        "version": held.sheet.questionnaire.version,
        "kept": sorted(passed.kept),
        "left": sorted(passed.left),
    }


@router.post(
    "/applications/{int:number}/withdrawal", response={204: None, **REFUSALS}, summary="Takes a candidature back"
)
def withdraw_application(request: HttpRequest, number: int, asked: shapes.WithdrawalIn) -> Status[None]:
    """It stays readable, and the site may apply again."""
    order = _order(request, number, FILE)
    orders.withdraw_application(by=order["by"], application=order["application"], why=asked.why)
    return Status(204, None)


@router.post(
    "/applications/{int:number}/corrections/end",
    response={204: None, **REFUSALS},
    summary="Takes back a request for correction",
)
def end_correction(request: HttpRequest, number: int) -> Status[None]:
    order = _order(request, number, CORRECT)
    corrections.end_correction(by=order["by"], application=order["application"])
    return Status(204, None)
