"""The rows of a table as a file of any format, written while it is sent: CSV, JSON, xlsx, ODS, from the same columns.

The rows are asked for once, in one transaction that lasts as long as the answer and carries the rights of whoever
asked. Every format leaves piece by piece: the rows are never held together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting

from .answers import say_name
from .exports import CSV, JSON, csv_lines, json_lines
from .tables import Column
from .workbooks import ODS, XLSX, ods_pieces, xlsx_pieces

FORMATS = {"csv": _("CSV"), "xlsx": _("Excel (.xlsx)"), "ods": _("LibreOffice (.ods)"), "json": _("JSON")}
Rows = Callable[[], Iterable[Any]]
Write = Callable[[Sequence[Column], Iterable[Any]], Iterator[Any]]


def export(viewer: Viewer, columns: Sequence[Column], rows: Rows, name: str, ending: str) -> StreamingHttpResponse:
    """The whole table as `name.ending`; `ending` is one of `FORMATS`. Price: that of `rows`, and one for the rights."""
    kind, write = _WRITERS[ending]
    response = StreamingHttpResponse(_acting(viewer, write, columns, rows), content_type=kind)
    response["Cache-Control"] = "private, no-store"
    return say_name(response, f"{name}.{ending}")


def _acting(viewer: Viewer, write: Write, columns: Sequence[Column], rows: Rows) -> Iterator[Any]:
    with acting(viewer):
        yield from write([column for column in columns if column.exported], rows())


_WRITERS: dict[str, tuple[str, Write]] = {
    "csv": (CSV, csv_lines),
    "json": (JSON, json_lines),
    "xlsx": (XLSX, xlsx_pieces),
    "ods": (ODS, ods_pieces),
}
