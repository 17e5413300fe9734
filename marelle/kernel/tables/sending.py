"""A working table as it goes out: one sheet, its headings, its cells, what may be chosen in them. Pure but for rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .comparing import mark_of
from .declaring import MARK, NEVER, Asked, Column, WorkingTable
from .quoting import quoted

MOST_OFFERED = 400  # choices that a list of a spreadsheet offers


@dataclass(frozen=True, slots=True)
class OutColumn:
    """One column of a sheet that goes out: its heading, what a note on it says, what may be chosen in it."""

    heading: str
    help: str = ""
    offered: Sequence[str] = ()
    locked: bool = False  # whether it is there to be read only


@dataclass(frozen=True, slots=True)
class OutSheet:
    """One sheet: its name, its columns, and its lines when they are asked for."""

    name: str
    columns: Sequence[OutColumn]
    lines: Callable[[], Iterator[Sequence[Any]]]
    beside: Mapping[str, Any] = field(default_factory=dict)


def kind_of(column: Column, asked: Asked) -> Any:
    """What a cell of a column holds, for what is asked now."""
    if callable(column.kind) and not hasattr(column.kind, "read"):
        find = column.kind
        return asked.once(f"kind:{column.code}:{id(find)}", lambda: find(asked))
    return column.kind


def sheet_of_table(table: WorkingTable, asked: Asked) -> OutSheet:
    """The sheet of a declared table, each line with its mark. Price: that of its rows."""
    kinds = {one.code: kind_of(one, asked) for one in table.columns}
    out = [out_column(one, kinds[one.code]) for one in table.columns]
    mark = OutColumn(f"{_('Repère, à ne pas modifier')} [{MARK}]", locked=True)

    def lines() -> Iterator[Sequence[Any]]:
        for row in table.rows(asked):
            values = {one.code: one.value(row) for one in table.columns}
            cells = [_cell(kinds[code].tell(value)) for code, value in values.items()]
            plainly = {code: kinds[code].plain(value) for code, value in values.items()}
            yield [*cells, mark_of(asked.mark, table.code, plainly[table.key.code], plainly)]

    return OutSheet(str(table.label), [*out, mark], lines)


def out_column(column: Column, kind: Any) -> OutColumn:
    offered = getattr(kind, "offered", ()) if column.written != NEVER else ()
    locked = column.written == NEVER
    return OutColumn(column.heading, str(column.help), tuple(offered)[:MOST_OFFERED], locked)


def _cell(value: Any) -> Any:
    return quoted(value) if isinstance(value, str) else value
