"""The matrix again, from its exported rows alone: for each cell, every row is looked at, as a person would."""

from collections.abc import Iterator
from datetime import date
from itertools import product

from marelle.engines.coverage import ANY, Ages, Grid, Matrix, slot_rows, young_rows

Row = dict
Bounds = tuple[int, int | None]


class Naive:
    """What the export says, read back from its texts."""

    def __init__(self, matrix: Matrix) -> None:
        self.grid: Grid = matrix.grid
        self.young = list(young_rows(matrix.plan.young))
        self.rows = [row | {"inside": self.quarters(row)} for row in slot_rows(matrix)]

    def quarters(self, row: Row) -> set[str]:
        named = set(listed(row["quarters"]))
        return set(self.grid.quarters) if row["audience"] == "everybody" else named & set(self.grid.quarters)

    def keys(self) -> Iterator[tuple]:
        grid = self.grid
        return product((*grid.ages, None), (*grid.codes, ANY, None), (*grid.quarters, None), (*grid.themes, None))

    def cell(self, ages: Ages | None, band: str | None, quarter: str | None, theme: str | None) -> dict[str, object]:
        rows = [row for row in self.rows if self.meets(row, ages, band, quarter, theme)]
        here = Here(self, ages, band, quarter)
        actions = [
            [[row for row in rows if row["slot"] == slot] for slot in unique(rows, "slot", action=action)]
            for action in unique(rows, "action")
        ]
        slots = [slot for action in actions for slot in action]
        young = self.living(ages, quarter)
        reaches = [here.reach_of_action(action) for action in actions]
        promised = (max([low for low, _high in reaches], default=0), total([high for _low, high in reaches]))
        return {
            "young": young,
            "actions": tuple(unique(rows, "action")),
            "minutes": summed([here.minutes(slot) for slot in slots]),
            "seats": summed([here.seats(slot) for slot in slots]),
            "offered": summed([times(here.minutes(slot), here.seats(slot)) for slot in slots]),
            "promised": promised,
            "reach": self.capped(promised, young, ages, band, quarter, theme),
        }

    def capped(self, promised: Bounds, young: Bounds, ages, band, quarter, theme) -> Bounds:
        low, high = promised[0], smallest(promised[1], young[1])
        if ages is None or quarter is None:
            every = product([ages] if ages else self.grid.ages, [quarter] if quarter else self.grid.quarters)
            parts = summed([self.cell(one, band, where, theme)["reach"] for one, where in every])
            low, high = max(low, parts[0]), smallest(high, parts[1])
        return in_order(low, high)

    def meets(self, row: Row, ages: Ages | None, band: str | None, quarter: str | None, theme: str | None) -> bool:
        return (
            bool(row["inside"] if quarter is None else quarter in row["inside"])
            and any(set(years(text)) & set(self.years(ages)) for text in listed(row["ages"]))
            and (band is None or band in listed(row["bands"]))
            and (theme is None or theme in listed(row["themes"]))
        )

    def years(self, ages: Ages | None) -> range:
        return range(ages.first, ages.end) if ages else range(self.grid.ages[0].first, self.grid.ages[-1].end)

    def living(self, ages: Ages | None, quarter: str | None) -> Bounds:
        if quarter is None:
            return summed([self.living(ages, each) for each in self.grid.quarters])
        asked = set(self.years(ages))
        counts = [row for row in self.young if row["quarter"] == quarter]
        met = [row for row in counts if asked & set(range(row["age_first"], row["age_end"]))]
        inside = [row for row in met if asked >= set(range(row["age_first"], row["age_end"]))]
        covered = {year for row in met for year in range(row["age_first"], row["age_end"])}
        high = total([row["young"] for row in met]) if asked <= covered else None
        return sum(row["young"] or 0 for row in inside), high


