"""The rows of a table as a file of any format, written while it is sent: CSV, JSON, xlsx, ODS, from the same columns.

The rows are asked for once, in one transaction that lasts as long as the answer and carries the rights of whoever
asked. CSV, JSON and ODS leave piece by piece; an xlsx is closed before it leaves, its rows never held together.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from io import BytesIO, RawIOBase
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting

from .exports import AT_ONCE, csv_lines, json_cell, safe_text
from .tables import Column

ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"csv": _("CSV"), "xlsx": _("Excel (.xlsx)"), "ods": _("LibreOffice (.ods)"), "json": _("JSON")}
CHUNK = 64 * 1024
Rows = Callable[[], Iterable[Any]]


def export(viewer: Viewer, columns: Sequence[Column], rows: Rows, name: str, ending: str) -> StreamingHttpResponse:
    """The whole table as `name.ending`; `ending` is one of `FORMATS`. Price: that of `rows`, and one for the rights."""
    kind, write = _WRITERS[ending]
    response = StreamingHttpResponse(_acting(viewer, write, columns, rows), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _acting(viewer: Viewer, write: Any, columns: Sequence[Column], rows: Rows) -> Iterator[Any]:
    with acting(viewer):
        yield from write([column for column in columns if column.exported], rows())


def _json(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """A list of objects, several at a time."""
    readers = [(column.key, column.export or column.value) for column in columns]
    written, before = [], "[\n"
    for row in rows:
        written.append(json.dumps({key: json_cell(read(row)) for key, read in readers}, ensure_ascii=False))
        if len(written) == AT_ONCE:
            yield before + ",\n".join(written)
            written, before = [], ",\n"
    if written:
        yield before + ",\n".join(written)
        before = ""
    yield "[]\n" if before == "[\n" else "\n]\n"


def _xlsx(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """One sheet: see `fill_sheet`."""
    data_book = Workbook(write_only=True)
    fill_sheet(data_book.create_sheet("Marelle"), columns, rows)
    yield from saved(data_book)


def fill_sheet(sheet: Any, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    """A sheet of an xlsx, its heading kept in sight; no text is a formula, amounts and days are themselves."""
    sheet.freeze_panes = "A2"
    for letter, column in zip(_letters(), columns, strict=False):
        sheet.column_dimensions[letter].width = 12 if column.kind in ("date", "number", "amount") else 24
    sheet.append([_bold(sheet, str(column.label)) for column in columns])
    readers = [(column.export or column.value, column) for column in columns]
    for row in rows:
        sheet.append([_cell(read(row), column) for read, column in readers])


def saved(data_book: Workbook) -> Iterator[bytes]:
    """A closed xlsx, piece by piece."""
    with tempfile.TemporaryFile() as file:
        data_book.save(file)
        file.seek(0)
        while piece := file.read(CHUNK):
            yield piece


def _letters() -> Iterator[str]:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    yield from alphabet
    yield from (first + second for first in alphabet for second in alphabet)


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _cell(value: Any, column: Column) -> Any:
    """One value as a spreadsheet keeps it. A text that starts a formula is quoted, as in a CSV."""
    if value is None or isinstance(value, bool | float | Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value) / 100 if column.kind == "amount" else value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return value
    return safe_text(ILLEGAL_CHARACTERS_RE.sub("", str(getattr(value, "label", value))))


class _Wire(RawIOBase):
    """Where a zip writes what leaves: it can only go forward, and what was taken is gone."""

    def __init__(self) -> None:
        self.waiting, self.place = BytesIO(), 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.waiting.write(piece)
        self.place += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self.place

    def taken(self) -> bytes:
        piece = self.waiting.getvalue()
        self.waiting = BytesIO()
        return piece


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "number": "datastyle",
    }.items()
)
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {_SPACES} office:version="1.3"><office:automatic-styles>
<number:date-style style:name="d"><number:day number:style="long"/><number:text>/</number:text>
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="d"/>
<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>"""
_FOOT = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODS}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def _ods(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    yield from ods_book([("Marelle", columns, rows)])


def ods_book(sheets: Iterable[tuple[str, Sequence[Column], Iterable[Any]]]) -> Iterator[bytes]:
    """OpenDocument sheets, each with its name, its columns and its rows: a zip whose only large part is written,
    compressed and sent row after row."""
    wire = _Wire()
    with zipfile.ZipFile(wire, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(_HEAD.encode())
            for name, columns, rows in sheets:
                content.write(f'<table:table table:name="{escape(name)}">'.encode() + _ods_heading(columns))
                readers = [(column.export or column.value, column) for column in columns]
                for row in rows:
                    cells = "".join(_ods_cell(read(row), column) for read, column in readers)
                    content.write(f"<table:table-row>{cells}</table:table-row>".encode())
                    if wire.waiting.tell() > CHUNK:
                        yield wire.taken()
                content.write(b"</table:table>")
            content.write(_FOOT.encode())
    yield wire.taken()


def _ods_heading(columns: Sequence[Column]) -> bytes:
    cells = "".join(_ods_text(str(column.label), ' table:style-name="head"') for column in columns)
    return f"<table:table-header-rows><table:table-row>{cells}</table:table-row></table:table-header-rows>".encode()


def _ods_cell(value: Any, column: Column) -> str:
    plain = _cell(value, column)
    if plain is None or plain == "":
        return "<table:table-cell/>"
    if isinstance(plain, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(plain).lower()}"/>'
    if isinstance(plain, int | float | Decimal):
        kept = f'office:value-type="float" office:value="{plain}"'
        return f"<table:table-cell {kept}><text:p>{plain}</text:p></table:table-cell>"
    if isinstance(plain, date):
        day = plain.isoformat()
        return (
            f'<table:table-cell table:style-name="day" office:value-type="date" office:date-value="{day}">'
            f"<text:p>{day}</text:p></table:table-cell>"
        )
    return _ods_text(plain)


def _ods_text(text: str, more: str = "") -> str:
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell{more} office:value-type="string">{paragraphs}</table:table-cell>'


_WRITERS: dict[str, tuple[str, Any]] = {
    "csv": ("text/csv; charset=utf-8", csv_lines),
    "json": ("application/json", _json),
    "xlsx": (XLSX, _xlsx),
    "ods": (ODS, _ods),
}
