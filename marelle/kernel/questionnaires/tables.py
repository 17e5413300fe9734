"""Answers that are tables: rows given freely, or one row for each of the rows that the form fixes."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from .definition import NUMBERS, Field
from .faults import Fault
from .grammar import Ref, Resolve, Typed, number
from .values import Unreadable, is_empty, kept, read_value, typed

MOST_ROWS = 300
Row = dict[str, Any]


def read_rows(field: Field, raw: object) -> tuple[list[Row] | None, list[Fault]]:
    """The rows as they are kept (no empty one, fixed ones in the form’s order), and what could not be read."""
    given, faults = _given(field, raw)
    rows, computed = [], {option.code for option in field.rows if option.balances}
    for key, item in given:
        if key in computed:
            continue
        row, wrong = _read_row(field, f"{field.code}.{key}", item)
        faults += wrong
        if row:
            rows.append({"row": key, **row} if field.rows else row)
    order = {option.code: index for index, option in enumerate(field.rows)}
    return (sorted(rows, key=lambda row: order.get(row.get("row", ""), 0)) or None), faults


def _given(field: Field, raw: object) -> tuple[list[tuple[str, Any]], list[Fault]]:
    """Each row with its name: the code of a fixed row, else its place, from 1."""
    if is_empty(raw):
        return [], []
    if not isinstance(raw, list | tuple) or len(raw) > MOST_ROWS:
        return [], [Fault(field.code, _("Un tableau d’au plus {most} lignes est attendu.").format(most=MOST_ROWS))]
    if not field.rows:
        return [(str(index), item) for index, item in enumerate(raw, 1)], []
    known, named, faults = {option.code for option in field.rows}, {}, []
    for index, item in enumerate(raw, 1):
        name = item.get("row") if isinstance(item, Mapping) else None
        if isinstance(name, str) and name in known and name not in named:
            named[name] = item
        else:
            faults.append(Fault(f"{field.code}.{index}", _("Cette ligne n’est pas dans le formulaire.")))
    return list(named.items()), faults


def _read_row(field: Field, path: str, raw: object) -> tuple[Row, list[Fault]]:
    if not isinstance(raw, Mapping):
        return {}, [Fault(path, _("Une ligne de tableau est attendue."))]
    row: Row = {}
    faults = [Fault(path, _("Cette ligne a des colonnes inconnues."))] if _stray(field, raw) else []
    for column in field.columns:
        if column.kind == "computed":
            continue
        try:
            value = read_value(column, raw.get(column.code))
        except Unreadable as unreadable:
            faults.append(Fault(f"{path}.{column.code}", str(unreadable)))
            continue
        if value is not None:
            row[column.code] = value
    return row, faults


def _stray(field: Field, raw: Mapping[Any, Any]) -> bool:
    return bool(set(raw) - {column.code for column in field.columns} - {"row"})


def with_computed(field: Field, rows: list[Row], resolve: Resolve) -> list[Row]:
    """The rows with the columns that are computed from the others, and the row that balances another table."""
    computed = [column for column in field.columns if column.compute]
    full = [_completed(field, row, computed) for row in _balanced(field, rows, resolve)]
    order = {option.code: index for index, option in enumerate(field.rows)}
    return sorted(full, key=lambda row: order.get(row.get("row", ""), 0))


def _balanced(field: Field, rows: list[Row], resolve: Resolve) -> list[Row]:
    """Where a row completes another table: in each of its columns, what the other rows leave to find."""
    completing = next((option for option in field.rows if option.balances), None)
    if completing is None:
        return rows
    others = [row for row in rows if row.get("row") != completing.code]
    rest: Row = {"row": completing.code}
    for column in field.columns:
        whole = number(resolve(Ref(completing.balances, column=column.code)))
        if column.kind in NUMBERS and whole is not None:
            known = number(cell_or_total(field, others, Ref(field.code, column=column.code)))
            rest[column.code] = kept(column.kind, whole - (known or 0))
    return [*others, rest] if len(rest) > 1 else others


def _completed(field: Field, row: Row, computed: list[Field]) -> Row:
    full = dict(row)

    def resolve(ref: Ref) -> Typed:
        column = field.column(ref.field)
        return typed(column.value_kind, full.get(ref.field)) if column else None

    for column in computed:
        result = column.compute.result(resolve) if column.compute else None
        if result is not None:
            full[column.code] = kept(column.value_kind, result)
    return full


def cell_or_total(field: Field, rows: list[Row], ref: Ref) -> Typed:
    """One cell of a fixed row, or the total of a column; None when nothing in it is known."""
    column = field.column(ref.column)
    if column is None:
        return None
    cells = [row.get(column.code) for row in rows if not ref.row or row.get("row") == ref.row]
    values = [typed(column.value_kind, cell) for cell in cells if cell is not None]
    if ref.row:
        return values[0] if values else None
    known = [n for n in map(number, values) if n is not None]
    return sum(known, Decimal()) if known else None


def totals(field: Field, rows: list[Row]) -> dict[str, Any]:
    """The last line of a table: the total of each column of numbers, where something is known."""
    found = {}
    for column in field.columns:
        if column.value_kind in ("integer", "decimal", "money"):
            total = cell_or_total(field, rows, Ref(field.code, column=column.code))
            if isinstance(total, Decimal):
                found[column.code] = kept(column.value_kind, total)
    return found


def row_paths(field: Field, rows: list[Row]) -> Iterator[tuple[str, Row]]:
    """Each row with the path that a fault in it carries."""
    for index, row in enumerate(rows, 1):
        yield f"{field.code}.{row['row'] if field.rows else index}", row
