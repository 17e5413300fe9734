"""A form as lines of a workbook: the answers of each, and each fault at its cell. Price: none.

The main sheet holds a record a line; the rows of each table of the form stand in a sheet of their own, one line a row,
under the key of the record to which they belong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from marelle.kernel.questionnaires import Definition, Field, normalise
from marelle.kernel.questionnaires import spreadsheets as columns
from marelle.kernel.questionnaires.answers import contradictions
from marelle.kernel.questionnaires.limits import beyond
from marelle.kernel.sheets.books import Cell, Page, Place
from marelle.kernel.sheets.lines import CellFault, SheetLine, cell_of, said_by_code, unbelieved, unsound
from marelle.kernel.words import plain

from .quoting import unquoted
from .reading import TableMalformed
from .refusing import percentage
from .returned import Sheet

MOST_ROWS: Final = 20_000
REVISION: Final = "revision"
_SERIAL = re.compile(r"[1-9]\d{4}", re.ASCII)
_REVISION = re.compile(r"\d{1,8}(-[a-z2-7]{4})*", re.ASCII)  # « 12 », and what stood beside the questions
_SECONDS = re.compile(r"(\d{1,2}:\d{2}):00", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a form stands in a workbook: the code of its key, the codes of its own columns (the key first), the question
    that only the main sheet has, how many lines it may have."""

    key: str
    own: tuple[str, ...]
    title: str
    most: int = 500


@dataclass(slots=True)
class FormLine(SheetLine):
    """One record: its line, what its own columns say, its answers, and where each stood."""

    said: dict[str, str]
    key: str

    @property
    def code(self) -> str:
        """The key as written."""
        return self.said.get(self.key, "")


@dataclass(frozen=True, slots=True)
class FormRead:
    """The records of a workbook, and the faults of lines that belong to none."""

    lines: list[FormLine]
    stray: list[CellFault]


def claimed(sheets: Sequence[Sheet], definition: Definition, shape: Shape) -> list[Sheet]:
    """The sheets of a form: the main one, then those of its tables; none without the main one."""
    main = next((one for one in sheets if {shape.key, shape.title} <= set(one.codes)), None)
    if main is None:
        return []
    tables = {one.code: one for one in columns.tables(definition)}
    return [main, *(one for one in sheets if one is not main and _table_in(one.codes, shape, tables))]


def _table_in(codes: Sequence[str], shape: Shape, tables: Mapping[str, Field]) -> str:
    """The table whose rows a sheet holds, or nothing."""
    if shape.key not in codes or shape.title in codes:
        return ""
    named = {code.partition(".")[0] for code in codes if "." in code} & set(tables)
    return named.pop() if len(named) == 1 else ""


def _said(codes: Sequence[str], cells: Sequence[Cell]) -> dict[str, str]:
    """What a line says, by code, without the quotes that went out with it."""
    return {code: unquoted(text) for code, text in said_by_code(codes, cells).items()}


