"""The matrix: what the actions of a plan open to the young people of a cell, and what is known of how many they are."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import NamedTuple, TypeAlias

from .between import NONE, Between, Ratio, in_order, least, share, total
from .bringing import Brings, Masks, brings, offers, opens, together
from .grid import Grid
from .index import Index, LeftOut, Line, bits
from .people import People
from .plan import ANY, Ages, Plan, Status

Key: TypeAlias = tuple[Ages | None, str | None, str | None, str | None]

COUNTED = frozenset({Status.PLANNED, Status.RUNNING})


class Cell(NamedTuple):
    """What one cell holds in the days of the matrix. A None on an axis: all of it, counted from the distinct actions.

    `young`: how many live there; `estimated`: some of them were not counted but derived. `brought`: what each action
    brings, by name. `minutes`: of sessions open to one young person. `seats`: at one session, over the slots.
    `offered`: minutes × seats. `promised`: different young people by what the slots say; `reach`: the same, no more
    than live there.
    """

    ages: Ages | None
    band: str | None
    quarter: str | None
    theme: str | None
    young: Between
    estimated: bool
    brought: tuple[Brings, ...] = ()
    minutes: Between = NONE
    seats: Between = NONE
    offered: Between = NONE
    promised: Between = NONE
    reach: Between = NONE

    @property
    def key(self) -> Key:
        return self.ages, self.band, self.quarter, self.theme

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple([each.action for each in self.brought])

    @property
    def shared(self) -> tuple[str, ...]:
        """Actions of which seats, minutes or reach also serve other cells, and nobody knows how much."""
        return tuple([each.action for each in self.brought if each.shared])

    @property
    def partial(self) -> tuple[str, ...]:
        """Actions that also run outside the days of the matrix."""
        return tuple([each.action for each in self.brought if each.partial])

    @property
    def silent(self) -> tuple[str, ...]:
        """Actions that do not say all their numbers."""
        return tuple([each.action for each in self.brought if each.silent])

    @property
    def rate(self) -> Ratio | None:
        """`reach` of `young`, from 0 to 1; None where it is unknown how many live there, or where nobody does."""
        return share(self.reach, self.young)

    @property
    def beyond(self) -> bool:
        """The plan promises more young people than live there: one of the two numbers is wrong."""
        return self.young.high is not None and self.promised.low > self.young.high


class _Where(NamedTuple):
    """Some ages in some quarters: the pieces that meet them, whose seats are theirs alone, who live there alone."""

    touching: int
    seats: int
    lives: int
    young: Between
    estimated: bool


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
        self._wheres: dict[tuple[Ages | None, tuple[str, ...]], _Where] = {}
        self._brought: dict[Masks, Brings] = {}
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
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = self._worked_out(key, self.grid.quarters if quarter is None else (quarter,))
        return found

    def is_empty(self, ages: Ages, band: str, quarter: str, theme: str | None = None) -> bool:
        """Whether nothing is brought to a cell, which is not worked out for that."""
        return not self._masks(self._where(ages, (quarter,)), band, theme).touching

    def first_empty(self, ages: Ages, quarter: str, bands: Iterable[str], theme: str | None = None) -> str | None:
        """The first of some bands to which nothing is brought; None where something is brought to each."""
        touching = self._where(ages, (quarter,)).touching
        if theme is not None:
            touching &= self._index.themes[theme]
        return next((band for band in bands if not touching & self._index.bands[band]), None)

    def young(self, ages: Ages | None = None, quarter: str | None = None) -> Between:
        """How many live in a quarter, or in all, as the cells say it; no cell is worked out for that."""
        return self._where(ages, self.grid.quarters if quarter is None else (quarter,)).young

    def offered(
        self,
        ages: Ages | None = None,
        band: str | None = None,
        theme: str | None = None,
        quarters: tuple[str, ...] | None = None,
    ) -> tuple[Between, Between]:
        """`offered` and `young` of a cell of the whole cité, or of some quarters together, without all the cells of
        which its reach is bounded."""
        where = self._where(ages, self.grid.quarters if quarters is None else quarters)
        told = [offers(line, masks) for line, masks in self._lines_in(self._masks(where, band, theme))]
        return (total(told) if told else NONE), where.young

    def minutes(self, ages: Ages | None = None, band: str | None = None) -> Between:
        """`minutes` of a cell of the whole cité, for all themes, without the rest of it."""
        masks = self._masks(self._where(ages, self.grid.quarters), band, None)
        told = [opens(line, own) for line, own in self._lines_in(masks)]
        return total(told) if told else NONE

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
        where = self._where(key[0], quarters)
        brought = self._bring(self._masks(where, key[1], key[3]))
        if not brought:
            return Cell(*key, where.young, where.estimated)
        minutes, seats, offered, promised = together(brought)
        reach = self._reach(key, quarters, promised, where.young)
        return Cell(*key, where.young, where.estimated, tuple(brought), minutes, seats, offered, promised, reach)

    def _where(self, ages: Ages | None, quarters: tuple[str, ...]) -> _Where:
        """What does not depend on the time or the theme, kept."""
        key = (ages, quarters)
        found = self._wheres.get(key)
        if found is None:
            index, all_quarters = self._index, len(quarters) == len(self.grid.quarters)
            touching, lives = index.every, index.every & ~index.spilling
            if ages is not None:
                touching, lives = touching & index.ages[ages], lives & ~index.several_ages
            if not all_quarters:
                touching, lives = touching & index.meeting_quarters(quarters), lives & index.only_quarters(quarters)
            seats = lives if all_quarters else lives & ~index.pupils
            counted = self._people.among(ages or self.grid.span, quarters)
            found = _Where(touching, seats, lives & ~index.pupils, counted.young, counted.estimated)
            self._wheres[key] = found
        return found

    def _masks(self, where: _Where, band: str | None, theme: str | None) -> Masks:
        index, touching = self._index, where.touching
        if theme is not None:
            touching &= index.themes[theme]
        if band is None:
            return Masks(touching, touching & where.seats, touching & where.lives, touching)
        touching &= index.bands[band]
        return Masks(touching, touching & where.seats, touching & where.lives, touching & ~index.several_bands)

    def _bring(self, masks: Masks) -> list[Brings]:
        brought = []
        for line, ours in self._lines_in(masks):
            found = self._brought.get(ours)  # bits are of one line: they say which
            if found is None:
                found = self._brought[ours] = brings(line, ours)
            brought.append(found)
        return brought

    def _lines_in(self, masks: Masks) -> Iterator[tuple[Line, Masks]]:
        """Each action that meets a cell, with the part of the masks that is its own."""
        left = masks.touching
        while left:
            line = self._lines[left & -left]
            own = line.mask
            left &= ~own
            yield line, Masks(masks.touching & own, masks.seats & own, masks.lives & own, masks.band & own)

    def _reach(self, key: Key, quarters: tuple[str, ...], promised: Between, young: Between) -> Between:
        """Nobody has two ages or lives in two quarters: the reach of a total is also the sum over these."""
        ages, band, quarter, theme = key
        high = least(promised.high, young.high)
        if ages is not None and quarter is not None:
            return promised if high == promised.high else in_order(promised.low, high)
        every = self.grid.ages if ages is None else (ages,)
        parts = total([self.cell(each, band, one, theme).reach for one in quarters for each in every])
        return in_order(max(promised.low, parts.low), least(high, parts.high))
