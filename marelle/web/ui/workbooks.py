"""The two kinds of workbook, ODS and xlsx: a zip whose one large part is written, compressed and sent as it goes.

No text of a cell is a formula, amounts and days are themselves, the heading is bold (and kept in sight in an xlsx).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import escape
from io import BytesIO, RawIOBase
from typing import Any

from .cells import Write, sheet_value, written
from .tables import Column

ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 64 * 1024
LITTLE_EFFORT = 1  # of compression: a third more bytes, for four times less work
LONGEST = 32_767  # characters that Excel keeps in a cell
FIRST_DAY = datetime(1899, 12, 30)  # from which a spreadsheet counts its days


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


Sheet = tuple[str, Sequence[Column], Iterable[Any]]  # its name, its columns, its rows


def _zipped(small: Mapping[str, str], large: Iterable[tuple[str, Iterable[str]]]) -> Iterator[bytes]:
    """A zip of some small parts, kept as they are if they have no ending, then of large ones, each with its name."""
    wire = _Wire()
    with zipfile.ZipFile(wire, "w", zipfile.ZIP_DEFLATED, compresslevel=LITTLE_EFFORT) as archive:
        for name, content in small.items():
            archive.writestr(name, content, zipfile.ZIP_DEFLATED if "." in name else zipfile.ZIP_STORED)
        for name, text in large:
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in text:
                    part.write(piece.encode())
                    if wire.waiting.tell() > CHUNK:
                        yield wire.taken()
    yield wire.taken()


def _rows(columns: Sequence[Column], rows: Iterable[Any], write: Write, start: str, end: str) -> Iterator[str]:
    for lines in written(columns, rows, write):
        yield "".join([f"{start}{''.join(cells)}{end}" for cells in lines])


# OpenDocument

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
_ODS_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {_SPACES} office:version="1.3"><office:automatic-styles>
<number:date-style style:name="d"><number:day number:style="long"/><number:text>/</number:text>
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="d"/>
<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>"""
_ODS_FOOT = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODS}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def ods_pieces(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """An OpenDocument sheet, piece by piece."""
    return ods_book([("Marelle", columns, rows)])


def ods_book(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """OpenDocument sheets, piece by piece."""
    return _zipped({"mimetype": ODS, "META-INF/manifest.xml": _MANIFEST}, [("content.xml", _ods_text(sheets))])


def _ods_text(sheets: Iterable[Sheet]) -> Iterator[str]:
    yield _ODS_HEAD
    for name, columns, rows in sheets:
        cells = "".join(_ods_words(str(column.label), ' table:style-name="head"') for column in columns)
        heading = f"<table:table-header-rows><table:table-row>{cells}</table:table-row></table:table-header-rows>"
        yield f'<table:table table:name="{escape(name)}">{heading}'
        yield from _rows(columns, rows, ods_cell, "<table:table-row>", "</table:table-row>")
        yield "</table:table>"
    yield _ODS_FOOT


def ods_cell(value: Any, column: Column) -> str:
    plain = sheet_value(value, column)
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
    return _ods_words(plain)


def _ods_words(text: str, more: str = "") -> str:
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell{more} office:value-type="string">{paragraphs}</table:table-cell>'


# xlsx

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BOLD, _DAY, _INSTANT = 1, 2, 3  # places of the styles below
_XLSX_PARTS = {
    "[Content_Types].xml": f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>
%s</Types>""",
    "_rels/.rels": f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": f"""{_XML}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">
<sheets>%s</sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">
%s<Relationship Id="rId0" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>""",
    "xl/styles.xml": f"""{_XML}<styleSheet xmlns="{_SHEET}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>""",
}
_XLSX_HEAD = f"""{_XML}<worksheet xmlns="{_SHEET}"><sheetViews><sheetView workbookViewId="0">
<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"""


def xlsx_pieces(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """One sheet of an xlsx, piece by piece."""
    return xlsx_book([("Marelle", columns, rows)])


def xlsx_book(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """Sheets of an xlsx, piece by piece: their rows are asked for when their turn comes."""
    every = list(enumerate(sheets, 1))
    named = {
        "[Content_Types].xml": (
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KIND}.worksheet+xml"/>' for n, _s in every
        ),
        "xl/workbook.xml": (f'<sheet name="{escape(s[0])}" sheetId="{n}" r:id="rId{n}"/>' for n, s in every),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n, _s in every
        ),
    }
    parts = _XLSX_PARTS | {name: _XLSX_PARTS[name] % "".join(entries) for name, entries in named.items()}
    texts = ((f"xl/worksheets/sheet{n}.xml", _xlsx_text(columns, rows)) for n, (_name, columns, rows) in every)
    return _zipped(parts, texts)


def _xlsx_text(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{_width(column)}" customWidth="1"/>'
        for place, column in enumerate(columns, 1)
    )
    heading = "".join(_xlsx_words(str(column.label), f' s="{_BOLD}"') for column in columns)
    yield f"{_XLSX_HEAD}<cols>{widths}</cols><sheetData><row>{heading}</row>"
    yield from _rows(columns, rows, xlsx_cell, "<row>", "</row>")
    yield "</sheetData></worksheet>"


def _width(column: Column) -> int:
    return 12 if column.kind in ("date", "number", "amount") else 24


def xlsx_cell(value: Any, column: Column) -> str:
    plain = sheet_value(value, column)
    if plain is None or plain == "":
        return "<c/>"
    if isinstance(plain, bool):
        return f'<c t="b"><v>{int(plain)}</v></c>'
    if isinstance(plain, int | float | Decimal):
        return f"<c><v>{plain}</v></c>"
    if isinstance(plain, datetime):
        return f'<c s="{_INSTANT}"><v>{(plain - FIRST_DAY) / timedelta(days=1)}</v></c>'
    if isinstance(plain, date):
        return f'<c s="{_DAY}"><v>{(plain - FIRST_DAY.date()).days}</v></c>'
    return _xlsx_words(plain)


def _xlsx_words(text: str, more: str = "") -> str:
    return f'<c{more} t="inlineStr"><is><t xml:space="preserve">{escape(text[:LONGEST], quote=False)}</t></is></c>'
