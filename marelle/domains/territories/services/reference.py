"""The small official lists: régions, académies, départements, and the points of communes."""

from collections.abc import Iterable

from django.db import transaction

from marelle.kernel.access import Viewer

from ..models import Academie, Commune, Departement, Region


def load_regions(*, by: Viewer, rows: Iterable[tuple[str, str]]) -> int:
    """Brings the régions to (code, name); returns how many there are."""
    by.must("territories.import")
    regions = [Region(code=code, name=name) for code, name in rows]
    Region.objects.bulk_create(regions, update_conflicts=True, unique_fields=["code"], update_fields=["name"])
    return len(regions)


def load_academies(*, by: Viewer, rows: Iterable[tuple[str, str, str]]) -> int:
    """Brings the académies to (code, name, zone)."""
    by.must("territories.import")
    academies = [Academie(code=code, name=name, zone=zone) for code, name, zone in rows]
    fields = ["name", "zone"]
    Academie.objects.bulk_create(academies, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    return len(academies)


def load_departements(*, by: Viewer, rows: Iterable[tuple[str, str, str, str | None]]) -> int:
    """Brings the départements to (code, name, code of région, code of académie or None)."""
    by.must("territories.import")
    found = [Departement(code=c, name=n, region_id=region, academie_id=academie) for c, n, region, academie in rows]
    fields = ["name", "region", "academie"]
    Departement.objects.bulk_create(found, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    return len(found)


@transaction.atomic
def load_points(*, by: Viewer, rows: Iterable[tuple[str, float, float]]) -> int:
    """Gives communes their longitude and latitude, in degrees; returns how many were found."""
    by.must("territories.import")
    points = {code: (lon, lat) for code, lon, lat in rows}
    communes = list(Commune.objects.filter(code__in=points))
    for commune in communes:
        commune.lon, commune.lat = points[commune.code]
    Commune.objects.bulk_update(communes, ["lon", "lat"])
    return len(communes)
