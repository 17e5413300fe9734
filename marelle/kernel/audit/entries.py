"""Writing and reading the entries themselves."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model

from marelle.kernel.access import Viewer

# Raw SQL: an INSERT … RETURNING would need the right to read the row, which the one who acts may not have.
_INSERT = """
INSERT INTO kernel_audit_entry (recorded_at, person_id, program, action, object_kind, object_id, is_read, why, facts)
VALUES """
_VALUES = "(clock_timestamp(), %s, %s, %s, %s, %s, %s, %s, %s::jsonb)"
COLUMNS = "id, at, person_id, program, action, object_kind, object_id, is_read, why, facts"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log, as shown to somebody entitled to read it."""

    id: int
    at: datetime
    person_id: int | None
    program: str
    action: str
    object_kind: str
    object_id: str
    is_read: bool
    why: str
    facts: dict[str, Any]


def record(by: Viewer, action: str, on: Model, why: str = "", facts: Mapping[str, Any] | None = None) -> None:
    """Writes that `by` did `action` on a record. Price: one query. Fails with the gesture, succeeds with it."""
    _write(by, action, on, why, facts or {}, is_read=False)


def record_each(by: Viewer, action: str, told: Iterable[tuple[Model, str, Mapping[str, Any]]]) -> None:
    """Writes that `by` did `action` on several records, one line each in their order: (record, why, facts).

    Price: one query, none without a record.
    """
    rows = [_row(by, action, on._meta.label_lower, str(on.pk), why, facts, is_read=False) for on, why, facts in told]
    if rows:
        _insert(rows)


def record_read(by: Viewer, on: Model, purpose: str) -> None:
    """Writes that `by` read a nominative record, and for what purpose. Price: one query."""
    _write(by, f"{on._meta.label_lower}.read", on, purpose, {}, is_read=True)


def record_log_read(by: Viewer, facts: Mapping[str, Any]) -> None:
    """Writes that `by` read the log itself, and what they looked for. Price: one query."""
    _insert([_row(by, "audit.read", "kernel.auditentry", "", "", facts, is_read=True)])


def _write(by: Viewer, action: str, on: Model, why: str, facts: Mapping[str, Any], *, is_read: bool) -> None:
    _insert([_row(by, action, on._meta.label_lower, str(on.pk), why, facts, is_read=is_read)])


def _row(
    by: Viewer, action: str, kind: str, number: str, why: str, facts: Mapping[str, Any], *, is_read: bool
) -> list[Any]:
    if by.token is not None:
        facts = {**facts, "token": by.token}
    content = json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False)
    return [by.person_id, by.program, action, kind, number, is_read, why, content]


def _insert(rows: list[list[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_INSERT + ", ".join([_VALUES] * len(rows)), [value for row in rows for value in row])


def entries_about(viewer: Viewer, limit: int = 100) -> list[Entry]:
    """What this person did or read, newest first. Price: one query."""
    return _select("person_id = %s", [viewer.person_id], limit)


def entries_on(record: Model, limit: int = 100) -> list[Entry]:
    """What happened to a record, newest first, as far as the transaction's context may read. Price: one query."""
    return _select("object_kind = %s AND object_id = %s", [record._meta.label_lower, str(record.pk)], limit)


def _select(condition: str, parameters: list[Any], limit: int) -> list[Entry]:
    query = f"SELECT {COLUMNS} FROM kernel_audit_entry WHERE {condition} ORDER BY id DESC LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [*parameters, limit])
        return [entry_of(row) for row in cursor.fetchall()]


def entry_of(row: tuple[Any, ...]) -> Entry:
    """A row of `COLUMNS` as an entry."""
    entry, at, person_id, program, action, kind, number, is_read, why, facts = row
    return Entry(entry, at, person_id, program, action, kind, number, is_read, why, _facts(facts))


def _facts(value: Any) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return parsed
