"""What a file of rows holds, in the words of Table Schema (Frictionless), from the columns that write it.

https://specs.frictionlessdata.io/table-schema/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .tables import Column

# What a kind writes in a CSV; a column that writes something else says its own type.
TYPES = {"text": "string", "link": "string", "state": "string", "number": "number", "amount": "number", "date": "date"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A field whose values are those of a field of another file (of the same one: "")."""

    field: str
    file: str
    to: str


def table_schema(
    columns: Sequence[Column], primary_key: Sequence[str] = (), references: Sequence[Reference] = ()
) -> dict[str, Any]:
    """The schema of the CSV that these columns write: its fields in their order, its key, what it refers to."""
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in columns if column.exported],
        "missingValues": [""],
    }
    if primary_key:
        schema["primaryKey"] = list(primary_key)
    if references:
        schema["foreignKeys"] = [
            {"fields": one.field, "reference": {"resource": one.file, "fields": one.to}} for one in references
        ]
    return schema


def _field(column: Column) -> dict[str, Any]:
    said: Mapping[str, Any] = {
        "name": column.key,
        "type": column.type or TYPES[column.kind],
        "format": "default",
        "title": str(column.label),
        "description": str(column.description),
        "constraints": dict(column.constraints),
    }
    return {name: value for name, value in said.items() if value}
