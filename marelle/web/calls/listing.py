"""The list of candidatures: narrowed, sorted, exported; with boxes for whoever organises the review."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.access.boards import speaks, steers
from marelle.domains.calls.access.derogations import GRANT
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import boards
from marelle.domains.calls.queries import listing as queries
from marelle.domains.calls.queries.lines import every_line, lines
from marelle.kernel.access import NotFound, Viewer
from marelle.web.ui.paging import page_of
from marelle.web.ui.spreadsheets import FORMATS, export
from marelle.web.ui.tables import Table, read_sort

from . import apply
from .bulk import BulkForm
from .listing_columns import file_columns, screen_columns
from .listing_filters import filters_of

AUTHORS = ("calls.write_application", "calls.file_application")
SIZE = 25


def mine(request: HttpRequest) -> HttpResponse:
    """The candidatures of a viewer: those that they write, or the list of those that they follow."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if any(viewer.may(permission) for permission in AUTHORS):
        return apply.mine(request)
    return _page(request, None)


def of_call(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of one call. Price: eight queries, whatever the number of candidatures."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return _page(request, seen_call(viewer, slug))


def seen_call(viewer: Viewer, slug: str) -> Call:
    """A call that the viewer sees; which of its files they see is decided file by file. Price: one query."""
    found = visible_calls(viewer).filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def as_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The same list as a file, with the same filters. Price: nine queries at most."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    if ending not in FORMATS:
        raise NotFound
    slug = request.GET.get("appel")
    call = seen_call(viewer, slug) if slug else None
    places = boards.places_of_list(viewer, call)
    asked = filters_of(request.GET, viewer, call, boards.readers_of(viewer, call), places)[1]
    steering = steers(viewer)
    name = _("candidatures-{day}").format(day=date_format(now, "Y-m-d"))
    rows = partial(every_line, viewer, asked, now, places)
    return export(viewer, file_columns(steering), rows, name, ending)


def _page(request: HttpRequest, call: Call | None) -> HttpResponse:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    jury = boards.readers_of(viewer, call)
    told, places = boards.standing(viewer, now, call)
    form, asked = filters_of(request.GET, viewer, call, jury, places)
    narrowed = any(request.GET.get(name) for name in form.fields)
    page = page_of(request, queries.listing(viewer, asked, now), SIZE, None if narrowed or not call else told.files)
    steering = steers(viewer) and call is not None
    shown = screen_columns(steering, call is not None)
    table = Table(
        shown,
        lines(viewer, page.object_list, places),
        _("Candidatures"),
        read_sort(request, shown, default="site"),
        request.GET,
        anchor="liste",
        empty=_("Aucune candidature ne correspond. Effacez un filtre ou essayez un autre mot."),
        caption_hidden=True,
    )
    content = {
        "call": call,
        "form": form,
        "page": page,
        "table": table,
        "figures": told,
        "speaks": speaks(viewer),
        "may_grant": viewer.may(GRANT),
        "steers": steering,
        "bulk": BulkForm(None, jury, page.paginator.count) if steering and call else None,
        "narrowed": narrowed,
        "exports": _exports(request, call),
        "here": reverse("call_applications", args=[call.slug]) if call else reverse("applications"),
    }
    return render(request, "calls/listing.html", content)


def _exports(request: HttpRequest, call: Call | None) -> list[tuple[Any, str]]:
    query = request.GET.copy()
    query.pop("page", None)
    if call is not None:
        query["appel"] = call.slug
    said = f"?{query.urlencode()}" if query else ""
    return [(label, reverse("applications_export", args=[ending]) + said) for ending, label in FORMATS.items()]
