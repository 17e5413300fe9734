"""Reading the log as a whole: filtered, newest first, page after page by the number of the entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from .entries import COLUMNS, Entry, entry_of, record_log_read


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for in the log; everything is optional. Days are those of Paris, both included."""

    person_id: int | None = None
    action: str = ""
    object_kind: str = ""
    since: date | None = None
    until: date | None = None
    reads_only: bool = False

    def conditions(self) -> Iterator[tuple[str, Any]]:
        if self.person_id is not None:
            yield "person_id = %s", self.person_id
        if self.action:
            yield "action = %s", self.action
        if self.object_kind:
            yield "object_kind = %s", self.object_kind
        if self.since:
            yield "at >= %s", _midnight(self.since)
        if self.until:
            yield "at < %s", _midnight(self.until + timedelta(days=1))
        if self.reads_only:
            yield "is_read = %s", True

    def facts(self) -> dict[str, Any]:
        """What was asked, for the line that says that it was."""
        names = ("person_id", "action", "object_kind", "since", "until", "reads_only")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some entries, newest first; the numbers that lead to `newer` and `older` ones, None where there is none."""

    entries: tuple[Entry, ...]
    newer: int | None
    older: int | None


def read_log(
    by: Viewer, asked: Asked, *, before: int | None = None, after: int | None = None, limit: int = 50
) -> LogPage:
    """The entries that answer to `asked`, older than `before` or newer than `after`; and writes that they were read.

    What the transaction's context may not read is not there: the policies of the database decide. Price: two queries,
    whatever the size of the log.
    """
    rows, more = _select(asked, before, after, limit)
    record_log_read(by, {**asked.facts(), "lines": len(rows)})
    newer, older = (more, True) if after is not None else (before is not None, more)
    ends = (rows[0].id, rows[-1].id) if rows else (None, None)
    return LogPage(tuple(rows), ends[0] if newer else None, ends[1] if older else None)


def _select(asked: Asked, before: int | None, after: int | None, limit: int) -> tuple[list[Entry], bool]:
    wanted = [*asked.conditions()]
    if after is not None:
        wanted.append(("id > %s", after))
    elif before is not None:
        wanted.append(("id < %s", before))
    where = " AND ".join(condition for condition, _value in wanted) or "true"
    order = "ASC" if after is not None else "DESC"
    query = f"SELECT {COLUMNS} FROM kernel_audit_entry WHERE {where} ORDER BY id {order} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [*(value for _condition, value in wanted), limit + 1])
        rows = [entry_of(row) for row in cursor.fetchall()]
    kept = rows[:limit]
    return (kept[::-1] if after is not None else kept), len(rows) > limit


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)
