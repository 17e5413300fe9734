"""A working table as it is declared: its columns, its rows, the orders that its lines call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from django.utils.functional import Promise

from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.sheets.books import Place

from .cells import Kind

Written = Literal["never", "new", "always"]
NEVER: Final = "never"
NEW_ONLY: Final = "new"
ALWAYS: Final = "always"
MARK: Final = "mark"  # the code of the column that says from what a line was written


@dataclass(slots=True)
class Asked:
    """Who takes a table out or brings it back, when, of what (`ground`: a project, a cité…).

    `mark` names the ground in a file, the same for ever: « projects.project:12 ». `made`: what lines of earlier sheets
    of the same workbook became, by table, then by the name that the line gave itself; `refused`: where those stand that
    became nothing. `memo` is for the declarations, which read the same things for several columns.
    """

    by: Viewer
    at: datetime
    ground: Any
    mark: str
    within: frozenset[Perimeter]
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: dict[str, dict[str, Place]] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, find: Callable[[], Any]) -> Any:
        """What `find` answers, asked once."""
        if name not in self.memo:
            self.memo[name] = find()
        return self.memo[name]


def needs(permission: str) -> Callable[[Asked], None]:
    """Who may take a table out, or bring it back: whoever holds a permission on its ground."""

    def must(asked: Asked) -> None:
        asked.by.must(permission, asked.within)

    return must


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the code that its heading carries, its words, what a cell holds, how it is read from a row.

    kind      how a cell is read, written, compared; or how to know it from what is asked (the people of a project).
    written   whether a line may change it: never, on a new line only, always.
    required  a new line has it, and no line empties it; `empties` says otherwise of a cell that a new line may leave.
    field     the name under which an order refuses it, where it is not the code.
    """

    code: str
    label: str | Promise
    kind: Kind | Callable[[Asked], Kind]
    value: Callable[[Any], Any]
    written: Written = "never"
    required: bool = False
    empties: bool = True
    help: str | Promise = ""
    field: str = ""

    @property
    def heading(self) -> str:
        """« Pour le [due_on] »: words for people, the code for the way back."""
        return f"{self.label} [{self.code}]"


@dataclass(frozen=True, slots=True)
class WorkingTable:
    """One table: the first of its columns is the key, by which a line that comes back names its row.

    rows    what is there, as one row a line.
    see     refuses whoever may not take the table out.
    must    refuses whoever may not send it back; None: a table that only goes out.
    open    the order of a new line, from the values of its cells by code; None: a table without new lines.
    change  the order of a changed line, from the values that change, by code.
    named   True: keys are of the world (a SIRET), and one that is not there opens a line; else keys are given here,
            and a new line leaves its key empty.
    """

    code: str
    label: str | Promise
    columns: tuple[Column, ...]
    rows: Callable[[Asked], Iterable[Any]]
    see: Callable[[Asked], None]
    must: Callable[[Asked], None] | None = None
    open: Callable[[Asked, Mapping[str, Any]], Any] | None = None
    change: Callable[[Asked, Any, Mapping[str, Any]], Any] | None = None
    named: bool = False
    most: int = 10_000
    about: str | Promise = ""

    def __post_init__(self) -> None:
        codes = [one.code for one in self.columns]
        if len(set(codes)) != len(codes) or MARK in codes:
            raise ValueError(f"table {self.code}: columns need distinct codes")
        if self.open is None and any(one.written == NEW_ONLY for one in self.columns):
            raise ValueError(f"table {self.code}: no line is new")

    @property
    def key(self) -> Column:
        return self.columns[0]
