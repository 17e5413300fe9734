"""One figure before it is written: of which place, what, when, how much. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from marelle.kernel.periods import Period, civil_year, school_year

_school_year = cache(school_year)


class Value(NamedTuple):
    """`place` is a kind and a code: « school:0801194N », « commune:80021 »."""

    place: str
    indicator: str
    period: Period
    value: Decimal

    @property
    def key(self) -> tuple[str, str, date, date]:
        return self.place, self.indicator, self.period.start, self.period.end


def at_school(uai: str, indicator: str, year: int, value: Decimal | int) -> Value:
    """A figure of a school, over the school year that begins in `year`."""
    return Value(f"school:{uai}", indicator, _school_year(year), rounded(value))


def in_year(place: str, indicator: str, year: int, value: Decimal | int) -> Value:
    """A figure of a place, over a civil year."""
    return Value(place, indicator, civil_year(year), rounded(value))


@lru_cache(8192)
def rounded(value: Decimal | int) -> Decimal:
    """As the database keeps it: four decimals."""
    return Decimal(value).quantize(Decimal("0.0001"))


def overlaid(known: frozenset[Value], said: frozenset[Value]) -> frozenset[Value]:
    """What is known of a place once a file has spoken: the same figure said otherwise is replaced, the others stay."""
    if said <= known:
        return known
    keys = {value.key for value in said}
    return said | {value for value in known if value.key not in keys}
