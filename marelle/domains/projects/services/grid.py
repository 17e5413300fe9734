"""Many cells of many sheets in one gesture: what the grid of the plan pastes, fills down and takes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition
from marelle.kernel.questionnaires.limits import beyond
from marelle.kernel.questionnaires.services import AnswersClash
from marelle.kernel.questionnaires.values import Unreadable, read_value

from ..models import Action
from ..rules.actions import ActionUnknown, TooManyCells
from .actions import save_sheet

MOST_CELLS = 2_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell to write: in which action, which question, and in a table which row and column; the text as typed.

    `revision` is the one of the sheet that the writer had before their eyes.
    """

    action: int
    field: str
    text: Any
    row: str = ""
    column: str = ""
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class CellSaved:
    """What became of one cell: the value that stands now and the value that it replaced, or why it was refused."""

    cell: Cell
    value: Any
    before: Any
    refused: str = ""


@transaction.atomic
def set_cells(*, by: Viewer, at: datetime, actions: Iterable[Action], cells: Sequence[Cell]) -> list[CellSaved]:
    """Writes cells into sheets, one saving a sheet. A cell that cannot be read, or that a colleague changed meanwhile,
    is refused alone and told; the others are written. Answers in the order of `cells`.

    `actions` are those that the writer may see; a cell of another one is refused. Refuses `TooManyCells`; what
    `save_sheet` refuses of a whole sheet is told on each of its cells.
    """
    if len(cells) > MOST_CELLS:
        raise TooManyCells(most=MOST_CELLS)
    known = {action.pk: action for action in actions}
    told: dict[int, CellSaved] = {}
    for number in dict.fromkeys(cell.action for cell in cells):
        own = [(place, cell) for place, cell in enumerate(cells) if cell.action == number]
        told.update(_sheet(by, at, known.get(number), own))
    return [told[place] for place in range(len(cells))]


def _sheet(by: Viewer, at: datetime, action: Action | None, cells: list[tuple[int, Cell]]) -> dict[int, CellSaved]:
    if action is None:
        return {place: CellSaved(cell, None, None, str(ActionUnknown())) for place, cell in cells}
    form, before = action.sheet.questionnaire.form, dict(action.sheet.answers)
    wrong = {place: why for place, cell in cells if (why := _unreadable(form, cell))}
    readable = [cell for place, cell in cells if place not in wrong]
    seen = {cell.field: cell.revision for cell in readable if cell.revision is not None}
    refused: dict[str, str] = {}
    try:
        with transaction.atomic():
            answers = _answers(before, readable)
            saved = save_sheet(by=by, at=at, action=action, answers=answers, revision=seen or None, what_can_be=True)
            refused = {fault.field: fault.sentence for fault in saved.faults}
            refused |= {clash.field: str(AnswersClash.sentence) for clash in saved.clashes}
    except Refused as refusal:
        refused = {cell.field: str(refusal) for cell in readable}
    now = action.sheet.answers
    return {
        place: CellSaved(cell, _at(now, cell), _at(before, cell), wrong.get(place) or refused.get(cell.field, ""))
        for place, cell in cells
    }


def _unreadable(form: Definition, cell: Cell) -> str:
    """Why a text cannot be an answer there, or nothing."""
    field = form.field(cell.field)
    known = {row.code for row in field.rows} if field else set()
    asked = field if field is None or not cell.row else field.column(cell.column) if cell.row in known else None
    if asked is None or asked.kind in ("table", "computed"):
        return _("Cette case n’est pas dans la fiche.")
    try:
        value = read_value(asked, cell.text)
    except Unreadable as why:
        return str(why)
    return next((fault.sentence for fault in beyond(asked, value)), "")


def _answers(before: dict[str, Any], cells: Iterable[Cell]) -> dict[str, Any]:
    """The answers to send: a question whole, a table with the cells that change."""
    answers: dict[str, Any] = {}
    for cell in cells:
        if not cell.row:
            answers[cell.field] = cell.text
            continue
        rows = answers.setdefault(cell.field, [dict(row) for row in before.get(cell.field) or []])
        row = next((row for row in rows if row.get("row") == cell.row), None)
        if row is None:
            row = {"row": cell.row}
            rows.append(row)
        row[cell.column] = cell.text
    return answers


def _at(answers: Mapping[str, Any], cell: Cell) -> Any:
    """What stands in a cell of kept answers."""
    if not cell.row:
        return answers.get(cell.field)
    rows = answers.get(cell.field) or []
    return next((row.get(cell.column) for row in rows if row.get("row") == cell.row), None)
