"""Drafts from a spreadsheet, through programs: the template, what would become of each line, the order."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.access.boards import visible_sheets
from marelle.domains.calls.models import Call, DraftSheet
from marelle.domains.calls.services import draft_sheets as orders
from marelle.domains.calls.services.forms import publish_preproject_form
from marelle.kernel.access import load
from marelle.kernel.rehearsal import rehearse
from marelle.web.calls.sheet_template import template
from marelle.web.ui.answers import say_name
from marelle.web.ui.workbooks import XLSX

from .schemas import Fault
from .table_schemas import CellFaultOut, TableCellsIn
from .tables import fault_shape

router = Router()
IMPORT = "calls.import_drafts"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}
LARGEST = 2**63


class ChangeOut(Schema):
    """One answer that a line would change in a draft of an earlier import."""

    field: str
    before: Any
    after: Any


class SheetLineOut(Schema):
    """What becomes of one line."""

    line: int
    site: str
    fate: str = Field(description="new, changes, same, left or refused")
    sentence: str
    faults: list[str] = Field(description="each names its sheet, its line and its column")
    changes: list[ChangeOut]
    cells: list[CellFaultOut] = Field(description="the faulty cells, to be corrected by their place")


class SheetOut(Schema):
    """A spreadsheet that was sent: what would become of it, or what became of it."""

    number: int
    call: str
    brought: bool
    made: int | None
    items: list[SheetLineOut]
    unread: list[str] = Field(description="sheets of the workbook that are not read")


class BringIn(Schema):
    """Which lines enter."""

    leave_refused: bool = Field(False, description="true: the other lines enter all the same")
    lines: list[int] | None = Field(None, max_length=1000, description="only these; null: all that are new")


def _call(request: HttpRequest, slug: str) -> Call:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, IMPORT, visible_calls(viewer).select_related("form"), slug=slug)


def _sheet(request: HttpRequest, number: int) -> DraftSheet:
    viewer, pk = request.viewer, number if number < LARGEST else 0  # type: ignore[attr-defined]
    return load(viewer, IMPORT, visible_sheets(viewer), pk=pk)


def _told(sheet: DraftSheet, read: orders.SheetRead | None) -> dict[str, Any]:
    return {
        "number": sheet.pk,
        "call": sheet.call.slug,
        "brought": sheet.brought_at is not None,
        "made": sheet.made,
        "items": [_line(one, read) for one in read.lines] if read else [],
        "unread": read.unread if read else [],
    }


def _line(one: orders.LineRead, read: orders.SheetRead) -> dict[str, Any]:
    changes = [{"field": change.code, "before": change.before, "after": change.after} for change in one.changes]
    told = {"line": one.number, "site": one.site, "fate": one.fate, "sentence": one.sentence}
    wrong = [line for line in read.wrong.lines if line.faults == one.cells] if one.cells else []
    cells = [fault_shape(read.wrong, line, fault) for line in wrong[:1] for fault in line.faults]
    return told | {"faults": list(one.faults), "changes": changes, "cells": cells}


def _looked_at(request: HttpRequest, sheet: DraftSheet) -> dict[str, Any]:
    if sheet.brought_at is not None:
        return _told(sheet, None)
    order: dict[str, Any] = {"by": request.viewer, "at": request.clock.now, "sheet": sheet}  # type: ignore[attr-defined]
    return _told(sheet, rehearse(lambda: orders.read_drafts(**order)))


@router.get("/calls/{slug}/sheets/template", response={200: bytes, **REFUSALS}, summary="The template, as an xlsx")
def sheet_template(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    call = _call(request, slug)
    form = call.form or publish_preproject_form()
    answer = StreamingHttpResponse([template(call, form.form)], content_type=XLSX)
    return say_name(answer, f"candidatures-{call.slug}.xlsx")


@router.post("/calls/{slug}/sheets", response={201: SheetOut, **REFUSALS}, summary="Sends a spreadsheet; only a look")
def send_sheet(request: HttpRequest, slug: str, file: File[UploadedFile]) -> Status[Any]:
    """What would become of each line; nothing has entered yet."""
    order: dict[str, Any] = {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]
    sheet = orders.send_sheet(**order, call=_call(request, slug), upload=file)
    return Status(201, _looked_at(request, sheet))


@router.get("/sheets/{int:number}", response={200: SheetOut, **REFUSALS}, summary="What would become of each line")
def sheet(request: HttpRequest, number: int) -> dict[str, Any]:
    """Price: about twenty queries a line, all taken back."""
    return _looked_at(request, _sheet(request, number))


@router.post("/sheets/{int:number}/cells", response={200: SheetOut, **REFUSALS}, summary="Corrects cells of it")
def correct_sheet(request: HttpRequest, number: int, asked: TableCellsIn) -> dict[str, Any]:
    """What is typed is kept, right or wrong, and judged again with the rest."""
    cells = {one.cell: one.value for one in asked.cells}
    held = orders.correct_draft_cells(by=request.viewer, sheet=_sheet(request, number), cells=cells)  # type: ignore[attr-defined]
    return _looked_at(request, held)


@router.post("/sheets/{int:number}/entry", response={200: SheetOut, **REFUSALS}, summary="Brings it in, once")
def bring_sheet(request: HttpRequest, number: int, asked: BringIn) -> dict[str, Any]:
    order: dict[str, Any] = {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]
    order |= {"sheet": _sheet(request, number), "leave_refused": asked.leave_refused, "accepted": asked.lines}
    read = orders.bring_drafts(**order)
    return _told(_sheet(request, number), read)
