"""Figures: brought by a file, or added by hand with their source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import NATIONAL, Perimeter, Viewer
from marelle.kernel.clock.models import MarelleNow
from marelle.kernel.errors import Refused
from marelle.kernel.periods import Period

from ..models import Commune, Contract, Epci, Figure, Indicator, Quarter, School, Source
from ..rules.catalogue import indicators
from ..rules.values import Value, rounded
from .bulk import bring_rows


class IndicatorUnknown(Refused):
    """The catalogue has no such indicator."""

    code = "territories.indicator_unknown"
    sentence = _("Cet indicateur n’existe pas : « {code} ». Choisissez-en un dans la liste.")


class PlaceUnknown(Refused):
    """The figure is about a place that is not in the register."""

    code = "territories.place_unknown"
    sentence = _("Ce lieu n’est pas dans le registre : « {place} ». Vérifiez son code.")


class FigureImpossible(Refused):
    """The value cannot be, or nothing says where it comes from."""

    code = "territories.figure_impossible"
    sentence = _("Ce chiffre est négatif ou démesuré. Vérifiez-le dans sa source.")


def known_values(
    places: Iterable[str] | None,
    indicator_codes: Sequence[str],
    source: Source,
    starting: Iterable[date] | None = None,
) -> dict[str, set[Value]]:
    """What a source already said of these indicators, by place (all places when None), over periods that start on these
    days (any when None). Price: one query."""
    found = Figure.objects.filter(indicator__in=indicator_codes, source=source)
    if places is not None:
        found = found.filter(place__in=list(places))
    if starting is not None:
        found = found.filter(starts_on__in=list(starting))
    period = cache(Period)
    columns = "place", "indicator_id", "starts_on", "ends_on", "calendar", "value"
    values: dict[str, set[Value]] = {}
    for place, indicator, start, end, calendar, value in found.values_list(*columns).iterator(chunk_size=20_000):
        values.setdefault(place, set()).add(Value(place, indicator, period(start, end, calendar), value))
    return values


def bring_figures(by: Viewer, source: Source, values: Iterable[Value]) -> None:
    """Writes what a file says; a value that its source had given otherwise is corrected.

    Price: two queries, and one for each 20,000 figures of each kind of place.
    """
    by_kind: dict[str, list[tuple[Any, ...]]] = {}
    for value in values:
        kind, _colon, code = value.place.partition(":")
        period = value.period
        row = code, value.indicator, period.start, period.end, period.calendar, value.value
        by_kind.setdefault(kind, []).append(row)
    _describe({row[1] for rows in by_kind.values() for row in rows})
    for kind, rows in by_kind.items():
        bring_rows(
            Figure,
            [kind, "indicator", "starts_on", "ends_on", "calendar", "value"],
            rows,
            unique=["place", "indicator", "starts_on", "ends_on", "source"],
            constants={"source": source.pk, "note": "", "person_id": by.person_id, "program": by.program},
            renewed=["recorded_at"],
        )


def _figure(by: Viewer, source: Source, value: Value, note: str = "") -> Figure:
    kind, _colon, code = value.place.partition(":")
    return Figure(
        **{f"{kind}_id": code},
        indicator_id=value.indicator,
        starts_on=value.period.start,
        ends_on=value.period.end,
        calendar=value.period.calendar,
        value=value.value,
        source=source,
        note=note,
        person_id=by.person_id,
        program=by.program,
    )


def _describe(codes: Iterable[str]) -> None:
    """The rows of the indicators, as the catalogue describes them today."""
    catalogue = indicators()
    Indicator.objects.bulk_create(
        [
            Indicator(code=code, label=said.label, unit=said.unit, decimals=said.decimals, meaning=said.meaning)
            for code in sorted(codes)
            for said in [catalogue[code]]
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["label", "unit", "decimals", "meaning"],
    )


@transaction.atomic
def add_figure(
    *, by: Viewer, place: str, indicator: str, period: Period, value: Decimal, source: Source, note: str = ""
) -> Figure:
    """Adds, by hand, what a source says of a place (« quarter:QN08004M »); the same source corrects its own figure.

    Refuses without `territories.add_figure` there, `IndicatorUnknown`, `PlaceUnknown`, `FigureImpossible`.
    """
    by.must("territories.add_figure")
    by.must("territories.add_figure", _perimeters(_placed(place)))
    if indicator not in indicators():
        raise IndicatorUnknown(field="indicator", code=indicator)
    if not Decimal(0) <= value < Decimal(10) ** 9:
        raise FigureImpossible(field="value")
    _describe([indicator])
    said = Value(place, indicator, period, rounded(value))
    unique = {"place": place, "indicator_id": indicator, "starts_on": period.start, "ends_on": period.end}
    figure = Figure.objects.select_for_update().filter(**unique, source=source).first() or _figure(by, source, said)
    figure.value, figure.note, figure.person_id, figure.program = said.value, note, by.person_id, by.program
    figure.recorded_at = MarelleNow()  # type: ignore[assignment]
    figure.save()
    facts = {"place": place, "indicator": indicator, "value": str(value), "source": source.pk}
    audit.record(by, "territories.add_figure", figure, facts=facts)
    return figure


def _placed(place: str) -> Model:
    """The record of a place, with what contains it. Refuses (`PlaceUnknown`)."""
    kind, _colon, code = place.partition(":")
    around = {
        "commune": Commune.objects.select_related("departement"),
        "quarter": Quarter.objects.select_related("departement"),
        "contract": Contract.objects.select_related("departement"),
        "school": School.objects.select_related("commune__departement"),
        "epci": Epci.objects.all(),
    }.get(kind)
    found: Model | None = around.filter(pk=code).first() if around is not None else None  # type: ignore[attr-defined]
    if found is None:
        raise PlaceUnknown(field="place", place=place)
    return found


def _perimeters(found: Model) -> frozenset[Perimeter]:
    """A grouping of communes is nobody's perimeter but the nation's."""
    if isinstance(found, Contract):
        return found.departement.perimeters()
    return found.perimeters() if isinstance(found, Commune | Quarter | School) else frozenset({NATIONAL})
