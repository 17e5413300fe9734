"""Schools as the lines of a list: light, for the largest city has nine hundred."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet

from marelle.kernel.periods import Calendar, Period

from ..models import Figure, School
from ..rules.softening import softened

SHOWN = ("pupils", "ips")


class Membership(NamedTuple):
    """The network of priority education of a school today, and what says so; without a source, both are None."""

    status: str
    since: date
    source: str | None
    url: str | None


class Measure(NamedTuple):
    """The newest figure of one indicator."""

    value: Decimal
    starts_on: date
    ends_on: date
    calendar: Calendar
    label: str
    unit: str
    decimals: int
    source: str
    url: str

    @property
    def shown(self) -> Decimal:
        """The value with the decimals that its indicator shows."""
        return Decimal(round(self.value, self.decimals))

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on, self.calendar)


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school as the lists have it, with its network of today and the newest of the figures that were asked for."""

    uai: str
    name: str
    kind: str
    sector: str
    facts_on: date
    lon: float | None
    lat: float | None
    commune: str | None
    commune_name: str | None
    network: Membership | None
    figures: Mapping[str, Measure]

    @property
    def shown_name(self) -> str:
        return softened(self.name)

    @property
    def status(self) -> str:
        return self.network.status if self.network else ""

    @property
    def pupils(self) -> Measure | None:
        return self.figures.get("pupils")

    @property
    def ips(self) -> Measure | None:
        return self.figures.get("ips")


def school_lines(schools: QuerySet[School], indicators: Collection[str] = SHOWN) -> list[SchoolLine]:
    """These schools, in their order, each with its network of today and its newest figure of each of these indicators.

    Price: two queries, whatever the number of schools.
    """
    today = FilteredRelation("networks", condition=Q(networks__valid_to=None))
    facts = "uai", "name", "kind", "sector", "facts_on", "lon", "lat", "commune_id", "commune__name"
    network = [f"today__{name}" for name in ("status", "valid_from", "source__name", "source__url")]
    light = schools.select_related(None).prefetch_related(None).annotate(today=today)
    rows = list(light.values_list(*facts, *network))
    figures = _measures([row[0] for row in rows], indicators)
    return [_line(row, figures.get(row[0], {})) for row in rows]


def _line(row: Sequence[Any], figures: Mapping[str, Measure]) -> SchoolLine:
    uai, name, kind, sector, facts_on, lon, lat, commune, commune_name, *said = row
    network = None if said[0] is None else Membership(*said)
    return SchoolLine(uai, name, kind, sector, facts_on, lon, lat, commune, commune_name, network, figures)


def _measures(uais: Collection[str], indicators: Collection[str]) -> Mapping[str, Mapping[str, Measure]]:
    """As `figures_of`: where sources disagree over a period, the last recorded. Found by the key of the place, for it
    has an index and the school has none."""
    found = Figure.objects.filter(place__in=[f"school:{uai}" for uai in uais], indicator__in=list(indicators))
    found = found.order_by("place", "indicator_id", "-ends_on", "-starts_on", "-recorded_at", "-pk")
    said = "indicator__label", "indicator__unit", "indicator__decimals", "source__name", "source__url"
    rows = found.distinct("place", "indicator_id").values_list(
        "school_id", "indicator_id", "value", "starts_on", "ends_on", "calendar", *said
    )
    measures: dict[str, dict[str, Measure]] = defaultdict(dict)
    for uai, indicator, *measured in rows:
        measures[uai][indicator] = Measure(*measured)
    return measures
