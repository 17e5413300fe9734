"""A workbook of a cité in the hands of a person: taken out, filled, spoilt in every way that spreadsheets allow."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from marelle.web.ui.tables import Column
from marelle.web.ui.workbooks import ods_book

LABEL = "Crédits de la cité éducative"
BODY = "Opérateur (association, centre social, service)"
TITLE = re.compile(r"\[([a-z0-9_.]+)\]$")


@dataclass(slots=True)
class Book:
    """What a page gave, and the day of the test. `line`: the first free line of each sheet."""

    content: bytes
    today: date
    known: str  # the code of an action that is there

    def __post_init__(self) -> None:
        self.book = load_workbook(io.BytesIO(self.content))

    book: Any = None

    def sheet(self, name: str) -> Any:
        return next(one for one in self.book.worksheets if one.title.startswith(name))

    def place(self, sheet: Any, code: str) -> int:
        return next(n for n, cell in enumerate(sheet[1], 1) if str(cell.value).endswith(f"[{code}]"))

    def put(self, name: str, line: int, /, **said: Any) -> Book:
        sheet = self.sheet(name)
        for code, value in said.items():
            sheet.cell(line, self.place(sheet, code.replace("__", "."))).value = value
        return self

    def add(self, name: str, /, **said: Any) -> int:
        sheet = self.sheet(name)
        line = sheet.max_row + 1
        self.put(name, line, **said)
        return line

    def day(self, ago: int) -> str:
        return f"{self.today - timedelta(days=ago):%d/%m/%Y}"

    # A line of each sheet that is right

    def partner(self, **said: Any) -> int:
        return self.add("Partenaires", **{"name": "Centre social du large", "kind": BODY, "rna": "W801000001", **said})

    def action(self, **said: Any) -> int:
        told = {"title": "Chorale du large", "objective": "Conforter le rôle de l’école", "year": 2020,
                "operator_name": "Chorale du large"}  # fmt: skip
        return self.add("Actions", **{**told, **said})

    def grant(self, **said: Any) -> int:
        told = {"for_action": self.known, "financer": LABEL, "amount": 800, "voted_on": self.day(30)}
        return self.add("Subventions", **{**told, **said})

    def payment(self, **said: Any) -> int:
        told = {"for_action": self.known, "financer": LABEL, "amount": 100, "paid_on": self.day(10)}
        return self.add("Versements", **{**told, **said})

    # The same as other programs write it

    def bytes(self) -> bytes:
        written = io.BytesIO()
        self.book.save(written)
        return written.getvalue()

    def ods(self) -> bytes:
        """As LibreOffice keeps it."""
        sheets = []
        for sheet in self.book.worksheets:
            head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
            columns = [Column(f"c{n}", str(title or ""), lambda row, n=n: row[n]) for n, title in enumerate(head)]
            sheets.append((sheet.title, columns, iter(rows)))
        return b"".join(ods_book(iter(sheets)))

    def csv(self, name: str, separator: str = ";", encoding: str = "cp1252", above: str = "") -> bytes:
        """One sheet, as a French Excel writes it."""
        lines = [[_typed(cell.value) for cell in row] for row in self.sheet(name).iter_rows()]
        text = above + "\r\n".join(separator.join(_quoted(cell, separator) for cell in line) for line in lines) + "\r\n"
        return text.encode(encoding, "replace")


def _typed(value: Any) -> str:
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",")
    return "" if value is None else str(value)


def _quoted(text: str, separator: str) -> str:
    return '"' + text.replace('"', '""') + '"' if separator in text or '"' in text or "\n" in text else text


def without(content: bytes, share: float = 0.5) -> bytes:
    """A file cut on its way."""
    return content[: int(len(content) * share)]


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same workbook with one part more: a macro."""
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(name, part)
    return made.getvalue()


def repeated_ods(titles: Sequence[str], line: Sequence[str], times: int) -> bytes:
    """An OpenDocument workbook whose last line is there so many times, in one word."""
    columns = [Column(f"c{n}", title, lambda row, n=n: row[n]) for n, title in enumerate(titles)]
    made, changed = io.BytesIO(b"".join(ods_book(iter([("Partenaires", columns, iter([line]))])))), io.BytesIO()
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            text = before.read(part.filename)
            if part.filename == "content.xml":
                head, tag, rest = text.rpartition(b"<table:table-row>")
                text = head + tag[:-1] + f' table:number-rows-repeated="{times}">'.encode() + rest
            after.writestr(part, text)
    return changed.getvalue()


def bomb() -> bytes:
    """A sheet that unpacks to more than anything we read."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _n in range(210):
                part.write(b" " * 1024 * 1024)
    return made.getvalue()


def far(book: Book) -> bytes:
    book.sheet("Partenaires").cell(1_048_576, 16_000).value = "loin"
    return book.bytes()


def formatted(book: Book) -> bytes:
    """Fifty thousand lines that hold a colour and nothing else."""
    sheet, grey = book.sheet("Partenaires"), PatternFill("solid", fgColor="EEEEEE")
    for line in range(3, 50_000):
        sheet.cell(line, 1).fill = grey
    book.partner()
    return book.bytes()


def in_1904(book: Book) -> bytes:
    book.book.epoch = CALENDAR_MAC_1904
    book.grant(voted_on=datetime(2019, 5, 4))
    return book.bytes()


def struck(book: Book) -> bytes:
    line = book.partner()
    book.sheet("Partenaires").cell(line, 2).font = Font(strike=True)
    return book.bytes()


def merged(book: Book) -> bytes:
    line = book.grant()
    book.sheet("Subventions").merge_cells(f"B{line}:C{line}")
    return book.bytes()


def hidden_line(book: Book) -> bytes:
    book.sheet("Partenaires").row_dimensions[book.partner()].hidden = True
    return book.bytes()


def hidden_column(book: Book) -> bytes:
    book.partner(contact="Directrice")
    book.sheet("Partenaires").column_dimensions["F"].hidden = True
    return book.bytes()


def hidden_sheet(book: Book) -> bytes:
    book.partner()
    book.sheet("Partenaires").sheet_state = "hidden"
    return book.bytes()


def renamed(book: Book, name: str, code: str, title: str) -> bytes:
    sheet = book.sheet(name)
    sheet.cell(1, book.place(sheet, code)).value = title
    return book.bytes()


def only(book: Book, name: str) -> Book:
    """One sheet alone, under another name: « Feuil1 »."""
    for sheet in list(book.book.worksheets):
        if not sheet.title.startswith(name):
            book.book.remove(sheet)
    return book


def titled(book: Book, name: str) -> bytes:
    sheet = book.sheet(name)
    sheet.insert_rows(1, 3)
    sheet["A1"], sheet["A2"] = "Cité éducative", "État au 30 juin"
    return book.bytes()


def other_workbook() -> bytes:
    made = Workbook()
    for row in (("Nom", "Prénom"), ("A", "B")):
        made.active.append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


Make = Callable[[Book], bytes]
