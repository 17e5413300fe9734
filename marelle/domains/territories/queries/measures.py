"""What the map shows: the départements measured one by one, and what stands as a point inside them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from ..models import School
from .schools import schools

_MEASURES = """
WITH held AS (
  SELECT c.departement_id AS code, count(*) AS schools, count(n.id) AS in_network
    FROM territories_school s
    JOIN territories_commune c ON c.code = s.commune_id
    LEFT JOIN territories_schoolnetwork n ON n.school_id = s.uai AND n.valid_to IS NULL
   WHERE s.closed_on IS NULL AND NOT s.invented
   GROUP BY 1
), newest AS (
  SELECT max(f.starts_on) AS year
    FROM territories_figure f JOIN territories_school s ON s.uai = f.school_id
   WHERE f.indicator_id = 'ips' AND s.kind = 'college' AND NOT s.invented
), given AS (
  SELECT DISTINCT ON (f.school_id) f.school_id, c.departement_id AS code, f.value, f.starts_on
    FROM territories_figure f
    JOIN newest ON f.starts_on = newest.year
    JOIN territories_school s ON s.uai = f.school_id AND s.kind = 'college' AND NOT s.invented AND s.closed_on IS NULL
    JOIN territories_commune c ON c.code = s.commune_id
   WHERE f.indicator_id = 'ips'
   ORDER BY f.school_id, f.source_id
), ips AS (
  SELECT code, percentile_cont(0.5) WITHIN GROUP (ORDER BY value::float8) AS median, count(*) AS colleges,
         max(starts_on) AS year
    FROM given GROUP BY 1
), quarters AS (
  SELECT departement_id AS code, count(*) AS count
    FROM territories_quarter WHERE generation = 2024 AND valid_to IS NULL AND NOT invented GROUP BY 1
)
SELECT d.code, d.name, r.name, coalesce(quarters.count, 0), EXISTS (SELECT FROM quarters),
       held.in_network, EXISTS (SELECT FROM held WHERE in_network > 0),
       ips.median, ips.colleges, ips.year
  FROM territories_departement d
  JOIN territories_region r ON r.code = d.region_id
  LEFT JOIN quarters ON quarters.code = d.code
  LEFT JOIN held ON held.code = d.code
  LEFT JOIN ips ON ips.code = d.code
 WHERE %(only)s IS NULL OR d.code = %(only)s
 ORDER BY d.code
"""
_COMMUNES = """
SELECT c.code, c.name, c.departement_id, c.lon, c.lat, count(*), array_agg(q.name ORDER BY q.plain)
  FROM territories_quarter q
  JOIN territories_quartercommune l ON l.quarter_id = q.code
  JOIN territories_commune c ON c.code = l.commune_id
 WHERE q.generation = 2024 AND q.valid_to IS NULL AND NOT q.invented AND NOT c.invented
   AND (%(only)s IS NULL OR c.departement_id = %(only)s)
 GROUP BY c.code
 ORDER BY c.plain, c.code
"""


@dataclass(frozen=True, slots=True)
class DepartementMeasures:
    """One département in figures; None is unknown: no list that we hold says it, and it is never zero.

    `quarters` of 2024; `network_schools`, open schools in priority education today; `median_ips` of the `colleges`
    that have one in the newest school year, which begins in `ips_year`.
    """

    code: str
    name: str
    region: str
    quarters: int | None
    network_schools: int | None
    median_ips: Decimal | None
    colleges: int
    ips_year: int | None


@dataclass(frozen=True, slots=True)
class CommunePoint:
    """A commune with quarters of 2024, where it is (None: no list gives its point), how many, and their names."""

    code: str
    name: str
    departement: str
    lon: float | None
    lat: float | None
    quarters: int
    names: tuple[str, ...]


def measures_by_departement(only: str | None = None) -> list[DepartementMeasures]:
    """Every département in figures, by code, or one of them; the invented does not count. Price: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_MEASURES, {"only": only})
        return [_measured(*row) for row in cursor.fetchall()]


def _measured(
    code: str,
    name: str,
    region: str,
    quarters: int,
    quarters_known: bool,
    in_network: int | None,
    networks_known: bool,
    median: float | None,
    colleges: int | None,
    year: Any,
) -> DepartementMeasures:
    return DepartementMeasures(
        code=code,
        name=name,
        region=region,
        quarters=quarters if quarters_known else None,
        network_schools=in_network if networks_known else None,
        median_ips=None if median is None else round(Decimal(median), 1),
        colleges=colleges or 0,
        ips_year=None if year is None else year.year,
    )


def communes_with_quarters(departement: str | None = None) -> list[CommunePoint]:
    """The communes and arrondissements over which a quarter of 2024 extends, by name; of one département, or of all.

    A quarter over two communes is counted in both. Price: one query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COMMUNES, {"only": departement})
        return [CommunePoint(*(*row, tuple(names))) for *row, names in cursor.fetchall()]


def schools_in(departement: str) -> QuerySet[School]:
    """The open, real schools of a département as `schools`, to be filtered further. Price: two queries."""
    return schools().filter(commune__departement=departement, closed_on=None, invented=False)
