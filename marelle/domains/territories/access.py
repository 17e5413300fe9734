"""Who sees which territory: everybody, everything. The invented ones are marked, and left out of public lists."""

from django.db.models import Q, QuerySet

from marelle.kernel.access import NATIONAL, Perimeter, Viewer

from .models import ImportJob, Site

# From the kind of a perimeter to the path that leads to it from a site.
_PATHS = {
    "site": "pk",
    "commune": "commune_main_id",
    "departement": "commune_main__departement_id",
    "academie": "commune_main__departement__academie_id",
    "region": "commune_main__departement__region_id",
}


def visible_sites(viewer: Viewer) -> QuerySet[Site]:
    """Every site: they are public."""
    return Site.objects.select_related("commune_main__departement__region", "commune_main__departement__academie")


def visible_import_jobs(viewer: Viewer) -> QuerySet[ImportJob]:
    """Every file that officers bring, to those who may import: they are few, and they take over from each other."""
    found = ImportJob.objects.select_related("file", "run__source").defer("run__refused", "run__remarked")
    return found if viewer.may("territories.import") else found.none()


def sites_inside(places: frozenset[Perimeter], prefix: str = "") -> Q:
    """The condition that a site lies inside one of these places; `prefix` leads to the site from a row (« site__ »)."""
    if NATIONAL in places:
        return Q()
    inside = Q(pk__in=[])
    for place in places:
        path = _PATHS.get(place.kind)
        if path and (place.kind != "site" or place.code.isdecimal()):
            inside |= Q((f"{prefix}{path}", place.code))
    return inside
