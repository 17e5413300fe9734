"""Tables: columns declared once, read by the screen, the CSV and the JSON.

A table is a tuple of frozen `Column`s. The server sorts; the screen writes links, so a sorted list has an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise

from marelle.kernel.words import plain

Kind = Literal["text", "number", "amount", "date", "link", "state", "tick"]
SORT = "tri"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key (address, CSV heading), its label, and how to read it from a row.

    value   from a row: text, a number, whole cents (`amount`), a date, a `kernel.states.State` (`state`).
            None is « inconnu » on the screen and an empty cell in a file.
            For a box to tick (`tick`): its value and what it chooses; the boxes are `ids` of the form `#bulk`.
    absent  from a row, what None means there where it is not « inconnu »: « sans objet »; empty where it is unknown.
    href    from a row, the address of the cell's link (None: no link); kind `link` needs it.
    export  what a file writes instead of `value`; `exported=False` keeps the column out of files.
    order   what it sorts by instead of `value`.
    type, description, constraints   what a published file says of it, in the words of Table Schema; the type only where
            the kind does not say it (`table_schema`).
    """

    key: str
    label: str | Promise
    value: Callable[[Any], Any]
    kind: Kind = "text"
    sortable: bool = False
    href: Callable[[Any], str | None] | None = None
    export: Callable[[Any], Any] | None = None
    exported: bool = True
    order: Callable[[Any], Any] | None = None
    note: Callable[[Any], Any] | None = None
    absent: Callable[[Any], str] | None = None
    type: str = ""
    description: str | Promise = ""
    constraints: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.kind == "link" and self.href is None:
            raise ValueError(f"column {self.key}: a link needs an href")
        if self.kind == "tick" and (self.exported or self.sortable):
            raise ValueError(f"column {self.key}: a box is neither sorted nor written to a file")

    def file_value(self, row: Any) -> Any:
        return (self.export or self.value)(row)

    def order_value(self, row: Any) -> Any:
        return (self.order or self.value)(row)


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column, and whether from the largest."""

    key: str = ""
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.key}" if self.descending else self.key


def read_sort(request: HttpRequest, columns: Sequence[Column], default: str = "") -> Sort:
    """The order asked by `?tri=-montant`; anything the table does not sort by is the default order."""
    asked = request.GET.get(SORT, "")
    sortable = {column.key for column in columns if column.sortable}
    chosen = asked if asked.removeprefix("-") in sortable else default
    return Sort(chosen.removeprefix("-"), chosen.startswith("-"))


def sort_rows(rows: Iterable[Any], columns: Sequence[Column], sort: Sort) -> list[Any]:
    """The rows in the order asked, as the dictionary sorts (accents and capitals do not count); unknown always last."""
    rows = list(rows)
    column = next((column for column in columns if column.key == sort.key), None)
    if column is None:
        return rows
    known = [row for row in rows if column.order_value(row) is not None]
    unknown = [row for row in rows if column.order_value(row) is None]
    return sorted(known, key=lambda row: _rank(column.order_value(row)), reverse=sort.descending) + unknown


def _rank(value: Any) -> Any:
    if isinstance(value, str | Promise):
        return plain(str(value))
    return str(getattr(value, "label", "")) if hasattr(value, "tone") else value


@dataclass(frozen=True, slots=True)
class Table:
    """What `{% table %}` shows. The caption is compulsory: it is the table's name for who cannot see it.

    query is `request.GET`: sorting keeps the other parameters. anchor is the id of the table, to come back to it.
    """

    columns: Sequence[Column]
    rows: Sequence[Any]
    caption: str | Promise
    sort: Sort = Sort()
    query: QueryDict = field(default_factory=QueryDict)
    anchor: str = "table"
    empty: str | Promise = ""
    caption_hidden: bool = False

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys) or not keys:
            raise ValueError(f"columns need distinct keys: {keys}")
        if not str(self.caption).strip():
            raise ValueError("a table needs a caption")

    def sort_address(self, column: Column) -> str:
        """The same page, sorted by this column; a second time, the other way round; from its first page."""
        query = self.query.copy()
        query.pop("page", None)
        again = self.sort.key == column.key and not self.sort.descending
        query[SORT] = str(Sort(column.key, again))
        return f"?{query.urlencode()}#{self.anchor}"

    def direction(self, column: Column) -> str:
        if self.sort.key != column.key:
            return "none"
        return "descending" if self.sort.descending else "ascending"
