"""Who sees which territory: everybody, everything. The invented ones are marked, and left out of public lists."""

from django.db.models import QuerySet

from marelle.kernel.access import Viewer

from .models import Site


def visible_sites(viewer: Viewer) -> QuerySet[Site]:
    """Every site: they are public."""
    return Site.objects.select_related("commune_main__departement__region", "commune_main__departement__academie")
