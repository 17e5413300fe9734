"""Files from the same columns as the screen: open data, so comma, UTF-8, decimal point, ISO dates.

The rows are read before the answer starts, for a streamed answer runs outside the transaction that carries the rights;
but for `stream_csv`, which opens one of its own to publish more rows than a memory should hold.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting

from .answers import say_name
from .cells import csv_cell, json_cell, written
from .tables import Column

CSV, JSON = "text/csv; charset=utf-8", "application/json"


def export_csv(columns: Sequence[Column], rows: Iterable[Any], filename: str) -> StreamingHttpResponse:
    """The table as CSV: headings are the columns' keys, amounts are euros (« 430000.00 »), unknown is empty."""
    return say_name(StreamingHttpResponse(csv_lines(columns, list(rows)), content_type=CSV), filename)


def stream_csv(columns: Sequence[Column], rows: Callable[[], Iterable[Any]], filename: str) -> StreamingHttpResponse:
    """The same for any number of rows: they are asked for and written while they are sent, never held together.

    `rows` is asked as a visitor, in one transaction that lasts as long as the answer: only what everybody may see.
    """
    return say_name(StreamingHttpResponse(_as_visitor(columns, rows), content_type=CSV), filename)


def _as_visitor(columns: Sequence[Column], rows: Callable[[], Iterable[Any]]) -> Iterator[str]:
    with acting(Viewer.visitor()):
        yield from csv_lines(columns, rows())


def export_json(columns: Sequence[Column], rows: Iterable[Any], filename: str) -> StreamingHttpResponse:
    """The table as a JSON list of objects: amounts are whole cents, unknown is null."""
    response = StreamingHttpResponse(json_lines(columns, list(rows)), content_type=JSON)
    return say_name(response, filename, shown=True)


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """The heading, then the rows, several together; a row is asked for when its turn comes."""
    yield _text([[column.key for column in columns if column.exported]])
    for lines in written(columns, rows, csv_cell):
        yield _text(lines)


def json_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """A list of objects, several at a time; a row is asked for when its turn comes."""
    before = "[\n"
    for lines in written(columns, rows, json_cell):
        yield before + ",\n".join(f"{{{', '.join(cells)}}}" for cells in lines)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _text(lines: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue()