class Here:
    """One cell, and what of a row is surely in it."""

    def __init__(self, naive: Naive, ages: Ages | None, band: str | None, quarter: str | None) -> None:
        self.naive, self.band = naive, band
        self.years = set(naive.years(ages))
        self.all_quarters = quarter is None or naive.grid.quarters == (quarter,)
        self.quarters = set(naive.grid.quarters) if quarter is None else {quarter}

    def at_one_time(self, row: Row) -> bool:
        return self.band is None or set(listed(row["bands"])) == {self.band}

    def for_these(self, row: Row) -> bool:
        named = row["inside"] if row["audience"] == "everybody" else set(listed(row["quarters"]))
        return named <= self.quarters and all(set(years(text)) <= self.years for text in listed(row["ages"]))

    def seats_sure(self, row: Row) -> bool:
        return self.for_these(row) and (self.all_quarters or row["audience"] != "pupils")

    def people_sure(self, row: Row) -> bool:
        return self.for_these(row) and self.at_one_time(row) and row["audience"] != "pupils"

    def minutes(self, slot: list[Row]) -> Bounds:
        return (slot[0]["minutes_low"] if self.at_one_time(slot[0]) else 0, slot[0]["minutes_high"])

    def seats(self, slot: list[Row]) -> Bounds:
        return summed([bounds(row["seats"], row["slot_seats"], self.seats_sure(row)) for row in slot])

    def reach(self, slot: list[Row]) -> Bounds:
        partial = self.partial(slot[0])
        low, high = summed(
            [
                bounds(
                    row["reach"],
                    row["action_reach"] if row["slot_reach"] is None else row["slot_reach"],
                    self.people_sure(row) and not partial,
                )
                for row in slot
            ]
        )
        said = slot[0]["slot_reach"]
        if said is not None and not partial and self.complete(slot):
            low = max(low, said)
        return in_order(low, smallest(high, said))

    def reach_of_action(self, slots: list[list[Row]]) -> Bounds:
        reaches = [self.reach(slot) for slot in slots]
        said = slots[0][0]["action_reach"]
        low = max(low for low, _high in reaches)
        every = unique(self.naive.rows, "slot", action=slots[0][0]["action"])
        whole = slots[0][0]["action_entire"] and len(every) == len(slots) and all(map(self.complete, slots))
        if said is not None and whole:
            low = max(low, said)
        high = smallest(total([high for _low, high in reaches]), said)
        by_age = self.by_age(slots)
        return in_order(max(low, by_age[0]), smallest(high, by_age[1]))

    def by_age(self, slots: list[list[Row]]) -> Bounds:
        """What the action says of the ages that the cell meets; surely here when nothing but its ages is elsewhere."""
        rows = [row for slot in slots for row in slot]
        told = listed(rows[0]["action_by_age"])
        if not told:
            return 0, None
        sure = len(rows) == len([row for row in self.naive.rows if row["action"] == rows[0]["action"]])
        sure = sure and rows[0]["action_entire"] and all(self.people_sure(row | {"ages": ""}) for row in rows)
        numbers = [
            bounds(None if number == "?" else int(number), None, sure and set(years(text)) <= self.years)
            for text, number in zip(listed(rows[0]["ages"]), told, strict=True)
            if set(years(text)) & self.years
        ]
        return summed(numbers)

    def complete(self, slot: list[Row]) -> bool:
        """Each row of the slot is here, and for this cell alone."""
        every = [row for row in self.naive.rows if row["slot"] == slot[0]["slot"]]
        return len(every) == len(slot) and all(map(self.people_sure, slot))

    def partial(self, row: Row) -> bool:
        days = self.naive.grid.days
        return date.fromisoformat(row["days_first"]) < days.first or date.fromisoformat(row["days_end"]) > days.end


def listed(text: str) -> list[str]:
    return text.split(" ; ") if text else []


def years(text: str) -> range:
    first, end = text.split("-")
    return range(int(first), int(end))


def unique(rows: list[Row], column: str, action: str | None = None) -> list[str]:
    return list(dict.fromkeys(row[column] for row in rows if action is None or row["action"] == action))


def bounds(part: int | None, whole: int | None, sure: bool) -> Bounds:
    return (part if sure and part is not None else 0, whole if part is None else part)


def total(numbers: list[int | None]) -> int | None:
    return None if None in numbers else sum(number for number in numbers if number is not None)


def summed(several: list[Bounds]) -> Bounds:
    return sum(low for low, _high in several), total([high for _low, high in several])


def smallest(*numbers: int | None) -> int | None:
    return min((number for number in numbers if number is not None), default=None)


def times(one: Bounds, other: Bounds) -> Bounds:
    if 0 in (one[1], other[1]):
        return 0, 0
    return one[0] * other[0], None if one[1] is None or other[1] is None else one[1] * other[1]


def in_order(low: int, high: int | None) -> Bounds:
    return low if high is None else min(low, high), high
