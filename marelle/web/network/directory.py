"""The directory of a cité: who offers what, for which age, when, where; printed, it is the whole of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from marelle.domains.network.access import sites_with_directory
from marelle.domains.network.rules.directory import narrowed
from marelle.web.ui.exports import export_csv

from .asked import asked
from .columns import DIRECTORY_COLUMNS, Line
from .words import question_words, shown_partner

MOST = 300


def choose(request: HttpRequest) -> HttpResponse:
    """The cités of which one may read the directory. Price: two queries."""
    sites = sites_with_directory(request.viewer).filter(status="open").order_by("plain")[:MOST]  # type: ignore[attr-defined]
    return render(request, "network/choose.html", {"sites": list(sites)})


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: that of `asked`."""
    found = asked(request, slug)
    listed = narrowed(found.every, found.wanted)
    context = {
        "site": found.site,
        "form": found.form,
        "some": bool(found.every),
        "partners": [shown_partner(one, found.themes) for one in listed],
        "question": question_words(found.wanted, found.form.level, found.quarters),
        "theme": found.themes.get(found.wanted.theme, ""),
    }
    return render(request, "network/directory.html", context)


def as_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = asked(request, slug)
    listed = narrowed(found.every, found.wanted)
    lines = [Line(one, activity) for one in listed for activity in one.activities]
    response = export_csv(DIRECTORY_COLUMNS, lines, f"annuaire-{slug}.csv")
    response["Cache-Control"] = "private, no-store"
    return response
