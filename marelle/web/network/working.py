"""The sheets that somebody keeps, in a spreadsheet: out, and back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.network.services.tables import PARTNERS, asked_by
from marelle.web.ui.returning import Desk, book_page, desk_page, file_page


def desk_of(request: HttpRequest) -> Desk:
    """Where these sheets go out and come back. Price: none."""
    return Desk(
        asked=asked_by(request.viewer, request.clock.now),  # type: ignore[attr-defined]
        tables=[PARTNERS],
        code="network.partners",
        title=_("Mes fiches"),
        name="fiches-annuaire",
        home=(_("Mes fiches dans les annuaires"), reverse("own_sheets")),
        here=reverse("own_sheets_table"),
        file=lambda ending: reverse("own_sheets_file", args=[ending]),
        book=lambda number: reverse("own_sheets_book", args=[number]),
    )


def show(request: HttpRequest) -> HttpResponse:
    """Price: three queries."""
    return desk_page(request, desk_of(request))


def as_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Price: three queries, one for each organisation, and those of the registers."""
    return file_page(desk_of(request), ending)


def book(request: HttpRequest, book: int) -> HttpResponse:
    """Price: that of the orders that are tried, taken back."""
    return book_page(request, desk_of(request), book)
