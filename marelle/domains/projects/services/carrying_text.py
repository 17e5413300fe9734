"""The text of a project that passes to another: its answers, its chapters, its papers, and what is still to be done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers.services import freeze, open_dossier
from marelle.kernel.questionnaires.services import start_answers

from ..models import (
    Chapter,
    FilePaper,
    FinalisingExtension,
    Project,
    ProjectFile,
    ProjectReminder,
    ProjectTask,
    ProjectVersion,
    StepBack,
)


def carry_text(
    by: Viewer, at: datetime, old: Project, new: Project, sections: Mapping[str, Project] | None = None
) -> ProjectFile | None:
    """Takes up in a project the text of the one that it carries on: its answers, its papers, its chapters with their
    owners, who stepped back, the time asked for and the reminders sent.

    A final text stays final: it is frozen here word for word, and names the file on which the three spoke. One that is
    being written goes on being written; a ready chapter is to be read again, for its ground is another one.
    `sections`: of one that is being written, the chapters taken up from other projects, with their owners and papers.
    Price: about fifteen queries; one when there is none.
    """
    rows = ProjectFile.objects.select_related("sheet__questionnaire", "dossier")
    file = rows.filter(project=old).first()
    if file is None:
        return None
    asked = (sections or {}) if file.state == "writing" else {}
    found = {one.project_id: one for one in rows.filter(project__in=asked.values())} if asked else {}
    others = {code: found[there.pk] for code, there in asked.items() if there.pk in found and there != old}
    made = ProjectFile.objects.create(
        project=new,
        sheet=start_answers(file.sheet.questionnaire, by=by, answers=_answers(file, others)),
        dossier=open_dossier("projects.project", file.rule.voices),
        rule_data=file.rule_data,
        taken_up=file.taken_up,
        opened_at=at,
    )
    if file.state == "finalised":
        _stay_final(by, at, file, made)
    _carry_chapters(file, made, others)
    _carry_beside(file, made)
    audit.record(by, "projects.open_file", made, facts={"carries_on": file.pk})
    return made


def _stay_final(by: Viewer, at: datetime, file: ProjectFile, made: ProjectFile) -> None:
    assert file.submitted is not None  # the database keeps a final text on its version
    version = ProjectVersion.objects.select_related("version").get(file=file, number=file.submitted)
    frozen = freeze(made.dossier, version.content, by=by, at=at)
    ProjectVersion.objects.create(
        file=made,
        version=frozen,
        number=frozen.number,
        submitted=True,
        name=version.name,
        made_at=version.made_at,
        made_by=version.made_by,
    )
    made.state, made.finalised_at, made.carries_id = "finalised", file.finalised_at, file.carries_id or file.pk
    made.submitted, made.submissions = frozen.number, 1
    made.save(update_fields=["state", "finalised_at", "carries", "submitted", "submissions"])


def _codes(file: ProjectFile, section: str) -> set[str]:
    """The questions of one chapter."""
    found = file.sheet.questionnaire.form.section(section)
    return {one.code for one in found.fields} if found else set()


def _answers(file: ProjectFile, others: Mapping[str, ProjectFile]) -> dict[str, Any]:
    """The answers of a text, those of some chapters from elsewhere."""
    answers = dict(file.sheet.answers)
    for section, other in others.items():
        codes = _codes(file, section)
        answers = {code: value for code, value in answers.items() if code not in codes}
        answers |= {code: value for code, value in other.sheet.answers.items() if code in codes}
    return answers


def _carry_chapters(file: ProjectFile, made: ProjectFile, others: Mapping[str, ProjectFile]) -> None:
    final = made.state == "finalised"
    rows = list(Chapter.objects.filter(file__in=[file, *others.values()]).order_by("pk"))
    from_there = {one.section: one for one in rows if one.section in others and one.file_id == others[one.section].pk}
    Chapter.objects.bulk_create(
        Chapter(
            file=made,
            section=one.section,
            owner_id=one.owner_id,
            state="to_reread" if one.state == "ready" and not final else one.state,
        )
        for one in (from_there.get(mine.section, mine) for mine in rows if mine.file_id == file.pk)
    )
    source = {code: other.pk for section, other in others.items() for code in _codes(file, section)}
    papers = FilePaper.objects.filter(file__in=[file, *others.values()]).order_by("pk")
    FilePaper.objects.bulk_create(
        FilePaper(file=made, stored_id=one.stored_id, question=one.question, label=one.label)
        for one in papers
        if one.file_id == source.get(one.question, file.pk)
    )


def _carry_beside(file: ProjectFile, made: ProjectFile) -> None:
    """Who stepped back stays so; time that was asked awaits its answer in each; a reminder does not go twice."""
    StepBack.objects.bulk_create(
        StepBack(file=made, person_id=one.person_id, seat=one.seat, why=one.why, said_at=one.said_at)
        for one in StepBack.objects.filter(file=file).order_by("pk")
    )
    FinalisingExtension.objects.bulk_create(
        FinalisingExtension(
            file=made,
            before=one.before,
            until=one.until,
            why=one.why,
            asked_at=one.asked_at,
            asked_by_id=one.asked_by_id,
        )
        for one in FinalisingExtension.objects.filter(file=file, state="asked").order_by("pk")
    )
    ProjectReminder.objects.bulk_create(
        ProjectReminder(file=made, days=one.days, last_day=one.last_day, sent_at=one.sent_at, people=one.people)
        for one in ProjectReminder.objects.filter(file=file).order_by("pk")
    )


def carry_tasks(by: Viewer, old: Project, places: Mapping[int, Project], else_to: Project) -> list[ProjectTask]:
    """Moves what is still to be done to the project that `places` says, by the number of the task, `else_to` where it
    says nothing; about the same chapter, for the same person, by the same day. What was done stays.

    Price: three queries, one to write them all, and that of the log for each.
    """
    files = {one.project_id: one for one in ProjectFile.objects.filter(project__in={*places.values(), else_to})}
    chapters = {(one.file_id, one.section): one for one in Chapter.objects.filter(file__in=files.values())}
    rows = ProjectTask.objects.select_for_update(of=("self",)).filter(file__project=old, done_at=None)
    moved = []
    for task in rows.select_related("chapter").order_by("pk"):
        there = places.get(task.pk, else_to)
        if (file := files.get(there.pk)) is not None:
            facts: dict[str, Any] = {"from": task.file_id, "task": task.pk}
            task.chapter = chapters.get((file.pk, task.chapter.section)) if task.chapter else None
            task.file = file
            audit.record(by, "projects.carry_task", file, facts=facts)
            moved.append(task)
    ProjectTask.objects.bulk_update(moved, ["file", "chapter"])
    return moved
