"""Lists, through programs: calculated, deliberated, signed, decided, with the rights and the orders of the screens."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router, Status

from marelle.domains.accounts.models import Person
from marelle.domains.calls.access import visible_applications, visible_calls, visible_decisions
from marelle.domains.calls.models import Call, DecidingOrder, ListProposal, SelectionRun
from marelle.domains.calls.queries import lists as queries
from marelle.domains.calls.queries import waiting as after
from marelle.domains.calls.queries.letters import decision_for
from marelle.domains.calls.queries.minutes import voices_of
from marelle.domains.calls.queries.terms import published_calls
from marelle.domains.calls.services import appeals, list_orders, listing
from marelle.domains.calls.services import lists as orders
from marelle.domains.funding.queries import amounts_by_year, left_by_year
from marelle.domains.projects.queries import projects_of_labels
from marelle.flows import call_from_waiting as called
from marelle.flows.compute_list import compute_list
from marelle.flows.withdraw_label import withdraw_label
from marelle.kernel.access import NotFound, load

from . import list_schemas as shapes
from .schemas import Fault

router = Router()
READ, RECORD, DELIBERATE, FILE = (
    "calls.read_list",
    "calls.record_decision",
    "calls.deliberate",
    "calls.file_application",
)
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}


def _who(request: HttpRequest) -> Any:
    return request.viewer  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> Any:
    return request.clock.now  # type: ignore[attr-defined]


def _call(request: HttpRequest, slug: str, permission: str = READ) -> Call:
    return load(_who(request), permission, visible_calls(_who(request)), slug=slug)


def _run(request: HttpRequest, slug: str, number: int, permission: str = READ) -> SelectionRun:
    call = _call(request, slug, permission)
    return load(_who(request), permission, queries.runs_of(_who(request), call), number=number)


def _list(request: HttpRequest, slug: str, permission: str = READ) -> ListProposal:
    found = queries.current_list(_call(request, slug, permission))
    if found is None:
        raise NotFound
    return found


def _run_line(run: SelectionRun) -> dict[str, Any]:
    answer = getattr(run, "answer", None)
    names = ("number", "name", "method", "rules", "seed", "asked_at")
    return {name: getattr(run, name) for name in names} | {
        "question": run.fingerprint,
        "answer": answer.fingerprint if answer else "",
        "refusal": answer.refusal if answer else "",
        "scenario": bool(run.changes),
    }


def _row(row: queries.Row) -> dict[str, Any]:
    names = ("rank", "best", "by_rank", "inside", "barred", "band")
    return {name: getattr(row, name) for name in names} | {
        "application": row.application.pk,
        "site": row.application.site.name,
        "merit": str(row.merit),
        "cents": list(row.yearly),
        "opinions": list(row.opinions),
        "gap": None if row.margin is None or row.margin.gap is None else str(row.margin.gap),
        "share": None if row.share is None else float(row.share),
    }


def _whole(run: SelectionRun) -> dict[str, Any]:
    found = queries.calculated(run)
    return _run_line(run) | {
        "years": list(found.instance.years),
        "envelope": list(found.instance.envelope),
        "spent": list(found.spent()),
        "rows": [_row(row) for row in found.rows],
        "passed_by": [[low.application.pk, high.application.pk] for low, high in found.pairs] if found.told else [],
        "studied": found.studied,
    }


def _told(proposal: ListProposal) -> dict[str, Any]:
    proposal.refresh_from_db()
    found, voices = queries.deliberated(proposal), {one.person_id: one for one in voices_of(proposal)}
    version = proposal.dossier.versions.filter(number=proposal.dossier.latest).first()
    signs = proposal.signatories.select_related("person").order_by("pk")
    return {
        "state": proposal.state,
        "version": proposal.dossier.latest,
        "run": proposal.run.number,
        "fingerprint": version.fingerprint if version else "",
        "lines": [_line(line) for line in found.lines],
        "signatures": [
            {
                "person": one.person.full_name,
                "answer": voices[one.person_id].opinion if one.person_id in voices else None,
            }
            for one in signs
        ],
        "not_kept": found.not_kept,
    }


def _line(line: queries.Line) -> dict[str, Any]:
    return {
        "application": line.row.application.pk,
        "site": line.row.application.site.name,
        "place": line.place,
        "order": line.order,
        "calculated": line.row.inside,
        "saying": line.said.saying if line.said else None,
        "reason": line.said.reason if line.said else "",
    }


@router.get("/calls/{slug}/runs", response={200: shapes.RunsOut, **REFUSALS}, summary="The calculations of a call")
def list_runs(request: HttpRequest, slug: str) -> dict[str, Any]:
    return {"items": [_run_line(run) for run in queries.runs_of(_who(request), _call(request, slug))]}


@router.post("/calls/{slug}/runs", response={201: shapes.RunOut, **REFUSALS}, summary="Calculates a list or a scenario")
def list_compute(request: HttpRequest, slug: str, asked: shapes.RunIn) -> Status[Any]:
    call, told = _call(request, slug, RECORD), asked.changes.dict()
    told |= {name: tuple(told[name]) for name in ("forced_in", "forced_out")}
    changes = listing.Changes(**told)
    run = compute_list(by=_who(request), at=_now(request), call=call, name=asked.name, changes=changes)
    return Status(201, _whole(run))


@router.get("/calls/{slug}/runs/{number}", response={200: shapes.RunOut, **REFUSALS}, summary="One calculation, whole")
def list_run(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    return _whole(_run(request, slug, number))


@router.post(
    "/calls/{slug}/runs/{number}/replay", response={200: shapes.ReplayOut, **REFUSALS}, summary="Calculates it again"
)
def list_replay(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    run = _run(request, slug, number)
    again, answer = listing.replay(run), getattr(run, "answer", None)
    same = answer is not None and (again.text, again.refusal) == (answer.text, answer.refusal)
    return {"same": same, "answer": again.fingerprint}


@router.get(
    "/calls/{slug}/runs/{number}/difference/{other}",
    response={200: shapes.DifferenceOut, **REFUSALS},
    summary="Who enters, who leaves, what it costs",
)
def list_difference(request: HttpRequest, slug: str, number: int, other: int) -> dict[str, Any]:
    base, against = (queries.calculated(_run(request, slug, one)) for one in (number, other))
    told = queries.difference(base, against)
    return {
        "enters": [row.application.pk for row in told.enters],
        "leaves": [row.application.pk for row in told.leaves],
        "merit": str(queries.hundredths(told.merit)),
        "cost": list(told.cost),
    }


@router.get(
    "/calls/{slug}/signatories",
    response={200: shapes.SignatoriesOut, **REFUSALS},
    summary="Who may be asked to sign the list of a call",
)
def list_signatories(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Price: two queries."""
    _call(request, slug, RECORD)
    return {"items": [{"person": one.pk, "name": one.full_name} for one in queries.may_sign(_now(request))]}


