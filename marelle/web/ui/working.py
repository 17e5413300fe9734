"""Working tables as files: xlsx with what may be chosen in each column, ODS, CSV as French spreadsheets open it.

The cells come ready from `kernel.tables`: no text of them is run. Price: none beyond their lines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from marelle.kernel.tables.sending import OutColumn, OutSheet

from .answers import as_download
from .tables import Column
from .workbooks import ODS, XLSX, ods_book

ENDINGS: Final = {
    "xlsx": gettext_lazy("Excel (.xlsx)"),
    "ods": gettext_lazy("LibreOffice (.ods)"),
    "csv": gettext_lazy("CSV"),
}
CSV: Final = "text/csv; charset=utf-8"
HEAD, LOCKED = PatternFill("solid", fgColor="0D5463"), PatternFill("solid", fgColor="5A6472")
LONGEST_NAME = 31  # characters of the name of a sheet, as spreadsheets allow
MORE_LINES = 500  # lines under the last one in which choices are offered too


def as_file(sheets: Sequence[OutSheet], name: str, ending: str) -> FileResponse:
    """The sheets as `name.ending`, one of `ENDINGS`; a CSV holds the first."""
    kind, write = _WRITERS[ending]
    return as_download(write(sheets), kind, f"{name}.{ending}")


def file_of(sheets: Sequence[OutSheet], ending: str) -> bytes:
    """The same, as bytes."""
    return _WRITERS[ending][1](sheets)


def names_of(sheets: Iterable[OutSheet]) -> list[str]:
    """The names of the sheets as a spreadsheet takes them: short, without its signs, each once."""
    found: list[str] = []
    for sheet in sheets:
        words = "".join(sign if sign not in r"[]:*?/\'" else " " for sign in sheet.name)
        base = " ".join(words.split())[:LONGEST_NAME] or "?"
        others = (f"{base[: LONGEST_NAME - 3]} {n}" for n in range(2, 99))
        found.append(next(one for one in (base, *others) if one not in found))
    return found


def _xlsx(sheets: Sequence[OutSheet]) -> bytes:
    data_book = Workbook()
    data_book.remove(data_book.active)
    offers = _Offers(data_book)
    for name, sheet in zip(names_of(sheets), sheets, strict=True):
        made = data_book.create_sheet(name)
        _head(made, sheet.columns)
        for line in sheet.lines():
            made.append(list(line))
        offers.put(made, sheet.columns)
    offers.close()
    written = io.BytesIO()
    data_book.save(written)
    return written.getvalue()


def _head(sheet: Any, columns: Sequence[OutColumn]) -> None:
    """The line of headings, kept in sight; what is there to be read only is grey, help is a note."""
    sheet.append([one.heading for one in columns])
    sheet.freeze_panes = "B2"
    for place, (cell, column) in enumerate(zip(sheet[1], columns, strict=True), start=1):
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), LOCKED if column.locked else HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = 14 if column.locked else 26
        if column.help:
            cell.comment = Comment(column.help[:1000], "Marelle", width=320, height=120)


class _Offers:
    """The sheet of what may be chosen, column after column, at the end of the book."""

    def __init__(self, book: Any) -> None:
        self.book, self.lists = book, {}  # type: ignore[var-annotated]
        self.name = _("Réponses possibles")

    def put(self, sheet: Any, columns: Sequence[OutColumn]) -> None:
        for place, column in enumerate(columns, start=1):
            if not column.offered:
                continue
            key = tuple(column.offered)
            letter = get_column_letter(self.lists.setdefault(key, (len(self.lists) + 1, column.heading))[0])
            source = f"'{self.name}'!${letter}$2:${letter}${len(key) + 1}"
            offered = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
            target = get_column_letter(place)
            offered.add(f"{target}2:{target}{sheet.max_row + MORE_LINES}")
            sheet.add_data_validation(offered)

    def close(self) -> None:
        if not self.lists:
            return
        answers = self.book.create_sheet(self.name)
        for key, (place, heading) in self.lists.items():
            answers.cell(1, place, heading.partition(" [")[0]).font = Font(bold=True)
            for row, label in enumerate(key, start=2):
                answers.cell(row, place, label)


def _ods(sheets: Sequence[OutSheet]) -> bytes:
    pairs = zip(names_of(sheets), sheets, strict=True)
    return b"".join(ods_book((name, _columns(sheet), sheet.lines()) for name, sheet in pairs))


def _columns(sheet: OutSheet) -> list[Column]:
    return [Column(f"c{n}", one.heading, _reader(n)) for n, one in enumerate(sheet.columns)]


def _reader(place: int) -> Callable[[Sequence[Any]], Any]:
    return lambda line: line[place]


def _csv(sheets: Sequence[OutSheet]) -> bytes:
    """The first sheet: with semicolons, decimal commas, days as people write them, and the mark that Excel needs."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([one.heading for one in sheets[0].columns])
    writer.writerows([_csv_cell(value) for value in line] for line in sheets[0].lines())
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


_WRITERS: dict[str, tuple[str, Callable[[Sequence[OutSheet]], bytes]]] = {
    "xlsx": (XLSX, _xlsx),
    "ods": (ODS, _ods),
    "csv": (CSV, _csv),
}
