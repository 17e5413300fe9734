"""Where a call stands, from the drafts to the labels: drawn, and as a table by region, at this very moment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.queries.funnel import Funnel
from marelle.domains.calls.queries.funnel import funnel as counts
from marelle.kernel.access import load
from marelle.kernel.clock import PARIS
from marelle.web.ui.tables import Column, Table, read_sort, sort_rows

RECORD = "calls.record_decision"
STEPS = (
    gettext_lazy("Commencées"),
    gettext_lazy("Déposées"),
    gettext_lazy("Deux avis rendus"),
    gettext_lazy("Notées par le jury"),
    gettext_lazy("Labellisées"),
)

FUNNEL_COLUMNS = (
    Column(
        "region",
        gettext_lazy("Région"),
        lambda one: one.name,
        "link",
        sortable=True,
        href=lambda one: f"?region={one.code}",
    ),
    Column("commencees", STEPS[0], lambda one: one.started, "number", sortable=True),
    Column("deposees", STEPS[1], lambda one: one.filed, "number", sortable=True),
    Column("avis", STEPS[2], lambda one: one.heard, "number", sortable=True),
    Column("notes", STEPS[3], lambda one: one.read, "number", sortable=True),
    Column("labels", STEPS[4], lambda one: one.labelled, "number", sortable=True),
)


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: four queries, whatever the number of candidatures."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = load(viewer, RECORD, visible_calls(viewer), slug=slug)
    regions = counts(viewer, call)
    chosen = next((one for one in regions if one.code == request.GET.get("region")), None)
    shown = chosen.steps if chosen else _sum(regions)
    sort = read_sort(request, FUNNEL_COLUMNS, default="region")
    rows = sort_rows(regions, FUNNEL_COLUMNS, sort)
    caption = _("Région par région, au même instant")
    drafts = _sum(regions)[0] - _sum(regions)[1]
    content = {
        "call": call,
        "steps": list(zip(STEPS, shown, strict=True)),
        "any": bool(regions),
        "region": chosen,
        "drafts": drafts if viewer.may("calls.extend") else 0,
        "imports": call.state == "open" and viewer.may("calls.import_drafts"),
        "table": Table(FUNNEL_COLUMNS, rows, caption, sort, request.GET, anchor="regions", caption_hidden=True),
        "moment": date_format(now.astimezone(PARIS), "j F Y, H:i:s"),
        "follows": "suivre" in request.GET,
        "here": reverse("call_funnel", args=[slug]),
    }
    return render(request, "calls/funnel.html", content)


def _sum(regions: list[Funnel]) -> tuple[int, ...]:
    return tuple(sum(counts) for counts in zip(*(one.steps for one in regions), strict=True)) or (0,) * len(STEPS)