@router.get("/calls/{slug}/list", response={200: shapes.ListOut, **REFUSALS}, summary="The list as it stands")
def list_read(request: HttpRequest, slug: str) -> dict[str, Any]:
    return _told(_list(request, slug))


@router.post("/calls/{slug}/list", response={201: shapes.ListOut, **REFUSALS}, summary="Proposes a calculation")
def list_propose(request: HttpRequest, slug: str, asked: shapes.ProposalIn) -> Status[Any]:
    run = _run(request, slug, asked.run, RECORD)
    people = list(Person.objects.filter(pk__in=asked.signatories))
    facts: dict[str, Any] = {"left": left_by_year(run.call), "signatories": people, "waiting": asked.waiting}
    return Status(201, _told(orders.propose_list(by=_who(request), at=_now(request), run=run, **facts)))


@router.post("/calls/{slug}/list/overrides", response={200: shapes.ListOut, **REFUSALS}, summary="Says otherwise")
def list_override(request: HttpRequest, slug: str, asked: shapes.OverrideIn) -> dict[str, Any]:
    proposal = _list(request, slug, DELIBERATE)
    row = queries.calculated(proposal.run).row_of(asked.application)
    if row is None:
        raise NotFound
    told: dict[str, Any] = {"application": row.application, "saying": asked.saying, "reason": asked.reason}
    orders.override(by=_who(request), at=_now(request), proposal=proposal, **told)
    return _told(proposal)


@router.post("/calls/{slug}/list/freeze", response={200: shapes.ListOut, **REFUSALS}, summary="Freezes it to be signed")
def list_freeze(request: HttpRequest, slug: str) -> dict[str, Any]:
    proposal = _list(request, slug, RECORD)
    orders.freeze_list(by=_who(request), at=_now(request), proposal=proposal, left=left_by_year(proposal.call))
    return _told(_list(request, slug, RECORD))


@router.post("/calls/{slug}/list/sign", response={200: shapes.ListOut, **REFUSALS}, summary="Signs it, or says no")
def list_sign(request: HttpRequest, slug: str, asked: shapes.SignIn) -> dict[str, Any]:
    proposal = _list(request, slug, DELIBERATE)
    facts: dict[str, Any] = {"proposal": proposal, "left": left_by_year(proposal.call), **asked.dict()}
    orders.sign_list(by=_who(request), at=_now(request), **facts)
    return _told(_list(request, slug, DELIBERATE))


@router.post("/calls/{slug}/list/reopen", response={200: shapes.ListOut, **REFUSALS}, summary="Back to the jury")
def list_reopen(request: HttpRequest, slug: str, asked: shapes.ListReasonIn) -> dict[str, Any]:
    return _told(orders.reopen_list(by=_who(request), proposal=_list(request, slug, RECORD), why=asked.why))


@router.post("/calls/{slug}/list/drop", response={200: shapes.ListOut, **REFUSALS}, summary="Gives it up")
def list_drop(request: HttpRequest, slug: str, asked: shapes.ListReasonIn) -> dict[str, Any]:
    return _told(orders.drop_list(by=_who(request), proposal=_list(request, slug, RECORD), why=asked.why))


