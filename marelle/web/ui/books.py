"""Several tables as one file: a workbook of sheets, or one JSON object with a list for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import StreamingHttpResponse

from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting

from .answers import say_name
from .exports import JSON, json_lines
from .tables import Column
from .workbooks import ODS, XLSX, ods_book, xlsx_book


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a book: its name, its columns, its rows."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Any]


Sheets = Callable[[], Iterable[Sheet]]


def export_book(viewer: Viewer, sheets: Sheets, name: str, ending: str) -> StreamingHttpResponse:
    """The sheets as `name.ending`; `ending` is one of `BOOKS`. They are asked for once, in one transaction that
    lasts as long as the answer and carries the rights of whoever asked. Price: that of `sheets`, one for the rights."""
    kind, write = _WRITERS[ending]
    response = StreamingHttpResponse(_acting(viewer, write, sheets), content_type=kind)
    response["Cache-Control"] = "private, no-store"
    return say_name(response, f"{name}.{ending}")


def _acting(viewer: Viewer, write: Any, sheets: Sheets) -> Iterator[Any]:
    with acting(viewer):
        yield from write(sheets())


def _xlsx(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    return xlsx_book((sheet.name, sheet.columns, sheet.rows) for sheet in sheets)


def _ods(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    return ods_book((sheet.name, sheet.columns, sheet.rows) for sheet in sheets)


def _json(sheets: Iterable[Sheet]) -> Iterator[str]:
    before = "{\n"
    for sheet in sheets:
        yield f"{before}{json.dumps(sheet.name, ensure_ascii=False)}: "
        yield from json_lines(sheet.columns, sheet.rows)
        before = ",\n"
    yield "}\n"


_WRITERS: dict[str, tuple[str, Any]] = {"xlsx": (XLSX, _xlsx), "ods": (ODS, _ods), "json": (JSON, _json)}
BOOKS = tuple(_WRITERS)
