"""The matrix: what the actions of a plan open to the young people of a cell, and what is known of how many they are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from .between import NONE, Between, Ratio, least, share
from .bringing import Brings, Masks, brings
from .grid import Grid
from .index import Index, LeftOut, bits
from .people import Counted, People
from .plan import ANY, Ages, Plan, Status

Key: TypeAlias = tuple[Ages | None, str | None, str | None, str | None]

COUNTED = frozenset({Status.PLANNED, Status.RUNNING})


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell holds in the days of the matrix. A None on an axis: all of it, counted from the distinct actions.

    `young`: how many live there; `estimated`: some of them were not counted but derived. `minutes`: of sessions open to
    one of them. `seats`: at one session, over the slots. `offered`: minutes × seats. `promised`: different young people
    by what the slots say; `reach`: the same, no more than live there. `shared`: actions of which seats, minutes or
    reach also serve other cells, nobody knows how much; `partial`: those that also run outside the days; `silent`:
    those that do not say all their numbers.
    """

    ages: Ages | None
    band: str | None
    quarter: str | None
    theme: str | None
    young: Between
    estimated: bool
    actions: tuple[str, ...] = ()
    minutes: Between = NONE
    seats: Between = NONE
    offered: Between = NONE
    promised: Between = NONE
    reach: Between = NONE
    shared: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.ages, self.band, self.quarter, self.theme

    @property
    def rate(self) -> Ratio | None:
        """`reach` of `young`, from 0 to 1; None where it is unknown how many live there, or where nobody does."""
        return share(self.reach, self.young)

    @property
    def beyond(self) -> bool:
        """The plan promises more young people than live there: one of the two numbers is wrong."""
        return self.young.high is not None and self.promised.low > self.young.high


class Matrix:
    """The coverage of one cité by one plan. Cells are worked out when they are asked for, and kept.

    `Matrix(plan, grid)` counts what is planned or running; other `statuses` count something else, such as ideas too, or
    only what was held. Raises `Malformed`. `left_out`: the slots that no cell counts, each with the reason.
    """

    def __init__(self, plan: Plan, grid: Grid, statuses: frozenset[Status] = COUNTED) -> None:
        self.plan, self.grid, self.statuses = plan, grid, statuses
        self._index = Index.of(plan, grid, statuses)
        self._lines = {bit: line for line in self._index.lines for bit in bits(line.mask)}
        self._people = People(plan.young)
        self._counted: dict[tuple[Ages | None, tuple[str, ...]], Counted] = {}
        self._brought: dict[tuple[str, Masks], Brings] = {}
        self._cells: dict[Key, Cell] = {}

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return self._index.left_out

    def entire_actions(self) -> frozenset[str]:
        """The actions of which every slot counts, with nothing outside the days or the quarters."""
        return frozenset(line.action for line in self._index.lines if line.entire)

    def cell(
        self, ages: Ages | None = None, band: str | None = None, quarter: str | None = None, theme: str | None = None
    ) -> Cell:
        """One cell, or a total where an axis is None. Raises `KeyError` for a value that is on no axis."""
        key = (ages, band, quarter, theme)
        if key not in self._cells:
            self._cells[key] = self._worked_out(key, self.grid.quarters if quarter is None else (quarter,))
        return self._cells[key]

    def over(
        self, quarters: tuple[str, ...], ages: Ages | None = None, band: str | None = None, theme: str | None = None
    ) -> Cell:
        """Several quarters together, as one cell whose `quarter` is None."""
        return self._worked_out((ages, band, None, theme), quarters)

    def cells(self, theme: str | None = None, totals: bool = False) -> Iterator[Cell]:
        """Each cell once, by quarter, then ages, then band in the order of the grid, `ANY` after them.

        With `totals`, also the None of each of these three axes, after its values.
        """
        more: tuple[None, ...] = (None,) if totals else ()
        axes = (*self.grid.quarters, *more), (*self.grid.ages, *more), (*self.grid.codes, ANY, *more)
        for quarter, ages, band in product(*axes):
            yield self.cell(ages, band, quarter, theme)

    def weekly(self, cell: Cell) -> Ratio | None:
        """Minutes in a typical week of the cell's band: those of the year over the weeks that have the band.

        None where the cell has no one band, or where not all its actions say their hours.
        """
        band = self.grid.band_named.get(cell.band or "")
        if band is None or cell.minutes.high is None:
            return None
        return Ratio(Fraction(cell.minutes.low, band.weeks), Fraction(cell.minutes.high, band.weeks))

    def _worked_out(self, key: Key, quarters: tuple[str, ...]) -> Cell:
        counted, brought = self._young(key[0], quarters), self._bring(self._masks(key, quarters))
        if not brought:
            return Cell(*key, counted.young, counted.estimated)
        promised = Between(max(each.reach.low for each in brought), _sum(each.reach for each in brought).high)
        return Cell(
            *key,
            counted.young,
            counted.estimated,
            tuple([each.action for each in brought]),
            _sum(each.minutes for each in brought),
            _sum(each.seats for each in brought),
            _sum(each.offered for each in brought),
            promised,
            self._reach(key, quarters, promised, counted.young),
            tuple([each.action for each in brought if each.shared]),
            tuple([each.action for each in brought if each.partial]),
            tuple([each.action for each in brought if each.silent]),
        )

    def _young(self, ages: Ages | None, quarters: tuple[str, ...]) -> Counted:
        key = (ages, quarters)
        if key not in self._counted:
            self._counted[key] = self._people.among(ages or self.grid.span, quarters)
        return self._counted[key]

    def _masks(self, key: Key, quarters: tuple[str, ...]) -> Masks:
        index, (ages, band, _quarter, theme) = self._index, key
        all_quarters = len(quarters) == len(self.grid.quarters)
        touching, lives, alone = index.every, index.every & ~index.spilling, index.every
        if theme is not None:
            touching &= index.themes[theme]
        if band is not None:
            touching &= index.bands[band]
            alone &= index.only(index.bands, (band,))
        if ages is not None:
            touching &= index.ages[ages]
            lives &= index.only(index.ages, (ages,))
        if not all_quarters:
            touching &= index.meeting_quarters(quarters)
            lives &= index.only(index.quarters, quarters)
        seats = lives if all_quarters else lives & ~index.pupils
        return Masks(touching, touching & seats, touching & lives & ~index.pupils, touching & alone)

    def _bring(self, masks: Masks) -> list[Brings]:
        brought, left = [], masks.touching
        while left:
            line = self._lines[left & -left]
            left &= ~line.mask
            ours = masks.of(line.mask)
            if (line.action, ours) not in self._brought:
                self._brought[line.action, ours] = brings(line, ours)
            brought.append(self._brought[line.action, ours])
        return brought

    def _reach(self, key: Key, quarters: tuple[str, ...], promised: Between, young: Between) -> Between:
        """Nobody has two ages or lives in two quarters: the reach of a total is also the sum over these."""
        ages, band, quarter, theme = key
        low, high = promised.low, least(promised.high, young.high)
        if ages is None or quarter is None:
            every = self.grid.ages if ages is None else (ages,)
            parts = _sum([self.cell(each, band, one, theme).reach for one in quarters for each in every])
            low, high = max(low, parts.low), least(high, parts.high)
        return Between(low if high is None else min(low, high), high)


def _sum(numbers: Iterable[Between]) -> Between:
    low, high = 0, 0
    known = True
    for number in numbers:
        low += number.low
        known = known and number.high is not None
        high += number.high or 0
    return Between(low, high if known else None)
