"""The actions of a plan as a grid: a form of cells without a script, a grid worked by keyboard with one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.projects.access import may_write_action
from marelle.domains.projects.access.actions import WRITE
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import actions_of, row_labels
from marelle.domains.projects.services import Cell, CellSaved, action_form, set_cells
from marelle.domains.projects.states.actions import OPEN
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition
from marelle.kernel.questionnaires.spreadsheets import option_named
from marelle.web.ui.answers import HEADER, REFUSED
from marelle.web.ui.paging import page_of
from marelle.web.ui.questionnaire import as_typed
from marelle.web.ui.questionnaire.writing import whole_number

from .actions_list import project_for
from .grid_columns import MONEY_VIEWS, VIEWS, Column, Written, columns_of, money_note, prepare_rows, title_column

TEMPLATE = "projects/plan_grid.html"
STATES = ("idea", "proposed", "planned", "running", "done")
SIZE = 50
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell on the page: its column, its text, whether it can be written, and why it was refused."""

    column: Column
    name: str
    text: str | None
    editable: bool
    label: str
    refused: str = ""

    @property
    def shown(self) -> str:
        """What is read, where nothing can be typed; the words of a choice rather than its code."""
        if isinstance(self.column, Written) and self.column.options:
            return next((one.label for one in self.column.options if one.code == self.text), self.text or "")
        return self.text or ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One action on the page."""

    action: Action
    editable: bool
    cells: tuple[GridCell, ...]


def grid_context(
    request: HttpRequest,
    project: Project,
    year: int,
    actions: Sequence[Action] | QuerySet[Action],
    typed: Mapping[str, CellSaved] | None = None,
) -> dict[str, Any]:
    """What `projects/plan_grid.html` shows of the actions of a year. Price: that of `prepare_rows` for actions that are
    there already, two more for a query, whatever their number; one where there is none.

    `typed`: the cells that were refused, by their names, with what was typed in them.
    """
    viewer = request.viewer  # type: ignore[attr-defined]
    view = request.GET.get("colonnes", "")
    view = view if view in VIEWS else "essentiel"
    page = page_of(request, actions, SIZE)
    rows = list(page.object_list)
    prepare_rows(rows, request.clock.now.astimezone(PARIS).date(), view)  # type: ignore[attr-defined]
    form = rows[0].sheet.questionnaire.form if rows else action_form().form
    band = request.GET.get("moment", "")
    columns = columns_of(view, form, rows, band)
    lines = [_row(viewer, action, title_column(form), columns, typed or {}) for action in rows]
    bands = [(code, label) for code, label in row_labels("bands").items()]
    return {
        "grid": {
            "rows": lines,
            "page": page,
            "title": title_column(form),
            "columns": columns,
            "heads": _heads(columns),
            "view": view,
            "views": [_view(request, project, year, code, label, view) for code, label in VIEWS.items()],
            "bands": bands if view == "moments" else [],
            "band": band,
            "year": str(year),
            "url": reverse("project_plan_grid", args=[project.pk]),
            "cells_url": reverse("project_plan_cells", args=[project.pk]),
            "editable": any(line.editable for line in lines),
            "note": money_note() if view in MONEY_VIEWS else "",
            "query": urlencode({"annee": str(year), "colonnes": view, **({"moment": band} if band else {})}),
            "opens": viewer.may(WRITE, project.perimeters()),
        },
        "project": project,
    }


def _view(request: HttpRequest, project: Project, year: int, code: str, label: Any, here: str) -> dict[str, Any]:
    query = request.GET.copy()
    query["annee"], query["colonnes"] = str(year), code
    query.pop("page", None)
    return {"label": label, "url": f"{request.path}?{query.urlencode()}#grille", "current": code == here}


def _heads(columns: Sequence[Column]) -> list[tuple[str, int]]:
    """The groups above the columns, each with how many it spans; empty where there are none."""
    groups: list[tuple[str, int]] = []
    for column in columns:
        name = column.group if isinstance(column, Written) else ""
        if groups and groups[-1][0] == name:
            groups[-1] = (name, groups[-1][1] + 1)
        else:
            groups.append((name, 1))
    return groups if any(name for name, _span in groups) else []


def _row(
    viewer: Viewer, action: Action, title: Written, columns: Sequence[Column], typed: Mapping[str, CellSaved]
) -> GridRow:
    goes_on = action.state in OPEN and action.project.state not in ("ended", "withdrawn")
    editable = goes_on and may_write_action(viewer, action.project, action.operator)
    return GridRow(action, editable, tuple(_cell(action, column, editable, typed) for column in (title, *columns)))


def _cell(action: Action, column: Column, editable: bool, typed: Mapping[str, CellSaved]) -> GridCell:
    name = f"c-{action.pk}-{column.key}"
    label = f"{column.label}, {action.title or action.code}"
    if not isinstance(column, Written):
        return GridCell(column, name, column.text(action), False, label)
    editable = editable and not (column.key == "operator_name" and action.operator_id)
    wrong = typed.get(name)
    answers = action.sheet.answers
    if column.key == "operator_name" and action.operator_id:
        return GridCell(column, name, action.operator_shown, False, label)
    text = str(wrong.cell.text) if wrong else column.text(answers)
    return GridCell(column, name, text, editable, label, wrong.refused if wrong else "")


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid alone, and its saving without a script: what is refused keeps its text and says why.

    Price: sixteen queries at most to show it; to save it, about thirty for each sheet that changes.
    """
    project = project_for(request, pk)
    year = year_of(request, project)
    typed: dict[str, CellSaved] = {}
    if request.method == "POST":
        saved = _save_form(request, project, year)
        typed = {_name(one.cell): one for one in saved if one.refused}
        done = len(saved) - len(typed)
        if done:
            words = ngettext("{n} case est enregistrée.", "{n} cases sont enregistrées.", done)
            messages.success(request, words.format(n=done))
        if not typed:
            query = request.GET.urlencode()
            return redirect(f"{request.path}?{query}" if query else request.path)
    actions = actions_of(project, year, STATES, viewer=request.viewer)  # type: ignore[attr-defined]
    content = {
        **grid_context(request, project, year, actions, typed),
        "site": project.site,
        "wrong": list(typed.values()),
    }
    content["years"] = [(str(one), f"?{urlencode({'annee': one})}", one == year) for one in project.years]
    answer = render(request, "projects/plan_grid_page.html", content)
    if typed:
        answer[HEADER] = REFUSED
    return answer


