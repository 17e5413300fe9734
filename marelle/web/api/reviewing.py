"""A reviewer, through programs: their candidatures, what links them, the text, their marks, the comparison."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from marelle.domains.calls.access.reviews import own_assignments
from marelle.domains.calls.models import Assignment
from marelle.domains.calls.queries import applications as texts
from marelle.domains.calls.queries import reviews as queries
from marelle.domains.calls.rules.conflicts import ConflictOfInterest
from marelle.domains.calls.rules.reviews import StatementFirst
from marelle.domains.calls.services import interests, reviewing
from marelle.domains.calls.services.reviewing import Said
from marelle.kernel.access import NotFound, load

from . import review_schemas as shapes
from .review_shapes import compared_shape, desk_shape, sent_shape
from .schemas import Fault

router = Router()
REVIEW = "calls.review"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}


def _who(request: HttpRequest) -> Any:
    return request.viewer  # type: ignore[attr-defined]


def _order(request: HttpRequest, number: int) -> dict[str, Any]:
    """Who orders, when, and on which share of theirs."""
    share = load(_who(request), REVIEW, own_assignments(_who(request)), pk=number)
    return {"by": _who(request), "at": request.clock.now, "assignment": share}  # type: ignore[attr-defined]


def _said(marks: Mapping[str, shapes.MarkIn]) -> dict[str, Said]:
    return {code: Said(one.mark, one.reason) for code, one in marks.items()}


def _blocked(order: Mapping[str, Any]) -> Status[Any] | None:
    """What the accounts know is looked at again: a link found closes the share, and stays noted."""
    found = interests.block_for_conflict(**order)
    if not found:
        return None
    refusal = ConflictOfInterest(why=" ".join(conflict.sentence for conflict in found))
    return Status(403, {"code": refusal.code, "detail": str(refusal)})


@router.get("/reviews", response={200: shapes.DeskOut, **REFUSALS}, summary="The candidatures given to whoever asks")
def reviews(request: HttpRequest) -> dict[str, Any]:
    return {"items": [desk_shape(row) for row in queries.desk(_who(request))]}


@router.post("/reviews/{number}/statement", response={204: None, **REFUSALS}, summary="Says what links one to it")
def state_interest(request: HttpRequest, number: int, asked: shapes.StatementIn) -> Status[Any]:
    order = _order(request, number)
    blocked = _blocked(order)
    if blocked:
        return blocked
    interests.state_interest(**order, has_interest=asked.has_interest, why=asked.why)
    return Status(204, None)


@router.get(
    "/reviews/{number}", response={200: shapes.FileToReviewOut, **REFUSALS}, summary="The text, and one's own marks"
)
def review(request: HttpRequest, number: int) -> Any:
    order = _order(request, number)
    blocked = _blocked(order)
    return blocked or _file(request, order["assignment"])


def _file(request: HttpRequest, share: Assignment) -> dict[str, Any]:
    file = share.application
    if not queries.statements_of(_who(request), [file.pk]).filter(has_interest=False).exists():
        raise StatementFirst
    state = texts.opinions(file)
    if state.current is None:
        raise NotFound
    version, sent = state.current.version, queries.own_review(_who(request), file)
    draft = getattr(share, "draft", None) if sent is None else None
    return {
        "number": share.pk,
        "application": file.pk,
        "site": file.site.name,
        "version": version.number,
        "fingerprint": version.fingerprint,
        "definition": version.content["form"]["definition"],
        "answers": version.content["answers"],
        "draft": draft.marks if draft else None,
        "sent": sent_shape(sent, sent.version.number) if sent else None,
    }


@router.put("/reviews/{number}/draft", response={204: None, **REFUSALS}, summary="Saves one's marks; saved is not sent")
def save_draft(request: HttpRequest, number: int, asked: shapes.DraftIn) -> Status[Any]:
    reviewing.save_review_draft(**_order(request, number), said=_said(asked.marks), comment=asked.comment)
    return Status(204, None)


@router.post("/reviews/{number}", response={201: shapes.SentOut, **REFUSALS}, summary="Sends one's marks, once")
def submit_review(request: HttpRequest, number: int, asked: shapes.ReviewIn) -> Status[Any]:
    facts: dict[str, Any] = {"said": _said(asked.marks), "comment": asked.comment, "version": asked.version}
    made = reviewing.submit_review(**_order(request, number), **facts)
    return Status(201, sent_shape(made, asked.version))


@router.post("/reviews/{number}/correction", response={201: shapes.SentOut, **REFUSALS}, summary="Corrects one's marks")
def correct_review(request: HttpRequest, number: int, asked: shapes.CorrectionIn) -> Status[Any]:
    facts: dict[str, Any] = {"said": _said(asked.marks), "comment": asked.comment, "version": asked.version}
    made = reviewing.correct_review(**_order(request, number), **facts, why=asked.why, corrects=asked.corrects)
    return Status(201, sent_shape(made, asked.version))


@router.get(
    "/reviews/{number}/comparison", response={200: shapes.ComparedOut, **REFUSALS}, summary="The marks of all readers"
)
def compare(request: HttpRequest, number: int) -> Any:
    order = _order(request, number)
    blocked = _blocked(order)
    if blocked:
        return blocked
    share = order["assignment"]
    share.application.call = share.call
    return compared_shape(queries.open_marks(share.application))
