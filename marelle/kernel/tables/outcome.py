"""What became of the lines of a workbook that came back, or would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from marelle.kernel.sheets.lines import CellFault

NEW: Final = "new"
CHANGES: Final = "changes"
SAME: Final = "same"
CLASH: Final = "clash"
LEFT: Final = "left"
REFUSED: Final = "refused"
FATES: Final = (NEW, CHANGES, SAME, LEFT, CLASH, REFUSED)


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that a line changes: what is there, what the line says, both as people read them.

    `clash`: somebody changed it since the table went out. `field`: the question of a form, whose answers they are.
    """

    code: str
    label: str
    before: Any
    after: Any
    clash: bool = False
    field: Any = None


@dataclass(frozen=True, slots=True)
class LineRead:
    """What becomes of one line: a new row, differences, nothing, a clash, or why not.

    `id` names it in its file: the place of its sheet and its number.
    """

    sheet: int
    number: int
    code: str
    title: str
    fate: str
    sentence: str
    faults: tuple[CellFault, ...] = ()
    changes: tuple[Change, ...] = ()
    place: str = ""  # the name of its sheet

    @property
    def id(self) -> str:
        return f"{self.sheet}.{self.number}"


@dataclass(slots=True)
class Outcome:
    """Every line of a workbook, the sheets that were not read, and what else is to be known of it.

    `waiting`: how many lines that may enter were left for the next time.
    """

    lines: list[LineRead] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    waiting: int = 0
    sheets: dict[str, int] = field(default_factory=dict)  # the place of each sheet, by its name
    whole: set[str] = field(default_factory=set)  # the faulty cells that may be taken as they are
    cells: dict[str, str] = field(default_factory=dict)  # what stands in each faulty cell, by its place

    def place_of(self, fault: CellFault, line: LineRead) -> str:
        """The place of a faulty cell (« 0.5.3 »), by which it is corrected; empty where no cell is at fault."""
        if not fault.place.column:
            return ""
        return f"{self.sheets.get(fault.place.sheet, line.sheet)}.{fault.place.line}.{fault.place.column}"

    def count(self, *fates: str) -> int:
        return sum(line.fate in fates for line in self.lines)

    def of(self, *fates: str) -> Sequence[LineRead]:
        return [line for line in self.lines if line.fate in fates]