class FormReading:
    """The sheets of one form, main sheet first."""

    def __init__(self, definition: Definition, shape: Shape) -> None:
        self.definition, self.shape, self.name = definition, shape, ""
        self.fields = {one.code: one for one in columns.single_cells(definition)}
        self.tables = {one.code: one for one in columns.tables(definition)}
        self.lines: list[FormLine] = []
        self.named: dict[str, FormLine] = {}
        self.stray: list[CellFault] = []

    def whole(self, sheets: Sequence[Sheet]) -> FormRead:
        """The lines of the main sheet, with the rows of their tables. Refuses `TableMalformed`."""
        main, *beside = sheets
        self.name = main.page.name
        self._must_be_sound(main.page, main.codes, self.shape.most)
        self._main(main.page, main.codes)
        for sheet in beside:
            table = self.tables[_table_in(sheet.codes, self.shape, self.tables)]
            self._must_be_sound(sheet.page, sheet.codes, MOST_ROWS)
            self._must_be_whole(sheet.page, sheet.codes, table)
            self._rows(sheet.page, sheet.codes, table)
        for line in self.lines:
            self._judge(line)
        return FormRead(self.lines, self.stray)

    def _must_be_sound(self, page: Page, codes: Sequence[str], most: int) -> None:
        fault = unsound(page, codes, most, _("plus de {most} lignes\u00a0: coupez ce classeur en plusieurs"))
        if fault:
            raise TableMalformed(field="file", place=fault[0], reason=fault[1])

    def _must_be_whole(self, page: Page, codes: Sequence[str], table: Field) -> None:
        """A table comes back whole: a column that is not there would take its answers away in silence."""
        for title in columns.table_headings(table):
            if columns.code_of(title, {}) not in codes:
                words = _("il manque la colonne «\u00a0{title}\u00a0»\u00a0: remettez-la, ou supprimez la feuille")
                raise TableMalformed(field="file", place=Place(page.name, page.top), reason=words.format(title=title))

    def _main(self, page: Page, codes: Sequence[str]) -> None:
        for number, cells in page.lines:
            said = _said(codes, cells)
            line = FormLine(Place(page.name, number), said, self.shape.key)
            line.faults += self._unbelieved(page, number, codes, cells)
            for code in codes:
                if code in self.shape.own:
                    line.places[code] = cell_of(page, number, codes, code)
                elif code in self.fields:
                    line.answers[code] = self._typed(self.fields[code], said.get(code, ""))
                    line.places[code] = cell_of(page, number, codes, code)
            revision = said.get(REVISION, "")
            if revision and not _REVISION.fullmatch(revision):
                line.faults.append(line.at(REVISION, _("cette colonne ne se modifie pas")))
            self._keep(line)

    def _keep(self, line: FormLine) -> None:
        key = plain(line.code)
        first = self.named.get(key) if key else None
        if first is not None:
            words = _("«\u00a0{code}\u00a0» est déjà à la ligne {n}")
            line.faults.append(line.at(self.shape.key, words.format(code=line.code[:40], n=first.place.line)))
        elif key:
            self.named[key] = line
        self.lines.append(line)

    def _rows(self, page: Page, codes: Sequence[str], table: Field) -> None:
        """The rows of one table. Where its sheet is there, it says all the rows of each record."""
        for line in self.lines:
            line.answers.setdefault(table.code, [])
        for number, cells in page.lines:
            said = _said(codes, cells)
            place, title = cell_of(page, number, codes, self.shape.key)
            named = self.named.get(plain(said.get(self.shape.key, "")))
            if named is None:
                words = _(
                    "«\u00a0{text}\u00a0» n’est pas dans la feuille «\u00a0{main}\u00a0»\u00a0: corrigez-le, "
                    "ou ajoutez-y sa ligne"
                )
                text = said.get(self.shape.key, "")[:80]
                self.stray.append(
                    CellFault(place, title, words.format(text=text, main=self.name) if text else _("la case est vide"))
                )
                continue
            named.faults += self._unbelieved(page, number, codes, cells)
            self._row(page, number, codes, said, table, named)

    def _row(
        self, page: Page, number: int, codes: Sequence[str], said: dict[str, str], table: Field, line: FormLine
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
        line: FormLine,
        name: str,
        rows: Sequence[dict[str, Any]],
    ) -> bool:
        """True for a fixed row that the form has, once a record."""
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
            words = _("«\u00a0{label}\u00a0» est déjà écrit plus haut pour cette ligne")
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
        yield from unbelieved(page, number, codes, cells, self._is_asked, lambda _title: _("colonne inconnue"))
        for code, cell in zip(codes, cells, strict=False):
            asked = self._asked(code)
            if cell.percent and asked and asked.kind == "money":
                yield CellFault(*cell_of(page, number, codes, code), percentage(cell.text))

    def _is_asked(self, code: str) -> bool:
        table, dot, column = code.partition(".")
        named = table in self.tables and column == columns.ROW if dot else code in self.shape.own
        return named or self._asked(code) is not None

    def _asked(self, code: str) -> Field | None:
        """The question, or the column of a table, that a code names."""
        table, dot, column = code.partition(".")
        if not dot:
            return self.fields.get(code)
        return self.tables[table].column(column) if table in self.tables else None

    def _judge(self, line: FormLine) -> None:
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
        torn = contradictions(self.definition, read.answers, self.fields)
        line.faults += [line.at(fault.path, fault.sentence) for fault in torn]

    def _is_read_here(self, code: str) -> bool:
        """What is picked from a register is read with it."""
        found = self.definition.field(code)
        return found is not None and found.kind not in ("reference", "references")
