"""A workbook brought in, sheet after sheet: each of its tables in the order that they are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.access import NotFound
from marelle.kernel.errors import Refused
from marelle.kernel.sheets.books import Page
from marelle.kernel.words import plain

from .bringing import Bringing
from .declaring import MARK, Asked, WorkingTable
from .outcome import LineRead, Outcome
from .returned import Returned, Run, Sheet, coded, unread_names
from .sending import OutSheet, sheet_of_table

OFFERED = gettext_lazy("Réponses possibles")  # the sheet that we put beside the others, to help


class TableNotThere(Refused):
    """A workbook in which no sheet is one of those that were sent out."""

    code = "tables.not_there"
    sentence = gettext_lazy(
        "Aucune feuille n’a la colonne «\u00a0{heading}\u00a0» et une autre de ce tableau. "
        "Partez du fichier que cette page donne."
    )


class TableEmpty(Refused):
    """Headings and nothing under them."""

    code = "tables.empty"
    sentence = gettext_lazy("Aucune ligne sous les titres\u00a0: il n’y a rien à reprendre.")


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared table, as one that comes back."""

    table: WorkingTable

    @property
    def code(self) -> str:
        return self.table.code

    @property
    def label(self) -> Any:
        return self.table.label

    @property
    def about(self) -> Any:
        return self.table.about

    @property
    def heading(self) -> str:
        return self.table.key.heading

    @property
    def returns(self) -> bool:
        return self.table.must is not None

    def see(self, asked: Asked) -> None:
        self.table.see(asked)

    def refuse(self, asked: Asked) -> None:
        if self.table.must is None:
            raise NotFound
        self.table.must(asked)

    def labels(self, asked: Asked) -> Mapping[str, str]:
        return {plain(str(one.label)): one.code for one in self.table.columns}

    def claims(self, asked: Asked, sheets: Sequence[Sheet]) -> list[Sheet]:
        """The sheet that has the key and the most of the other columns."""
        codes, key = {one.code for one in self.table.columns}, self.table.key.code
        mine = [one for one in sheets if key in one.codes and len(codes & set(one.codes)) > 1]
        return sorted(mine, key=lambda one: -len(codes & set(one.codes)))[:1]

    def lines(self, asked: Asked, sheets: Sequence[Sheet], run: Run) -> Iterable[LineRead]:
        return Bringing(self.table, asked, sheets[0], run).lines()

    def sheets(self, asked: Asked) -> Iterable[OutSheet]:
        return [sheet_of_table(self.table, asked)]


def carry(tables: Sequence[Returned], asked: Asked, pages: Sequence[Page], run: Run) -> Outcome:
    """What becomes of each line of a workbook: it is done. A page that only looks rehearses it.

    Refuses `TableNotThere`, `TableEmpty`, and what a table refuses of its sheets. Price: that of the rows of each
    table, and that of the order of each line that changes something.
    """
    outcome = Outcome()
    read: list[Sheet] = []
    there = False  # whether a sheet that says something is; one that only helps is not enough
    for table in tables:
        sheets = coded(pages, table.labels(asked))
        mine = table.claims(asked, [one for one in sheets if one.place not in {each.place for each in read}])
        if mine:
            read += mine
            there = there or bool(_heading(table))
            outcome.lines += table.lines(asked, mine, run)
    if not there:
        headings = [words for one in tables if (words := _heading(one))]
        raise TableNotThere(field="file", heading="\u00a0» ou «\u00a0".join(headings))
    if not outcome.lines:
        raise TableEmpty(field="file")
    placed(outcome, pages)
    outcome.unread = unread_names(pages, read, [_("Réponses possibles"), str(OFFERED)])
    outcome.notes, outcome.waiting = list(run.notes), run.waiting
    return outcome


def _heading(table: Returned) -> str:
    return str(getattr(table, "heading", table.label))


def placed(outcome: Outcome, pages: Sequence[Page]) -> Outcome:
    """The same, with what stands in its faulty cells: they can be corrected on the spot."""
    outcome.sheets = {page.name: place for place, page in enumerate(pages)}
    outcome.cells, outcome.whole = _faulty(outcome, pages)
    return outcome


def _faulty(outcome: Outcome, pages: Sequence[Page]) -> tuple[dict[str, str], set[str]]:
    """What stands in each cell that is at fault; those of them that may be taken as they are."""
    named = {outcome.place_of(fault, line) for line in outcome.lines for fault in line.faults} - {""}
    rows = {tuple(map(int, place.split(".")[:2])) for place in named}
    told = {
        (sheet, number): cells
        for sheet, page in enumerate(pages)
        for number, cells in page.lines
        if (sheet, number) in rows
    }
    found, whole = {}, set()
    for place in named:
        sheet, number, column = map(int, place.split("."))
        cells = told.get((sheet, number), ())
        found[place] = cells[column - 1].text if column <= len(cells) else ""
        if column <= len(cells) and cells[column - 1].whole:
            whole.add(place)
    return found, whole


__all__ = ["MARK", "OFFERED", "Declared", "TableEmpty", "TableNotThere", "carry"]
