"""One cité beside those like it, and its poorest quarters beside the others: what is offered to each young person.

The measure is `offered` over `young`: minutes of sessions × seats, over the young people there. It is a capacity, as in
« so many places for 100 children » of French statistics on child care, and says nothing of who comes. Where seats are
shared with other cells, or where ages straddle, it is an interval. Beside others, a cité may also be measured by the
minutes that are open in it (`opened`): they ask neither for seats nor for people, and say nothing of for how many.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import product
from typing import NamedTuple, TypeAlias

from .between import Between, Ratio, over
from .grid import Grid
from .matrix import Cell, Matrix
from .plan import ANY, Ages

Measure: TypeAlias = Callable[[Matrix, Ages | None, str | None], Ratio | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """One cell of the whole cité beside others. `ours` None: unknown here. Of the others, `known` have a value and
    `unknown` have none; quartiles are over the known ones, None where there is none."""

    ages: Ages | None
    band: str | None
    ours: Ratio | None
    lower: Ratio | None
    median: Ratio | None
    upper: Ratio | None
    known: int
    unknown: int


class Stands(Enum):
    """Where one cell stands among the same of others. FEW: too few of them are known to say anything. UNKNOWN: ours is.
    UNSURE: the bounds of the numbers do not tell."""

    BELOW = "below the lower quartile"
    LESS = "less than the median"
    AMONG = "as the median"
    MORE = "more than the median"
    ABOVE = "above the upper quartile"
    UNSURE = "unsure"
    UNKNOWN = "unknown"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Group:
    """Some quarters together: minutes × seats `offered` to their `young` people; `each`: minutes offered for each of
    them, None: unknown."""

    quarters: tuple[str, ...]
    offered: Between
    young: Between
    each: Ratio | None


@dataclass(frozen=True, slots=True)
class Poverty:
    """`poorest`: the quarters of which the rate of poverty is above the median of those known; `others`: the rest of
    those known; `unrated`: of which it is unknown, shown apart and never guessed. None: there are none. `gap`: minutes
    for each young person of the poorest, less those of the others; None: unknown."""

    poorest: Group | None
    others: Group | None
    unrated: Group | None
    gap: Ratio | None


def offered_each(cell: Cell) -> Ratio | None:
    """Minutes × seats a year for each young person of a cell; None where one is unknown, or nobody is there."""
    return over(cell.offered, cell.young)


def each_there(matrix: Matrix, ages: Ages | None, band: str | None) -> Ratio | None:
    """`offered_each` of a cell of the whole cité."""
    return over(*matrix.offered(ages, band))


def opened(matrix: Matrix, ages: Ages | None, band: str | None) -> Ratio | None:
    """Minutes a year that are open in a cell of the whole cité; None where not all its actions say their hours."""
    minutes = matrix.minutes(ages, band)
    return None if minutes.high is None else Ratio(Fraction(minutes.low), Fraction(minutes.high))


def compare(
    matrix: Matrix,
    others: Sequence[Matrix],
    measure: Measure = each_there,
    ages: Sequence[Ages | None] | None = None,
) -> tuple[Beside, ...]:
    """By a measure, each age × band of the whole cité, with totals, beside the same cell of `others`: lower quartile,
    median, upper quartile, and how many are known. Nothing says which cité is which. `ages`: of these only (None: of
    all together). Raises `ValueError` when ages or bands differ.

    Quartiles are those of definition 7 of Hyndman and Fan (1996, « Sample quantiles in statistical packages »), exact.
    A quartile never falls when a value rises, so that the bounds of the values give the bounds of the quartile.
    """
    if any(_shape(other.grid) != _shape(matrix.grid) for other in others):
        raise ValueError("cités are compared by the same ages and bands")
    axes = (*matrix.grid.ages, None) if ages is None else ages, (*matrix.grid.codes, ANY, None)
    return tuple(_beside(matrix, others, measure, each, band) for each, band in product(*axes))


def stands(beside: Beside, fewest: int) -> Stands:
    """Where a cell stands: sure, whatever the numbers are between their bounds, or UNSURE. Under `fewest` others that
    are known, nothing is said of them."""
    ours, lower, median, upper = beside.ours, beside.lower, beside.median, beside.upper
    if beside.known < fewest or lower is None or median is None or upper is None:
        return Stands.FEW
    if ours is None:
        return Stands.UNKNOWN
    sure = (
        (ours.high < lower.low, Stands.BELOW),
        (ours.low > upper.high, Stands.ABOVE),
        (ours.high < median.low, Stands.LESS),
        (ours.low > median.high, Stands.MORE),
        (ours == median and ours.low == ours.high, Stands.AMONG),
    )
    return next((where for told, where in sure if told), Stands.UNSURE)


def apart(beside: Beside) -> Ratio | None:
    """The measure here, less the median of the others; None where one of the two is unknown."""
    if beside.ours is None or beside.median is None:
        return None
    return beside.ours - beside.median


class Sides(NamedTuple):
    """The quarters of a cité by their rate of poverty, in the order of the grid; see `Poverty`."""

    poorest: tuple[str, ...]
    others: tuple[str, ...]
    unrated: tuple[str, ...]

    def of(self, quarter: str) -> str:
        """« poorest », « others », or « unrated », also for what is no quarter of the cité."""
        return "poorest" if quarter in self.poorest else "others" if quarter in self.others else "unrated"


def sides(quarters: Sequence[str], rates: Mapping[str, Fraction | None]) -> Sides:
    """Which quarters are the poorest. One at the median itself is among the others: where all are as poor, none is."""
    known = {quarter: rate for quarter in quarters if (rate := rates.get(quarter)) is not None}
    middle = quantile(sorted(known.values()), Fraction(1, 2)) if known else Fraction(0)
    return Sides(
        tuple([quarter for quarter, rate in known.items() if rate > middle]),
        tuple([quarter for quarter, rate in known.items() if rate <= middle]),
        tuple([quarter for quarter in quarters if quarter not in known]),
    )


def by_poverty(
    matrix: Matrix,
    rates: Mapping[str, Fraction | None],
    ages: Ages | None = None,
    band: str | None = None,
    theme: str | None = None,
) -> Poverty:
    """The poorest quarters beside the others (`sides`), for some ages, in a band, on a theme, or for all of these."""

    def group(some: tuple[str, ...]) -> Group | None:
        if not some:
            return None
        offered, young = matrix.offered(ages, band, theme, some)
        return Group(some, offered, young, over(offered, young))

    poorest, rest, unrated = map(group, sides(matrix.grid.quarters, rates))
    return Poverty(poorest, rest, unrated, _gap(poorest, rest))


def quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """Definition 7 of Hyndman and Fan: the place (n − 1) × part from the first, between its two neighbours."""
    place = (len(ordered) - 1) * part
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _beside(matrix: Matrix, others: Sequence[Matrix], measure: Measure, ages: Ages | None, band: str | None) -> Beside:
    values = [measure(other, ages, band) for other in others]
    known = [value for value in values if value is not None]
    low, high = sorted(value.low for value in known), sorted(value.high for value in known)

    def quartile(number: int) -> Ratio | None:
        part = Fraction(number, 4)
        return Ratio(quantile(low, part), quantile(high, part)) if known else None

    ours = measure(matrix, ages, band)
    unknown = len(values) - len(known)
    return Beside(ages, band, ours, quartile(1), quartile(2), quartile(3), len(known), unknown)


def _gap(poorest: Group | None, others: Group | None) -> Ratio | None:
    if poorest is None or others is None or poorest.each is None or others.each is None:
        return None
    return poorest.each - others.each


def _shape(grid: Grid) -> tuple[object, ...]:
    return grid.ages, grid.codes
