"""Whole projects, written and spoken on through the services."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from marelle.domains.accounts.models import Person
from marelle.domains.calls.tests.writing import complete_answers
from marelle.domains.projects.models import ProjectFile
from marelle.domains.projects.services import Asked, give_voice, move_chapter, save_chapter, submit_project
from marelle.kernel.access import Viewer

REASONS = "Le projet répond aux besoins que le diagnostic a montrés."


def ready(file: ProjectFile, by: Viewer, at: datetime) -> ProjectFile:
    """Everything answered, every chapter ready."""
    form = file.sheet.questionnaire.form
    whole = complete_answers(form)
    for section in form.sections:
        answers = {field.code: whole[field.code] for field in section.fields if field.code in whole}
        save_chapter(by=by, at=at, file=file, section=section.code, answers=answers)
        move_chapter(by=by, file=file, section=section.code, state="ready")
    return ProjectFile.objects.select_related(
        "project__site__commune_main__departement", "project__decision__call", "sheet__questionnaire", "dossier"
    ).get(pk=file.pk)


def said(
    file: ProjectFile, by: Viewer, at: datetime, seat: str, opinion: str = "favourable", **rest: Any
) -> dict[str, Any]:
    """The order by which somebody speaks on what is submitted."""
    told = {"by": by, "at": at, "file": file, "version": file.submitted or 0, "seat": seat}
    return {**told, "opinion": opinion, "reasons": REASONS, **rest}


def submitted(file: ProjectFile, by: Viewer) -> ProjectFile:
    submit_project(by=by, file=file)
    file.refresh_from_db()
    return file


def all_three(file: ProjectFile, at: datetime, voices: dict[str, tuple[Viewer, str]]) -> None:
    """The voices in their order; a voice with reservations makes one."""
    for seat, (by, opinion) in voices.items():
        asked = (
            [Asked("Préciser les moyens.", by.person_id or 0, date(2019, 12, 1))] if opinion == "reservations" else []
        )
        give_voice(**said(file, by, at, seat, opinion, reservations=asked))


def owner(viewer: Viewer) -> Person:
    return Person.objects.get(pk=viewer.person_id)
