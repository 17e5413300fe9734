"""The four axes, and what is known of each time band: data, with defaults whose reasons stand here."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from .plan import ANY, Ages, Days, Malformed


@dataclass(frozen=True, slots=True)
class TimeBand:
    """`weeks`: those of a year that have this band; `minutes`: how long it lasts in one of them, all its days together.
    `schooling`: it exists only around school, so nobody looks for holes in it for those who are not at school."""

    code: str
    weeks: int
    minutes: int
    schooling: bool = False


TIME_BANDS = (
    TimeBand("before_school", 36, 4 * 60, schooling=True),
    TimeBand("school", 36, 24 * 60, schooling=True),
    TimeBand("lunch", 36, 4 * 120, schooling=True),
    TimeBand("after_school", 36, 4 * 120, schooling=True),
    TimeBand("evening", 36, 5 * 120),
    TimeBand("wednesday", 36, 600),
    TimeBand("saturday", 36, 600),
    TimeBand("sunday", 36, 600),
    TimeBand("small_holidays", 8, 5 * 600),
    TimeBand("summer", 8, 5 * 600),
)
"""The bands share the year out: a Wednesday of holidays is holidays. The school year has 36 weeks (code de l'éducation,
L. 521-1) and the school week 24 hours (D. 521-10); four small holidays of two weeks and eight weeks of summer make 52.
Our own choice, to weigh holes only: four school days with an hour before, two at noon (D. 521-10: at least an hour and
a half) and two after; evenings of two hours from Monday to Friday; ten hours for a whole day, weekends of holidays left
out."""

T = TypeVar("T")

AGES = tuple(Ages(first, end) for first, end in ((0, 3), (3, 6), (6, 11), (11, 15), (15, 18), (18, 26)))
SCHOOLING = Ages(3, 18)
"""Instruction is compulsory from 3 to 16 (code de l'éducation, L. 131-1), training until 18 (L. 114-1)."""


@dataclass(frozen=True)
class Grid:
    """The axes of a matrix, in the order in which they are shown, and the days that it speaks of.

    Ages follow each other without a gap. `beside`: pairs of quarters that are neighbours; None: all of them are.
    `schooling`: the ages at which holes of bands around school are looked for.
    """

    quarters: tuple[str, ...]
    days: Days
    themes: tuple[str, ...] = ()
    ages: tuple[Ages, ...] = AGES
    bands: tuple[TimeBand, ...] = TIME_BANDS
    beside: frozenset[frozenset[str]] | None = None
    schooling: Ages = SCHOOLING

    def __post_init__(self) -> None:
        if any(one.end != other.first for one, other in zip(self.ages, self.ages[1:], strict=False)) or not self.ages:
            raise Malformed("ages", "age bands follow each other without a gap")
        for name, axis in (("quarters", self.quarters), ("themes", self.themes), ("bands", self.codes)):
            if len(set(axis)) < len(axis):
                raise Malformed(name, "a value stands twice on its axis")
        if ANY in self.codes or any(band.weeks < 1 or band.minutes < 1 for band in self.bands):
            raise Malformed("bands", f"a band lasts, and {ANY} is none of them")

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(band.code for band in self.bands)

    @cached_property
    def band_named(self) -> dict[str, TimeBand]:
        return {band.code: band for band in self.bands}

    @cached_property
    def span(self) -> Ages:
        """From the youngest to the oldest."""
        return Ages(self.ages[0].first, self.ages[-1].end)

    def asks(self, ages: Ages, band: str) -> bool:
        """Whether an empty cell there is a hole at all."""
        return not self.band_named[band].schooling or ages.meets(self.schooling)

    def near_quarters(self, quarter: str) -> tuple[str, ...]:
        return tuple(
            other
            for other in self.quarters
            if other != quarter and (self.beside is None or frozenset((quarter, other)) in self.beside)
        )

    def near_bands(self, band: str) -> tuple[str, ...]:
        return _sides(self.codes, band)

    def near_ages(self, ages: Ages) -> tuple[Ages, ...]:
        return _sides(self.ages, ages)


def _sides(axis: tuple[T, ...], value: T) -> tuple[T, ...]:
    place = axis.index(value)
    return axis[max(0, place - 1) : place] + axis[place + 1 : place + 2]


def places(axis: Iterable[T]) -> dict[T, int]:
    """Each value's place on its axis."""
    return {value: place for place, value in enumerate(axis)}
