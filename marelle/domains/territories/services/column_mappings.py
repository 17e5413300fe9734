"""What officers say of headings that no reader knows, remembered for the next files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from ..models import ColumnMapping
from ..rules.columns import IGNORED
from .importing import remembered
from .imports import IMPORTERS


class ColumnUnknown(Refused):
    """Files of this kind have no such column."""

    code = "territories.column_unknown"
    sentence = _("Ces fichiers n’ont pas de colonne « {column} ».")


@transaction.atomic
def remember_columns(*, by: Viewer, at: datetime, kind: str, said: Mapping[str, str | None]) -> int:
    """Remembers which column each heading is in files of a kind: "" is to be ignored, None is forgotten.

    The last word wins; answers how many words are new. Refuses without `territories.import`, `ColumnUnknown`.
    Price: one query; two more, and a line of the log for each heading, when something is new.
    """
    by.must("territories.import")
    columns = {IGNORED, *(column.name for column in IMPORTERS[kind].kind.columns)}
    for column in said.values():
        if column is not None and column not in columns:
            raise ColumnUnknown(column=column)
    before = remembered(kind)
    new = {heading: column for heading, column in said.items() if before.get(heading) != column}
    _remember(by, at, kind, {heading: column for heading, column in new.items() if column is not None})
    _forget(by, kind, [heading for heading, column in new.items() if column is None])
    return len(new)


def _remember(by: Viewer, at: datetime, kind: str, said: Mapping[str, str]) -> None:
    rows = [
        ColumnMapping(kind=kind, heading=heading, column=column, person_id=by.person_id, at=at)
        for heading, column in said.items()
    ]
    ColumnMapping.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "heading"],
        update_fields=["column", "person_id", "at"],
    )
    for row in rows:
        audit.record(by, "territories.remember_column", row, facts=_facts(row))


def _forget(by: Viewer, kind: str, headings: list[str]) -> None:
    if not headings:
        return
    rows = ColumnMapping.objects.filter(kind=kind, heading__in=headings)
    for row in rows:
        audit.record(by, "territories.forget_column", row, facts=_facts(row))
    rows.delete()


def _facts(row: ColumnMapping) -> dict[str, str]:
    return {"kind": row.kind, "heading": row.heading, "column": row.column}
