"""One answer that two colleagues changed: what holds the changes of both, or nothing when only a person can say. Pure.

Lists keep what either added and lose what either took away; a table of fixed rows is joined cell by cell; a table of
free rows and a long text are joined row by row and line by line, where the two did not touch the same place. Rows that
both add to a table in one place are all kept, theirs first.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from .definition import LISTS, Field


class _Apart:
    """Not to be joined."""


APART: Final = _Apart()
Change = tuple[int, int, tuple[Any, ...]]  # the stretch of what was there, and what stands in its place


def joined(field: Field, before: Any, theirs: Any, mine: Any) -> Any:
    """The answer that holds both changes, or `APART`."""
    if field.kind in LISTS:
        return _lists(before or [], theirs or [], mine or [])
    if field.kind == "table" and field.rows:
        return _cells(field, before or [], theirs or [], mine or [])
    if field.kind == "table":
        both = _sequences(_frozen(before), _frozen(theirs), _frozen(mine), adding=True)
        return APART if both is None else ([dict(row) for row in both] or None)
    if field.kind == "long_text":
        both = _sequences(*((text or "").split("\n") for text in (before, theirs, mine)))
        return APART if both is None else ("\n".join(both) or None)
    return APART


def _lists(before: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> list[str] | None:
    gone = (set(before) - set(theirs)) | (set(before) - set(mine))
    return [code for code in dict.fromkeys([*theirs, *mine]) if code not in gone] or None


def _cells(field: Field, before: Sequence[Any], theirs: Sequence[Any], mine: Sequence[Any]) -> Any:
    """A cell that both changed differently keeps the whole table apart."""
    tables = [{row["row"]: row for row in rows} for rows in (before, theirs, mine)]
    rows = []
    for option in field.rows:
        row: dict[str, Any] = {"row": option.code}
        for column in field.columns:
            was, his, my = (table.get(option.code, {}).get(column.code) for table in tables)
            if my != his and was not in (his, my):
                return APART
            value = his if my == was else my
            if value is not None:
                row[column.code] = value
        if len(row) > 1:
            rows.append(row)
    return rows or None


def _frozen(rows: Any) -> list[tuple[tuple[str, Any], ...]]:
    return [tuple(sorted(row.items())) for row in rows or []]


def _sequences(
    before: Sequence[Any], theirs: Sequence[Any], mine: Sequence[Any], *, adding: bool = False
) -> list[Any] | None:
    """Both series of changes applied to what was there; None where they touch each other and differ. `adding`: what
    both only add in the same place does not differ, it adds up."""
    his, my = _changes(before, theirs), _changes(before, mine)
    kept = [change for change in his if change not in my]
    for a in list(kept) if adding else []:
        twin = next((b for b in my if a[:2] == b[:2] and a[0] == a[1]), None)
        if twin:
            kept.remove(a)
            added = [row for row in a[2] if not any(_goes_on(row, other) for other in twin[2])]
            my[my.index(twin)] = (*twin[:2], (*added, *twin[2]))
    if any(a[0] <= b[1] and b[0] <= a[1] for a in kept for b in my):
        return None
    whole = list(before)
    for start, end, new in sorted([*kept, *my], key=lambda change: change[:2], reverse=True):
        whole[start:end] = new
    return whole


def _goes_on(row: tuple[tuple[str, Any], ...], other: tuple[tuple[str, Any], ...]) -> bool:
    """True when the other row holds every word of this one: it was typed on in a page that had not heard back."""
    cells = dict(other)
    return all(str(cells.get(column, "")).startswith(str(value)) for column, value in row)


def _changes(before: Sequence[Any], after: Sequence[Any]) -> list[Change]:
    matched = SequenceMatcher(None, before, after, autojunk=False)
    return [(i, j, tuple(after[k:m])) for tag, i, j, k, m in matched.get_opcodes() if tag != "equal"]
