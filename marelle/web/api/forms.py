"""The forms of candidatures, through programs: the versions, and the next one as it is written and published."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from marelle.domains.calls.rules.applications import PREPROJECT
from marelle.domains.calls.services import forms as orders
from marelle.kernel.access import NotFound
from marelle.kernel.questionnaires.models import FormDraft
from marelle.kernel.questionnaires.queries import draft_of, versions_of

from .schemas import Fault

router = Router()
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}


class FormVersionOut(Schema):
    """A published version of the form: it never changes."""

    version: int
    title: str
    published_at: AwareDatetime
    definition: dict[str, Any]


class FormVersionsOut(Schema):
    """Every version, the newest first."""

    items: list[FormVersionOut]


class FormDraftOut(Schema):
    """The next version as it is being written; nobody answers it yet."""

    title: str
    revision: int
    saved_at: AwareDatetime
    definition: dict[str, Any]


class RevisionIn(Schema):
    """The revision that was read: somebody else's change is never overwritten."""

    revision: int = Field(ge=0, le=2**31 - 1)


class FormDraftIn(RevisionIn):
    """The whole of the next version."""

    title: str = Field("", max_length=200)
    definition: dict[str, Any] = Field(description="sections, questions, conditions, limits, computations and rules")


def _draft(request: HttpRequest) -> FormDraft:
    request.viewer.must(orders.WRITE_FORMS)  # type: ignore[attr-defined]
    found = draft_of(PREPROJECT)
    if found is None:
        raise NotFound
    return found


def _shape(draft: FormDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in ("title", "revision", "saved_at", "definition")}


def _version(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("version", "title", "published_at", "definition")}


@router.get("/forms", response={200: FormVersionsOut, **REFUSALS}, summary="The versions of the form")
def forms(request: HttpRequest) -> dict[str, Any]:
    """Price: one query."""
    request.viewer.must(orders.WRITE_FORMS)  # type: ignore[attr-defined]
    return {"items": [_version(one) for one in versions_of(PREPROJECT)]}


@router.get("/form-draft", response={200: FormDraftOut, **REFUSALS}, summary="The next version, as it is written")
def form_draft(request: HttpRequest) -> dict[str, Any]:
    return _shape(_draft(request))


@router.post("/form-draft", response={200: FormDraftOut, **REFUSALS}, summary="Begins the next version")
def begin_form(request: HttpRequest) -> dict[str, Any]:
    """The one that is being written, when somebody began already."""
    return _shape(orders.begin_form(by=request.viewer, at=request.clock.now))  # type: ignore[attr-defined]


@router.put("/form-draft", response={200: FormDraftOut, **REFUSALS}, summary="Writes the next version")
def change_form(request: HttpRequest, asked: FormDraftIn) -> dict[str, Any]:
    order: dict[str, Any] = {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]
    return _shape(orders.change_form(**order, draft=_draft(request), **asked.dict()))


@router.post("/form-draft/publication", response={201: FormVersionOut, **REFUSALS}, summary="Publishes it, for good")
def publish_form(request: HttpRequest, asked: RevisionIn) -> Status[Any]:
    by = request.viewer  # type: ignore[attr-defined]
    return Status(201, _version(orders.publish_form(by=by, draft=_draft(request), revision=asked.revision)))


@router.post("/form-draft/drop", response={204: None, **REFUSALS}, summary="Gives it up")
def drop_form(request: HttpRequest) -> Status[None]:
    orders.drop_form(by=request.viewer, draft=_draft(request))  # type: ignore[attr-defined]
    return Status(204, None)
