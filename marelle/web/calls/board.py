"""The marks of a call once they are open: the board of files, one file side by side, how reviewers stand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Review
from marelle.domains.calls.queries import reviews as queries
from marelle.domains.calls.queries.conflicts import conflicts_of
from marelle.domains.calls.queries.reviews import Compared, Marked
from marelle.domains.calls.services.interests import must_be_free
from marelle.kernel.access import load
from marelle.kernel.states import State
from marelle.web.ui.tables import Column, Table, read_sort, sort_rows

from .organising import ORGANISE, organised_call, views_of


def decimal(value: Decimal) -> str:
    """A mark as French writes it, without useless zeros."""
    return str(number_format(Decimal(f"{value.normalize():f}")))


def _stage(row: Marked) -> State:
    if row.opened:
        return State("open", _("Notes ouvertes"), tone="done")
    return State("sealed", _("Notes fermées"), tone="here")


def _alert(row: Marked) -> State | str:
    if row.alerts:
        return State("spread", _("Écart à examiner"), tone="late")
    return State("agree", _("Pas d’écart"), tone="neutral") if row.opened else State("sealed", _("Fermé"))


def _columns(tied: frozenset[int]) -> tuple[Column, ...]:
    """The columns of the board; on a file to which the viewer is linked, nothing of its marks."""

    def worth(row: Marked) -> Any:
        if row.application.pk in tied:
            return _("vous avez un lien")
        return number_format(row.merit.shown) if row.merit else _("fermée")

    return (
        Column(
            "site",
            gettext_lazy("Site"),
            lambda row: row.application.site.name,
            "link",
            sortable=True,
            href=lambda row: reverse("application_readers", args=[row.application.pk]),
            note=lambda row: row.application.organisation.name,
        ),
        Column("lecteurs", gettext_lazy("Lecteurs"), lambda row: row.readers, "number", sortable=True),
        Column("notes", gettext_lazy("Notes reçues"), lambda row: row.sent, "number", sortable=True),
        Column("etat", gettext_lazy("État"), _stage, "state", sortable=True),
        Column(
            "moyenne",
            gettext_lazy("Moyenne pondérée"),
            worth,
            "link",
            sortable=True,
            href=lambda row: (
                reverse("application_marks", args=[row.application.pk])
                if row.opened and row.application.pk not in tied
                else None
            ),
            order=lambda row: row.merit.total if row.merit and row.application.pk not in tied else None,
        ),
        Column("ecart", gettext_lazy("Écart entre lecteurs"), _alert, "state", sortable=True),
    )


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: ten queries, whatever the number of files."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = organised_call(request, slug)
    rows = queries.board(call)
    tied = frozenset(conflicts_of(viewer, [row.application for row in rows], now))
    columns = _columns(tied)
    sort = read_sort(request, columns, default="site")
    content = {
        "call": call,
        "tabs": views_of(call, "call_board"),
        "table": Table(columns, sort_rows(rows, columns, sort), _("Notes"), sort, request.GET, caption_hidden=True),
        "rows": rows,
        "opened": sum(row.opened for row in rows),
        "spread": sum(bool(row.alerts) for row in rows),
    }
    return render(request, "calls/board.html", content)


def marks(request: HttpRequest, pk: int) -> HttpResponse:
    """The marks of one file side by side, to whoever organises and has no link with it. Price: fourteen queries."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    application = load(viewer, ORGANISE, visible_applications(viewer), pk=pk)
    must_be_free(viewer, [application], now)
    seen = queries.open_marks(application)
    return render(request, "calls/marks.html", {**compared_content(seen), "organises": True})


def compared_content(seen: Compared) -> dict[str, Any]:
    """What the page of compared marks shows, for an organiser and for a reader alike."""
    return {
        "application": seen.application,
        "call": seen.application.call,
        "table": Table(_compared_columns(seen), seen.criteria, _("Notes par critère"), caption_hidden=True),
        "totals": [(review, number_format(total)) for review, total in seen.totals()],
        "worth": number_format(seen.merit.shown),
        "alerts": [criterion.title for criterion in seen.criteria if criterion.code in seen.alerts],
        "comments": [review for review in seen.reviews if review.comment],
        "corrected": [review for review in seen.reviews if review.supersedes_id],
    }


def _compared_columns(seen: Compared) -> tuple[Column, ...]:
    """One column a reader: the mark, and under it its reason."""
    given = {review.pk: {mark.criterion_id: mark for mark in review.marks.all()} for review in seen.reviews}

    def column(review: Review) -> Column:
        return Column(
            f"lecteur-{review.pk}",
            review.reviewer.person.full_name,
            lambda criterion: decimal(given[review.pk][criterion.pk].value),
            note=lambda criterion: given[review.pk][criterion.pk].reason,
        )

    return (
        Column("critere", gettext_lazy("Critère"), lambda criterion: criterion.title),
        *(column(review) for review in seen.reviews),
        Column("moyenne", gettext_lazy("Moyenne"), lambda criterion: decimal(seen.merit.marks[criterion.code])),
        Column(
            "ecart",
            gettext_lazy("Écart"),
            lambda criterion: State(
                "gap",
                decimal(2 * seen.merit.spread[criterion.code]),
                tone="late" if criterion.code in seen.alerts else "neutral",
            ),
            "state",
        ),
    )


def calibration(request: HttpRequest, slug: str) -> HttpResponse:
    """How each reviewer stands beside the others, drawn and written. Price: six queries."""
    call = organised_call(request, slug)
    rows = queries.calibration(call)
    drawn = [(row.name, row.standing.off, row.standing.wobble, row.standing.mean, row.standing.files) for row in rows]
    content = {"call": call, "tabs": views_of(call, "call_calibration"), "rows": drawn}
    return render(request, "calls/calibration.html", content)
