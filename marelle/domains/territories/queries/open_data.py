"""What is published of the territory, whole: one question a file, asked in rows as light as their number wants.

Each answers named tuples, in an order that does not change, and leaves invented places out. Price: one query each, to
be read with `iterator`: a country does not fit in a page of memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import DecimalField, F, FilteredRelation, Func, Q, QuerySet

from ..models import Commune, Contract, EpciCommune, Figure, Indicator, Quarter, QuarterPassage, RuleSet, School
from ..rules.identifiers import COMMUNE, QPV_2015, QPV_2024
from .around import communes

Rows = QuerySet[Any, Any]
# How codes are written, for whoever reads the files: as XML Schema has it, where no group is unnamed.
CODE_FORMS = {
    "commune": COMMUNE.replace("(?:", "("),
    "quarter": f"{QPV_2015}|{QPV_2024}".replace("(?:", "("),
    "quarter_2015": QPV_2015.replace("(?:", "("),
    "quarter_2024": QPV_2024.replace("(?:", "("),
    "school": "[0-9]{7}[A-HJ-NPR-Z]",
    "siren": "[0-9]{9}",
}
SOURCE = ("source_id", "source__name", "source__url")


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last time that a file was read, a figure noted or a set of rules published; `mark` differs from any other."""

    at: datetime | None
    mark: str


_LAST_CHANGE = """
SELECT greatest(
    (SELECT max(at) FROM territories_importrun),
    (SELECT max(recorded_at) FROM territories_figure),
    (SELECT max(published_at) FROM territories_ruleset)
  ), (SELECT max(id) FROM territories_importrun)
"""


def last_change() -> LastChange:
    """When what is published last changed. Price: one query, over the figures."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_CHANGE)
        at, run = cursor.fetchone()
    return LastChange(at, f"{run or 0}-{at.isoformat() if at else ''}")


def every_commune() -> Rows:
    """The communes and arrondissements, those that are no more included, by code."""
    around = "departement_id", "departement__region_id", "departement__academie_id", "parent_id"
    facts = "siren", "postcodes", "population", "population_year", "valid_from", "valid_to", "lon", "lat", "facts_on"
    return communes().values_list("code", "name", *around, *facts, named=True)


def every_membership() -> Rows:
    """The communes of each grouping, today and before, by grouping."""
    names = "epci_id", "epci__name", "epci__kind", "commune_id", "commune__name", "valid_from", "valid_to"
    found = EpciCommune.objects.filter(commune__invented=False).order_by("epci_id", "commune_id", "valid_from")
    return found.values_list(*names, named=True)


def every_quarter() -> Rows:
    """The priority neighbourhoods of both lists, by code, each with the codes of its communes."""
    over = StringAgg("commune_links__commune_id", " ", order_by="commune_links__commune_id")
    found = Quarter.objects.filter(invented=False).annotate(over=over).order_by("code")
    facts = "generation", "departement_id", "over", "valid_from", "valid_to", "facts_on"
    return found.values_list("code", "name", *facts, named=True)


def every_passage() -> Rows:
    """What became of each quarter of 2015, by its code."""
    found = QuarterPassage.objects.exclude(before__invented=True).exclude(after__invented=True)
    names = "before_id", "before__name", "after_id", "after__name", "basis", "share"
    return found.order_by("before_id", "after_id").values_list(*names, *SOURCE, named=True)


def every_contract() -> Rows:
    """The contrats de ville, by code."""
    found = Contract.objects.exclude(commune__invented=True).order_by("code")
    facts = "departement_id", "holder", "epci_id", "commune_id", "lon", "lat", "facts_on"
    return found.values_list("code", "name", *facts, named=True)


def every_school() -> Rows:
    """The schools, closed ones included, by code, each with its network of today."""
    today = FilteredRelation("networks", condition=Q(networks__valid_to=None))
    place = "commune_id", "commune_said", "commune__departement_id", "postcode", "lon", "lat"
    days = "opened_on", "closed_on", "facts_on"
    network = [f"today__{name}" for name in ("status", "head_uai", "valid_from", "seen_on", *SOURCE)]
    found = School.objects.filter(invented=False).annotate(today=today).order_by("uai")
    return found.values_list("uai", "name", "kind", "sector", *place, *days, *network, named=True)


def every_indicator() -> Rows:
    """What figures measure, by code."""
    return Indicator.objects.order_by("code").values_list("code", "label", "unit", "decimals", "meaning", named=True)


def every_figure() -> Rows:
    """Every figure of every place over every period, with its source; `exact` has no decimal for nothing."""
    found = Figure.objects.order_by("pk")
    for place, model in (
        ("commune", Commune),
        ("quarter", Quarter),
        ("school", School),
        ("contract__commune", Commune),
    ):
        invented = model._default_manager.filter(invented=True)
        found = found.exclude((f"{place}__in", invented.values("pk")))
    exact = Func(F("value"), function="trim_scale", output_field=DecimalField())
    names = "place", "indicator_id", "starts_on", "ends_on", "calendar", "exact", "note"
    return found.annotate(exact=exact).values_list(*names, *SOURCE, named=True)


def every_rule_set() -> Rows:
    """Every version of the rules of each wave that is or was in force."""
    found = RuleSet.objects.exclude(status="draft").order_by("code", "version")
    names = "code", "version", "title", "summary", "status", "applies_from", "applies_to", "published_at", "content"
    return found.values_list(*names, *SOURCE, named=True)


def row_counts(files: Mapping[str, Rows]) -> dict[str, int]:
    """How many rows each of these questions has. Price: one query for all."""
    asked = [rows.order_by().query.sql_with_params() for rows in files.values()]
    counts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS every)" for sql, _values in asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for _sql, values in asked for value in values])
        return dict(zip(files, cursor.fetchone(), strict=True))
