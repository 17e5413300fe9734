from django.db.models import Prefetch, QuerySet

from ..models import Site, SiteCommune, SiteQuarter


def sites(include_invented: bool = False) -> QuerySet[Site]:
    """The sites by name, with communes, département, région, académie, quarters and identifiers. Price: four queries."""
    members = SiteCommune.objects.filter(valid_to=None).select_related("commune").order_by("-is_main", "commune__name")
    found = Site.objects.select_related("commune_main__departement__region", "commune_main__departement__academie")
    found = found.prefetch_related(
        Prefetch("memberships", members),
        Prefetch("quarters", SiteQuarter.objects.select_related("source").order_by("id")),
        "identifiers",
    )
    return found.order_by("name") if include_invented else found.filter(invented=False).order_by("name")


def site_by_slug(slug: str) -> Site | None:
    """One site, invented ones included, or None. Price: as `sites`."""
    return sites(include_invented=True).filter(slug=slug).first()
