"""The front page: what the programme is, in figures that are computed and sourced."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.observatory import queries
from marelle.web.ui.site_points import site_points

HAUTS_DE_FRANCE, FIRST_WAVE = "32", 2019


def show(request: HttpRequest) -> HttpResponse:
    """Price: the queries of `programme_figures` and `published_sites`, whatever the number of sites."""
    figures = queries.programme_figures()
    sites_url = reverse("sites")
    context = {
        "figures": figures,
        "here": 5,
        "hauts_de_france": figures.regions.get(HAUTS_DE_FRANCE),
        "envelope": _envelope(figures),
        "unknown_note": _("{count} inconnus").format(count=figures.amounts_unknown),
        "sites_url": sites_url,
        "wave_url": f"{sites_url}?vague={FIRST_WAVE}",
        "region_url": f"{sites_url}?vague={FIRST_WAVE}&region={HAUTS_DE_FRANCE}",
        "points": site_points(queries.published_sites()),
    }
    return render(request, "shell/public_home.html", context)


def _envelope(figures: queries.ProgrammeFigures) -> str | None:
    """« 34 M€ » when each year of the first wave has the same envelope."""
    amounts = {cents for wave in figures.waves[:1] for cents in wave.envelope.values()}
    return _("{millions} M€").format(millions=amounts.pop() // 100_000_000) if len(amounts) == 1 else None
