"""The lines of one sheet of a declared table: the values of its cells, each fault at its cell. Price: none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.errors import Refused
from marelle.kernel.sheets.books import Cell, Page, Place
from marelle.kernel.sheets.lines import CellFault, SheetLine, cell_of, unsound
from marelle.kernel.words import plain

from .cells import Amount, CellRefused, NotThereYet, nearest
from .comparing import Sent, read_mark
from .declaring import MARK, NEVER, Asked, Column, WorkingTable
from .quoting import unquoted
from .refusing import clean, percentage
from .returned import Sheet
from .sending import kind_of

# What spreadsheets write in a cell that they could not calculate or show.
BROKEN = frozenset(
    [
        "#n/a",
        "#ref!",
        "#value!",
        "#valeur!",
        "#div/0!",
        "#name?",
        "#nom?",
        "#null!",
        "#nul!",
        "#num!",
        "#nombre!",
        "err:502",
        "err:504",
        "err:508",
        "err:522",
    ]
)


class TableMalformed(Refused):
    """A sheet as a whole cannot be read without guessing; its sentence names the place."""

    code = "tables.malformed"
    sentence = gettext_lazy("{place}\u00a0: {reason}.")


@dataclass(slots=True)
class TableLine(SheetLine):
    """One line: its key as written, the values of its cells by code (None: an empty cell), from what it was written."""

    key: str = ""
    sent: Sent | None = None
    values: dict[str, Any] = field(default_factory=dict)
    locked: dict[str, str] = field(default_factory=dict)  # what cells that are never written say
    unread: dict[str, tuple[str, str]] = field(default_factory=dict)  # what cells say that could not be read, and why
    awaits: set[str] = field(default_factory=set)  # the cells among them that name what a line that waits may open

    def forgive(self, told: Mapping[str, str]) -> None:
        """Lets pass what could not be read and yet is what is there (`told`, as it goes out): somebody who has left,
        a day that is over. All else is a fault at its cell."""
        for code, (text, why) in self.unread.items():
            if told.get(code) != text and code not in self.awaits:
                self.faults.append(self.at(code, why))


class SheetReader:
    """One sheet of one declared table."""

    def __init__(self, table: WorkingTable, asked: Asked, sheet: Sheet) -> None:
        self.table, self.asked, self.sheet = table, asked, sheet
        self.columns = {one.code: one for one in table.columns}
        self.kinds = {one.code: kind_of(one, asked) for one in table.columns}

    def refuse_unsound(self) -> None:
        """Refuses (`TableMalformed`) a sheet that cannot be read without guessing."""
        page, codes = self.sheet.page, self.sheet.codes
        words = _("plus de {most} lignes\u00a0: coupez ce classeur en plusieurs")
        fault = unsound(page, codes, self.table.most, words)
        if fault is None:
            fault = self._renamed(page, codes)
        if fault:
            raise TableMalformed(field="file", place=fault[0], reason=fault[1])

    def _renamed(self, page: Page, codes: Sequence[str]) -> tuple[Place, str] | None:
        """A column that has gone beside one that nobody knows: perhaps the same under another name."""
        gone = [one for one in self._written() if one.code not in codes]
        strange = [(n, title) for n, title in self._strange(page, codes) if _is_filled(page, n)]
        if not gone or not strange:
            return None
        words = _(
            "il manque la colonne «\u00a0{gone}\u00a0», et «\u00a0{strange}\u00a0» n’est pas connue\u00a0: remettez le "
            "titre, ou supprimez la colonne de trop"
        )
        place, title = _likest(gone[0], strange)
        return Place(page.name, page.top, place), words.format(gone=gone[0].heading, strange=title)

    def _strange(self, page: Page, codes: Sequence[str]) -> list[tuple[int, str]]:
        known = set(self.columns) | {MARK}
        pairs = zip(page.headings, codes, strict=True)
        return [(n, title) for n, (title, code) in enumerate(pairs, 1) if title and code not in known]

    def _written(self) -> list[Column]:
        return [one for one in self.table.columns if one.written != NEVER]

    def notes(self) -> Iterator[str]:
        """What is to be known of the columns: those that are not read, those that are not there."""
        page, codes = self.sheet.page, self.sheet.codes
        yield from unseen_columns(page)
        for _n, title in self._strange(page, codes):
            yield _("La colonne «\u00a0{title}\u00a0» n’est pas d’ici\u00a0: elle n’est pas lue.").format(
                title=title[:60]
            )
        for one in self._written():
            if one.code not in codes:
                words = _("La colonne «\u00a0{title}\u00a0» n’est pas là\u00a0: rien n’y change.")
                yield words.format(title=one.label)
        if MARK not in codes:
            yield _(
                "La colonne du repère n’est pas là\u00a0: "
                "ce qui a changé ici depuis la sortie du tableau ne se voit pas."
            )

    def lines(self) -> Iterator[TableLine]:
        """Each line that says something, in their order."""
        for number, cells in self.sheet.page.lines:
            line = self._line(number, cells)
            if line is not None:
                yield line

    def _line(self, number: int, cells: Sequence[Cell]) -> TableLine | None:
        page, codes = self.sheet.page, self.sheet.codes
        told = {code: cell for code, cell in zip(codes, cells, strict=False) if code in self.columns or code == MARK}
        if not any(clean(cell.text) or cell.fault for code, cell in told.items() if code != MARK):
            return None
        line = TableLine(Place(page.name, number))
        if cells and cells[0].whole and not (codes and codes[0]):  # a hidden line that begins by a column of theirs
            line.faults.append(CellFault(Place(page.name, number, 1), "", cells[0].fault))
        for code in told:
            line.places[code] = cell_of(page, number, codes, code)
        for column in self.table.columns:
            if column.code in codes:
                line.places.setdefault(column.code, cell_of(page, number, codes, column.code))
                self._cell(line, column, told.get(column.code, Cell()))
        mark = told.get(MARK)
        if mark is not None and mark.text.strip():
            line.sent = read_mark(mark.text, self.asked.mark, self.table.code, list(self.columns))
        return line

    def _cell(self, line: TableLine, column: Column, cell: Cell) -> None:
        text = clean(unquoted(cell.text.strip()))
        if column is self.table.key:
            line.key = text
            if cell.fault:
                line.faults.append(line.at(column.code, cell.fault))
        elif column.written == NEVER:
            if text and not cell.fault:
                line.locked[column.code] = text
        elif cell.fault:
            line.faults.append(line.at(column.code, cell.fault))
        elif not text:
            line.values[column.code] = None
        else:
            self._read(line, column, text, percent=cell.percent)

    def _read(self, line: TableLine, column: Column, text: str, *, percent: bool) -> None:
        try:
            if text.lower() in BROKEN or set(text) == {"#"}:
                raise CellRefused(_("une erreur de calcul ({text})\u00a0: écrivez la valeur").format(text=text[:12]))
            kind = self.kinds[column.code]
            if percent and isinstance(kind, Amount):
                raise CellRefused(percentage(text))
            line.values[column.code] = kind.read(text)
        except CellRefused as fault:
            line.unread[column.code] = text, str(fault)
            if isinstance(fault, NotThereYet):
                line.awaits.add(column.code)


def unseen_columns(page: Page) -> Iterator[str]:
    """What is said of the columns that the spreadsheet hides and that hold something."""
    for place in page.unseen:
        if place <= len(page.headings) and page.headings[place - 1] and _is_filled(page, place):
            words = _(
                "La colonne {letter}, «\u00a0{title}\u00a0», est masquée dans le tableur\u00a0: elle est lue aussi."
            )
            title = page.headings[place - 1].partition(" [")[0][:60]
            yield words.format(letter=Place(page.name, page.top, place).letter, title=title)


def told_as_text(value: Any) -> str:
    """A cell that goes out, as it is read when nobody changes it."""
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else clean(str(value))


def _is_filled(page: Page, place: int) -> bool:
    return any(len(cells) >= place and cells[place - 1].text.strip() for _n, cells in page.lines)


def _likest(column: Column, strange: Sequence[tuple[int, str]]) -> tuple[int, str]:
    """The strange column whose title looks most like one that has gone; the first where none does."""
    titles: Mapping[str, str] = {plain(title): title for _n, title in strange}
    near = nearest(titles, str(column.label))
    return next(((n, title) for n, title in strange if near and title == near[0]), strange[0])
