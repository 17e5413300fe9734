"""Several places side by side: what their communes hold, counted the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from django.db import connection

from .school_lines import SchoolLine

# Families of schools, in the order of a child's years.
FAMILIES = {
    "ecole": ("maternelle", "elementaire", "primaire", "ecole"),
    "college": ("college",),
    "lycee": ("lycee_gt", "lycee_pro", "lycee_poly", "lycee"),
}

_SCHOOLS = """
WITH asked(name, commune) AS (SELECT * FROM unnest(%(names)s::text[], %(communes)s::text[]))
SELECT a.name,
       CASE WHEN s.kind = ANY(%(ecole)s) THEN 'ecole' WHEN s.kind = ANY(%(college)s) THEN 'college' ELSE 'lycee' END,
       count(*), count(n.id), sum(p.value), count(p.value),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY i.value::float8), count(i.value), max(i.starts_on)
  FROM asked a
  JOIN territories_commune c ON c.code = a.commune OR c.parent_id = a.commune
  JOIN territories_school s ON s.commune_id = c.code AND s.closed_on IS NULL AND s.kind = ANY(%(all)s)
  LEFT JOIN territories_schoolnetwork n ON n.school_id = s.uai AND n.valid_to IS NULL
  LEFT JOIN LATERAL (SELECT value FROM territories_figure f WHERE f.place = 'school:' || s.uai
                      AND f.indicator_id = 'pupils' ORDER BY f.starts_on DESC LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT value, starts_on FROM territories_figure f WHERE f.place = 'school:' || s.uai
                      AND f.indicator_id = 'ips' ORDER BY f.starts_on DESC LIMIT 1) i ON true
 GROUP BY 1, 2
"""
_QUARTERS = """
WITH asked(name, commune) AS (SELECT * FROM unnest(%(names)s::text[], %(communes)s::text[]))
SELECT a.name, q.generation, count(DISTINCT q.code)
  FROM asked a
  JOIN territories_commune c ON c.code = a.commune OR c.parent_id = a.commune
  JOIN territories_quartercommune l ON l.commune_id = c.code
  JOIN territories_quarter q ON q.code = l.quarter_id
 GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class SchoolsPortrait:
    """The schools of one family: how many, in priority education, pupils, the median IPS and the year it is of.

    `pupils` and `median_ips` are None when no list says them; `*_known` is of how many schools they are made.
    """

    count: int
    in_network: int
    pupils: int | None
    pupils_known: int
    median_ips: Decimal | None
    ips_known: int
    ips_year: int | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """What the communes of one place hold, whole."""

    schools: Mapping[str, SchoolsPortrait] = field(default_factory=dict)
    quarters: Mapping[int, int] = field(default_factory=dict)


def portraits(places: Mapping[str, Sequence[str]]) -> dict[str, Portrait]:
    """The portrait of each place, a name and the codes of its communes; arrondissements are counted with their commune.

    Price: two queries, whatever the number of places.
    """
    pairs = [(name, code) for name, codes in places.items() for code in codes]
    values = {"names": [name for name, _code in pairs], "communes": [code for _name, code in pairs]}
    kinds = {name: list(members) for name, members in FAMILIES.items()}
    everything = [kind for members in FAMILIES.values() for kind in members]
    schools: dict[str, dict[str, SchoolsPortrait]] = {name: {} for name in places}
    quarters: dict[str, dict[int, int]] = {name: {} for name in places}
    with connection.cursor() as cursor:
        cursor.execute(_SCHOOLS, {**values, **kinds, "all": everything})
        for name, family, *told in cursor.fetchall():
            schools[name][family] = _schools(*told)
        cursor.execute(_QUARTERS, values)
        for name, generation, count in cursor.fetchall():
            quarters[name][generation] = count
    return {name: Portrait(schools[name], quarters[name]) for name in places}


def portrait_of(lines: Iterable[SchoolLine]) -> Portrait:
    """The same counts of schools as `portraits`, of open schools that were read already. Price: none."""
    held: dict[str, list[SchoolLine]] = {}
    families = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}
    for line in lines:
        if line.kind in families:
            held.setdefault(families[line.kind], []).append(line)
    return Portrait({family: _family(members) for family, members in held.items()})


def _family(members: Sequence[SchoolLine]) -> SchoolsPortrait:
    pupils = [line.pupils.value for line in members if line.pupils]
    ips = [line.ips for line in members if line.ips]
    return _schools(
        len(members),
        sum(1 for line in members if line.network),
        sum(pupils, Decimal(0)) if pupils else None,
        len(pupils),
        median(float(one.value) for one in ips) if ips else None,
        len(ips),
        max((one.starts_on for one in ips), default=None),
    )


def _schools(
    count: int,
    inside: int,
    pupils: Decimal | None,
    pupils_known: int,
    median: float | None,
    ips_known: int,
    newest: object,
) -> SchoolsPortrait:
    return SchoolsPortrait(
        count=count,
        in_network=inside,
        pupils=None if pupils is None else int(pupils),
        pupils_known=pupils_known,
        median_ips=None if median is None else round(Decimal(median), 1),
        ips_known=ips_known,
        ips_year=getattr(newest, "year", None),
    )
