"""What is known of a number: two bounds, exact; between them nothing is said, no middle is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Between:
    """A whole number that is at least `low` and at most `high`; `high` None: nobody knows how many."""

    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        return self.low == self.high

    @property
    def unknown(self) -> bool:
        """Nothing at all is known: not even that there is one."""
        return self.low == 0 and self.high is None

    @property
    def or_less(self) -> "Between":
        """What is left of it when some, or all, may be elsewhere."""
        return self if self.low == 0 else at_most(self.high)

    def __add__(self, other: "Between") -> "Between":
        return Between(self.low + other.low, added(self.high, other.high))


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio that is at least `low` and at most `high`, both exact fractions. An unknown ratio is None instead."""

    low: Fraction
    high: Fraction

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def __sub__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.low - other.high, self.high - other.low)


UNKNOWN = Between(0, None)
NONE = Between(0, 0)


@lru_cache(4096)
def exactly(number: int | None) -> Between:
    """A number as it was given, or unknown."""
    return UNKNOWN if number is None else Between(number, number)


@lru_cache(4096)
def at_most(number: int | None) -> Between:
    return Between(0, number)


def in_order(low: int, high: int | None) -> Between:
    """Two bounds that may contradict each other: the smaller counts."""
    return Between(low if high is None or low < high else high, high)


def total(numbers: Sequence[Between]) -> Between:
    """The sum; where one has no upper bound, the sum has none."""
    if len(numbers) == 1:
        return numbers[0]
    highs = [number.high for number in numbers]
    return Between(sum([number.low for number in numbers]), None if None in highs else sum(highs))  # type: ignore[arg-type]


def added(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def least(one: int | None, other: int | None) -> int | None:
    """The smaller of two upper bounds, of which any may be missing."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def over(amount: Between, people: Between) -> Ratio | None:
    """So much for each person; None where a bound is missing, or where there may be nobody."""
    if amount.high is None or people.high is None or people.low == 0:
        return None
    return Ratio(Fraction(amount.low, people.high), Fraction(amount.high, people.low))


def share(reached: Between, people: Between) -> Ratio | None:
    """Which part of `people` is reached, at most all; None where their number is unknown, or where there is nobody."""
    if not people.high:
        return None
    most = Fraction(1)
    if people.low and reached.high is not None:
        most = min(most, Fraction(reached.high, people.low))
    return Ratio(min(most, Fraction(reached.low, people.high)), most)
