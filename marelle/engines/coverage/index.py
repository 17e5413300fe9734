"""Which slots stand where: one bit a piece of slot, one word of bits a value of each axis.

The pieces of a cell are then the « and » of four words, and those that lie wholly in it are these less what stands
elsewhere too. A piece is a slot, or the part of it that one quarter has when the split is known.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from .between import Between, exactly
from .grid import Grid
from .plan import ANY, Ages, Audience, Malformed, Plan, Slot, Status, said_of_actions
from .sessions import minutes_within

T = TypeVar("T")


class Piece(NamedTuple):
    """What one bit stands for."""

    bit: int
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
    """An action: its slots that count, and what is said of its reach; `entire`: it is said of these slots alone."""

    action: str
    mask: int
    slots: tuple[Placed, ...]
    reach: int | None
    entire: bool


class LeftOut(NamedTuple):
    """A slot that no cell counts, and why: its `status`, its `days`, its `ages` or its `quarters`."""

    slot: str
    why: str


@dataclass(frozen=True)
class Index:
    """The lines of a plan and their bits. `spilling`: bits of those open to other ages or quarters too, that the grid
    does not have; `pupils`: bits of those for pupils, of whom nobody knows where they live."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    ages: dict[Ages, int]
    bands: dict[str, int]
    quarters: dict[str, int]
    themes: dict[str, int]
    spilling: int
    pupils: int
    every: int

    def only(self, axis: Mapping[T, int], values: Collection[T]) -> int:
        """The bits that stand at none of the other values of an axis."""
        return self.every & ~union(mask for value, mask in axis.items() if value not in values)

    def meeting_quarters(self, quarters: Iterable[str]) -> int:
        """The bits that stand in one of them at least."""
        return union(self.quarters[quarter] for quarter in quarters)

    @staticmethod
    def of(plan: Plan, grid: Grid, statuses: frozenset[Status]) -> "Index":
        """The work is in the number of slots times the values that each of them touches."""
        _check(plan.slots, grid)
        builder, said = _Builder(grid), said_of_actions(plan.slots)
        kept: dict[str, list[Slot]] = defaultdict(list)
        for slot in sorted(plan.slots, key=lambda each: (each.action, each.id)):
            why = _why_left_out(slot, grid, statuses)
            if why:
                builder.left_out.append(LeftOut(slot.id, why))
            else:
                kept[slot.action].append(slot)
        given = Counter(slot.action for slot in plan.slots)
        return builder.index(
            [builder.line(action, slots, said[action], given[action] == len(slots)) for action, slots in kept.items()]
        )


class _Builder:
    """Gives out bits."""

    def __init__(self, grid: Grid) -> None:
        self.grid, self.bits, self.left_out = grid, 0, list[LeftOut]()
        self.ages, self.quarters = dict.fromkeys(grid.ages, 0), dict.fromkeys(grid.quarters, 0)
        self.bands, self.themes = dict.fromkeys((*grid.codes, ANY), 0), dict.fromkeys(grid.themes, 0)
        self.spilling = self.pupils = 0

    def line(self, action: str, slots: list[Slot], said: int | None, complete: bool) -> Line:
        placed = tuple(self.place(slot) for slot in slots)
        mask = sum(each.mask for each in placed)
        return Line(action, mask, placed, said, complete and all(each.entire for each in placed))

    def place(self, slot: Slot) -> Placed:
        partial = slot.days.first < self.grid.days.first or self.grid.days.end < slot.days.end
        numbers = [
            (frozenset([part.quarter]), _part(part.seats, slot.seats), _part(part.reach, slot.reach, slot.action_reach))
            for part in slot.parts
            if part.quarter in self.quarters
        ] or [(_quarters(slot, self.grid.quarters), exactly(slot.seats), _part(slot.reach, slot.action_reach))]
        pieces = tuple(Piece(self._bit(slot, quarters), seats, reach) for quarters, seats, reach in numbers)
        minutes = minutes_within(slot, self.grid.days)
        silent = minutes.high is None or any(each.seats.high is None or each.reach.high is None for each in pieces)
        mask = sum(piece.bit for piece in pieces)
        entire = not partial and len(pieces) >= len(slot.parts)
        return Placed(mask, pieces, minutes, slot.reach, partial, entire, silent)

    def _bit(self, slot: Slot, quarters: frozenset[str]) -> int:
        bit = 1 << self.bits
        self.bits += 1
        for ages in self.grid.ages:
            if any(ages.meets(own) for own in slot.ages):
                self.ages[ages] |= bit
        for quarter in quarters:
            self.quarters[quarter] |= bit
        for band in slot.bands:
            self.bands[band] |= bit
        for theme in slot.themes:
            self.themes[theme] |= bit
        if not all(own.within(self.grid.span) for own in slot.ages) or not self.quarters.keys() >= set(slot.quarters):
            self.spilling |= bit
        if slot.audience is Audience.PUPILS:
            self.pupils |= bit
        return bit

    def index(self, lines: Iterable[Line]) -> Index:
        every = (1 << self.bits) - 1
        axes = self.ages, self.bands, self.quarters, self.themes
        left_out = tuple(sorted(self.left_out))
        return Index(tuple(lines), left_out, *axes, self.spilling, self.pupils, every)


def _part(part: int | None, *wholes: int | None) -> Between:
    """What is said of a part; else no more than what is said of the first whole of which something is said."""
    if part is not None:
        return exactly(part)
    return Between(0, next((whole for whole in wholes if whole is not None), None))


def _quarters(slot: Slot, known: tuple[str, ...]) -> frozenset[str]:
    """Those of the grid in which a slot without a split is open."""
    return frozenset(known if slot.audience is Audience.EVERYBODY else slot.quarters) & frozenset(known)


def _why_left_out(slot: Slot, grid: Grid, statuses: frozenset[Status]) -> str | None:
    if slot.status not in statuses:
        return "status"
    if not (slot.days.first < grid.days.end and grid.days.first < slot.days.end):
        return "days"
    if not any(own.meets(grid.span) for own in slot.ages):
        return "ages"
    named = {part.quarter for part in slot.parts} | _quarters(slot, grid.quarters)
    return None if named & set(grid.quarters) else "quarters"


def _check(slots: Iterable[Slot], grid: Grid) -> None:
    bands, themes, seen = {*grid.codes, ANY}, set(grid.themes), set[str]()
    for slot in slots:
        if slot.id in seen:
            raise Malformed(slot.id, "two slots have this id")
        seen.add(slot.id)
        for name, values, axis in (("band", slot.bands, bands), ("theme", slot.themes, themes)):
            unknown = [value for value in values if value not in axis]
            if unknown:
                raise Malformed(slot.id, f"the grid has no {name} {unknown[0]}")


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
