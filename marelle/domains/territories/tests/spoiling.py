"""Gestures that spoil a file: its bytes, its text, its cells, its outlines; and workbooks of every sort."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

Table = list[list[str]]
EXCEL_EPOCH = date(1899, 12, 30)


def plain(content: bytes) -> bytes:
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def text(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """A damage of the text of a file."""
    return lambda content: change(plain(content).decode("utf-8-sig")).encode()


def table(change: Callable[[Table], Table]) -> Callable[[bytes], bytes]:
    """A damage of the cells of a file; its first row is its headings."""

    def spoil(content: bytes) -> bytes:
        told = plain(content).decode("utf-8-sig")
        separator = max(",;", key=told.split("\n", 1)[0].count)
        rows = change([row for row in csv.reader(io.StringIO(told, newline=""), delimiter=separator) if row])
        out = io.StringIO()
        csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
        return out.getvalue().encode()

    return spoil


def column(heading: str, change: Callable[[str], str], every: int = 1) -> Callable[[bytes], bytes]:
    """A damage of the cells of one column, one line in `every`."""

    def spoil(rows: Table) -> Table:
        place = rows[0].index(heading)
        for row in rows[1::every]:
            row[place] = change(row[place])
        return rows

    return table(spoil)


def without(heading: str) -> Callable[[bytes], bytes]:
    def spoil(rows: Table) -> Table:
        place = rows[0].index(heading)
        return [row[:place] + row[place + 1 :] for row in rows]

    return table(spoil)


def swapped(one: str, two: str, *, headings: bool = True) -> Callable[[bytes], bytes]:
    """Two columns whose headings, or whose cells, changed places."""

    def spoil(rows: Table) -> Table:
        first, second = rows[0].index(one), rows[0].index(two)
        for row in rows[:1] if headings else rows[1:]:
            row[first], row[second] = row[second], row[first]
        return rows

    return table(spoil)


def doubled_keys(heading: str, change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """The first lines come back at the end, with another value."""

    def spoil(rows: Table) -> Table:
        place = rows[0].index(heading)
        again = [list(row) for row in rows[1:4]]
        for row in again:
            row[place] = change(row[place])
        return [*rows, *again]

    return table(spoil)


def lines(keep: Callable[[int, int], bool]) -> Callable[[bytes], bytes]:
    """Some of the lines, by their place and how many there are; the headings stay."""
    return table(lambda rows: [rows[0], *(row for n, row in enumerate(rows[1:]) if keep(n, len(rows) - 1))])


def cut(share: float) -> Callable[[bytes], bytes]:
    """Cut in the middle of a line, after this part of the file."""

    def spoil(content: bytes) -> bytes:
        told = plain(content)
        end = told.index(b"\n", int(len(told) * share))
        start = told.rindex(b"\n", 0, end)
        return told[: start + (end - start) // 2]

    return spoil


def features(change: Callable[[list[dict[str, Any]]], None]) -> Callable[[bytes], bytes]:
    """A damage of the features of a GeoJSON; NaN is written as Python writes it."""

    def spoil(content: bytes) -> bytes:
        told = json.loads(plain(content))
        change(told["features"])
        return json.dumps(told).encode()

    return spoil


def ring(change: Callable[[list[Any]], list[Any]]) -> Callable[[bytes], bytes]:
    """A damage of the outer ring of one feature in three."""

    def spoil(found: list[dict[str, Any]]) -> None:
        for feature in found[::3]:
            geometry = feature["geometry"]
            first = geometry["coordinates"] if geometry["type"] == "Polygon" else geometry["coordinates"][0]
            first[0] = change(first[0])
            feature["geometry"] = {"type": "Polygon", "coordinates": [first[0]]}

    return features(spoil)


def bow(points: list[Any]) -> list[Any]:
    """A ring that crosses itself in its middle."""
    west, south = min(p[0] for p in points), min(p[1] for p in points)
    east, north = max(p[0] for p in points), max(p[1] for p in points)
    return [[west, south], [east, north], [east, south], [west, north], [west, south]]


def workbook(rows: Sequence[Sequence[str]], *, numbers: bool = False, far: str = "") -> bytes:
    """A workbook; `numbers`: what looks like a number is one, as a spreadsheet does; `far`: one more cell, there."""
    body = []
    for row in rows:
        body.append("<row>" + "".join(_workbook_cell(value, numbers) for value in row) + "</row>")
    if far:
        body.append(f'<row r="{far.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{far}"><v>1</v></c></row>')
    return _packed(f"<sheetData>{''.join(body)}</sheetData>".encode())


def _workbook_cell(value: str, numbers: bool) -> str:
    if numbers and re.fullmatch(r"-?\d{1,14}([.,]\d+)?", value):
        return f"<c><v>{float(value.replace(',', '.'))!r}</v></c>"
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<c t="inlineStr"><is><t>{escaped}</t></is></c>'


def _packed(sheet: bytes) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Feuille1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'<worksheet xmlns="{main}">'.encode() + sheet + b"</worksheet>")
    return out.getvalue()


def as_workbook(content: bytes, *, numbers: bool = False) -> bytes:
    told = plain(content).decode("utf-8-sig")
    separator = max(",;", key=told.split("\n", 1)[0].count)
    return workbook(list(csv.reader(io.StringIO(told, newline=""), delimiter=separator)), numbers=numbers)


def bomb(_content: bytes) -> bytes:
    """A small workbook that fills the memory once it is unpacked."""
    return _packed(b"<sheetData>" + b" " * 260_000_000 + b"</sheetData>")


def wide_bomb(_content: bytes) -> bytes:
    """A workbook of two cells, so far apart that the sheet between them has seventeen thousand million."""
    return workbook([["code", "nom"]], far="XFD1048576")


def serial(cell: str) -> str:
    """A day as the number that a spreadsheet keeps."""
    return str((date.fromisoformat(cell) - EXCEL_EPOCH).days) if cell else cell


def mixed(content: bytes) -> bytes:
    """One line in two as Windows writes it, the others in UTF-8."""
    told = plain(content).decode("utf-8-sig").splitlines(keepends=True)
    return b"".join(line.encode("cp1252" if n % 2 else "utf-8", "replace") for n, line in enumerate(told))


def line_ends(told: str) -> str:
    ends = ("\n", "\r\n", "\r")
    return "".join(line + ends[n % 3] for n, line in enumerate(told.splitlines()))


def middle(told: str, put: Callable[[str], str]) -> str:
    """One line of the middle, replaced."""
    found = told.splitlines(keepends=True)
    found[len(found) // 2] = put(found[len(found) // 2])
    return "".join(found)


def missing_separator(told: str) -> str:
    separator = max(",;", key=told.split("\n", 1)[0].count)
    return middle(told, lambda line: line.replace(separator, "", 1))
