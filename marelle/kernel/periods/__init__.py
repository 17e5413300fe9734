"""Periods: half-open spans of days that say by which calendar they count.

The State's budget follows the civil year, the school year runs from September to August: a period always says which.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Calendar = Literal["civil", "school"]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` (included) to `end` (excluded), counted by a calendar."""

    start: date
    end: date
    calendar: Calendar = "civil"

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} – {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def overlaps(self, other: "Period") -> bool:
        """True when at least one day belongs to both."""
        return self.start < other.end and other.start < self.end

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def label(self) -> str:
        """« 2020 », « 2020-2022 » for whole civil years, « 2019-2020 » for a school year, else the two days."""
        if self.calendar == "school" and self == school_year(self.start.year):
            return f"{self.start.year}-{self.end.year}"
        if (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 1, 1):
            last = self.end.year - 1
            return str(last) if last == self.start.year else f"{self.start.year}-{last}"
        return f"{self.start:%d/%m/%Y} – {self.last_day:%d/%m/%Y}"


def civil_year(year: int) -> Period:
    """1 January to 31 December."""
    return Period(date(year, 1, 1), date(year + 1, 1, 1), "civil")


def school_year(year: int) -> Period:
    """The school year that begins in September of `year`: 1 September to 31 August."""
    return Period(date(year, 9, 1), date(year + 1, 9, 1), "school")


def school_year_of(day: date) -> Period:
    """The school year in which a day falls."""
    return school_year(day.year if day.month >= 9 else day.year - 1)
