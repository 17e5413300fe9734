"""The workbook of the sheets of a project: « Actions », one action a line, and a sheet for each table of the form."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import actions_of
from marelle.domains.projects.queries.registers import registers_of_project
from marelle.domains.projects.services import action_form, project_mark
from marelle.domains.projects.services.books import MOST_LINES, OWN
from marelle.kernel.access import Viewer
from marelle.kernel.questionnaires import Definition, Field, Known
from marelle.kernel.questionnaires import spreadsheets as columns
from marelle.kernel.questionnaires.registers import register_of, wanted
from marelle.web.ui.cells import safe_text
from marelle.web.ui.questionnaire import as_typed
from marelle.web.ui.questionnaire.words import label_of

HEAD = PatternFill("solid", fgColor="0D5463")
LONGEST_NAME = 31  # characters of the name of a sheet, as spreadsheets allow


def book_of(project: Project, viewer: Viewer) -> bytes:
    """The xlsx that goes out and comes back. Price: one query for the actions, one for the form, those of registers."""
    actions = list(actions_of(project, viewer=viewer))
    form = action_form().form
    known = _known(project, form, actions)
    book = Workbook()
    sheet = book.active
    sheet.title = _("Actions")
    own = [columns.heading(code, label) for code, label in OWN.items()]
    _head(sheet, [*own, *columns.headings(form)])
    for action in actions:
        told = [action.code, str(action.stage.label), project_mark(project), action.sheet.revision]
        answers = action.sheet.answers
        cells = [_cell(one, answers.get(one.code), known) for one in columns.single_cells(form)]
        sheet.append([*told, *cells])
    for table in columns.tables(form):
        _table(book.create_sheet(_sheet_name(book, table.label)), table, actions)
    _offered(book, sheet, form)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _known(project: Project, form: Definition, actions: Sequence[Action]) -> Known:
    codes: dict[str, dict[str, None]] = {}
    for action in actions:
        for register, found in wanted(form, action.sheet.answers).items():
            codes.setdefault(register, {}).update(dict.fromkeys(found))
    return registers_of_project(project).find(codes) if codes else {}


def _cell(field: Field, value: Any, known: Known) -> Any:
    """An answer as one cell: numbers as numbers, choices in their words, what is picked with its code."""
    if value is None:
        return None
    if register_of(field):
        picked = value if isinstance(value, list) else [value]
        return safe_text("\n".join(f"{label_of(known, field.reference, code)} [{code}]" for code in picked))
    if field.kind in ("choice", "choices"):
        labels = {one.code: one.label for one in field.options}
        return "; ".join(labels.get(code, str(code)) for code in (value if isinstance(value, list) else [value]))
    if field.kind == "integer":
        return value
    if field.kind == "money":
        return value / 100 if value % 100 else value // 100
    return safe_text(ILLEGAL_CHARACTERS_RE.sub("", as_typed(field, value)))


def _table(sheet: Any, table: Field, actions: Sequence[Action]) -> None:
    _head(sheet, [columns.heading("action", OWN["action"]), *columns.table_headings(table)])
    labels = {one.code: one.label for one in table.rows}
    for action in actions:
        for row in action.sheet.answers.get(table.code) or ():
            named = [labels.get(row.get("row", ""), "")] if table.rows else []
            cells = [_cell(one, row.get(one.code), {}) for one in columns.table_cells(table)]
            sheet.append([action.code, *named, *cells])


def _sheet_name(book: Any, label: str) -> str:
    """The label of a table, as a sheet may be called: short, without signs, not twice."""
    plain = "".join(sign if sign not in r"[]:*?/\'" else " " for sign in label)[:LONGEST_NAME].strip()
    return plain if plain not in book.sheetnames else f"{plain[: LONGEST_NAME - 2]} 2"


def _head(sheet: Any, titles: list[str]) -> None:
    sheet.append([safe_text(title) for title in titles])
    sheet.freeze_panes = "B2"
    for place, cell in enumerate(sheet[1], start=1):
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = 24


def _offered(book: Any, sheet: Any, form: Definition) -> None:
    """Each choice has its list, offered in its column; the help of each question is a note on its title."""
    answers = book.create_sheet(_("Réponses possibles"))
    place = 0
    lists: Mapping[str, int] = {one.code: n for n, one in enumerate(columns.single_cells(form), len(OWN) + 1)}
    for field in columns.single_cells(form):
        column = lists[field.code]
        if field.help:
            sheet.cell(1, column).comment = Comment(field.help[:1000], "Marelle", width=320, height=120)
        if field.kind not in ("choice", "choices"):
            continue
        place += 1
        answers.cell(1, place, safe_text(field.label)).font = Font(bold=True)
        for row, option in enumerate(field.options, start=2):
            answers.cell(row, place, safe_text(option.label))
        if field.kind == "choice":
            letter = get_column_letter(place)
            source = f"'{answers.title}'!${letter}$2:${letter}${len(field.options) + 1}"
            offered = DataValidation(type="list", formula1=source, allow_blank=True)
            offered.add(f"{get_column_letter(column)}2:{get_column_letter(column)}{MOST_LINES + 1}")
            sheet.add_data_validation(offered)
