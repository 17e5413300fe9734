from django.db.models import Prefetch, QuerySet

from ..models import ImportRun, Site, SiteCommune, SiteNote, SiteQuarter


def sites(include_invented: bool = False, identifiers: bool = True) -> QuerySet[Site]:
    """The sites in the order of the dictionary, with all that the register says of them, to be filtered further.

    Loaded with them: département, région, académie; as lists, communes of today (`members`, the main one first) and
    those that it covered before (`past_members`, the oldest first), `named_quarters` and `said_notes` with their
    sources, `held_identifiers` unless nobody reads them. Price: five queries, whatever the number of sites; four
    without identifiers.
    """
    members = SiteCommune.objects.select_related("commune").order_by("-is_main", "commune__plain")
    found = Site.objects.select_related(
        "commune_main__departement__region", "commune_main__departement__academie"
    ).prefetch_related(
        # As lists, not behind managers: Django would copy a query for each of two hundred sites.
        Prefetch("memberships", members, to_attr="ever_members"),
        Prefetch("quarters", SiteQuarter.objects.select_related("source").order_by("id"), to_attr="named_quarters"),
        Prefetch("notes", SiteNote.objects.select_related("source").order_by("id"), to_attr="said_notes"),
    )
    if identifiers:
        found = found.prefetch_related(Prefetch("identifiers", to_attr="held_identifiers"))
    return found.order_by("plain") if include_invented else found.filter(invented=False).order_by("plain")


def site_by_slug(slug: str) -> Site | None:
    """One site, invented ones included, or None. Price: as `sites`."""
    return sites(include_invented=True).filter(slug=slug).first()


def last_import(kind: str) -> ImportRun | None:
    """The last file of this kind that was taken in, with its source: the date of what we know. Price: one query."""
    return ImportRun.objects.select_related("source").filter(kind=kind).order_by("-id").first()
