"""Published sites as points of the map, each a link with the words that the table has: the same on every page."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.observatory.queries import PublishedSite
from marelle.kernel.money import euros

from .maps import MapPoint


def site_points(sites: Iterable[PublishedSite]) -> list[MapPoint]:
    """A site without coordinates is not on the map; the table has it."""
    return [
        MapPoint(
            lon=site.lon,
            lat=site.lat,
            label=site.name,
            url=reverse("site", args=[site.id]),
            detail=_detail(site),
            tone="invented" if site.invented else "strong" if site.amounts else "plain",
        )
        for site in sites
        if site.lon is not None and site.lat is not None
    ]


def _detail(site: PublishedSite) -> str:
    known = sorted(site.amounts.items())
    amount = (
        _("{amount} en {year}").format(amount=euros(known[0][1]), year=known[0][0]) if known else _("montant inconnu")
    )
    return f"{site.departement_name}, {amount}"
