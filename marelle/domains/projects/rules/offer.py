"""What a cité offers in its plan, as everybody may read it, narrowed to one child. Pure.

An action that names no quarter is for the whole cité. One that says no age is for adults: it answers no child's age.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Final

from marelle.kernel.words import plain

# In this order what was asked is given up, one at a time, when nothing answers it whole.
GIVEN_UP: Final = ("words", "theme", "quarter", "moment")


@dataclass(frozen=True, slots=True)
class Years:
    """The ages from `lowest` (included) to `beyond` (excluded), in completed years."""

    lowest: int
    beyond: int

    def meets(self, others: Iterable["Years"]) -> bool:
        return any(self.lowest < other.beyond and other.lowest < self.beyond for other in others)

    def lies_in(self, others: Iterable["Years"]) -> bool:
        """True when each of these ages is one of the others'."""
        found = list(others)
        return all(Years(age, age + 1).meets(found) for age in range(self.lowest, self.beyond))


@dataclass(frozen=True, slots=True)
class WeekHour:
    """One line of an ordinary week: the day (0 is Monday), from when to when, where."""

    day: int
    starts_at: time
    ends_at: time
    place: str


@dataclass(frozen=True, slots=True)
class DatedHour:
    """One session that comes once: the day, from when to when, where."""

    on: date
    starts_at: time
    ends_at: time
    place: str


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A quarter, a school, or a place that the sheet names: its code or address, and its point when it is known."""

    name: str
    code: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """One action of a plan as everybody may read it: no amount, no note, nobody to reach."""

    number: int
    title: str
    text: str
    themes: tuple[str, ...]
    ages: tuple[Years, ...]
    adults: tuple[str, ...]
    moments: tuple[str, ...]
    hours: tuple[WeekHour, ...]
    quarters: tuple[NamedPlace, ...]
    schools: tuple[NamedPlace, ...]
    places: tuple[NamedPlace, ...]
    operator: str
    operator_id: int | None
    entry: str
    year: int
    starts_on: date | None
    ends_on: date | None
    levels: tuple[str, ...] = ()  # of school, by their codes in the sheet; none: every level of these ages
    dates: tuple["DatedHour", ...] = ()

    @property
    def for_families(self) -> bool:
        """Whether a child or a parent may come: what trains or steers professionals is told apart."""
        return bool(self.ages) or any(code != "staff" for code in self.adults)

    @property
    def everywhere(self) -> bool:
        """Whether it is for the whole cité."""
        return not self.quarters


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for; what is empty is not asked."""

    age: int | None = None
    moment: str = ""
    quarter: str = ""
    theme: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return self != Sought()

    def met_by(self, action: Offered) -> bool:
        return (
            (self.age is None or Years(self.age, self.age + 1).meets(action.ages))
            and (not self.moment or self.moment in action.moments)
            and (not self.quarter or action.everywhere or self.quarter in [one.code for one in action.quarters])
            and (not self.theme or self.theme in action.themes)
            and all(word in _written(action) for word in plain(self.words).split())
        )


@dataclass(frozen=True, slots=True)
class NextDoor:
    """What there is when one thing that was asked is given up: its name in `Sought`, or « all » but the age."""

    given_up: str
    actions: tuple[Offered, ...]


def _written(action: Offered) -> str:
    places = (one.name for one in (*action.places, *action.schools, *action.quarters))
    return plain(" ".join((action.title, action.text, action.operator, *places)))


def narrowed(actions: Iterable[Offered], sought: Sought) -> list[Offered]:
    return [action for action in actions if sought.met_by(action)]


def next_door(actions: Sequence[Offered], sought: Sought) -> list[NextDoor]:
    """What comes nearest when nothing answers: each thing that was asked given up in turn, then all but the age."""
    found = list(_nearly(actions, sought))
    if found or sought.age is None:
        return found
    rest = tuple(narrowed(actions, Sought(age=sought.age)))
    return [NextDoor("all", rest)] if rest else []


def _nearly(actions: Sequence[Offered], sought: Sought) -> Iterator[NextDoor]:
    for name in GIVEN_UP:
        if getattr(sought, name):
            given_up: dict[str, Any] = {name: ""}
            wider = tuple(narrowed(actions, replace(sought, **given_up)))
            if wider:
                yield NextDoor(name, wider)


def plan_year(years: range, today: date) -> int:
    """The year of the plan that is read today: this one, or the nearest that the project has."""
    return min(max(today.year, years[0]), years[-1])
