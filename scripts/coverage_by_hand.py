"""Recomputes the coverage of a plan from its exported workbook alone, cell by cell, and says what differs.

    python scripts/coverage_by_hand.py plan-valmarelle-2020.xlsx

Nothing of Marelle is imported: the file is read with openpyxl, and the rest is the arithmetic that its first sheet
tells. Columns are read by their place, for their titles are in the language of whoever asked.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from openpyxl import load_workbook

CELLS = (
    "quarter", "age_first", "age_end", "band", "theme", "young_low", "young_high", "estimated", "actions",
    "minutes_low", "minutes_high", "weekly_low", "weekly_high", "seats_low", "seats_high", "offered_low",
    "offered_high", "promised_low", "promised_high", "reach_low", "reach_high", "rate_low", "rate_high", "shared",
    "partial", "silent",
)  # fmt: skip
SLOTS = (
    "action", "slot", "operator", "status", "days_first", "days_end", "ages", "bands", "quarters", "audience",
    "split", "themes", "sessions", "rhythm", "weeks", "minutes_a_session", "minutes_low", "minutes_high", "seats",
    "reach", "slot_seats", "slot_reach", "action_reach", "action_by_age", "action_entire",
)  # fmt: skip
YOUNG = (
    "quarter", "age_first", "age_end", "young", "source", "on", "estimated",
)  # fmt: skip
WEEKS = {"small_holidays": 8, "summer": 8, "any": None}  # of a year; 36 for all the other moments
NUMBERS = ("young", "minutes", "weekly", "seats", "offered", "promised", "reach", "rate")

Row = dict[str, Any]
Pair = tuple[Any, Any]  # at least, at most; None at most: unknown


class Key(NamedTuple):
    """One cell: None on an axis is its total."""

    quarter: str | None
    ages: tuple[int, int] | None
    band: str | None
    theme: str | None


class Export:
    """What a workbook says went in (`slots`, `young`), and what it says came out (`told`)."""

    def __init__(self, path: Any) -> None:
        book = load_workbook(path, read_only=True)
        _how, cells, slots, young, *_others = book.worksheets
        self.told = {_key(row): row for row in _rows(cells, CELLS)}
        self.slots, self.young = _rows(slots, SLOTS), _rows(young, YOUNG)
        self.quarters = sorted({key.quarter for key in self.told if key.quarter})
        self.ages = sorted({key.ages for key in self.told if key.ages})
        self.done: dict[Key, dict[str, Pair | None]] = {}

    def differences(self) -> list[str]:
        """Each number of the export that the arithmetic does not find again."""
        found = []
        for key, row in self.told.items():
            mine = self.cell(key)
            for name in NUMBERS:
                low, high = mine[name] or (None, None)
                said = row[f"{name}_low"], row[f"{name}_high"]
                if (_rounded(name, low), _rounded(name, high)) != said:
                    found.append(f"{tuple(key)} {name}: {said} in the file, {(low, high)} by hand")
        return found

    def cell(self, key: Key) -> dict[str, Pair | None]:
        if key not in self.done:
            self.done[key] = self._cell(key)
        return self.done[key]

    def _cell(self, key: Key) -> dict[str, Pair | None]:
        slots = [slot for slot in self.slots if self._meets(slot, key)]
        by_action: dict[str, list[Row]] = {}
        for slot in slots:
            by_action.setdefault(slot["action"], []).append(slot)
        minutes = _sum(_minutes(slot, key) for slot in slots)
        reaches = [self._promised(rows, key) for rows in by_action.values()]
        promised = (max((low for low, _high in reaches), default=0), _total(high for _low, high in reaches))
        young = self._living(key)
        reach = self._reached(promised, young, key)
        weeks = WEEKS.get(key.band, 36) if key.band else None
        return {
            "young": young,
            "minutes": minutes,
            "weekly": None if weeks is None or minutes[1] is None else _each(minutes, lambda n: Fraction(n, weeks)),
            "seats": _sum(self._seats(slot, key) for slot in slots),
            "offered": _sum(_product(_minutes(slot, key), self._seats(slot, key)) for slot in slots),
            "promised": promised,
            "reach": reach,
            "rate": _part(reach, young),
        }

    def _meets(self, slot: Row, key: Key) -> bool:
        here = not key.quarter or slot["audience"] == "everybody" or key.quarter in _list(slot["quarters"])
        return (
            here
            and any(_overlap(_span(text), key.ages) for text in _list(slot["ages"]))
            and (key.band is None or key.band in _list(slot["bands"]))
            and (key.theme is None or key.theme in _list(slot["themes"]))
        )

    def _is_for(self, slot: Row, key: Key, ages: bool = True) -> bool:
        """Whether all whom a slot is for are of the quarter of a cell, and of its ages."""
        named = self.quarters if slot["audience"] == "everybody" else _list(slot["quarters"])
        inside = key.quarter is None or set(named) == {key.quarter}
        return inside and (not ages or all(_within(_span(text), key.ages) for text in _list(slot["ages"])))

    def _seats(self, slot: Row, key: Key) -> Pair:
        return _bounds(slot["seats"], self._is_for(slot, key))

    def _alone(self, slot: Row, key: Key, ages: bool = True) -> bool:
        return self._is_for(slot, key, ages) and (key.band is None or _list(slot["bands"]) == [key.band])

    def _promised(self, slots: Sequence[Row], key: Key) -> Pair:
        """What one action says that it reaches, in one cell."""
        said = slots[0]["action_reach"]
        every = [slot for slot in self.slots if slot["action"] == slots[0]["action"]]
        whole = len(every) == len(slots)
        reaches = [_bounds(_known(slot["reach"], said), self._alone(slot, key) and slot["reach"] is not None)
                   for slot in slots]  # fmt: skip
        low, high = max(each for each, _most in reaches), _least(_total(most for _each, most in reaches), said)
        if said is not None and whole and all(self._alone(slot, key) for slot in slots):
            low = max(low, said)
        by_age = _list(slots[0]["action_by_age"])
        if by_age:
            sure = whole and all(self._alone(slot, key, ages=False) for slot in slots)
            pairs = [(_span(text), number) for text, number in zip(_list(slots[0]["ages"]), by_age, strict=True)]
            told = _sum(_bounds(None if number == "?" else int(number), sure and _within(span, key.ages))
                        for span, number in pairs if _overlap(span, key.ages))  # fmt: skip
            low, high = max(low, told[0]), _least(high, told[1])
        return _ordered(low, high)

    def _reached(self, promised: Pair, young: Pair, key: Key) -> Pair:
        low, high = promised[0], _least(promised[1], young[1])
        if key.quarter is None or key.ages is None:
            parts = _sum(
                self.cell(Key(quarter, ages, key.band, key.theme))["reach"]  # type: ignore[misc]
                for quarter in ([key.quarter] if key.quarter else self.quarters)
                for ages in ([key.ages] if key.ages else self.ages)
            )
            low, high = max(low, parts[0]), _least(high, parts[1])
        return _ordered(low, high)

    def _living(self, key: Key) -> Pair:
        if key.quarter is None:
            return _sum(self._living(key._replace(quarter=quarter)) for quarter in self.quarters)
        ages = key.ages or (self.ages[0][0], self.ages[-1][1])
        counts = [row for row in self.young if row["quarter"] == key.quarter and _overlap(_count_span(row), ages)]
        low = sum(row["young"] for row in counts if _within(_count_span(row), ages))
        known = {age for row in counts for age in range(*_count_span(row))}
        return low, sum(row["young"] for row in counts) if known >= set(range(*ages)) else None


def _rows(sheet: Any, names: Sequence[str]) -> list[Row]:
    lines = sheet.iter_rows(min_row=2, values_only=True)
    return [dict(zip(names, [*line, *([None] * len(names))], strict=False)) for line in lines if any(line)]


def _key(row: Row) -> Key:
    ages = None if row["age_first"] is None else (row["age_first"], row["age_end"])
    return Key(row["quarter"] or None, ages, row["band"] or None, row["theme"] or None)


def _list(text: str | None) -> list[str]:
    return text.split(" ; ") if text else []


def _span(text: str) -> tuple[int, int]:
    first, _dash, end = text.partition("-")
    return int(first), int(end)


def _count_span(row: Row) -> tuple[int, int]:
    return row["age_first"], row["age_end"]


def _overlap(span: tuple[int, int], ages: tuple[int, int] | None) -> bool:
    return ages is None or (span[0] < ages[1] and ages[0] < span[1])


def _within(span: tuple[int, int], ages: tuple[int, int] | None) -> bool:
    return ages is None or (ages[0] <= span[0] and span[1] <= ages[1])


def _minutes(slot: Row, key: Key) -> Pair:
    alone = key.band is None or _list(slot["bands"]) == [key.band]
    return (slot["minutes_low"] if alone else 0), slot["minutes_high"]


def _bounds(number: Any, sure: bool) -> Pair:
    """All of a number where it is surely of the cell, from none to all else."""
    return (number or 0) if sure else 0, number


def _known(number: Any, other: Any) -> Any:
    return other if number is None else number


def _total(numbers: Iterable[Any]) -> Any:
    found = list(numbers)
    return None if None in found else sum(found)


def _sum(pairs: Iterable[Pair]) -> Pair:
    found = list(pairs)
    return sum(low for low, _high in found), _total(high for _low, high in found)


def _product(one: Pair, other: Pair) -> Pair:
    if 0 in (one[1], other[1]):
        return 0, 0
    return one[0] * other[0], None if None in (one[1], other[1]) else one[1] * other[1]


def _least(*numbers: Any) -> Any:
    return min((number for number in numbers if number is not None), default=None)


def _ordered(low: Any, high: Any) -> Pair:
    return (low if high is None else min(low, high)), high


def _each(pair: Pair, change: Any) -> Pair:
    return change(pair[0]), change(pair[1])


def _part(reach: Pair, young: Pair) -> Pair | None:
    """Which part of the young people is reached: at most all of them; None where their number is unknown."""
    if not young[1]:
        return None
    most = min(Fraction(1), Fraction(reach[1], young[0])) if young[0] and reach[1] is not None else Fraction(1)
    return min(most, Fraction(reach[0], young[1])), most


def _rounded(name: str, value: Any) -> Any:
    """As a spreadsheet holds it: parts with four decimals, minutes a week with two."""
    if value is None or name not in ("rate", "weekly"):
        return value
    size = 10**4 if name == "rate" else 100
    return float(Fraction((value * size * 2 + 1).__floor__() // 2, size))


def main() -> int:
    export = Export(sys.argv[1])
    wrong = export.differences()
    print(*wrong[:50], sep="\n")
    print(f"{len(export.told)} cells, {len(export.slots)} slots, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
