"""The orders of those who write a project together: chapters, comments, tasks."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from marelle.domains.accounts.models import Person
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.questionnaires.models import AsideAnswer
from marelle.kernel.questionnaires.services import Saved, Seen, keeping_clashes, save_answers
from marelle.kernel.questionnaires.services import settle as settle_aside

from ..access.files import LEAD, may_write
from ..models import Chapter, ChapterComment, ProjectFile, ProjectTask
from ..notifications import tell_comment, tell_task
from ..queries.files import chapters_of, people_of, takes_part, what_is_left
from ..rules.chapters import (
    ChapterIncomplete,
    CommentSettled,
    DayIsPast,
    NotInThisChapter,
    NotOfTheProject,
    NotYourChapter,
    TaskDone,
    WordsMissing,
)
from ..rules.finalising import ProjectSubmitted
from ..states.chapters import CHAPTER
from .files import held_file, must_be_finalised
from .lapsing import lapse

LONGEST = 5000


def save_chapter(
    *,
    by: Viewer,
    at: datetime,
    file: ProjectFile,
    section: str,
    answers: Mapping[str, Any],
    revision: Seen = None,
    what_can_be: bool = False,
    reopen: bool = False,
) -> Saved:
    """Saves answers of one chapter. A chapter that was ready is in progress again.

    Of a project that is submitted to the voices, only with `reopen`: a change then takes it back to writing, the voices
    given lapse, and those who spoke are told. Refuses `NotYourChapter`, `NotInThisChapter`, `NotBeingFinalised`,
    `ProjectSubmitted`, `AnswersUnreadable`, and `AnswersClash` when a colleague changed the same answers since
    `revision`: what was written is then put aside. `what_can_be`: saves what it can and tells the rest.
    """
    with keeping_clashes(file.sheet, by=by, at=at):
        return _save(by, at, file, section, answers, revision, what_can_be, reopen)


@transaction.atomic
def _save(
    by: Viewer,
    at: datetime,
    file: ProjectFile,
    section: str,
    answers: Mapping[str, Any],
    revision: Seen,
    what_can_be: bool,
    reopen: bool,
) -> Saved:
    held, chapter = _to_write(by, file, section, reopen)
    codes = _codes(held, section)
    if not set(answers) <= codes:
        raise NotInThisChapter
    saved = save_answers(held.sheet, answers, by=by, at=at, revision=revision, what_can_be=what_can_be)
    if saved.changed:
        _written(by, at, held, chapter)
        facts = {"chapter": section, "fields": sorted(saved.changed), "revision": saved.revision}
        audit.record(by, "projects.save_chapter", held, facts=facts)
    file.sheet, file.state, file.submitted = held.sheet, held.state, held.submitted
    return saved


def _codes(file: ProjectFile, section: str) -> set[str]:
    here = file.sheet.questionnaire.form.section(section)
    return {field.code for field in here.fields} if here else set()


def _to_write(by: Viewer, file: ProjectFile, section: str, reopen: bool) -> tuple[ProjectFile, Chapter]:
    held = held_file(file)
    chapter = Chapter.objects.select_for_update().filter(file=held, section=section).first()
    if chapter is None:
        raise NotInThisChapter
    if not may_write(by, held, chapter):
        raise NotYourChapter
    must_be_finalised(held)
    if held.state == "submitted" and not reopen:
        raise ProjectSubmitted
    return held, chapter


def _written(by: Viewer, at: datetime, file: ProjectFile, chapter: Chapter) -> None:
    if file.state == "submitted":
        lapse(file, "edited", by=by, at=at)
    if chapter.state in ("to_write", "ready"):
        _move(chapter, "in_progress")


def _move(chapter: Chapter, state: str) -> None:
    CHAPTER.check(chapter.state, state)
    chapter.state = state
    chapter.save(update_fields=["state"])


@transaction.atomic
def settle_chapter_text(
    *, by: Viewer, at: datetime, file: ProjectFile, section: str, aside: AsideAnswer, take: bool, reopen: bool = False
) -> Saved | None:
    """Ends a text put aside when two colleagues wrote at once: takes it in, or leaves what is stored.

    Refuses as `save_chapter`. What is not taken stays in the history.
    """
    held, chapter = _to_write(by, file, section, reopen or not take)
    if aside.sheet_id != held.sheet_id or aside.field not in _codes(held, section):
        raise NotInThisChapter
    saved = settle_aside(aside, by=by, at=at, take=take)
    if saved and saved.changed:
        _written(by, at, held, chapter)
    audit.record(by, "projects.settle_text", held, facts={"field": aside.field, "taken": take})
    return saved


@transaction.atomic
def entrust_chapter(*, by: Viewer, file: ProjectFile, section: str, owner: Person | None, at: datetime) -> Chapter:
    """Gives a chapter to somebody who has a role in the city, or to nobody.

    Refuses without `projects.lead`, `NotBeingFinalised`, `NotOfTheProject`.
    """
    by.must(LEAD, file.perimeters())
    held = held_file(file)
    must_be_finalised(held)
    chapter = _chapter(held, section)
    if owner is not None and owner not in people_of(held, at):
        raise NotOfTheProject(field="owner")
    chapter.owner = owner
    chapter.save(update_fields=["owner"])
    audit.record(by, "projects.entrust_chapter", held, facts={"chapter": section, "owner": owner and owner.pk})
    return chapter


def _chapter(file: ProjectFile, section: str) -> Chapter:
    chapter = Chapter.objects.select_for_update(of=("self",)).filter(file=file, section=section).first()
    if chapter is None:
        raise NotInThisChapter
    return chapter


@transaction.atomic
def move_chapter(*, by: Viewer, file: ProjectFile, section: str, state: str) -> Chapter:
    """Says how far a chapter is. Ready, nothing may be missing in it.

    Refuses `NotYourChapter`, `NotBeingFinalised`, a move that the table does not have, `ChapterIncomplete`.
    A submitted project is not moved: `ProjectSubmitted`.
    """
    held, chapter = _to_write(by, file, section, reopen=False)
    CHAPTER.check(chapter.state, state)
    if state == "ready":
        left = what_is_left(held).of(section)
        if left is not None and left.faults:
            raise ChapterIncomplete(count=len(left.faults))
    _move(chapter, state)
    audit.record(by, "projects.move_chapter", held, facts={"chapter": section, "state": state})
    return chapter


@transaction.atomic
def comment_chapter(
    *, by: Viewer, at: datetime, file: ProjectFile, section: str, text: str, thread: int | None = None
) -> ChapterComment:
    """Says something of a chapter, or answers in a thread; its owner and whoever began the thread are told.

    For the team, the three seats and those to whom a chapter is given. Refuses `NotYourChapter`, `WordsMissing`,
    `CommentSettled`.
    """
    held = held_file(file)
    _must_take_part(by, held)
    chapter, said = _chapter(held, section), _words(text, "text")
    first = _thread(chapter, thread) if thread is not None else None
    if first is not None and first.resolved_at is not None:
        raise CommentSettled
    comment = ChapterComment.objects.create(
        chapter=chapter, thread=first, author_id=by.person_id, text=said, said_at=at
    )
    audit.record(by, "projects.comment_chapter", held, facts={"chapter": section, "comment": comment.pk})
    title = held.sheet.questionnaire.form.section(section)
    to = {one for one in (chapter.owner, first and first.author) if one and one.pk != by.person_id}
    tell_comment(comment, to, title.title if title else section)
    return comment


def _must_take_part(by: Viewer, file: ProjectFile) -> None:
    if not takes_part(by, file, chapters_of(file)):
        raise NotYourChapter


def _thread(chapter: Chapter, number: int) -> ChapterComment:
    rows = ChapterComment.objects.select_for_update(of=("self",)).select_related("author")
    first = rows.filter(chapter=chapter, thread=None, pk=number).first()
    if first is None:
        raise NotInThisChapter
    return first


@transaction.atomic
def settle_comment(
    *, by: Viewer, at: datetime, file: ProjectFile, section: str, thread: int, resolved: bool
) -> ChapterComment:
    """Resolves a thread, or opens it again. Refuses as `comment_chapter`."""
    held = held_file(file)
    _must_take_part(by, held)
    first = _thread(_chapter(held, section), thread)
    first.resolved_at, first.resolved_by_id = (at, by.person_id) if resolved else (None, None)
    first.save(update_fields=["resolved_at", "resolved_by"])
    audit.record(by, "projects.settle_comment", held, facts={"comment": first.pk, "resolved": resolved})
    return first


@transaction.atomic
def give_task(
    *, by: Viewer, at: datetime, file: ProjectFile, what: str, owner: Person, due_on: date, section: str = ""
) -> ProjectTask:
    """Gives somebody of the project something to do by a day; they are told.

    Refuses `NotYourChapter`, `WordsMissing`, `NotOfTheProject`, `DayIsPast`.
    """
    held = held_file(file)
    _must_take_part(by, held)
    said = _words(what, "what")[:300]
    if owner not in people_of(held, at):
        raise NotOfTheProject(field="owner")
    if due_on < at.astimezone(PARIS).date():
        raise DayIsPast(field="due_on")
    chapter = _chapter(held, section) if section else None
    task = ProjectTask.objects.create(
        file=held, chapter=chapter, what=said, owner=owner, due_on=due_on, made_at=at, made_by=by.person_id
    )
    audit.record(by, "projects.give_task", held, facts={"task": task.pk, "owner": owner.pk, "due_on": due_on})
    if owner.pk != by.person_id:
        tell_task(task)
    return task


@transaction.atomic
def change_task(
    *,
    by: Viewer,
    at: datetime,
    file: ProjectFile,
    task: int,
    what: str,
    owner: Person,
    due_on: date,
    section: str = "",
) -> ProjectTask:
    """Says a task that is not done otherwise: what it is, who has it, by when; whoever is given it is told.

    Refuses as `give_task`, `NotInThisChapter`, `TaskDone`.
    """
    held = held_file(file)
    _must_take_part(by, held)
    found = ProjectTask.objects.select_for_update(of=("self",)).filter(file=held, pk=task).first()
    if found is None:
        raise NotInThisChapter
    if found.done_at is not None:
        raise TaskDone
    if owner not in people_of(held, at):
        raise NotOfTheProject(field="owner")
    if due_on != found.due_on and due_on < at.astimezone(PARIS).date():
        raise DayIsPast(field="due_on")
    given = owner.pk != found.owner_id
    found.what, found.owner, found.due_on = _words(what, "what")[:300], owner, due_on
    found.chapter = _chapter(held, section) if section else None
    found.save(update_fields=["what", "owner", "due_on", "chapter"])
    audit.record(by, "projects.change_task", held, facts={"task": task, "owner": owner.pk, "due_on": due_on})
    if given and owner.pk != by.person_id:
        tell_task(found)
    return found


@transaction.atomic
def finish_task(*, by: Viewer, at: datetime, file: ProjectFile, task: int, done: bool = True) -> ProjectTask:
    """Says that a task is done, or that it is not. Refuses `NotYourChapter` to whoever takes no part, unless theirs."""
    held = held_file(file)
    found = ProjectTask.objects.select_for_update(of=("self",)).filter(file=held, pk=task).first()
    if found is None:
        raise NotInThisChapter
    if found.owner_id != by.person_id:
        _must_take_part(by, held)
    found.done_at, found.done_by = (at, by.person_id) if done else (None, None)
    found.save(update_fields=["done_at", "done_by"])
    audit.record(by, "projects.finish_task", held, facts={"task": found.pk, "done": done})
    return found


def _words(text: str, field: str) -> str:
    said = text.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]
    if not said:
        raise WordsMissing(field)
    return said
