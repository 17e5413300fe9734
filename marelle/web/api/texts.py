"""The text of a project, for programs: a chapter to write in, versions read and compared, voices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Query, Router

from marelle.domains.projects import services
from marelle.domains.projects.access.files import may_write
from marelle.domains.projects.models import ProjectFile, ProjectVersion
from marelle.domains.projects.queries import files as reading
from marelle.domains.projects.queries import plan
from marelle.domains.projects.queries import voices as speaking
from marelle.domains.projects.rules.finalising import verdict
from marelle.kernel.access import Forbidden, NotFound
from marelle.kernel.files import as_attachment
from marelle.web.ui.questionnaire import compared

from . import text_schemas as shapes
from .asking import REFUSALS, by, fields, file_for, who
from .project_schemas import ChapterSavedOut
from .projects import reservation_shape
from .projects import router as filed  # one address, one router: a voice is given where they are read
from .sheet_texts import aside_for, asides_shape, entries_shape, missing_shape

router = Router()
PROJECT, CHAPTER = "/projects/{pk}", "/projects/{pk}/chapters/{section}"
WRITE = "projects.write"


def _chapter(request: HttpRequest, pk: int, section: str) -> tuple[ProjectFile, reading.ProjectLeft]:
    """The file with what it lacks, for who may write in this chapter. Price: two queries, and the registers."""
    file = file_for(request, pk)
    left = reading.what_is_left(file, section)
    here = left.of(section)
    if here is None:
        raise NotFound
    if not may_write(who(request), file, here.chapter):
        raise Forbidden(permission=WRITE)
    return file, left


@router.get(
    CHAPTER,
    response={200: shapes.WrittenChapterOut, **REFUSALS},
    summary="One chapter to write in: its questions, its answers, what it lacks",
)
def project_chapter(request: HttpRequest, pk: int, section: str) -> dict[str, Any]:
    """For who may write in it; the frozen versions are for all who follow. Price: thirteen queries at most."""
    file, left = _chapter(request, pk, section)
    here = left.of(section)
    assert here is not None
    codes = [field.code for field in here.section.fields]
    taken, definition = reading.taken_up_in(file), file.sheet.questionnaire.definition
    return {
        "section": section,
        "title": here.section.title,
        **fields(here.chapter, "state owner_id"),
        "revision": file.sheet.revision,
        "answers": {code: left.seen.values[code] for code in codes if code in left.seen.values},
        "shown": [code for code in codes if code in left.seen.shown],
        "missing": missing_shape(here.faults),
        "taken_up": {code: taken[code] for code in codes if code in taken},
        "questions": next(one for one in definition["sections"] if one["code"] == section),
    }


@router.get(
    f"{CHAPTER}/entries/{{field}}",
    response={200: shapes.EntriesFoundOut, **REFUSALS},
    summary="The entries of the register in which a question of a chapter is answered",
)
def project_entries(request: HttpRequest, pk: int, section: str, field: str, q: Query[str]) -> dict[str, Any]:
    """From two letters. Price: that of the chapter, and five."""
    file, left = _chapter(request, pk, section)
    here = left.of(section)
    if here is None or field not in {one.code for one in here.section.fields}:
        raise NotFound
    return entries_shape(left.definition, field, q, reading.registers_of(file).search)


@router.get(
    f"{CHAPTER}/asides",
    response={200: shapes.WaitingTextsOut, **REFUSALS},
    summary="Texts of a chapter that were put aside, to be settled",
)
def project_asides(request: HttpRequest, pk: int, section: str) -> dict[str, Any]:
    file, left = _chapter(request, pk, section)
    here = left.of(section)
    return asides_shape(file.sheet, [one.code for one in here.section.fields] if here else [])


@router.post(
    f"{CHAPTER}/asides/{{aside}}",
    response={200: ChapterSavedOut, **REFUSALS},
    summary="Settles a text of a chapter that was put aside",
)
def project_settle_aside(
    request: HttpRequest, pk: int, section: str, aside: int, asked: shapes.SettleTextIn
) -> dict[str, Any]:
    file, _left = _chapter(request, pk, section)
    told: dict[str, Any] = {"file": file, "section": section, "aside": aside_for(file.sheet, aside)}
    saved = services.settle_chapter_text(**told, **asked.dict(), **by(request))
    now = file_for(request, pk)
    return {"revision": now.sheet.revision, "changed": sorted(saved.changed) if saved else [], "file": now.state}


def _version(file: ProjectFile, number: int) -> ProjectVersion:
    found = ProjectVersion.objects.select_related("version").filter(file=file, number=number).first()
    if found is None:
        raise NotFound
    return found


@router.get(
    f"{PROJECT}/versions/{{number}}",
    response={200: shapes.FrozenOut, **REFUSALS},
    summary="One frozen text, whole, with the form that it had",
)
def project_frozen_version(request: HttpRequest, pk: int, number: int) -> dict[str, Any]:
    """Price: two queries."""
    version = _version(file_for(request, pk), number)
    text = reading.frozen_text(version.version)
    return {
        **fields(version, "number name submitted made_at"),
        "fingerprint": text.fingerprint,
        "answers": dict(text.seen.values),
        "definition": version.version.content["form"]["definition"],
    }


@router.get(
    f"{PROJECT}/attachments",
    response={200: shapes.AttachmentsOut, **REFUSALS},
    summary="The files taken up from the pre-project, which nobody sends again",
)
def project_attachments(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Price: two queries."""
    found = reading.papers_of(file_for(request, pk))
    return {
        "items": [
            {"id": one.stored_id, **fields(one, "question label"), **fields(one.stored, "name size sha256")}
            for one in found
        ]
    }


