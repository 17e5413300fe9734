"""Cells of files, written column by column: what a column repeats (a region, a state, a day) is written once.

Rows come several together, each column reads its values from all of them, and a value seen before is looked up rather
than written again: a list of a hundred thousand rows has a few hundred different cells in most of its columns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any

from django.utils.functional import Promise

from marelle.kernel.money import plain_euros

from .tables import Column

# A spreadsheet runs a cell that starts so; full-width forms are read as the plain ones.
NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?", re.ASCII)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
AT_ONCE = 500  # rows written together: few enough to wait for, enough to be fast
MOST_SEEN = 2000  # cells of a column that are remembered: a column of names must not grow with the file
# Kinds of which equal values are written alike; a boolean equals a number, so that neither booleans nor decimals are.
ALIKE = frozenset({str, int, date, type(None)})

Write = Callable[[Any, Column], str]


def written(columns: Sequence[Column], rows: Iterable[Any], write: Write) -> Iterator[list[tuple[str, ...]]]:
    """The cells of each row as `write` says one, some rows together; a row is asked for when its turn comes."""
    kept = [_Cells(column, write) for column in columns if column.exported]
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield list(zip(*(cells.of(some) for cells in kept), strict=True))


class _Cells:
    """One column of a file in one format."""

    def __init__(self, column: Column, write: Write) -> None:
        self._read = column.export or column.value
        self._write = partial(write, column=column)  # type: ignore[call-arg]
        self._seen = _Seen(self._write)

    def of(self, rows: Sequence[Any]) -> list[str]:
        values = list(map(self._read, rows))
        if ALIKE.issuperset(map(type, values)):
            return list(map(self._seen.__getitem__, values))
        return list(map(self._write, values))


class _Seen(dict[Any, str]):
    """What was written lately, by its value."""

    def __init__(self, write: Callable[[Any], str]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, value: Any) -> str:
        if len(self) >= MOST_SEEN:
            self.clear()
        cell = self[value] = self._write(value)
        return cell


def csv_cell(value: Any, column: Column) -> str:
    """One value as a spreadsheet may safely read it. Numbers keep their sign; text that starts a formula is quoted."""
    if value is None:
        return ""
    if (plainly := PLAINLY.get(type(value))) is not None:
        return plainly(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and column.kind == "amount":
        return plain_euros(value)
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return safe_text(str(getattr(value, "label", value)))


def safe_text(text: str) -> str:
    """A text that no spreadsheet runs: one that starts a formula is quoted."""
    if text[:1].isalnum():
        return text
    starts = text.startswith(DANGEROUS) or text.lstrip(" \u00a0").startswith(DANGEROUS)
    return f"'{text}" if starts else text


def safe_cell(text: str) -> str:
    """A cell of somebody's own spreadsheet, given back: a plain number keeps its sign, the rest is `safe_text`."""
    return text if NUMBER.fullmatch(text) else safe_text(text)


# What most cells of a large file are, written in one step; `csv_cell` says the same of what derives from them.
PLAINLY: dict[type, Callable[[Any], str]] = {str: safe_text, date: date.isoformat, Decimal: str, float: str}


def json_cell(value: Any, column: Column) -> str:
    """One member of a JSON object: the key of the column and the value; amounts are whole cents, unknown is null."""
    return f"{json.dumps(column.key)}: {json.dumps(_json_value(value), ensure_ascii=False)}"


def _json_value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _json_value(item) for key, item in value.items()}
    return str(value) if isinstance(value, Promise | Decimal) else str(getattr(value, "label", value))


def sheet_value(value: Any, column: Column) -> Any:
    """One value as a spreadsheet keeps it: a number, a day, a text. A text that starts a formula is quoted."""
    if value is None or isinstance(value, bool | float | Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value) / 100 if column.kind == "amount" else value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return value
    return safe_text(_UNSAYABLE.sub("", str(getattr(value, "label", value))))


_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML holds them
