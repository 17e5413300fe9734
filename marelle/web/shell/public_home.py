"""The front page: what the programme is, in figures that are computed and sourced."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marelle.domains.observatory import queries


def show(request: HttpRequest) -> HttpResponse:
    """Price: the queries of `programme_figures` and `published_sites`, whatever the number of sites."""
    figures = queries.programme_figures()
    sites = queries.published_sites()
    return render(request, "shell/public_home.html", {"figures": figures, "sites": sites})
