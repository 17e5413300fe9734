"""Flat rows, so that a person finds every number again in a spreadsheet: what went in, and what came out.

By hand, for one cell: keep the slots whose ages, bands, quarters and themes meet those of the cell (`slot_rows`).
`minutes`: the sum of `minutes_low` of the slots that have this band alone, and of `minutes_high` of them all. `seats`:
the sum over the slots that are for these ages and this quarter alone, and over them all. `offered`: the same sums of
the products. `promised`: the greatest `reach` of a slot that is for this cell alone, and the sum of them all, an action
counting for no more than its `action_reach`, nor than its `action_by_age` over the ages that the cell meets. `reach`:
the same, no more than the young people of `young_rows` whose ages and quarter are the cell's; a total is at least the
sum over its ages and quarters. What is empty is unknown.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TypeAlias

from .between import Between, Ratio
from .matrix import Cell, Matrix
from .plan import Part, Slot, Young
from .sessions import minutes_within

Value: TypeAlias = str | int | bool | Fraction | None
Row: TypeAlias = dict[str, Value]


def rows(matrix: Matrix, themes: bool = False, totals: bool = True) -> Iterator[Row]:
    """One row a cell, in the order of the grid; with `totals`, whose axis is empty; with `themes`, again for each
    theme, which are not to be added up: an action of two themes stands in both.

    Every number is two columns, `…_low` and `…_high`; lists are joined by ` ; `; minutes are whole, rates are exact
    fractions. `weekly`: minutes in a typical week of the band.
    """
    for theme in (None, *(matrix.grid.themes if themes else ())):
        for cell in matrix.cells(theme, totals):
            yield _cell_row(matrix, cell)


def slot_rows(matrix: Matrix) -> Iterator[Row]:
    """One row a slot that counts, or a part of it for one quarter, as it was given, with its minutes within the days
    of the matrix; by action, then slot, then quarter. `split`: this row is for its quarter alone, and its minutes are
    those of the whole slot, to be counted once. `action_by_age`: for each of `ages`, « ? » for unknown.
    `action_entire`: all slots of the action are here, within the days, so that both are said of these rows alone."""
    left_out = {each.slot for each in matrix.left_out}
    entire = matrix.entire_actions()
    for slot in sorted(matrix.plan.slots, key=lambda each: (each.action, each.id)):
        if slot.id in left_out:
            continue
        if not slot.parts:
            yield _slot_row(matrix, slot, entire, Part("", slot.seats, slot.reach))
        for part in sorted(slot.parts, key=lambda each: each.quarter):
            yield _slot_row(matrix, slot, entire, part)


def young_rows(counts: Iterable[Young]) -> Iterator[Row]:
    """One row a count, as it was given; by quarter, then age."""
    for count in sorted(counts, key=lambda each: (each.quarter, each.ages)):
        yield {
            "quarter": count.quarter,
            "age_first": count.ages.first,
            "age_end": count.ages.end,
            "young": count.count,
            "source": count.source,
            "on": count.on.isoformat(),
            "estimated": count.estimated,
        }


def _cell_row(matrix: Matrix, cell: Cell) -> Row:
    return {
        "quarter": cell.quarter,
        "age_first": cell.ages.first if cell.ages else None,
        "age_end": cell.ages.end if cell.ages else None,
        "band": cell.band,
        "theme": cell.theme,
        **_two("young", cell.young),
        "estimated": cell.estimated,
        "actions": _list(cell.actions),
        **_two("minutes", cell.minutes),
        **_two("weekly", matrix.weekly(cell)),
        **_two("seats", cell.seats),
        **_two("offered", cell.offered),
        **_two("promised", cell.promised),
        **_two("reach", cell.reach),
        **_two("rate", cell.rate),
        "shared": _list(cell.shared),
        "partial": _list(cell.partial),
        "silent": _list(cell.silent),
    }


def _slot_row(matrix: Matrix, slot: Slot, entire: frozenset[str], part: Part) -> Row:
    return {
        "action": slot.action,
        "slot": slot.id,
        "operator": slot.operator,
        "status": slot.status.value,
        "days_first": slot.days.first.isoformat(),
        "days_end": slot.days.end.isoformat(),
        "ages": _list(str(ages) for ages in slot.ages),
        "bands": _list(slot.bands),
        "quarters": part.quarter or _list(slot.quarters),
        "audience": slot.audience.value,
        "split": bool(slot.parts),
        "themes": _list(slot.themes),
        "sessions": slot.sessions,
        "rhythm": slot.rhythm.value,
        "weeks": slot.weeks,
        "minutes_a_session": slot.minutes,
        **_two("minutes", minutes_within(slot, matrix.grid.days)),
        "seats": part.seats,
        "reach": part.reach,
        "slot_seats": slot.seats,
        "slot_reach": slot.reach,
        "action_reach": slot.action_reach,
        "action_by_age": _list("?" if each is None else str(each) for each in slot.by_age),
        "action_entire": slot.action in entire,
    }


def _two(name: str, number: Between | Ratio | None) -> Row:
    return {f"{name}_low": number.low if number else None, f"{name}_high": number.high if number else None}


def _list(values: Iterable[str]) -> str:
    return " ; ".join(values)
