"""The chapters of a project, a line each: to whom it is given, how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.kernel.tables import ALWAYS, Asked, Choice, Column, Text, WorkingTable, needs

from ...access.projects import READ
from ...models import Chapter
from ...states.chapters import CHAPTER
from ..chapters import entrust_chapter, move_chapter
from .ground import file_of, its_chapters, its_file, must_take_part, people

STATES = Choice({one.code: one.label for one in CHAPTER.states})


def _rows(asked: Asked) -> Sequence[Chapter]:
    file = file_of(asked)
    titles = {one.code: one.title for one in file.sheet.questionnaire.form.sections} if file else {}
    for one in its_chapters(asked):
        one.told_title = titles.get(one.section, one.section)  # type: ignore[attr-defined]
    return its_chapters(asked)


def _change(asked: Asked, chapter: Chapter, said: Mapping[str, Any]) -> None:
    told: dict[str, Any] = {"by": asked.by, "file": its_file(asked), "section": chapter.section}
    if "owner" in said:
        entrust_chapter(owner=said["owner"], at=asked.at, **told)
    if "state" in said:
        move_chapter(state=said["state"], **told)


CHAPTERS = WorkingTable(
    "chapters",
    _("Chapitres"),
    (
        Column("chapter", _("Code"), Text(60), lambda one: one.section),
        Column("title", _("Chapitre"), Text(300), lambda one: one.told_title),
        Column("owner", _("Confié à"), people, lambda one: one.owner, ALWAYS),
        Column("state", _("État"), STATES, lambda one: one.state, ALWAYS, empties=False),
    ),
    rows=_rows,
    see=needs(READ),
    must=must_take_part,
    change=_change,
    about=_("Un chapitre par ligne\u00a0: à qui il est confié, où il en est. Un chapitre prêt est complet."),
)
