"""The workbook of the sheets of a project, sent back: looked at line by line, then brought in, all or in part."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.territories.queries import read_book
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused
from marelle.kernel.files import SHEETS, content_of, keep
from marelle.kernel.questionnaires import Definition, Field, normalise
from marelle.kernel.questionnaires.picking import pick_in_registers

from ..access.actions import WRITE
from ..models import Action, ActionBook, Project
from ..queries.books import Line, read_actions
from ..queries.registers import registers_of_project
from ..rules.books import (
    A_CODE,
    ACTION,
    MOST_LINES,
    OWN,
    PROJECT,
    REVISION,
    BookBrought,
    BookEmpty,
    BookLinesRefused,
    code_picked,
)
from .actions import action_form, open_action, save_sheet

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

__all__ = ["MOST_LINES", "OWN"]
NEW, CHANGES, SAME, LEFT, REFUSED = "new", "changes", "same", "left", "refused"


@dataclass(frozen=True, slots=True)
class SheetChange:
    """One answer that a line changes."""

    field: Field
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class LineRead:
    """What becomes of one line: a new action, differences, nothing, or why not."""

    number: int
    code: str
    title: str
    fate: str
    sentence: str
    faults: tuple[str, ...] = ()
    changes: tuple[SheetChange, ...] = ()


@dataclass(frozen=True, slots=True)
class BookOutcome:
    """Every line of a workbook, and the sheets that were not read."""

    lines: list[LineRead]
    unread: list[str]

    def count(self, fate: str) -> int:
        return sum(line.fate == fate for line in self.lines)


@transaction.atomic
def send_book(*, by: Viewer, at: datetime, project: Project, upload: UploadedFile[bytes]) -> ActionBook:
    """Keeps a workbook of action sheets of a project; nothing enters yet. Refuses without `projects.write_actions`
    there, and what `kernel.files` refuses."""
    by.must(WRITE, project.perimeters())
    file = keep(upload, by, "projects.action_book", SHEETS)
    book = ActionBook.objects.create(project=project, file=file, person_id=by.person_id, sent_at=at)
    audit.record(by, "projects.send_book", book, facts={"project": project.pk, "sha256": file.sha256})
    return book


@transaction.atomic
def bring_book(
    *,
    by: Viewer,
    at: datetime,
    book: ActionBook,
    accepted: Collection[int] | None = None,
    leave_refused: bool = False,
) -> BookOutcome:
    """Brings the lines of a workbook into the sheets of its project: those `accepted`, or all of them.

    A line that cannot enter stops the whole, unless `leave_refused`. Refuses without `projects.write_actions` there,
    `BookBrought`, and as `read_book_lines`.
    """
    by.must(WRITE, book.project.perimeters())
    held = ActionBook.objects.select_for_update(of=("self",)).get(pk=book.pk)
    if held.brought_at is not None:
        raise BookBrought
    outcome = read_book_lines(by=by, at=at, book=book, accepted=accepted)
    refused = outcome.count(REFUSED)
    if refused and not leave_refused:
        raise BookLinesRefused(count=refused)
    held.brought_at, held.made, held.changed = at, outcome.count(NEW), outcome.count(CHANGES)
    held.save(update_fields=["brought_at", "made", "changed"])
    facts = {"made": held.made, "changed": held.changed, "left": refused}
    audit.record(by, "projects.bring_book", held, facts=facts)
    return outcome


def read_book_lines(
    *, by: Viewer, at: datetime, book: ActionBook, accepted: Collection[int] | None = None
) -> BookOutcome:
    """What becomes of each line: it is done. A page that only looks rehearses it.

    Refuses `SheetRefused` when the file cannot be read, `BookColumnsMissing`, `BookMalformed`, `BookEmpty`.
    Price: six queries, and about thirty for each line that changes something.
    """
    project, form = book.project, action_form()
    told = read_actions(form.form, read_book(content_of(book.file)))
    if not told.lines and not told.stray:
        raise BookEmpty(field="file")
    pick_in_registers(form.form, told.lines, registers_of_project(project), code_picked)
    actions = {one.number: one for one in _actions(project)}
    bringing = _Bringing(by, at, project, form.form, actions, None if accepted is None else frozenset(accepted))
    lines = [bringing.line(line) for line in told.lines]
    stray = [LineRead(one.place.line, "", "", REFUSED, str(one), (str(one),)) for one in told.stray]
    return BookOutcome(lines + stray, told.unread)


def _actions(project: Project) -> list[Action]:
    rows = Action.objects.filter(project=project).select_related(
        "project__site__commune_main__departement", "operator", "sheet__questionnaire"
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class _Bringing:
    """One workbook entering one project."""

    by: Viewer
    at: datetime
    project: Project
    definition: Definition
    actions: Mapping[int, Action]
    accepted: frozenset[int] | None

    def line(self, line: Line) -> LineRead:
        action = self._named(line)
        title = str(line.answers.get("title") or (action.title if action else ""))
        code = action.code if action else line.code
        if action is None and not line.faults and not line.answers.get("title"):
            line.faults.append(line.at("title", _("une nouvelle action a un nom")))
        if line.faults:
            said = tuple(str(fault) for fault in line.faults)
            return LineRead(line.place.line, code, title, REFUSED, said[0], said)
        if self.accepted is not None and line.place.line not in self.accepted:
            return LineRead(line.place.line, code, title, LEFT, _("Laissée de côté."))
        try:
            with transaction.atomic():
                return self._changed(line, action, title) if action else self._opened(line, title)
        except Refused as refusal:
            reason = str(line.at(refusal.field or ACTION, str(refusal)))
            return LineRead(line.place.line, code, title, REFUSED, reason, (reason,))

    def _named(self, line: Line) -> Action | None:
        """The action that a line names; none for a new one. A code that this project has not is one fault more."""
        mark = line.said.get(PROJECT, "")
        if mark and mark != project_mark(self.project):
            words = _("cette ligne vient d’un autre projet\u00a0: {mark}")
            line.faults.append(line.at(PROJECT, words.format(mark=mark[:80])))
            return None
        found = A_CODE.fullmatch(line.code)
        action = self.actions.get(int(found[1])) if found else None
        if found and action is None:
            words = _("«\u00a0{code}\u00a0» n’est pas une action de ce projet\u00a0; laissez vide pour une nouvelle")
            line.faults.append(line.at(ACTION, words.format(code=line.code)))
        return action

    def _opened(self, line: Line, title: str) -> LineRead:
        answers = {code: value for code, value in line.answers.items() if value}
        made = open_action(by=self.by, at=self.at, project=self.project, answers=answers)
        words = ngettext(
            "Une action en préparation, avec {n} réponse.",
            "Une action en préparation, avec {n} réponses.",
            len(answers),
        )
        return LineRead(line.place.line, made.code, title, NEW, words.format(n=len(answers)))

    def _changed(self, line: Line, action: Action, title: str) -> LineRead:
        before, revision = dict(action.sheet.answers), _revision(line, action)
        form = action.sheet.questionnaire.form
        answers = {code: value for code, value in line.answers.items() if form.field(code)}
        read = normalise(form, answers).answers
        changed: frozenset[str] = frozenset()
        if revision is not None or any(before.get(code) != read.get(code) for code in answers):
            saved = save_sheet(by=self.by, at=self.at, action=action, answers=answers, revision=revision)
            changed = saved.changed
        if not changed:
            return LineRead(line.place.line, action.code, title, SAME, _("Rien ne change."))
        after = action.sheet.answers
        changes = [SheetChange(f, before.get(f.code), after.get(f.code)) for f in form.fields if f.code in changed]
        words = ngettext("{n} réponse change.", "{n} réponses changent.", len(changes))
        return LineRead(line.place.line, action.code, title, CHANGES, words.format(n=len(changes)), (), tuple(changes))


def _revision(line: Line, action: Action) -> int | None:
    """The revision from which a line was written, where the sheet has changed since."""
    told = line.said.get(REVISION, "")
    return int(told) if told and int(told) < action.sheet.revision else None


def project_mark(project: Project) -> str:
    """How a workbook says from which project its lines come: « valmarelle 2020 »."""
    return f"{project.site.slug} {project.starts_on.year}"
