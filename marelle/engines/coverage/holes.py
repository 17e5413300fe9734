"""Holes: where nothing is open, or too little, to young people who are there; and who could come and fill them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import product

from .between import NONE, Between
from .matrix import Cell, Matrix
from .plan import ANY, Ages


class Kind(StrEnum):
    """EMPTY: no action. THIN: the rate is surely below the threshold. PERHAPS_THIN: it is not known to reach it."""

    EMPTY = "empty"
    THIN = "thin"
    PERHAPS_THIN = "perhaps thin"


@dataclass(frozen=True, slots=True)
class Hole:
    """For whom, when and where: its `cell`; how many: `without`, those whom nothing reaches; how long: `minutes` of the
    band in one of its weeks. `around` says what there is next door."""

    kind: Kind
    cell: Cell
    without: Between
    minutes: int

    @property
    def sized(self) -> bool:
        """Whether anything is known of how many young people it is about."""
        return not self.without.unknown


@dataclass(frozen=True, slots=True)
class Around:
    """What there is next door, with the names of the actions. `other_bands`: what the quarter has for these ages at
    other times; `other_ages`: for others at that time; `other_quarters`: where else there is something for these ages
    at that time; `anytime`: for these young people, at no fixed time."""

    other_bands: tuple[tuple[str, tuple[str, ...]], ...]
    other_ages: tuple[tuple[Ages, tuple[str, ...]], ...]
    other_quarters: tuple[tuple[str, tuple[str, ...]], ...]
    anytime: tuple[str, ...]


class Reason(StrEnum):
    """Why an action could extend to a hole."""

    NEXT_BAND = "same ages and quarter, neighbouring band"
    NEXT_QUARTER = "same ages and band, neighbouring quarter"
    NEXT_AGES = "same band and quarter, neighbouring ages"


@dataclass(frozen=True, slots=True)
class Filler:
    """An action that could extend to a hole, with every reason; `operator_there`: one of its operators already works in
    the quarter."""

    action: str
    operators: tuple[str, ...]
    reasons: tuple[Reason, ...]
    operator_there: bool


def holes(matrix: Matrix, threshold: Fraction | None = None, theme: str | None = None) -> tuple[Hole, ...]:
    """Every hole, the worst first; of one theme, if asked. `holes(…)[:10]` are the ten worst.

    A hole is a cell that the grid asks for, where young people live or nobody knows whether they do, without an action;
    below a `threshold` of rate, if one is given, also a thin cell. What is planned at no fixed time fills no band, and
    is told `around` it. The worst is where most young people × minutes of the band are surely without anything, then
    may be, holes of unknown size after all others, longest bands first; what is still equal stands in the order of the
    grid: quarters, ages, bands.
    """
    cells = _empty_cells(matrix, theme) if threshold is None else matrix.cells(theme)
    found = [
        Hole(kind, cell, _without(cell), matrix.grid.band_named[cell.band or ""].minutes)
        for cell in cells
        if cell.band != ANY and (kind := _kind(matrix, cell, threshold))
    ]
    return tuple(sorted(found, key=_badness))  # sorting is stable: ties keep the order of the grid


def worst(matrix: Matrix, theme: str | None = None) -> Hole | None:
    """The first of `holes`, without all the others: what a list of many cités shows. None where there is none."""
    grid, best, place = matrix.grid, None, None
    longest = sorted(grid.codes, key=lambda band: -grid.band_named[band].minutes)
    asked = {ages: [band for band in longest if grid.asks(ages, band)] for ages in grid.ages}
    for quarter, ages in product(grid.quarters, grid.ages):
        young, band = matrix.young(ages, quarter), matrix.first_empty(ages, quarter, asked[ages], theme)
        if band is None or young.high == 0:
            continue
        bad = _how_bad(young, grid.band_named[band].minutes)
        if best is None or bad < best:
            best, place = bad, (ages, band, quarter)
    if place is None:
        return None
    cell = matrix.cell(*place, theme)
    return Hole(Kind.EMPTY, cell, cell.young, grid.band_named[place[1]].minutes)


def around(matrix: Matrix, hole: Hole) -> Around:
    """What its sentence may add, each in the order of the grid."""
    (ages, band, quarter, theme), grid = _place(hole.cell), matrix.grid
    bands = [(other, matrix.cell(ages, other, quarter, theme).actions) for other in grid.codes if other != band]
    others = [(other, matrix.cell(other, band, quarter, theme).actions) for other in grid.ages if other != ages]
    quarters = [(other, matrix.cell(ages, band, other, theme).actions) for other in grid.quarters if other != quarter]
    return Around(
        tuple((other, actions) for other, actions in bands if actions),
        tuple((other, actions) for other, actions in others if actions),
        tuple((other, actions) for other, actions in quarters if actions),
        matrix.cell(ages, ANY, quarter, theme).actions,
    )


def fillers(matrix: Matrix, hole: Hole) -> tuple[Filler, ...]:
    """Existing actions that could extend to a hole: most reasons first, then operators already there, then by name."""
    ages, band, quarter, theme = _place(hole.cell)
    grid, reasons = matrix.grid, dict[str, list[Reason]]()
    beside = (
        (Reason.NEXT_BAND, [matrix.cell(ages, other, quarter, theme) for other in grid.near_bands(band)]),
        (Reason.NEXT_QUARTER, [matrix.cell(ages, band, other, theme) for other in grid.near_quarters(quarter)]),
        (Reason.NEXT_AGES, [matrix.cell(other, band, quarter, theme) for other in grid.near_ages(ages)]),
    )
    for reason, cells in beside:
        for action in {action for cell in cells for action in cell.actions} - {*hole.cell.actions}:
            reasons.setdefault(action, []).append(reason)
    there = set(_operators(matrix, matrix.cell(quarter=quarter).actions))
    found = [
        Filler(action, operators, tuple(why), not there.isdisjoint(operators))
        for action, why in reasons.items()
        for operators in [_operators(matrix, [action])]
    ]
    return tuple(sorted(found, key=lambda each: (-len(each.reasons), not each.operator_there, each.action)))


def _empty_cells(matrix: Matrix, theme: str | None) -> Iterator[Cell]:
    """The cells to which nothing is brought, in the order of the grid; the others are not worked out."""
    grid = matrix.grid
    for quarter, ages, band in product(grid.quarters, grid.ages, grid.codes):
        if matrix.is_empty(ages, band, quarter, theme):
            yield matrix.cell(ages, band, quarter, theme)


def _kind(matrix: Matrix, cell: Cell, threshold: Fraction | None) -> Kind | None:
    ages, band, _quarter, _theme = _place(cell)
    if cell.young.high == 0 or (cell.brought and threshold is None) or not matrix.grid.asks(ages, band):
        return None
    if not cell.brought:
        return Kind.EMPTY
    rate = cell.rate
    if threshold is None or rate is None or rate.low >= threshold:
        return None
    return Kind.THIN if rate.high < threshold else Kind.PERHAPS_THIN


def _without(cell: Cell) -> Between:
    """Young people whom nothing reaches: all of them, less those who may be reached."""
    young, reach = cell.young, cell.reach
    if reach == NONE:
        return young
    low = 0 if reach.high is None else max(0, young.low - reach.high)
    return Between(low, None if young.high is None else young.high - reach.low)


def _badness(hole: Hole) -> tuple[bool, int, int, int]:
    return _how_bad(hole.without, hole.minutes)


def _how_bad(without: Between, minutes: int) -> tuple[bool, int, int, int]:
    """Of some young people, the longest band is the worst: each of the numbers falls as `minutes` rise."""
    most = without.low if without.high is None else without.high
    return without.unknown, -without.low * minutes, -most * minutes, -minutes


def _place(cell: Cell) -> tuple[Ages, str, str, str | None]:
    if cell.ages is None or cell.band is None or cell.quarter is None:
        raise ValueError("a total is no hole")
    return cell.ages, cell.band, cell.quarter, cell.theme


def _operators(matrix: Matrix, actions: Iterable[str]) -> tuple[str, ...]:
    wanted = set(actions)
    return tuple(sorted({slot.operator for slot in matrix.plan.slots if slot.action in wanted}))
