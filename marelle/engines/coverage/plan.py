"""What a plan is made of, as it is given: slots of actions, and young people counted by a source."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import combinations

ANY = "any"  # the time band of what has no fixed time: it fills no band of the week


class Malformed(ValueError):
    """What was given contradicts itself: `where` names the slot or the count, the sentence says what is wrong."""

    def __init__(self, where: str, wrong: str) -> None:
        super().__init__(f"{where}: {wrong}")
        self.where, self.wrong = where, wrong


class Status(StrEnum):
    """How sure a slot is. HELD: what took place, with the attendance observed in `reach`."""

    IDEA = "idea"
    PLANNED = "planned"
    RUNNING = "running"
    HELD = "held"


class Audience(StrEnum):
    """Who may come: who lives in the quarters named; anybody of the cité, no quarter being named; the pupils of schools
    that draw from the quarters named, of whom some may live outside them all."""

    QUARTERS = "quarters"
    EVERYBODY = "everybody"
    PUPILS = "pupils"


class Rhythm(StrEnum):
    """What `sessions` counts: those of one week, or all of them from the first to the last."""

    WEEK = "week"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, order=True)
class Ages:
    """Ages in completed years from `first` (included) to `end` (excluded): 6 to 11 is 6, 7, 8, 9 and 10 years old."""

    first: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.first < self.end:
            raise Malformed(str(self), "ages end after they begin")

    def __str__(self) -> str:
        return f"{self.first}-{self.end}"

    def __hash__(self) -> int:
        return self.first << 8 | self.end  # every look-up of a cell takes it: twice as fast as the one of dataclasses

    def meets(self, other: "Ages") -> bool:
        return self.first < other.end and other.first < self.end

    def within(self, other: "Ages") -> bool:
        return other.first <= self.first and self.end <= other.end


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` (included) to `end` (excluded)."""

    first: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.first:
            raise Malformed(str(self), "a period ends after it begins")

    def __str__(self) -> str:
        return f"{self.first} – {self.end}"


@dataclass(frozen=True, slots=True)
class Part:
    """What one quarter has of a slot that is split between quarters: seats, and different young people."""

    quarter: str
    seats: int | None = None
    reach: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of an action: when it is open, to whom, how much. A number that nobody gave is None, never zero.

    `sessions` of `minutes` each, in a week for `weeks` weeks or in all (`rhythm`); `seats` at one session. `reach`: how
    many different young people this slot is to have; `action_reach`: the action with all its slots; `by_age`: the same
    for each of `ages`, in their order. What is told of the action is the same on all its slots. `parts` is the split by
    quarter when it is known; without it `quarters` share the slot and nobody knows how. Two bands without a split: one
    slot with both; with a split: one slot a band. Where what is said of the reach of an action, of its slots, ages and
    parts cannot hold together, the smaller number counts.
    """

    id: str
    action: str
    operator: str
    ages: tuple[Ages, ...]
    bands: tuple[str, ...]
    days: Days
    quarters: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    audience: Audience = Audience.QUARTERS
    themes: tuple[str, ...] = ()
    sessions: int | None = None
    rhythm: Rhythm = Rhythm.WEEK
    weeks: int | None = None
    minutes: int | None = None
    seats: int | None = None
    reach: int | None = None
    action_reach: int | None = None
    by_age: tuple[int | None, ...] = ()
    status: Status = Status.PLANNED

    def __post_init__(self) -> None:
        own = (self.sessions, self.weeks, self.minutes, self.seats, self.reach, self.action_reach)
        given = (*own, *self.by_age, *(number for part in self.parts for number in (part.seats, part.reach)))
        if any(number is not None and number < 0 for number in given):
            raise Malformed(self.id, "no number is negative")
        if not self.bands:
            raise Malformed(self.id, f"a slot has a time band, {ANY} if it has no fixed time")
        if self.parts and (self.quarters or self.audience is Audience.EVERYBODY):
            raise Malformed(self.id, "a split by quarter names the quarters itself")
        if len({part.quarter for part in self.parts}) < len(self.parts):
            raise Malformed(self.id, "a quarter has one part")
        if self.by_age and (
            len(self.by_age) != len(self.ages) or any(a.meets(b) for a, b in combinations(self.ages, 2))
        ):
            raise Malformed(self.id, "by age, each of the ages has its number, and none meets another")


@dataclass(frozen=True, slots=True)
class Young:
    """How many young people of these ages live in a quarter, by a source, on a day; `count` None: the source is silent
    (or withholds the figure). `estimated`: not counted there, but derived by a rule that somebody chose."""

    quarter: str
    ages: Ages
    count: int | None
    source: str
    on: date
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """One cité: its slots, and its young people. The order of either changes nothing."""

    slots: tuple[Slot, ...]
    young: tuple[Young, ...] = ()

    def adding(self, *slots: Slot) -> "Plan":
        return replace(self, slots=(*self.slots, *slots))

    def without(self, action: str) -> "Plan":
        return replace(self, slots=tuple(slot for slot in self.slots if slot.action != action))


def check_actions(slots: Iterable[Slot]) -> None:
    """Refuses slots that do not say the same of their action."""
    said: dict[str, tuple[int | None, tuple[Ages, ...], tuple[int | None, ...]]] = {}
    for slot in slots:
        of_action = slot.action_reach, slot.ages if slot.by_age else (), slot.by_age
        if said.setdefault(slot.action, of_action) != of_action:
            raise Malformed(slot.id, "the slots of an action say the same reach of the action")
