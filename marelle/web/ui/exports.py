"""Files from the same columns as the screen: open data, so comma, UTF-8, decimal point, ISO dates.

The rows are read before the answer starts, for a streamed answer runs outside the transaction that carries the rights;
but for `stream_csv`, which opens one of its own to publish more rows than a memory should hold.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.functional import Promise

from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.money import plain_euros

from .tables import Column

# A spreadsheet runs a cell that starts so; full-width forms are read as the plain ones.
NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?", re.ASCII)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
AT_ONCE = 500  # rows written together: few enough to wait for, enough to be fast


def export_csv(columns: Sequence[Column], rows: Iterable[Any], filename: str) -> StreamingHttpResponse:
    """The table as CSV: headings are the columns' keys, amounts are euros (« 430000.00 »), unknown is empty."""
    response = StreamingHttpResponse(csv_lines(columns, list(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def stream_csv(columns: Sequence[Column], rows: Callable[[], Iterable[Any]], filename: str) -> StreamingHttpResponse:
    """The same for any number of rows: they are asked for and written while they are sent, never held together.

    `rows` is asked as a visitor, in one transaction that lasts as long as the answer: only what everybody may see.
    """
    response = StreamingHttpResponse(_as_visitor(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _as_visitor(columns: Sequence[Column], rows: Callable[[], Iterable[Any]]) -> Iterator[str]:
    with acting(Viewer.visitor()):
        yield from csv_lines(columns, rows())


def export_json(columns: Sequence[Column], rows: Iterable[Any], filename: str) -> StreamingHttpResponse:
    """The table as a JSON list of objects: amounts are whole cents, unknown is null."""
    response = StreamingHttpResponse(json_lines(columns, list(rows)), content_type="application/json")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """The heading, then the rows, several together; a row is asked for when its turn comes."""
    kept = [column for column in columns if column.exported]
    readers = [(column.export or column.value, column) for column in kept]
    yield _written([[column.key for column in kept]])
    for some in _together(rows, AT_ONCE):
        yield _written([[csv_cell(read(row), column) for read, column in readers] for row in some])


def _together(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def json_lines(columns: Sequence[Column], rows: Sequence[Any]) -> Iterator[str]:
    kept = [column for column in columns if column.exported]
    before = "[\n"
    for row in rows:
        record = {column.key: json_cell(column.file_value(row)) for column in kept}
        yield before + json.dumps(record, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if rows else "[]\n"


def csv_cell(value: Any, column: Column) -> str:
    """One value as a spreadsheet may safely read it. Numbers keep their sign; text that starts a formula is quoted."""
    if value is None:
        return ""
    if (plainly := PLAINLY.get(type(value))) is not None:
        return plainly(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and column.kind == "amount":
        return plain_euros(value)
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return safe_text(str(getattr(value, "label", value)))


def safe_text(text: str) -> str:
    """A text that no spreadsheet runs: one that starts a formula is quoted."""
    if text[:1].isalnum():
        return text
    starts = text.startswith(DANGEROUS) or text.lstrip(" \u00a0").startswith(DANGEROUS)
    return f"'{text}" if starts else text


def safe_cell(text: str) -> str:
    """A cell of somebody's own spreadsheet, given back: a plain number keeps its sign, the rest is `safe_text`."""
    return text if NUMBER.fullmatch(text) else safe_text(text)


# What most cells of a large file are, written in one step; `csv_cell` says the same of what derives from them.
PLAINLY: dict[type, Callable[[Any], str]] = {str: safe_text, date: date.isoformat, Decimal: str, float: str}


def json_cell(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [json_cell(item) for item in value]
    if isinstance(value, dict):
        return {str(key): json_cell(item) for key, item in value.items()}
    return str(value) if isinstance(value, Promise | Decimal) else str(getattr(value, "label", value))


def _written(lines: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(lines)
    return written.getvalue()
