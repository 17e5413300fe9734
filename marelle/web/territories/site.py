"""The public page of one site: what is known, from where, and what is not known."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marelle.domains.observatory import queries
from marelle.domains.projects.queries.changes import changes_at
from marelle.domains.territories import queries as territories
from marelle.kernel.access import NotFound
from marelle.kernel.clock import PARIS
from marelle.web.ui.site_points import site_points

from .columns import YEARS, wave_words
from .places import quarter_table
from .schools import families, ips_picture


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: the queries of `published_site`, and eleven. The invented city: in a demonstration only."""
    site = queries.published_site(slug)
    if site is None or (site.invented and not request.clock.is_demonstration):  # type: ignore[attr-defined]
        raise NotFound
    before, after = territories.lineage_of(slug)
    today = request.clock.now.astimezone(PARIS).date()  # type: ignore[attr-defined]
    context = {
        "site": site,
        "covered": [] if site.quarters else territories.quarters_on(slug, today),
        "before": before,
        "after": after,
        "to_come": changes_at(slug),
        "wave": wave_words(site.wave, site.wave_open) if site.wave else None,
        "tranches": [(year, site.amounts.get(year)) for year in YEARS],
        "points": site_points([site]),
        **around(site),
    }
    return render(request, "territories/site.html", context)


def around(site: queries.PublishedSite) -> dict[str, Any]:
    """What the communes of the site hold, whole: priority neighbourhoods of today, schools. Price: eight queries."""
    codes = [commune.code for commune in site.communes]
    quarters = [one for one in territories.quarters_of(codes) if one.generation == 2024]
    colleges = territories.school_lines(territories.schools_of(codes).filter(closed_on=None, kind="college"))
    return {
        "official": quarter_table(quarters, _("Quartiers prioritaires de 2024 dans ses communes"))
        if quarters
        else None,
        "families": families(territories.portraits({site.id: codes})[site.id]),
        "picture": ips_picture(colleges, "college"),
    }
