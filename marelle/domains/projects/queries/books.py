"""A workbook of action sheets read line by line: answers, and each fault at its cell.

The sheet « Actions » holds an action a line; the rows of each table stand in a sheet of their own, one line a row, with
the action to which it belongs. Price: none, nothing is asked of the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from marelle.domains.territories.queries import Cell, Page, Place
from marelle.kernel.questionnaires import Definition, Field, normalise
from marelle.kernel.questionnaires import spreadsheets as columns
from marelle.kernel.questionnaires.limits import beyond
from marelle.kernel.sheets.lines import (
    CellFault,
    SheetLine,
    cell_of,
    said_by_code,
    unbelieved,
    unsound,
)
from marelle.kernel.words import plain

from ..rules.books import ACTION, MOST_LINES, MOST_ROWS, OWN, REVISION, BookColumnsMissing, BookMalformed

_SERIAL = re.compile(r"[1-9]\d{4}", re.ASCII)
_SECONDS = re.compile(r"(\d{1,2}:\d{2}):00", re.ASCII)


@dataclass(slots=True)
class Line(SheetLine):
    """One action of a workbook: its line, what its own columns say, its answers, and where each stood."""

    said: dict[str, str]

    @property
    def code(self) -> str:
        """The code as written."""
        return self.said.get(ACTION, "")


@dataclass(frozen=True, slots=True)
class BookRead:
    """The actions of a workbook, the faults of lines that belong to none, and the sheets that were not read."""

    lines: list[Line]
    stray: list[CellFault]
    unread: list[str]


def read_actions(definition: Definition, pages: Sequence[Page]) -> BookRead:
    """The actions of a workbook, in their order. Refuses `BookColumnsMissing`, `BookMalformed`; all else is a fault at
    its cell."""
    return _Reading(definition).whole(pages)


class _Reading:
    """One workbook, sheet after sheet."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.fields = {one.code: one for one in columns.single_cells(definition)}
        self.tables = {one.code: one for one in columns.tables(definition)}
        self.labels = {plain(str(label)): code for code, label in OWN.items()}
        self.labels |= {plain(one.label): one.code for one in self.fields.values()}
        self.lines: list[Line] = []
        self.named: dict[str, Line] = {}
        self.stray: list[CellFault] = []

    def whole(self, pages: Sequence[Page]) -> BookRead:
        coded = [(page, [columns.code_of(title, self.labels) for title in page.headings]) for page in pages]
        main = next((one for one in coded if {ACTION, "title"} <= set(one[1])), None)
        if main is None:
            raise BookColumnsMissing(field="file")
        beside = [(page, codes, table) for page, codes in coded if (table := self._table(codes)) is not None]
        self._must_be_sound(*main, MOST_LINES)
        self._actions(*main)
        for page, codes, table in beside:
            self._must_be_sound(page, codes, MOST_ROWS)
            self._must_be_whole(page, codes, table)
            self._rows(page, codes, table)
        for line in self.lines:
            self._judge(line)
        read = {main[0].name, *(page.name for page, _codes, _table in beside)}
        return BookRead(self.lines, self.stray, [page.name for page in pages if page.name not in read])

    def _table(self, codes: Sequence[str]) -> Field | None:
        """The table whose rows a sheet holds, or None."""
        if ACTION not in codes or "title" in codes:
            return None
        named = {code.partition(".")[0] for code in codes if "." in code} & set(self.tables)
        return self.tables[named.pop()] if len(named) == 1 else None

    def _must_be_sound(self, page: Page, codes: Sequence[str], most: int) -> None:
        fault = unsound(page, codes, most, _("plus de {most} lignes\u00a0: coupez ce classeur en plusieurs"))
        if fault:
            raise BookMalformed(field="file", place=fault[0], reason=fault[1])

    def _must_be_whole(self, page: Page, codes: Sequence[str], table: Field) -> None:
        """A table comes back whole: a column that is not there would take its answers away in silence."""
        for title in columns.table_headings(table):
            if columns.code_of(title, {}) not in codes:
                words = _("il manque la colonne «\u00a0{title}\u00a0»\u00a0: remettez-la, ou supprimez la feuille")
                raise BookMalformed(field="file", place=Place(page.name, 1), reason=words.format(title=title))

    def _actions(self, page: Page, codes: Sequence[str]) -> None:
        for number, cells in page.lines:
            said = said_by_code(codes, cells)
            line = Line(Place(page.name, number), said)
            line.faults += self._unbelieved(page, number, codes, cells)
            for code in codes:
                if code in OWN:
                    line.places[code] = cell_of(page, number, codes, code)
                elif code in self.fields:
                    line.answers[code] = self._typed(self.fields[code], said.get(code, ""))
                    line.places[code] = cell_of(page, number, codes, code)
            revision = said.get(REVISION, "")
            if revision and not (revision.isascii() and revision.isdecimal() and len(revision) < 9):
                line.faults.append(line.at(REVISION, _("cette colonne ne se modifie pas")))
            self._keep(line)

    def _keep(self, line: Line) -> None:
        key = plain(line.code)
        first = self.named.get(key) if key else None
        if first is not None:
            words = _("«\u00a0{code}\u00a0» est déjà à la ligne {n}")
            line.faults.append(line.at(ACTION, words.format(code=line.code[:40], n=first.place.line)))
        elif key:
            self.named[key] = line
        self.lines.append(line)

    def _rows(self, page: Page, codes: Sequence[str], table: Field) -> None:
        """The rows of one table. Where its sheet is there, it says all the rows of each action."""
        for line in self.lines:
            line.answers.setdefault(table.code, [])
        for number, cells in page.lines:
            said = said_by_code(codes, cells)
            place, title = cell_of(page, number, codes, ACTION)
            named = self.named.get(plain(said.get(ACTION, "")))
            if named is None:
                words = _("«\u00a0{text}\u00a0» n’est pas dans la feuille des actions")
                text = said.get(ACTION, "")[:80]
                self.stray.append(
                    CellFault(place, title, words.format(text=text) if text else _("la case de l’action est vide"))
                )
                continue
            named.faults += self._unbelieved(page, number, codes, cells)
            self._row(page, number, codes, said, table, named)

    def _row(
        self, page: Page, number: int, codes: Sequence[str], said: dict[str, str], table: Field, line: Line
    ) -> None:
        rows: list[dict[str, Any]] = line.answers[table.code]
        name = columns.option_named(table.rows, said.get(f"{table.code}.{columns.ROW}", "")) if table.rows else ""
        if table.rows and not self._named_row(page, number, codes, table, line, name, rows):
            return
        row: dict[str, Any] = {columns.ROW: name} if name else {}
        path = f"{table.code}.{name or len(rows) + 1}"
        line.places.setdefault(table.code, (Place(page.name, number), ""))
        line.places[path] = (Place(page.name, number), "")
        for column in columns.table_cells(table):
            text = said.get(f"{table.code}.{column.code}", "")
            where = cell_of(page, number, codes, f"{table.code}.{column.code}")
            line.places[f"{path}.{column.code}"] = where
            value = self._typed(column, text)
            wrong = self._wrong(column, value, text)
            if wrong:
                line.faults.append(CellFault(*where, wrong))
            else:
                row[column.code] = value
        rows.append(row)

    def _named_row(
        self,
        page: Page,
        number: int,
        codes: Sequence[str],
        table: Field,
        line: Line,
        name: str,
        rows: Sequence[dict[str, Any]],
    ) -> bool:
        """True for a fixed row that the form has, once an action."""
        option = next((one for one in table.rows if one.code == name and not one.balances), None)
        where = cell_of(page, number, codes, f"{table.code}.{columns.ROW}")
        if option is None:
            near = columns.nearest(table.rows, name)
            words = _("cette ligne n’est pas dans la fiche")
            if near:
                words += _(". Vouliez-vous dire «\u00a0{near}\u00a0»\u00a0?").format(near=near[0])
            line.faults.append(CellFault(*where, words))
            return False
        if any(row.get(columns.ROW) == name for row in rows):
            words = _("«\u00a0{label}\u00a0» est déjà écrit plus haut pour cette action")
            line.faults.append(CellFault(*where, words.format(label=option.label)))
            return False
        return True

    def _typed(self, asked: Field, text: str) -> Any:
        """What a cell says, as the form takes it; hours come back from a spreadsheet with their seconds."""
        if asked.kind == "time":
            return _SECONDS.sub(r"\1", text)
        return columns.typed(asked, text)

    def _wrong(self, asked: Field, value: Any, text: str) -> str:
        """What the form's own sentences would say less well: a choice that is none, a day told as a number."""
        if asked.kind == "date" and _SERIAL.fullmatch(text):
            words = _("«\u00a0{text}\u00a0» est un nombre\u00a0: mettez la cellule au format date, ou écrivez {day}")
            return words.format(text=text, day=f"{from_excel(int(text)):%d/%m/%Y}")
        return columns.not_offered(asked, value) if text else ""

    def _unbelieved(self, page: Page, number: int, codes: Sequence[str], cells: Sequence[Cell]) -> Iterator[CellFault]:
        return unbelieved(page, number, codes, cells, self._is_asked, lambda _title: _("colonne inconnue"))

    def _is_asked(self, code: str) -> bool:
        table, dot, column = code.partition(".")
        if not dot:
            return code in self.fields or code in OWN
        found = self.tables.get(table)
        return found is not None and (column == columns.ROW or found.column(column) is not None)

    def _judge(self, line: Line) -> None:
        """What the form cannot read of the answers of a line, or could never take."""
        for code, one in self.fields.items():
            wrong = self._wrong(one, line.answers.get(code, ""), line.said.get(code, ""))
            if wrong:
                line.faults.append(line.at(code, wrong))
                del line.answers[code]
        told = {code: value for code, value in line.answers.items() if self._is_read_here(code)}
        read = normalise(self.definition, told)
        line.faults += [line.at(fault.path, fault.sentence) for fault in read.faults]
        for code, value in read.answers.items():
            found = self.definition.field(code)
            line.faults += [line.at(fault.path, fault.sentence) for fault in beyond(found, value)] if found else []

    def _is_read_here(self, code: str) -> bool:
        """What is picked from a register is read with it."""
        found = self.definition.field(code)
        return found is not None and found.kind not in ("reference", "references")
