"""Which slots stand where: a bit for each piece of a slot, a word of bits for each value of each axis.

The bits of a cell are then the « and » of four words, and those that lie wholly in it are these less what stands
elsewhere too.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .between import Between, at_most, exactly
from .grid import Grid
from .plan import ANY, Ages, Audience, Malformed, Plan, Slot, Status, check_actions
from .sessions import minutes_within


class Piece(NamedTuple):
    """A slot, or the part of it that one quarter has: a bit for each of its ages that are told apart, else one."""

    mask: int
    seats: Between
    reach: Between


class Placed(NamedTuple):
    """A slot that the matrix counts. `partial`: it also runs outside the days; `entire`: neither that, nor has it parts
    in quarters that the grid does not have; `silent`: it does not say all its numbers."""

    mask: int
    pieces: tuple[Piece, ...]
    minutes: Between
    reach: int | None
    partial: bool
    entire: bool
    silent: bool


class Line(NamedTuple):
    """An action: its slots that count, and what is said of its reach, over all of them (`reach`) and for those of its
    bits that are of one age (`by_age`); `entire`: it is said of these slots alone."""

    action: str
    mask: int
    slots: tuple[Placed, ...]
    reach: int | None
    by_age: tuple[tuple[int, int | None], ...]
    entire: bool


class LeftOut(NamedTuple):
    """A slot that no cell counts, and why: its `status`, its `days`, its `ages` or its `quarters`."""

    slot: str
    why: str


@dataclass(frozen=True)
class Index:
    """The lines of a plan and their bits. `several_ages`, `several_bands`: bits of those that stand at more than one;
    `spilling`: of those open to other ages or quarters too, that the grid does not have; `pupils`: of those for pupils,
    of whom nobody knows where they live; `every`: of those that meet an age of the grid."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    ages: dict[Ages, int]
    bands: dict[str, int]
    quarters: dict[str, int]
    themes: dict[str, int]
    several_ages: int
    several_bands: int
    spilling: int
    pupils: int
    every: int

    def only_quarters(self, quarters: Collection[str]) -> int:
        """The bits that stand in none of the others."""
        return self.every & ~union(mask for quarter, mask in self.quarters.items() if quarter not in quarters)

    def meeting_quarters(self, quarters: Iterable[str]) -> int:
        """The bits that stand in one of them at least."""
        return union(self.quarters[quarter] for quarter in quarters)

    @staticmethod
    def of(plan: Plan, grid: Grid, statuses: frozenset[Status]) -> "Index":
        """The work is in the number of slots times the values that each of them touches."""
        _check(plan.slots, grid)
        builder = _Builder(grid)
        kept: dict[str, list[Slot]] = defaultdict(list)
        for slot in sorted(plan.slots, key=lambda each: (each.action, each.id)):
            why = "status" if slot.status not in statuses else builder.why_not(slot)
            if why:
                builder.left_out.append(LeftOut(slot.id, why))
            else:
                kept[slot.action].append(slot)
        given = Counter(slot.action for slot in plan.slots)
        return builder.index(
            [builder.line(action, slots, given[action] == len(slots)) for action, slots in kept.items()]
        )


