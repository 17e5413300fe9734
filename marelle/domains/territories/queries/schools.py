from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Prefetch, QuerySet

from marelle.kernel.periods import school_year

from ..models import School, SchoolNetwork, SchoolQuarter
from ..states import SCHOOL_FAMILIES
from .around import covered

QUANTILES = (5, 25, 50, 75, 95)
BIN = 5


@dataclass(frozen=True, slots=True)
class Bin:
    """How many schools have a value from `low` (included) to `low` + 5 (excluded)."""

    low: int
    count: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """What an indicator is worth in the country in one school year: one value a school, whatever its sources.

    `quantiles` are values by percentage (5, 25, 50, 75, 95); `bins` have no hole. Empty when nobody measured.
    """

    count: int
    mean: Decimal | None
    quantiles: dict[int, Decimal]
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """Where one school stands: its value, and how many schools of these kinds are below it and level with it."""

    value: Decimal
    below: int
    level: int
    count: int

    @property
    def share_below(self) -> float:
        """The part of the other schools that are below, 0 to 1; of those that are level, half counts."""
        others = self.count - 1
        return (self.below + (self.level - 1) / 2) / others if others else 0.5


def school(uai: str) -> School | None:
    """The school of this code, invented ones included, or None.

    Loaded with it: commune and all that contains it, `networks` and `quarters` with their sources, the newest first.
    Price: three queries.
    """
    networks = SchoolNetwork.objects.select_related("source").order_by("-valid_from")
    quarters = SchoolQuarter.objects.select_related("source").order_by("-generation", "metres")
    found = School.objects.select_related("commune__departement__region", "commune__departement__academie")
    found = found.prefetch_related(Prefetch("networks", networks), Prefetch("quarters", quarters))
    return found.filter(uai=uai.strip().upper()).first()


def schools_of(commune_codes: Iterable[str]) -> QuerySet[School]:
    """The schools of these communes and of their arrondissements, by name, closed ones included.

    To be filtered further. Loaded with them: the commune, and the network of today in `networks`. Price: two queries.
    """
    return schools().filter(commune__in=covered(list(commune_codes)).values("pk"))


def schools() -> QuerySet[School]:
    """Every school by name, closed and invented ones included, to be filtered further; loaded with it: the commune, and
    the network of today in `networks`, with its source. Price: two queries."""
    today = SchoolNetwork.objects.filter(valid_to=None).select_related("source")
    found = School.objects.select_related("commune").prefetch_related(Prefetch("networks", today))
    return found.order_by("plain", "uai")


def schools_near(quarter: str) -> QuerySet[School]:
    """The open schools of which this quarter is the nearest, the closest first, as `schools`. Price: two queries."""
    near = schools().filter(quarters__quarter_code=quarter, closed_on=None)
    return near.order_by("quarters__metres", "plain").distinct()


def network_of(head_uai: str) -> QuerySet[SchoolNetwork]:
    """The schools that are today in the network of this head, itself included, by name, each with its commune.

    Price: one query.
    """
    members = SchoolNetwork.objects.select_related("school__commune", "source").filter(valid_to=None)
    return members.filter(head_uai=head_uai.strip().upper()).order_by("school__plain", "school_id")


def kinds_like(kind: str) -> tuple[str, ...]:
    """The kinds that a school of this kind is compared with, its own included. Price: none."""
    return next((kinds for kinds in SCHOOL_FAMILIES.values() if kind in kinds), (kind,))


# One value a school: where several sources give one, that of the source that was known first.
_VALUES = """
WITH given AS (
  SELECT DISTINCT ON (figure.school_id) figure.school_id, figure.value
  FROM territories_figure figure JOIN territories_school school ON school.uai = figure.school_id
  WHERE figure.indicator_id = %s AND figure.starts_on = %s AND figure.ends_on = %s
    AND school.kind = ANY(%s) AND NOT school.invented
  ORDER BY figure.school_id, figure.source_id
)
"""
_DISTRIBUTION = f"""{_VALUES}, bins AS (
  SELECT floor(value / {BIN})::int AS place, count(*) AS count FROM given GROUP BY 1
)
SELECT count(*), round(avg(value), 2),
  percentile_cont(%s::float8[]) WITHIN GROUP (ORDER BY value::float8),
  (SELECT array_agg(every.place * {BIN} ORDER BY every.place)
     FROM (SELECT generate_series(min(place), max(place)) AS place FROM bins) every),
  (SELECT array_agg(coalesce(bins.count, 0) ORDER BY every.place)
     FROM (SELECT generate_series(min(place), max(place)) AS place FROM bins) every LEFT JOIN bins USING (place))
FROM given
"""
_POSITION = f"""{_VALUES}
SELECT value, below, level, count FROM (
  SELECT school_id, value, rank() OVER (ORDER BY value) - 1 AS below, count(*) OVER (PARTITION BY value) AS level,
    count(*) OVER () AS count
  FROM given
) standing WHERE school_id = %s
"""


def distribution(indicator: str, kinds: Sequence[str], year: int) -> Distribution:
    """How an indicator is spread over the schools of these kinds, in the school year that begins in `year`.

    Invented schools do not count. Price: one query, over the figures of that year.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DISTRIBUTION, [*_asked(indicator, kinds, year), [part / 100 for part in QUANTILES]])
        count, mean, quantiles, lows, counts = cursor.fetchone()
    if not count:
        return Distribution(0, None, {}, ())
    values = [round(Decimal(str(value)), 2) for value in quantiles]
    bins = tuple(Bin(low, number) for low, number in zip(lows, counts, strict=True))
    return Distribution(count, mean, dict(zip(QUANTILES, values, strict=True)), bins)


def position(uai: str, indicator: str, kinds: Sequence[str], year: int) -> Position | None:
    """Where a school stands among the schools of these kinds that year; None when it has no such figure.

    Price: one query, over the figures of that year.
    """
    with connection.cursor() as cursor:
        cursor.execute(_POSITION, [*_asked(indicator, kinds, year), uai.strip().upper()])
        found = cursor.fetchone()
    return Position(*found) if found else None


def _asked(indicator: str, kinds: Sequence[str], year: int) -> list[Any]:
    period = school_year(year)
    return [indicator, period.start, period.end, list(kinds)]
