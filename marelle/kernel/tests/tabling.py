"""A working table in the hands of somebody: taken out, spoilt in a spreadsheet, sent back."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from marelle.kernel.rehearsal import rehearse
from marelle.kernel.sheets.opening import read_book
from marelle.kernel.tables import Asked, Run, carry
from marelle.kernel.tables.services import bring_in, look_at, send_back


class Taken:
    """One table that went out, as a workbook that somebody changes; its cells are named by the codes of columns."""

    def __init__(self, table: Any, asked: Asked) -> None:
        self.table, self.asked = table, asked
        made = Workbook()
        made.remove(made.active)
        for out in table.sheets(asked):
            sheet = made.create_sheet(out.name[:31])
            sheet.append([one.heading for one in out.columns])
            for line in out.lines():
                sheet.append(list(line))
        written = io.BytesIO()
        made.save(written)
        self.book = load_workbook(io.BytesIO(written.getvalue()))  # as a spreadsheet reads it

    @property
    def sheet(self) -> Any:
        return self.book.worksheets[0]

    def place(self, code: str) -> int:
        titles = [str(cell.value) for cell in self.sheet[1]]
        return next(n for n, title in enumerate(titles, 1) if title.endswith(f"[{code}]"))

    def where(self, code: str) -> str:
        return get_column_letter(self.place(code))

    def cell(self, line: int, code: str) -> Any:
        return self.sheet.cell(line, self.place(code))

    def put(self, line: int, **said: Any) -> Taken:
        for code, value in said.items():
            self.cell(line, code).value = value
        return self

    def add(self, **said: Any) -> int:
        """One line more; its number."""
        line = self.sheet.max_row + 1
        self.put(line, **said)
        return line

    def bytes(self) -> bytes:
        written = io.BytesIO()
        self.book.save(written)
        return written.getvalue()

    def sent(self, content: bytes | None = None, name: str = "retour.xlsx") -> Any:
        upload = SimpleUploadedFile(name, self.bytes() if content is None else content)
        return send_back(asked=self.asked, tables=[self.table], table=self.table.code, upload=upload)

    def looked(self, content: bytes | None = None, name: str = "retour.xlsx") -> Any:
        return look_at(asked=self.fresh(), tables=[self.table], book=self.sent(content, name))

    def brought(self, content: bytes | None = None, name: str = "retour.xlsx", **choice: Any) -> Any:
        return bring_in(asked=self.fresh(), tables=[self.table], book=self.sent(content, name), **choice)

    def fresh(self) -> Asked:
        """The same, asked anew: nothing is remembered."""
        return Asked(self.asked.by, self.asked.at, self.asked.ground, self.asked.mark, self.asked.within)

    def read(self, content: bytes | None = None) -> Any:
        """What would become of each line, without a file being kept."""
        pages = read_book(self.bytes() if content is None else content)
        run = Run(rehearsed=True)
        return rehearse(lambda: carry([self.table], self.fresh(), pages, run))
