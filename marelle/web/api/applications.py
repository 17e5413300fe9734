"""A candidature, for programs: its questions, its answers, what it lacks, its filing, its versions, its corrections.

The same orders as the screens give, judged by the same functions: a program may what its person may, where they may.
"""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import File, Router, Status
from ninja.files import UploadedFile

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.queries import corrections, versions
from marelle.domains.calls.rules.applications import ApplicationIncomplete
from marelle.domains.calls.services import applications as orders
from marelle.domains.calls.services import corrections as correcting
from marelle.domains.calls.services import writing
from marelle.kernel.access import NotFound, load
from marelle.web.calls.receipt import receipt_file, text_file

from .application_schemas import (
    AnswersIn,
    ApplicationOut,
    CheckOut,
    ClashOut,
    CorrectionAskedIn,
    CorrectionOut,
    FiledOut,
    JoinedDocumentOut,
    SavedOut,
    UnfiledOut,
    VersionsOut,
)
from .faults import faults_shape
from .schemas import Fault

router = Router()
READ, WRITE, FILE = "calls.read_application", "calls.write_application", "calls.file_application"
REFUSED: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}


def _application(request: HttpRequest, number: int, permission: str = READ) -> Application:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, permission, visible_applications(viewer), pk=number if number < 2**63 else 0)


@router.get("/applications/{int:number}", response={200: ApplicationOut, **REFUSED}, summary="One candidature")
def application(request: HttpRequest, number: int) -> dict[str, Any]:
    """Its form, its answers as last saved, and what may be written now. Price: ten queries at most."""
    found, now = _application(request, number), request.clock.now  # type: ignore[attr-defined]
    sheet = found.sheet
    correction = corrections.open_correction(found, now)
    may_see = found.state == "draft" or request.viewer.may(WRITE, found.perimeters())  # type: ignore[attr-defined]
    return {
        "number": found.pk,
        "state": found.state,
        "call": found.call.title,
        "closes_at": found.closes_at,
        "site": found.site.name,
        "organisation": found.organisation.name,
        "form": {"code": sheet.questionnaire.code, "version": sheet.questionnaire.version},
        "definition": sheet.questionnaire.definition,
        "revision": sheet.revision,
        "saved_at": sheet.saved_at,
        "filed_at": found.filed_at,
        "answers": sheet.answers if may_see else {},
        "open_fields": sorted(corrections.fields_open(found, now)),
        "correction": _correction(correction) if correction else None,
    }


@router.patch(
    "/applications/{int:number}/answers",
    response={200: SavedOut, **REFUSED, 409: ClashOut, 422: UnfiledOut},
    summary="Saves some answers; saved is not filed",
)
def save_answers(request: HttpRequest, number: int, sent: AnswersIn) -> Any:
    """Answers that colleagues changed since `revision` are joined where they can be; else 409, with both texts."""
    found = _application(request, number, WRITE)
    now = request.clock.now  # type: ignore[attr-defined]
    saved = writing.save_section(
        by=request.viewer,  # type: ignore[attr-defined]
        at=now,
        application=found,
        answers=sent.answers,
        revision=sent.revision,
    )
    return {"revision": saved.revision, "changed": sorted(saved.changed), "joined": sorted(saved.joined)}


@router.get("/applications/{int:number}/check", response={200: CheckOut, **REFUSED}, summary="What it still lacks")
def check(request: HttpRequest, number: int) -> dict[str, Any]:
    """At any time, whoever may read it. Price: one query, and seven for its registers."""
    left = queries.what_is_left(_application(request, number))
    progress = queries.progress(left)
    return {
        "complete": left.complete,
        "answered": progress.done,
        "needed": progress.total,
        "faults": faults_shape(left.faults),
    }


@router.post(
    "/applications/{int:number}/documents/{field}",
    response={200: JoinedDocumentOut, **REFUSED},
    summary="Joins a file; put its code in the answer to keep it",
)
def join_document(request: HttpRequest, number: int, field: str, file: File[UploadedFile]) -> dict[str, Any]:
    kept = writing.join_document(
        by=request.viewer,  # type: ignore[attr-defined]
        at=request.clock.now,  # type: ignore[attr-defined]
        application=_application(request, number, WRITE),
        field=field,
        upload=file,
    )
    return {"code": str(kept.pk), "name": kept.name, "size": kept.size, "sha256": kept.sha256}


@router.post(
    "/applications/{int:number}/filing",
    response={200: FiledOut, **REFUSED, 422: UnfiledOut},
    summary="Files it, or files again what a correction opened",
)
def application_filing(request: HttpRequest, number: int) -> Any:
    """Judged by the one clock, after locking the call: too late by a second is too late."""
    found, viewer = _application(request, number, FILE), request.viewer  # type: ignore[attr-defined]
    try:
        if corrections.open_correction(found, request.clock.now):  # type: ignore[attr-defined]
            filed = correcting.refile_application(by=viewer, application=found)
        else:
            filed = orders.file_application(by=viewer, application=found)
    except ApplicationIncomplete as refusal:
        return Status(422, {"code": refusal.code, "detail": str(refusal), "faults": faults_shape(refusal.faults)})
    return {"id": filed.pk, "state": filed.state, **_version(versions.versions_of(filed)[-1])}


@router.get("/applications/{int:number}/versions", response={200: VersionsOut, **REFUSED}, summary="What was filed")
def filed_versions(request: HttpRequest, number: int) -> dict[str, Any]:
    return {"items": [_version(one) for one in versions.versions_of(_application(request, number))]}


def _version(version: Any) -> dict[str, Any]:
    return {"number": version.number, "filed_at": version.frozen_at, "fingerprint": version.fingerprint}


@router.get(
    "/applications/{int:number}/versions/{int:version}",
    response={200: dict, **REFUSED},
    summary="The text that was filed: its sha256 is its fingerprint",
)
def filed_text(request: HttpRequest, number: int, version: int) -> FileResponse:
    return text_file(*_filed(request, number, version))


@router.get(
    "/applications/{int:number}/versions/{int:version}/receipt",
    response={200: bytes, **REFUSED},
    summary="The receipt, as a PDF",
)
def filed_receipt(request: HttpRequest, number: int, version: int) -> FileResponse:
    return receipt_file(request, *_filed(request, number, version))


def _filed(request: HttpRequest, number: int, version: int) -> tuple[Application, queries.FiledText]:
    application = _application(request, number)
    found = versions.version_of(application, version)
    if found is None:
        raise NotFound
    return application, found


@router.post(
    "/applications/{int:number}/corrections",
    response={201: CorrectionOut, **REFUSED},
    summary="Asks for a correction: opens named fields, for a time",
)
def ask_correction(request: HttpRequest, number: int, asked: CorrectionAskedIn) -> Status[Any]:
    made = correcting.request_correction(
        by=request.viewer,  # type: ignore[attr-defined]
        application=_application(request, number, "calls.request_correction"),
        fields=asked.fields,
        reasons=asked.reasons,
        until=asked.until,
    )
    return Status(201, _correction(made))


def _correction(correction: Any) -> dict[str, Any]:
    return {
        "fields": correction.fields,
        "reasons": correction.reasons,
        "asked_at": correction.asked_at,
        "until": correction.until,
    }