def _order_told(order: DecidingOrder) -> dict[str, Any]:
    names = ("pk", "state", "decided_on", "ordered_at", "ended_at", "reason_code", "reason")
    told = {name: getattr(order, name) for name in names}
    told["follow"] = reverse("api-1:list_order", args=[order.proposal.call.slug, order.pk])
    return told | {"order": told.pop("pk"), "by": queries.who_ordered(order)}


@router.post(
    "/calls/{slug}/list/decide", response={202: shapes.OrderOut, **REFUSALS}, summary="Has a signed list decided"
)
def list_decide(request: HttpRequest, slug: str, asked: shapes.DayIn, response: HttpResponse) -> Status[Any]:
    proposal = _list(request, slug, RECORD)
    facts: dict[str, Any] = {"proposal": proposal, "decided_on": asked.decided_on}
    told = _order_told(list_orders.order_deciding(by=_who(request), at=_now(request), **facts))
    response["Location"] = told["follow"]
    return Status(202, told)


@router.get(
    "/calls/{slug}/list/orders/{number}",
    response={200: shapes.OrderOut, **REFUSALS},
    summary="How an order to decide a list goes",
)
def list_order(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    call = _call(request, slug, RECORD)
    return _order_told(load(_who(request), RECORD, queries.orders_of(_who(request), call), pk=number))


@router.post("/calls/{slug}/waiting/next", response={204: None, **REFUSALS}, summary="Calls the next that waits")
def list_call_next(request: HttpRequest, slug: str, asked: shapes.DayIn) -> Status[None]:
    waiting = after.waiting_decisions(_call(request, slug, RECORD))
    if not waiting:
        raise NotFound
    facts: dict[str, Any] = {"decision": waiting[0], "decided_on": asked.decided_on}
    called.call_from_waiting(by=_who(request), at=_now(request), **facts)
    return Status(204, None)


@router.post("/decisions/{pk}/withdraw", response={204: None, **REFUSALS}, summary="Withdraws a label")
def list_withdraw(request: HttpRequest, pk: int, asked: shapes.WithdrawIn) -> Status[None]:
    decision = load(_who(request), RECORD, visible_decisions(_who(request)), pk=pk)
    withdraw_label(by=_who(request), at=_now(request), decision=decision, **asked.dict())
    return Status(204, None)


@router.post("/applications/{pk}/appeal", response={201: shapes.AppealOut, **REFUSALS}, summary="Lodges an appeal")
def list_appeal(request: HttpRequest, pk: int, asked: shapes.AppealIn) -> Status[Any]:
    application = load(_who(request), FILE, visible_applications(_who(request)), pk=pk)
    decision = decision_for(application)
    if decision is None:
        raise NotFound
    made = appeals.lodge_appeal(by=_who(request), at=_now(request), decision=decision, reasons=asked.reasons)
    return Status(201, _appeal(made))


@router.get(
    "/calls/{slug}/appeals", response={200: shapes.AppealsOut, **REFUSALS}, summary="The appeals lodged in a call"
)
def list_appeals(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Those that wait for an answer first. Price: two queries."""
    rows = after.appeals_of(_who(request), _call(request, slug, RECORD))
    return {"items": [_appeal_line(one) for one in rows]}


def _appeal_line(appeal: Any) -> dict[str, Any]:
    told = {"appeal": appeal.pk, "site": appeal.decision.site.name, "lodged_at": appeal.lodged_at}
    more = {"decision": appeal.decision_id, "reasons": appeal.reasons}
    return told | more | {"outcome": getattr(getattr(appeal, "answer", None), "outcome", None)}


@router.post("/appeals/{pk}/answer", response={201: shapes.AppealOut, **REFUSALS}, summary="Answers an appeal")
def list_answer(request: HttpRequest, pk: int, asked: shapes.AppealAnswerIn) -> Status[Any]:
    appeal = load(_who(request), RECORD, after.visible_appeals(_who(request)), pk=pk)
    appeals.answer_appeal(by=_who(request), at=_now(request), appeal=appeal, **asked.dict())
    return Status(201, _appeal(appeal))


def _appeal(appeal: Any) -> dict[str, Any]:
    answer = after.appeal_against(appeal.decision)
    outcome = getattr(getattr(answer, "answer", None), "outcome", None)
    told = {"appeal": appeal.pk, "site": appeal.decision.site.name, "lodged_at": appeal.lodged_at}
    return told | {"outcome": outcome}


@router.get("/calls/{slug}/results", response={200: shapes.ResultsOut, 404: Fault}, summary="What a call gave")
def list_results(request: HttpRequest, slug: str) -> dict[str, Any]:
    call = published_calls().filter(slug=slug).first()
    if call is None or call.decided_on is None:
        raise NotFound
    labels = after.labels_of(call)
    projects = projects_of_labels(labels)
    amounts = amounts_by_year([one.pk for one in projects.values()])
    return {
        "decided_on": call.decided_on,
        "items": [
            {
                "site": one.site.slug,
                "name": one.site.name,
                "departement": one.site.commune_main.departement_id,
                "decided_on": one.decided_on,
                "cents": amounts.get(projects[one.pk].pk, {}) if one.pk in projects else {},
            }
            for one in labels
        ],
        "waiting": [one.site.slug for one in after.waiting_decisions(call)],
    }
