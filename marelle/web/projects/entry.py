"""Entering in an afternoon: one workbook of partners, actions, grants and payments, out and back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.funding.services.entry import ENTRY, ENTRY_TABLES
from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.services.tables import asked_of
from marelle.kernel.access import load
from marelle.web.ui.returning import Desk, book_page, desk_page, file_page

from .showing import READ


def desk_of(request: HttpRequest, pk: int) -> Desk:
    """Where the whole of a cité goes out and comes back. Price: one query."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    project = load(viewer, READ, visible_projects(viewer), pk=pk)
    return Desk(
        asked=asked_of(project, by=viewer, at=now),
        tables=ENTRY_TABLES,
        code=ENTRY,
        title=_("Toute la cité"),
        name=_("entree-{site}").format(site=project.site.slug),
        home=(project.site.name, reverse("project", args=[pk])),
        here=reverse("project_entry", args=[pk]),
        file=lambda ending: reverse("project_entry_file", args=[pk, ending]),
        book=lambda number: reverse("project_entry_book", args=[pk, number]),
    )


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: four queries."""
    return desk_page(request, desk_of(request, pk))


def as_file(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """Price: that of the lines of each sheet."""
    return file_page(desk_of(request, pk), ending)


def book(request: HttpRequest, pk: int, book: int) -> HttpResponse:
    """Price: that of the orders that are tried, taken back."""
    return book_page(request, desk_of(request, pk), book)
