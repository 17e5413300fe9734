"""A file of candidatures read line by line: answers, and each fault at its cell.

One sheet holds a candidature a line; the rows of a table of the form stand in a sheet of their own (one line a row,
with its site), or in the same one, on as many lines as there are rows. Price: none, nothing is asked of the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marelle.domains.territories.queries import Cell, Page, Place
from marelle.kernel.questionnaires import Definition, Field
from marelle.kernel.sheets.lines import (
    CellFault,
    SheetLine,
    cell_of,
    said_by_code,
    unbelieved,
    unsound,
)
from marelle.kernel.words import plain

from ..rules.sheets import (
    BODY,
    CODE,
    MOST_LINES,
    MOST_ROWS,
    OWN,
    ROW,
    SITE,
    ColumnsMissing,
    SheetMalformed,
    asked_in_sheets,
    columns_in_sheets,
    option_named,
    tables_in_sheets,
    typed,
    unknown_sentence,
)


@dataclass(slots=True)
class Line(SheetLine):
    """One candidature of a sheet: its line, its site and organisation as written, its answers, and where each stood."""

    site: str
    body: str


@dataclass(frozen=True, slots=True)
class BookRead:
    """The candidatures of a file, the faults of lines that belong to none, and the sheets that were not read."""

    lines: list[Line]
    stray: list[CellFault]
    unread: list[str]
    main: str  # the name of the sheet of candidatures


def read_lines(definition: Definition, pages: Sequence[Page]) -> BookRead:
    """The candidatures of a file, in their order. Refuses `ColumnsMissing`, `SheetMalformed`; all else is a fault at
    its cell."""
    return _Reading(definition).whole(pages)


class _Reading:
    """One file, sheet after sheet."""

    def __init__(self, definition: Definition) -> None:
        self.fields = {one.code: one for one in asked_in_sheets(definition)}
        self.tables = {one.code: one for one in tables_in_sheets(definition)}
        self.lines: dict[str, Line] = {}
        self.doubled: list[Line] = []
        self.stray: list[CellFault] = []

    def whole(self, pages: Sequence[Page]) -> BookRead:
        coded = [(page, self._codes(page)) for page in pages]
        main = next((one for one in coded if {SITE, BODY} <= set(one[1])), None)
        if main is None:
            raise ColumnsMissing(field="file")
        beside = [one for one in coded if one is not main and self._is_table(one[1])]
        for page, codes in (main, *beside):
            self._must_be_sound(page, codes)
        self._main(*main)
        for page, codes in beside:
            self._rows(page, codes)
        read = {page.name for page, _codes in (main, *beside)}
        lines = sorted([*self.lines.values(), *self.doubled], key=lambda one: one.place.line)
        return BookRead(lines, self.stray, [page.name for page in pages if page.name not in read], main[0].name)

    def _codes(self, page: Page) -> list[str]:
        return [self._code(title) for title in page.headings]

    def _code(self, title: str) -> str:
        found = CODE.search(title)
        if found:
            return found[1]
        words = plain(title)
        own = {plain(str(label)): code for code, label in OWN.items()}
        named = own | {plain(one.label): one.code for one in self.fields.values()}
        return named.get(words, words if words in (SITE, BODY) else "")

    def _is_table(self, codes: Sequence[str]) -> bool:
        return SITE in codes and any(code.partition(".")[0] in self.tables for code in codes if "." in code)

    def _must_be_sound(self, page: Page, codes: Sequence[str]) -> None:
        most = MOST_LINES if BODY in codes else MOST_ROWS
        fault = unsound(page, codes, most, _("plus de {most} lignes : coupez ce tableau en plusieurs"))
        if fault:
            raise SheetMalformed(field="file", place=fault[0], reason=fault[1])

    def _main(self, page: Page, codes: Sequence[str]) -> None:
        for number, cells in page.lines:
            said = said_by_code(codes, cells)
            line = Line(Place(page.name, number), said.get(SITE, ""), said.get(BODY, ""))
            self._own_places(page, codes, line)
            line.faults += self._faults(page, number, codes, cells)
            first = self.lines.get(plain(line.site))
            rows_only = not any(code in self.fields for code in said) and any("." in code for code in said)
            if first is not None and rows_only:
                first.faults += line.faults
                self._row(page, number, codes, cells, first)
                continue
            for code, text in said.items():
                if code in self.fields:
                    line.answers[code] = typed(self.fields[code], text)
                    line.places[code] = cell_of(page, number, codes, code)
            if first is None:
                self._row(page, number, codes, cells, line)
                self._keep(line)
            else:
                self.doubled.append(line)
                words = _("une candidature existe déjà pour ce site, à la ligne {n}")
                line.faults.append(line.at(SITE, words.format(n=first.place.line)))

    def _keep(self, line: Line) -> None:
        if line.site:
            self.lines[plain(line.site)] = line
        else:
            self.doubled.append(line)

    def _own_places(self, page: Page, codes: Sequence[str], line: Line) -> None:
        for code in (SITE, BODY):
            line.places[code] = cell_of(page, line.place.line, codes, code)

    def _rows(self, page: Page, codes: Sequence[str]) -> None:
        for number, cells in page.lines:
            site = said_by_code(codes, cells).get(SITE, "")
            line = self.lines.get(plain(site))
            place, title = cell_of(page, number, codes, SITE)
            if line is None:
                words = _("« {text} » n’est pas dans la feuille des candidatures").format(text=site[:80])
                self.stray.append(CellFault(place, title, words if site else _("la case du site est vide")))
                continue
            line.faults += self._faults(page, number, codes, cells)
            self._row(page, number, codes, cells, line)

    def _row(self, page: Page, number: int, codes: Sequence[str], cells: Sequence[Cell], line: Line) -> None:
        """The cells of one line that belong to tables, each table getting one row more."""
        for code, text in said_by_code(codes, cells).items():
            table_code, dot, column = code.partition(".")
            table = self.tables.get(table_code)
            if not dot or table is None:
                continue
            path = self._row_path(table, line, number)
            place = cell_of(page, number, codes, code)
            line.places.setdefault(table.code, place)
            line.places[f"{path}.{column}"] = place
            line.places.setdefault(path, (Place(page.name, number), ""))
            line.answers[table.code][-1][column] = self._cell(table, column, text)
        self._named_rows(page, number, codes, line)

    def _row_path(self, table: Field, line: Line, number: int) -> str:
        """The path of the row that a line of the file fills; a new one for a new line."""
        rows: list[dict[str, Any]] = line.answers.setdefault(table.code, [])
        if not rows or rows[-1].get("") != number:
            rows.append({"": number})
        return f"{table.code}.{len(rows)}"

    def _cell(self, table: Field, column: str, text: str) -> Any:
        if column == ROW:
            return option_named(table.rows, text)
        found = table.column(column)
        return typed(found, text) if found else text

    def _named_rows(self, page: Page, number: int, codes: Sequence[str], line: Line) -> None:
        """A fixed row is named by its first column: faults in it are then told under its name."""
        for code, rows in line.answers.items():
            table = self.tables.get(code)
            if table is None or not rows or rows[-1].get("") != number or not table.rows:
                continue
            name = rows[-1].get(ROW, "")
            option = next((one for one in table.rows if one.code == name), None)
            where = cell_of(page, number, codes, f"{code}.{ROW}")
            if option is None or option.balances:
                wrong = (
                    _("cette ligne se calcule : effacez-la")
                    if option
                    else _("cette ligne n’est pas dans le formulaire")
                )
                line.faults.append(CellFault(*where, wrong))
            for path in [path for path in line.places if path.startswith(f"{code}.{len(rows)}.")]:
                line.places[f"{code}.{name}.{path.rpartition('.')[2]}"] = line.places[path]

    def _faults(self, page: Page, number: int, codes: Sequence[str], cells: Sequence[Cell]) -> Iterator[CellFault]:
        return unbelieved(page, number, codes, cells, self._is_asked, lambda title: unknown_sentence([title]))

    def _is_asked(self, code: str) -> bool:
        table, dot, column = code.partition(".")
        if not dot:
            return code in self.fields or code in OWN
        found = self.tables.get(table)
        return found is not None and (column in {one.code for one in columns_in_sheets(found)} or column == ROW)


def rows_read(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as the form reads them, without the numbers by which their rows were told apart."""
    return {
        code: [{name: cell for name, cell in row.items() if name} for row in value] if _is_rows(value) else value
        for code, value in answers.items()
    }


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)
