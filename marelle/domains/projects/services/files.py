"""The orders that open the file of a project, and what every order on it stands on: the lock, the frozen text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from marelle.domains.calls.queries.applications import opinions
from marelle.kernel import audit
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.dossiers.services import open_dossier
from marelle.kernel.files.models import StoredFile
from marelle.kernel.questionnaires import Known, content, read
from marelle.kernel.questionnaires.models import Questionnaire
from marelle.kernel.questionnaires.queries import newest_form
from marelle.kernel.questionnaires.registers import as_data
from marelle.kernel.questionnaires.services import publish_version, start_answers
from marelle.kernel.queue import later

from ..access.files import DECIDE, LEAD
from ..models import Chapter, FilePaper, Project, ProjectFile
from ..rules.chapters import taken_up
from ..rules.finalising import (
    FORM,
    FileExists,
    NotBeingFinalised,
    form_data,
    read_finalising,
    rule_of_the_day,
)

OPEN_FILES = "projects.open_files"


def publish_project_form() -> Questionnaire:
    """The form of projects as it is written in `forms/`, published once a change."""
    data = form_data("projet")
    return publish_version(code=FORM, title=data["title"], definition=data)


@transaction.atomic
def open_file(*, by: Viewer, at: datetime, project: Project) -> ProjectFile:
    """Opens the file of a project: its form, its chapters, the rule of the day. What the pre-project that was labelled
    already answers is taken up from it, as it was last filed, with the files joined to it, which are not sent again; of
    a label of the past there is none, and it opens empty.

    Refuses without `projects.lead` or `calls.record_decision` there, `NotBeingFinalised`, `FileExists`.
    """
    places = project.perimeters()
    if not by.may(LEAD, places) and not by.may(DECIDE, places):
        raise Forbidden(permission=LEAD)
    held = Project.objects.select_for_update().get(pk=project.pk)
    if held.state != "finalising":
        raise NotBeingFinalised(state=held.stage.label)
    form, rule = newest_form(FORM) or publish_project_form(), rule_of_the_day()
    application = project.decision.application
    filed = opinions(application).current if application else None
    answers = _from_preproject(filed, form)
    try:
        with transaction.atomic():
            file = ProjectFile.objects.create(
                project=project,
                sheet=start_answers(form, by=by, answers=answers),
                dossier=open_dossier("projects.project", read_finalising(rule).voices),
                rule_data=dict(rule),
                taken_up=answers,
                opened_at=at,
            )
    except IntegrityError:
        raise FileExists from None
    Chapter.objects.bulk_create(_chapter(file, section, answers) for section in form.form.sections)
    FilePaper.objects.bulk_create(_papers(file, filed))
    audit.record(by, "projects.open_file", file, facts={"taken_up": sorted(answers), "form": form.version})
    return file


def open_files_later(projects: Sequence[Project]) -> None:
    """Has the worker open the files of many projects, once what opened them is committed. Price: one query."""
    later(OPEN_FILES, projects=[project.pk for project in projects])


def open_files(*, by: Viewer, at: datetime, projects: Sequence[int]) -> None:
    """Opens the files of those of these projects that are being finalised and have none. A second time: nothing."""
    rows = Project.objects.filter(pk__in=projects, state="finalising", file=None)
    whole = rows.select_related("site__commune_main__departement", "decision__application", "decision__call")
    for project in whole.order_by("pk"):
        open_file(by=by, at=at, project=project)


def _papers(file: ProjectFile, filed: Any) -> list[FilePaper]:
    """The files of the newest filed version, by the question that asked for them. Price: one query."""
    if filed is None:
        return []
    told: dict[str, Any] = filed.version.content
    asked = [
        (field, code)
        for field in read(told["form"]["definition"]).fields
        if field.kind == "documents"
        for code in told["answers"].get(field.code) or ()
    ]
    stored = {str(one.pk): one for one in StoredFile.objects.filter(pk__in=[code for _field, code in asked])}
    return [
        FilePaper(file=file, stored=stored[code], question=field.code, label=field.label[:200])
        for field, code in asked
        if code in stored
    ]


def _from_preproject(filed: Any, form: Questionnaire) -> dict[str, Any]:
    """What the newest filed version says, as the form of projects reads it. Price: none."""
    told = form_data("projet_repris")
    if filed is None or filed.version.content["form"]["code"] != told["form"]:
        return {}
    return taken_up(filed.version.content["answers"], told, form.form)


def _chapter(file: ProjectFile, section: Any, answers: dict[str, Any]) -> Chapter:
    begun = any(field.code in answers for field in section.fields)
    return Chapter(file=file, section=section.code, state="in_progress" if begun else "to_write")


def held_file(file: ProjectFile) -> ProjectFile:
    """The file and its project as they are now, with nobody else able to change them before the end of the
    transaction. Every order on a file begins here: a voice, an edit and the finalisation wait for each other."""
    rows = ProjectFile.objects.select_for_update(of=("self", "project")).select_related(
        "project__site__commune_main__departement", "project__decision__call", "sheet__questionnaire", "dossier"
    )
    return rows.get(pk=file.pk)


def must_be_finalised(file: ProjectFile) -> None:
    """Refuses (`NotBeingFinalised`) on a project that is final, running, over or withdrawn."""
    if file.project.state != "finalising":
        raise NotBeingFinalised(state=file.project.stage.label)


def text_of(file: ProjectFile, known: Known) -> dict[str, Any]:
    """What is frozen of a project, with what registers say of it and its papers. Price: one query."""
    form = file.sheet.questionnaire
    return {
        "project": {"id": file.project_id, "years": list(file.project.years)},
        "site": {"id": file.project.site_id, "name": file.project.site.name},
        "form": {"code": form.code, "version": form.version, "title": form.title, "definition": form.definition},
        "answers": content(form.form, file.sheet.answers, known),
        "registers": as_data(known),
        **({"papers": papers} if (papers := _papers_told(file)) else {}),
    }


def _papers_told(file: ProjectFile) -> list[dict[str, str]]:
    """The papers as a version keeps them, with their fingerprints."""
    rows = FilePaper.objects.filter(file=file).select_related("stored").order_by("pk")
    return [
        {"id": str(one.stored_id), "name": one.stored.name, "label": one.label, "sha256": one.stored.sha256}
        for one in rows
    ]
