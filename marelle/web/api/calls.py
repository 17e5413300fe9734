"""Calls, for programs: read by everybody; prepared and turned with the rights and the orders of the screens."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from marelle.domains.calls import services
from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import terms as queries
from marelle.domains.calls.rules.documents import questions_of
from marelle.domains.territories.queries import rules_version
from marelle.flows.open_call import open_call
from marelle.kernel.access import NotFound, load
from marelle.kernel.money import Cents

from . import call_schemas as shapes
from .call_shapes import call_line, call_shape, extension_shape
from .schemas import Fault

router = Router()
PREPARE, OPEN, EXTEND, DECIDE = "calls.prepare", "calls.open", "calls.extend", "calls.record_decision"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}


def _who(request: HttpRequest) -> Any:
    return request.viewer  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> Any:
    return request.clock.now  # type: ignore[attr-defined]


def _held(request: HttpRequest, slug: str, permission: str) -> Call:
    return load(_who(request), permission, visible_calls(_who(request)), slug=slug)


def _told(request: HttpRequest, slug: str) -> dict[str, Any]:
    """A preparation as it is now."""
    call = load(_who(request), PREPARE, queries.whole_calls(_who(request)), slug=slug)
    missing = queries.missing_to_open(call, _now(request)) if call.state == "draft" else ()
    told = [{"step": one.step, "code": one.code, "sentence": str(one.sentence)} for one in missing]
    return {"call": call_shape(call, _now(request)), "missing": told}


@router.get("/calls", response=shapes.CallsOut, summary="The calls that were opened, newest first")
def calls(request: HttpRequest) -> dict[str, Any]:
    return {"items": [call_line(call, _now(request)) for call in queries.published_calls()]}


@router.get("/calls/{slug}", response={200: shapes.CallOut, 404: Fault}, summary="One call, whole")
def call(request: HttpRequest, slug: str) -> dict[str, Any]:
    found = queries.whole_calls(_who(request)).filter(slug=slug).first()
    if found is None:
        raise NotFound
    return call_shape(found, _now(request))


@router.post("/preparations", response={201: shapes.PreparationOut, **REFUSALS}, summary="Prepares a call")
def prepare_call(request: HttpRequest, asked: shapes.CallIn) -> Status[Any]:
    told = asked.dict()
    services.prepare_call(by=_who(request), at=_now(request), slug=told.pop("id"), **told)
    return Status(201, _told(request, asked.id))


@router.get(
    "/preparations/{slug}",
    response={200: shapes.PreparationOut, **REFUSALS},
    summary="A call, and what is missing to open it",
)
def preparation(request: HttpRequest, slug: str) -> dict[str, Any]:
    return _told(request, slug)


@router.get(
    "/preparations/{slug}/choices",
    response={200: shapes.PreparationChoicesOut, **REFUSALS},
    summary="Which rules, which versions of the form, which sites it may choose",
)
def preparation_choices(request: HttpRequest, slug: str) -> dict[str, Any]:
    """What the orders about eligibility, form and documents take. Price: five queries."""
    held = _held(request, slug, PREPARE)
    forms = queries.forms_to_choose()
    chosen = next((one for one in forms if one.pk == held.form_id), None)
    return {
        "rules": [
            {"code": one.code, "version": one.version, "title": one.title} for one in queries.rules_to_choose(held)
        ],
        "forms": [{"code": one.code, "version": one.version, "title": one.title} for one in forms],
        "questions": {one.code: one.label for one in questions_of(chosen.form)} if chosen else {},
        "sites": [one.slug for one in queries.sites_to_preselect(held)],
    }


@router.put(
    "/preparations/{slug}/description", response={200: shapes.PreparationOut, **REFUSALS}, summary="Says what it is"
)
def prepare_description(request: HttpRequest, slug: str, asked: shapes.DescriptionIn) -> dict[str, Any]:
    services.describe_call(by=_who(request), call=_held(request, slug, PREPARE), **asked.dict())
    return _told(request, slug)


@router.put("/preparations/{slug}/calendar", response={200: shapes.PreparationOut, **REFUSALS}, summary="Dates it")
def prepare_calendar(request: HttpRequest, slug: str, asked: shapes.CalendarIn) -> dict[str, Any]:
    services.set_calendar(by=_who(request), call=_held(request, slug, PREPARE), **asked.dict())
    return _told(request, slug)


@router.put(
    "/preparations/{slug}/eligibility", response={200: shapes.PreparationOut, **REFUSALS}, summary="Says who may apply"
)
def prepare_eligibility(request: HttpRequest, slug: str, asked: shapes.EligibilityIn) -> dict[str, Any]:
    rules, held = rules_version(asked.rules, asked.version), _held(request, slug, PREPARE)
    wanted = set(asked.preselected)
    sites = [site for site in queries.sites_to_preselect(held) if site.slug in wanted] if wanted else []
    if rules is None or len(sites) != len(wanted):
        raise NotFound
    services.set_eligibility(by=_who(request), call=held, rule_set=rules, sites=sites, blocking=asked.blocking)
    return _told(request, slug)


@router.put("/preparations/{slug}/form", response={200: shapes.PreparationOut, **REFUSALS}, summary="Chooses its form")
def prepare_form(request: HttpRequest, slug: str, asked: shapes.FormIn) -> dict[str, Any]:
    held = _held(request, slug, PREPARE)
    chosen = next((one for one in queries.forms_to_choose() if one.version == asked.version), None)
    if chosen is None:
        raise NotFound
    services.choose_form(by=_who(request), call=held, form=chosen, regional_opinion=asked.regional_opinion)
    return _told(request, slug)


@router.put(
    "/preparations/{slug}/criteria",
    response={200: shapes.PreparationOut, **REFUSALS},
    summary="Writes all its criteria",
)
def prepare_criteria(request: HttpRequest, slug: str, asked: shapes.CriteriaIn) -> dict[str, Any]:
    told = [services.CriterionTold(**one.dict()) for one in asked.items]
    services.replace_criteria(by=_who(request), call=_held(request, slug, PREPARE), told=told)
    return _told(request, slug)


@router.put(
    "/preparations/{slug}/documents",
    response={200: shapes.PreparationOut, **REFUSALS},
    summary="Writes all its documents",
)
def prepare_documents(request: HttpRequest, slug: str, asked: shapes.DocumentsIn) -> dict[str, Any]:
    told = [services.DocumentTold(**one.dict()) for one in asked.items]
    services.replace_documents(by=_who(request), call=_held(request, slug, PREPARE), told=told)
    return _told(request, slug)


@router.put(
    "/preparations/{slug}/envelope", response={200: shapes.PreparationOut, **REFUSALS}, summary="Says what it may give"
)
def prepare_envelope(request: HttpRequest, slug: str, asked: shapes.EnvelopeIn) -> dict[str, Any]:
    cents = {year: Cents(amount) for year, amount in asked.cents.items()}
    services.set_envelopes(by=_who(request), call=_held(request, slug, PREPARE), cents=cents)
    return _told(request, slug)


@router.put(
    "/preparations/{slug}/selection",
    response={200: shapes.PreparationOut, **REFUSALS},
    summary="Chooses how its list is made",
)
def prepare_selection(request: HttpRequest, slug: str, asked: shapes.SelectionIn) -> dict[str, Any]:
    services.set_selection(by=_who(request), call=_held(request, slug, PREPARE), **asked.dict())
    return _told(request, slug)


@router.post("/preparations/{slug}/drop", response={204: None, **REFUSALS}, summary="Gives up a call never opened")
def drop_preparation(request: HttpRequest, slug: str) -> Status[None]:
    services.drop_call(by=_who(request), call=_held(request, slug, PREPARE))
    return Status(204, None)


@router.post("/calls/{slug}/copies", response={201: shapes.PreparationOut, **REFUSALS}, summary="Another edition of it")
def copy_call(request: HttpRequest, slug: str, asked: shapes.CopyIn) -> Status[Any]:
    told = {"slug": asked.id, "title": asked.title}
    services.duplicate_call(by=_who(request), call=_held(request, slug, PREPARE), edition=asked.edition, **told)
    return Status(201, _told(request, asked.id))


@router.post("/calls/{slug}/trials", response={201: shapes.PreparationOut, **REFUSALS}, summary="A trial of it")
def try_call(request: HttpRequest, slug: str, asked: shapes.TrialIn) -> Status[Any]:
    dates = {"opens_at": asked.opens_at, "closes_at": asked.closes_at}
    services.try_call(by=_who(request), call=_held(request, slug, PREPARE), slug=asked.id, **dates)
    return Status(201, _told(request, asked.id))


@router.post("/calls/{slug}/batches", response={201: shapes.BatchOut, **REFUSALS}, summary="Plans a batch")
def plan_batch(request: HttpRequest, slug: str, asked: shapes.BatchIn) -> Status[Any]:
    made = services.plan_batch(by=_who(request), call=_held(request, slug, PREPARE), **asked.dict())
    kept = ("number", "cuts_at", "decision_by", "decided_on")
    return Status(201, {name: getattr(made, name) for name in kept})


@router.post("/calls/{slug}/opening", response={200: shapes.CallOut, **REFUSALS}, summary="Opens it")
def call_opening(request: HttpRequest, slug: str) -> dict[str, Any]:
    open_call(by=_who(request), at=_now(request), call=_held(request, slug, OPEN))
    return call(request, slug)


@router.post("/calls/{slug}/closing", response={200: shapes.CallOut, **REFUSALS}, summary="Closes it")
def call_closing(request: HttpRequest, slug: str) -> dict[str, Any]:
    services.close_call(by=_who(request), at=_now(request), call=_held(request, slug, OPEN))
    return call(request, slug)


@router.post("/calls/{slug}/announcement", response={200: shapes.CallOut, **REFUSALS}, summary="Dates its labels")
def call_announcement(request: HttpRequest, slug: str, asked: shapes.AnnouncementIn) -> dict[str, Any]:
    held = _held(request, slug, DECIDE)
    services.announce_decisions(by=_who(request), at=_now(request), call=held, decided_on=asked.decided_on)
    return call(request, slug)


@router.post("/calls/{slug}/extensions", response={201: shapes.ExtensionOut, **REFUSALS}, summary="Grants more time")
def call_extension(request: HttpRequest, slug: str, asked: shapes.ExtensionIn) -> Status[Any]:
    by, held, told = _who(request), _held(request, slug, EXTEND), asked.dict()
    number = told.pop("application")
    if number is None:
        return Status(201, extension_shape(services.extend_call(by=by, call=held, **told)))
    one = next((draft for draft in queries.drafts_to_extend(by, held) if draft.pk == number), None)
    if one is None:
        raise NotFound
    granted = services.extend_application(by=by, application=one, until=asked.until, why=asked.why)
    return Status(201, extension_shape(granted))
