"""The tasks of a project, a line each: who does what, by when, for which chapter, whether it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.kernel.tables import ALWAYS, Asked, Choice, Column, Day, Text, WorkingTable, YesNo

from ...models import ProjectTask
from ...queries.plan import tasks_of
from ..chapters import change_task, finish_task, give_task
from .ground import file_of, its_chapters, its_file, must_take_part, people


def _chapters(asked: Asked) -> Choice:
    file = file_of(asked)
    titles = {one.code: one.title for one in file.sheet.questionnaire.form.sections} if file else {}
    return Choice({one.section: titles.get(one.section, one.section) for one in its_chapters(asked)})


def _rows(asked: Asked) -> Sequence[ProjectTask]:
    file = file_of(asked)
    return tasks_of(file) if file else []


def _give(asked: Asked, said: Mapping[str, Any]) -> ProjectTask:
    task = give_task(
        by=asked.by,
        at=asked.at,
        file=its_file(asked),
        what=said["what"],
        owner=said["owner"],
        due_on=said["due_on"],
        section=said.get("section", ""),
    )
    return _done(asked, task) if said.get("done") else task


def _done(asked: Asked, task: ProjectTask, done: bool = True) -> ProjectTask:
    return finish_task(by=asked.by, at=asked.at, file=its_file(asked), task=task.pk, done=done)


def _change(asked: Asked, task: ProjectTask, said: Mapping[str, Any]) -> None:
    """What is said not to be done is so before it is changed; what is said to be done, after."""
    done = bool(said.get("done"))
    if "done" in said and not done:
        _done(asked, task, False)
    if set(said) - {"done"}:
        there = {"what": task.what, "owner": task.owner, "due_on": task.due_on, "section": _section(task)}
        told = {code: said.get(code, value) for code, value in there.items()}
        told["section"] = told["section"] or ""
        change_task(by=asked.by, at=asked.at, file=its_file(asked), task=task.pk, **told)
    if done:
        _done(asked, task)


def _section(task: ProjectTask) -> str:
    return task.chapter.section if task.chapter else ""


TASKS = WorkingTable(
    "tasks",
    _("Tâches"),
    (
        Column("task", _("Tâche"), Text(20), lambda task: f"T-{task.pk}"),
        Column("what", _("Quoi"), Text(300), lambda task: task.what, ALWAYS, required=True),
        Column("owner", _("Qui s’en charge"), people, lambda task: task.owner, ALWAYS, required=True),
        Column("due_on", _("Pour le"), Day(), lambda task: task.due_on, ALWAYS, required=True),
        Column("section", _("Chapitre"), _chapters, _section, ALWAYS),
        Column("done", _("Faite"), YesNo(), lambda task: task.done_at is not None, ALWAYS),
    ),
    rows=_rows,
    see=must_take_part,
    must=must_take_part,
    open=_give,
    change=_change,
    about=_("Une tâche par ligne. Une ligne de plus, sans numéro, donne une tâche\u00a0; la personne est prévenue."),
)