def year_of(request: HttpRequest, project: Project) -> int:
    """The year asked, or the first of the project that is not over."""
    asked = whole_number(request.GET.get("annee", ""))
    if asked in project.years:
        return asked
    now = int(request.clock.now.year)  # type: ignore[attr-defined]
    return min(max(now, project.years.start), project.years.stop - 1)


def _save_form(request: HttpRequest, project: Project, year: int) -> list[CellSaved]:
    """Saves the cells of the page that are not as they stood."""
    viewer = request.viewer  # type: ignore[attr-defined]
    actions = {one.pk: one for one in _writable(viewer, project) if one.year == year}
    cells = []
    for name, text in request.POST.items():
        cell = _cell_named(name, str(text), request.POST, actions)
        if cell is not None:
            cells.append(cell)
    return _saved(request, actions.values(), cells)


def _cell_named(name: str, text: str, post: Mapping[str, Any], actions: Mapping[int, Action]) -> Cell | None:
    """A cell of the form, if it is one and its text is not what stands there."""
    mark, _dash, rest = name.partition("-")
    number, _dash, key = rest.partition("-")
    action = actions.get(whole_number(number)) if mark == "c" else None
    column = _column(action.sheet.questionnaire.form, key) if action else None
    if action is None or column is None or column.text(action.sheet.answers) == text.strip():
        return None
    revision = whole_number(str(post.get(f"r-{action.pk}", "")))
    return Cell(action.pk, column.question, _told_by(column, text), column.row, _code(column), revision)


def _told_by(column: Written, text: str) -> str:
    """A choice may be written in its words, as a spreadsheet has them."""
    return option_named(column.options, text) if column.options else text


def _code(column: Written) -> str:
    return column.field.code if column.row else ""


def _column(form: Definition, key: str) -> Written | None:
    """« bands.wednesday.seats » as a column; None for what the sheet has not."""
    code, _dot, rest = key.partition(".")
    field = form.field(code)
    if field is None:
        return None
    if not rest:
        return (
            Written(field, code)
            if field.kind not in ("table", "computed", "choices", "references", "documents")
            else None
        )
    row, _dot, name = rest.partition(".")
    column = field.column(name)
    there = any(one.code == row for one in field.rows)
    return Written(column, code, row) if column is not None and there and column.kind != "computed" else None