@router.get(
    f"{PROJECT}/attachments/{{file}}",
    response={200: bytes, **REFUSALS},
    summary="A file taken up from the pre-project, as it was sent",
)
def project_attachment(request: HttpRequest, pk: int, file: UUID) -> FileResponse:
    """Price: three queries."""
    found = next((one for one in reading.papers_of(file_for(request, pk)) if one.stored_id == file), None)
    if found is None:
        raise NotFound
    return as_attachment(found.stored)


@router.get(
    f"{PROJECT}/versions/{{number}}/changes/{{later}}",
    response={200: shapes.TextChangesOut, **REFUSALS},
    summary="Two frozen texts side by side: what was taken away, what was added",
)
def project_version_changes(request: HttpRequest, pk: int, number: int, later: int) -> dict[str, Any]:
    """Price: three queries."""
    file = file_for(request, pk)
    before, after = (reading.frozen_text(_version(file, one).version) for one in (number, later))
    found = compared(before, after)
    return {"earlier": number, "later": later, "count": len(found), "items": [_change(one) for one in found]}


def _change(one: Any) -> dict[str, Any]:
    sides = {name: [fields(piece, "kind text") for piece in getattr(one, name)] for name in ("before", "after")}
    return {**fields(one, "section label"), **sides}


@filed.get(
    f"{PROJECT}/voices",
    response={200: shapes.VoicesOut, **REFUSALS},
    summary="What the three say of the submitted version, what it amounts to, the voices that lapsed",
)
def project_voices(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Price: twelve queries at most; where voices have lapsed and none is awaited, those of the registers too."""
    file = file_for(request, pk)
    lapsed = speaking.lapsed_of(file)
    by_version = speaking.voices_by_version(file, [file.submitted or 0, *(one.number for one in lapsed)])
    given = by_version[file.submitted or 0]
    seats, *then = speaking.spoken_on_versions(file, [given, *(by_version[one.number] for one in lapsed)])
    said = verdict(file.rule, speaking.standing_on(file, given))
    return {
        "version": file.submitted,
        "seats": seats_shape(seats),
        **fields(said, "awaited against favourable needed"),
        "carried": bool(file.submitted) and said.carried,
        "mine": list(speaking.seats_to_speak(who(request), file, seats)),
        "changes": _changes_since(file, lapsed),
        "lapsed": [_lapsed(one, said_then) for one, said_then in zip(lapsed, then, strict=True)],
    }


def _changes_since(file: ProjectFile, lapsed: Sequence[ProjectVersion]) -> list[dict[str, Any]]:
    """What was changed since the version that lapsed last, while no other is submitted."""
    if file.submitted is not None or not lapsed:
        return []
    return [_change(one) for one in compared(reading.frozen_text(lapsed[0].version), reading.what_is_left(file))]


def _lapsed(version: ProjectVersion, seats: Sequence[speaking.SpokenSeat]) -> dict[str, Any]:
    return {**fields(version, "number lapsed_at lapsed_for"), "seats": seats_shape(seats)}


def seats_shape(seats: Sequence[speaking.SpokenSeat]) -> list[dict[str, Any]]:
    """What each seat said, with who stepped back from it. Price: none."""
    return [_seat(one) for one in seats]


def _seat(one: speaking.SpokenSeat) -> dict[str, Any]:
    voice = one.voice
    return {
        **fields(one, "seat label who organisation"),
        "in_the_stead_of": one.for_whom,
        "opinion": voice.opinion if voice else None,
        "reasons": voice.reasons if voice else "",
        "spoken_at": voice.spoken_at if voice else None,
        "reservations": [reservation_shape(each) for each in one.reservations],
        "stepped_back": [fields(each, "person_id why said_at") for each in one.stepped_back],
    }


@router.get(
    f"{PROJECT}/countdown",
    response={200: shapes.CountdownOut, **REFUSALS},
    summary="How much time is left, the way to the last day, what is still to do",
)
def project_countdown(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Price: seven queries, and those of the registers."""
    file, now = file_for(request, pk), by(request)["at"]
    left, due = reading.what_is_left(file), plan.countdown_of(file, now)
    steps = plan.plan_of(file, left, speaking.voices_on(file, file.submitted), now)
    return {
        **fields(due, "last_day days over"),
        "steps": [fields(one, "code label due_on done late") for one in steps],
        "chapters_not_ready": [one.section.code for one in left.not_ready],
        "missing": len(left.faults),
    }
