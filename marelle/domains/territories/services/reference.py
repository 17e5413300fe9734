"""The small official lists: régions, académies, départements, and the points of communes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model

from marelle.kernel.access import Viewer

from ..models import Academie, Commune, Departement, Region


def load_regions(*, by: Viewer, rows: Iterable[tuple[str, str]]) -> int:
    """Brings the régions to (code, name); returns how many were added or changed."""
    by.must("territories.import")
    return bring_records(Region, {code: {"name": name} for code, name in rows})


def load_academies(*, by: Viewer, rows: Iterable[tuple[str, str, str]]) -> int:
    """Brings the académies to (code, name, zone); returns how many were added or changed."""
    by.must("territories.import")
    return bring_records(Academie, {code: {"name": name, "zone": zone} for code, name, zone in rows})


def load_departements(*, by: Viewer, rows: Iterable[tuple[str, str, str, str | None]]) -> int:
    """Brings the départements to (code, name, code of région, code of académie or None); returns how many moved."""
    by.must("territories.import")
    wanted = {
        code: {"name": name, "region_id": region, "academie_id": academie} for code, name, region, academie in rows
    }
    return bring_records(Departement, wanted)


def load_points(*, by: Viewer, rows: Iterable[tuple[str, float, float]]) -> int:
    """Gives known communes their longitude and latitude, in degrees; returns how many moved."""
    by.must("territories.import")
    points = {code: {"lon": lon, "lat": lat} for code, lon, lat in rows}
    known = set(Commune.objects.filter(code__in=points).values_list("code", flat=True))
    return bring_records(Commune, {code: point for code, point in points.items() if code in known})


@transaction.atomic
def bring_records(model: type[Model], wanted: Mapping[str, Mapping[str, Any]]) -> int:
    """Writes what differs, and only that. Price: one query, one more for what is new and one for what changed."""
    there = model._default_manager.in_bulk(list(wanted))
    new = [model(code=code, **facts) for code, facts in wanted.items() if code not in there]
    moved = [record for code, record in there.items() if _take(record, wanted[code])]
    model._default_manager.bulk_create(new)
    if moved:
        model._default_manager.bulk_update(moved, list(next(iter(wanted.values()))), batch_size=500)
    return len(new) + len(moved)


def _take(record: Model, facts: Mapping[str, Any]) -> bool:
    """Gives the record these facts; true when it did not have them."""
    differs = any(getattr(record, name) != value for name, value in facts.items())
    for name, value in facts.items():
        setattr(record, name, value)
    return differs
