"""The open schools of a commune as light rows, written out only where an answer cites one: a city has hundreds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q

from marelle.kernel.periods import Calendar, Period

from ..models import Figure, School
from ..rules.eligibility import Cited, Noted, SchoolFacts
from ..rules.softening import softened
from .around import covered
from .citing import listed_school, measured, member


class _Listed(NamedTuple):
    """A school as the lists have it, with its network of today."""

    uai: str
    name: str
    kind: str
    sector: str
    facts_on: date
    status: str | None
    since: date | None
    source: str | None
    url: str | None


class _Measured(NamedTuple):
    """The newest figure of an indicator for a school."""

    uai: str
    name: str
    indicator: str
    value: Decimal
    starts_on: date
    ends_on: date
    calendar: Calendar
    label: str
    unit: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class ListedSchools:
    """The open schools of some communes; `newest` is the day of the newest list that names one, None without school."""

    facts: tuple[SchoolFacts, ...]
    newest: date | None


def listed_schools(communes: Collection[str], indicators: Collection[str]) -> ListedSchools:
    """The open schools of these communes and their arrondissements, by name, each with its network of today and its
    newest figure of each of these indicators. Price: two queries."""
    measures: dict[str, dict[str, Noted]] = defaultdict(dict)
    for row in _measures(communes, indicators):
        measures[row.uai][row.indicator] = Noted(row.value, partial(_write_measure, row))
    found = _listed(communes)
    facts = tuple(_facts(row, measures.get(row.uai, {})) for row in found)
    return ListedSchools(facts, max((row.facts_on for row in found), default=None))


def _open(communes: Collection[str]) -> dict[str, Any]:
    return {"commune__in": covered(communes).values("pk"), "closed_on": None}


def _listed(communes: Collection[str]) -> list[_Listed]:
    today = FilteredRelation("networks", condition=Q(networks__valid_to=None))
    network = [f"today__{name}" for name in ("status", "valid_from", "source__name", "source__url")]
    found = School.objects.filter(**_open(communes)).annotate(today=today).order_by("plain", "uai")
    return [_Listed(*row) for row in found.values_list("uai", "name", "kind", "sector", "facts_on", *network)]


def _measures(communes: Collection[str], indicators: Collection[str]) -> list[_Measured]:
    """As `figures_of`: where sources disagree over a period, the last recorded."""
    where = {f"school__{name}": value for name, value in _open(communes).items()}
    found = Figure.objects.filter(indicator__in=indicators, **where).distinct("school_id", "indicator_id")
    found = found.order_by("school_id", "indicator_id", "-ends_on", "-starts_on", "-recorded_at", "-pk")
    period = "starts_on", "ends_on", "calendar"
    said = "indicator__label", "indicator__unit", "source__name", "source__url"
    rows = found.values_list("school_id", "school__name", "indicator_id", "value", *period, *said)
    return [_Measured(*row) for row in rows]


def _facts(row: _Listed, figures: Mapping[str, Noted]) -> SchoolFacts:
    network = None if row.status is None else Noted(None, partial(_write_member, row))
    listed = Noted(None, partial(_write_listed, row))
    return SchoolFacts(row.uai, row.name, row.kind, row.sector, listed, network, row.status or "", figures)


def _write_listed(row: _Listed) -> Cited:
    return listed_school(softened(row.name), row.facts_on)


def _write_member(row: _Listed) -> Cited:
    assert row.status is not None
    assert row.since is not None
    return member(softened(row.name), row.status, row.since, row.source, row.url)


def _write_measure(row: _Measured) -> Cited:
    period = Period(row.starts_on, row.ends_on, row.calendar)
    return measured(softened(row.name), row.label, row.unit, row.value, period, row.source, row.url)