def _name(cell: Cell) -> str:
    key = f"{cell.field}.{cell.row}.{cell.column}" if cell.row else cell.field
    return f"c-{cell.action}-{key}"


def _writable(viewer: Viewer, project: Project) -> list[Action]:
    return list(actions_of(project, viewer=viewer))


def _saved(request: HttpRequest, actions: Iterable[Action], cells: Sequence[Cell]) -> list[CellSaved]:
    by, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    return set_cells(by=by, at=at, actions=actions, cells=cells) if cells else []


def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Saves the cells that the script sends, and answers what became of each, in JSON.

    Sent: `{"cells": [{"action": 12, "key": "bands.wednesday.seats", "text": "24", "revision": 3}]}`. Answered, in the
    same order: the text that stands now, the one that it replaced, why it was refused; then for each action its
    revision and the columns that follow. Price: as `show`.
    """
    project = project_for(request, pk)
    if request.method != "POST":
        return redirect("project_plan_grid", pk=pk)
    actions = {one.pk: one for one in _writable(request.viewer, project)}  # type: ignore[attr-defined]
    try:
        sent = _cells_sent(request)
        read = [_read_cell(one, actions) for one in sent]
        saved = iter(_saved(request, actions.values(), [one for one in read if one is not None]))
    except Refused as refusal:
        request.undo = True  # type: ignore[attr-defined]
        return JsonResponse({"refused": str(refusal), "code": refusal.code}, status=refusal.status)
    except ValueError:
        return JsonResponse({"refused": _("Cette demande ne se lit pas."), "code": "grid.unreadable"}, status=422)
    told = [_told(next(saved), actions) if one is not None else _strange() for one in read]
    changed = {one.action for one in read if one is not None} & set(actions)
    return JsonResponse({"cells": told, "rows": _rows(request, project, changed)})


def _cells_sent(request: HttpRequest) -> list[dict[str, Any]]:
    """The cells of the body. Raises ValueError for anything else."""
    if len(request.body) > MOST_BYTES:
        raise ValueError("too much")
    try:
        sent = json.loads(request.body)
    except RecursionError:
        raise ValueError("too deep") from None
    cells = sent.get("cells") if isinstance(sent, dict) else None
    if not isinstance(cells, list) or not all(isinstance(one, dict) for one in cells):
        raise ValueError("not cells")
    return cells


def _read_cell(sent: Mapping[str, Any], actions: Mapping[int, Action]) -> Cell | None:
    """A cell of the script; None for what is no cell of a sheet."""
    number, key, text, revision = (sent.get(name) for name in ("action", "key", "text", "revision"))
    if type(number) is not int or not isinstance(key, str) or not isinstance(text, str):
        return None
    action = actions.get(number)
    if action is None:
        return Cell(number if abs(number) < 2**63 else 0, "title", text)
    column = _column(action.sheet.questionnaire.form, key)
    if column is None:
        return None
    seen = revision if type(revision) is int and 0 <= revision <= action.sheet.revision else None
    return Cell(number, column.question, _told_by(column, text), column.row, _code(column), seen)


def _strange() -> dict[str, Any]:
    return {"text": None, "before": None, "refused": _("Cette case n’est pas dans la fiche.")}


def _told(one: CellSaved, actions: Mapping[int, Action]) -> dict[str, Any]:
    """What became of a cell, as the page writes it."""
    cell, action = one.cell, actions.get(one.cell.action)
    key = f"{cell.field}.{cell.row}.{cell.column}" if cell.row else cell.field
    column = _column(action.sheet.questionnaire.form, key) if action else None
    if column is None:
        return {"text": None, "before": None, "refused": one.refused}
    now, before = as_typed(column.field, one.value), as_typed(column.field, one.before)
    return {"text": now, "before": before, "refused": one.refused}


def _rows(request: HttpRequest, project: Project, changed: set[int]) -> dict[str, Any]:
    """For each action written in: its revision, and the columns that are read. Price: ten queries."""
    rows = list(actions_of(project, viewer=request.viewer).filter(pk__in=changed)) if changed else []  # type: ignore[attr-defined]
    prepare_rows(rows, request.clock.now.astimezone(PARIS).date())  # type: ignore[attr-defined]
    told = {}
    for action in rows:
        form = action.sheet.questionnaire.form
        columns = [one for view in VIEWS for one in columns_of(view, form, []) if not isinstance(one, Written)]
        told[str(action.pk)] = {
            "revision": action.sheet.revision,
            "read": {one.key: one.text(action) for one in columns},
        }
    return told
