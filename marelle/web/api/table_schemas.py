"""Working tables that go out to a spreadsheet and come back, as programs read them."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field


class TableOut(Schema):
    """One working table of a project."""

    code: str
    label: str
    about: str
    returns: bool = Field(description="true: whoever asks may send it back")


class CellFaultOut(Schema):
    """One thing to mend in a line."""

    cell: str = Field(description="its place, to correct it: « 0.5.3 »; empty where no cell is at fault")
    column: str
    value: str | None = Field(description="what stands there")
    sentence: str = Field(description="names the sheet, the line and the column, then the way on")


class CellChangeOut(Schema):
    """One cell that a line changes."""

    column: str
    label: str
    before: Any
    after: Any
    clash: bool = Field(description="somebody changed it here since the table went out")


class TableLineOut(Schema):
    """What becomes of one line."""

    id: str = Field(description="its sheet and its number, to accept it: « 0.5 »")
    sheet: str
    line: int
    key: str
    title: str
    fate: str = Field(description="new, changes, same, clash, left or refused")
    sentence: str
    faults: list[CellFaultOut]
    changes: list[CellChangeOut]


class ReturnOut(Schema):
    """A workbook that came back: what would become of it, or what became of it."""

    number: int
    table: str
    brought: bool
    made: int = Field(description="rows that came of it so far")
    changed: int = Field(description="rows that it changed so far")
    waiting: int = Field(description="lines that enter when it is brought in once more")
    lines: list[TableLineOut]
    notes: list[str]
    unread: list[str] = Field(description="sheets that are not read")


class CellIn(Schema):
    """What is typed in the place of one cell."""

    cell: str = Field(max_length=20)
    value: str = Field(max_length=20_000)


class CellsIn(Schema):
    """Cells corrected on the spot."""

    cells: list[CellIn] = Field(max_length=500)


class EnterIn(Schema):
    """Which lines enter."""

    leave_refused: bool = Field(False, description="true: the other lines enter all the same")
    lines: list[str] | None = Field(None, max_length=10_000, description="only these ids; null: all but clashes")
