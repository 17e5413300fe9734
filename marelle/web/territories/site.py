"""The public page of one site: what is known, from where, and what is not known."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marelle.domains.observatory import queries
from marelle.domains.territories import queries as territories
from marelle.kernel.access import NotFound
from marelle.web.ui.site_points import site_points

from .columns import YEARS, wave_words


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: the queries of `published_site`, and one. The invented city is shown in a demonstration only, marked."""
    site = queries.published_site(slug)
    if site is None or (site.invented and not request.clock.is_demonstration):  # type: ignore[attr-defined]
        raise NotFound
    context = {
        "site": site,
        "past_communes": territories.past_communes(slug),
        "wave": wave_words(site.wave, site.wave_open) if site.wave else None,
        "tranches": [(year, site.amounts.get(year)) for year in YEARS],
        "points": site_points([site]),
    }
    return render(request, "territories/site.html", context)
