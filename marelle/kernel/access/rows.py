"""Row-level security and grants, written in the database from what each model declares.

The migrate command calls `apply_rights` at its end, as the owner: every table is granted to the runtime role, history
and money lose UPDATE and DELETE, and tables that declare a `RowPolicy` force it on everybody, their owner included.
Policy forms follow measurements: compare a column with `any((select …)::bigint[])`, never a function per row.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import Model

RUNTIME, MAINTENANCE = "marelle_web", "marelle_maintenance"


@dataclass(frozen=True, slots=True)
class RowPolicy:
    """SQL conditions on a row, one for each gesture; an empty one lets nobody through.

    The context of the transaction is read with `nullif(current_setting('app.person', true), '')::bigint` and the like.
    """

    select: str = ""
    insert: str = ""
    update: str = ""
    delete: str = ""

    def statements(self, table: str) -> Iterator[str]:
        """The SQL that replaces whatever policy the table had by this one."""
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
        yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
        for gesture in ("select", "insert", "update", "delete"):
            yield f'DROP POLICY IF EXISTS marelle_{gesture} ON "{table}"'
            condition = getattr(self, gesture)
            if condition:
                clause = _clause(gesture, condition)
                yield f'CREATE POLICY marelle_{gesture} ON "{table}" FOR {gesture.upper()} {clause}'


def _clause(gesture: str, condition: str) -> str:
    if gesture == "insert":
        return f"WITH CHECK ({condition})"
    if gesture == "update":
        return f"USING ({condition}) WITH CHECK ({condition})"
    return f"USING ({condition})"


def own_models() -> list[type[Model]]:
    """Every model of Marelle itself, links of many-to-many fields included."""
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("marelle.")]


def apply_rights() -> None:
    """Grants and policies, idempotent. Runs as the owner of the tables, after every migration."""
    with connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)


def _statements() -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {RUNTIME}, {MAINTENANCE}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {RUNTIME}, {MAINTENANCE}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {RUNTIME}, {MAINTENANCE}"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {RUNTIME}, {MAINTENANCE}"
    yield f'REVOKE INSERT, UPDATE, DELETE ON "django_migrations" FROM {RUNTIME}'
    for model in own_models():
        table = model._meta.db_table
        if getattr(model, "append_only", False):
            yield f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {RUNTIME}, {MAINTENANCE}'
        columns = getattr(model, "only_columns_updated", None)
        if columns is not None:
            yield f'REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM {RUNTIME}'
            yield f'GRANT UPDATE ({", ".join(columns)}) ON "{table}" TO {RUNTIME}'
        policy = getattr(model, "row_policy", None)
        if policy is not None:
            yield from policy.statements(table)
