"""The desk of a reviewer: their files, what is left, and by when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.queries.reviews import DeskRow, desk
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Column, Table

REVIEW = "calls.review"
COLUMNS = (
    Column(
        "site",
        gettext_lazy("Site"),
        lambda row: row.assignment.application.site.name,
        "link",
        href=lambda row: reverse("review", args=[row.assignment.pk]),
    ),
    Column("appel", gettext_lazy("Appel"), lambda row: row.assignment.call.title),
    Column("etat", gettext_lazy("Où en est-elle ?"), lambda row: row.stage, "state"),
    Column("avant", gettext_lazy("À rendre avant le"), lambda row: row.assignment.call.decision_by, "date"),
    Column(
        "suite",
        gettext_lazy("Suite"),
        lambda row: _following(row),
        "link",
        href=lambda row: (
            reverse("review_compare", args=[row.assignment.pk])
            if row.comparable
            else reverse("review", args=[row.assignment.pk])
        ),
    ),
)


def _following(row: DeskRow) -> str:
    if row.comparable:
        return _("Comparer les notes")
    if not row.left:
        return _("Relire mes notes")
    steps = {"declare": _("Dire mes liens"), "to_mark": _("Lire et noter"), "drafted": _("Finir et envoyer")}
    return steps[row.stage.code]


def show(request: HttpRequest) -> HttpResponse:
    """Price: six queries, whatever the number of files."""
    rows = desk(request.viewer)  # type: ignore[attr-defined]
    page, left = page_of(request, rows), [row for row in rows if row.left]
    due = left[0].assignment.call.decision_by if left else None
    content = {
        "page": page,
        "table": Table(COLUMNS, list(page), _("Candidatures qui me sont confiées"), caption_hidden=True),
        "left": left,
        "late": due is not None and due < request.clock.now.date(),  # type: ignore[attr-defined]
        "rows": rows,
    }
    return render(request, "calls/desk.html", content)