class _Builder:
    """Gives out bits."""

    def __init__(self, grid: Grid) -> None:
        self.grid, self.bits, self.left_out = grid, 0, list[LeftOut]()
        self.ages, self.quarters = dict.fromkeys(grid.ages, 0), dict.fromkeys(grid.quarters, 0)
        self.bands, self.themes = dict.fromkeys((*grid.codes, ANY), 0), dict.fromkeys(grid.themes, 0)
        self.every = self.several_ages = self.several_bands = self.spilling = self.pupils = 0
        self.of_ages: dict[tuple[str, Ages], int] = {}
        self.met: dict[tuple[Ages, ...], tuple[list[Ages], bool]] = {}

    def why_not(self, slot: Slot) -> str | None:
        """The axis on which a slot stands nowhere."""
        if not (slot.days.first < self.grid.days.end and self.grid.days.first < slot.days.end):
            return "days"
        if not self._ages_met(slot.ages)[0]:
            return "ages"
        named = self._quarters(slot) or [part for part in slot.parts if part.quarter in self.quarters]
        return None if named else "quarters"

    def line(self, action: str, slots: list[Slot], complete: bool) -> Line:
        placed, first = tuple([self.place(slot) for slot in slots]), slots[0]
        mask = sum([each.mask for each in placed])
        by_age = [(self.of_ages.get((action, ages), 0), n) for ages, n in zip(first.ages, first.by_age, strict=False)]
        entire = complete and all(each.entire for each in placed)
        return Line(action, mask, placed, first.action_reach, tuple(by_age), entire)

    def place(self, slot: Slot) -> Placed:
        most = slot.action_reach if slot.reach is None else slot.reach
        numbers: list[tuple[tuple[str, ...], Between, Between]] = [
            ((part.quarter,), _part(part.seats, slot.seats), _part(part.reach, most))
            for part in slot.parts
            if part.quarter in self.quarters
        ]
        spills = False
        if not numbers:
            quarters = self._quarters(slot)
            spills = len(quarters) < len(slot.quarters)
            numbers = [(quarters, exactly(slot.seats), _part(slot.reach, most))]
        pieces = tuple([Piece(self._bits(slot, where, spills), seats, reach) for where, seats, reach in numbers])
        mask = sum([piece.mask for piece in pieces])
        self._mark(slot, mask)
        minutes = minutes_within(slot, self.grid.days)
        told = bool(slot.by_age) and None not in slot.by_age
        silent = minutes.high is None or True in [
            each.seats.high is None or (each.reach.high is None and not told) for each in pieces
        ]
        partial = slot.days.first < self.grid.days.first or self.grid.days.end < slot.days.end
        entire = not partial and len(pieces) >= len(slot.parts)
        return Placed(mask, pieces, minutes, slot.reach, partial, entire, silent)

    def _quarters(self, slot: Slot) -> tuple[str, ...]:
        """Those of the grid in which a slot without a split is open."""
        if slot.audience is Audience.EVERYBODY:
            return self.grid.quarters
        return tuple([quarter for quarter in slot.quarters if quarter in self.quarters])

    def _bits(self, slot: Slot, quarters: tuple[str, ...], spills: bool) -> int:
        if not slot.by_age:
            return self._bit(slot.ages, quarters, spills)
        mask = 0
        for ages in slot.ages:
            bit = self._bit((ages,), quarters, spills)
            self.of_ages[slot.action, ages] = self.of_ages.get((slot.action, ages), 0) | bit
            mask |= bit
        return mask

    def _bit(self, ages: tuple[Ages, ...], quarters: tuple[str, ...], spills: bool) -> int:
        bit = 1 << self.bits
        self.bits += 1
        met, beyond = self._ages_met(ages)
        for each in met:
            self.ages[each] |= bit
        for quarter in quarters:
            self.quarters[quarter] |= bit
        self.every |= bit if met else 0
        self.several_ages |= bit if len(met) > 1 else 0
        self.spilling |= bit if spills or beyond else 0
        return bit

    def _mark(self, slot: Slot, mask: int) -> None:
        for band in slot.bands:
            self.bands[band] |= mask
        for theme in slot.themes:
            self.themes[theme] |= mask
        self.several_bands |= mask if len(slot.bands) > 1 else 0
        self.pupils |= mask if slot.audience is Audience.PUPILS else 0

    def _ages_met(self, ages: tuple[Ages, ...]) -> tuple[list[Ages], bool]:
        """Those of the grid, and whether some lie beyond it."""
        if ages not in self.met:
            met = [band for band in self.grid.ages if any(band.meets(own) for own in ages)]
            self.met[ages] = met, not all(own.within(self.grid.span) for own in ages)
        return self.met[ages]

    def index(self, lines: Iterable[Line]) -> Index:
        axes = self.ages, self.bands, self.quarters, self.themes
        left_out = tuple(sorted(self.left_out))
        several = self.several_ages, self.several_bands
        return Index(tuple(lines), left_out, *axes, *several, self.spilling, self.pupils, self.every)


def _part(part: int | None, whole: int | None) -> Between:
    """What is said of a part; else no more than what is said of the whole."""
    return at_most(whole) if part is None else exactly(part)


def _check(slots: Iterable[Slot], grid: Grid) -> None:
    check_actions(slots)
    bands, themes, seen = {*grid.codes, ANY}, set(grid.themes), set[str]()
    for slot in slots:
        if slot.id in seen:
            raise Malformed(slot.id, "two slots have this id")
        seen.add(slot.id)
        if not (bands.issuperset(slot.bands) and themes.issuperset(slot.themes)):
            raise Malformed(slot.id, f"the grid has no {_first(slot, bands, themes)}")


def _first(slot: Slot, bands: set[str], themes: set[str]) -> str:
    """The first value of a slot that is on no axis."""
    named = [f"band {band}" for band in slot.bands if band not in bands]
    return [*named, *(f"theme {theme}" for theme in slot.themes if theme not in themes)][0]


def union(masks: Iterable[int]) -> int:
    together = 0
    for mask in masks:
        together |= mask
    return together


def bits(mask: int) -> Iterator[int]:
    """Each bit of a word, the lowest first."""
    while mask:
        yield mask & -mask
        mask &= mask - 1
