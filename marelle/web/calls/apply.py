"""My applications, and where one stands: what is left, by when, what comes next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.access.reviews import ORGANISE, seats_held
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.queries import corrections
from marelle.domains.calls.queries.forms import newer_form
from marelle.kernel.access import load
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Table

from .showing import COLUMNS, correction_words, moment, row_of, squares, time_left

READ, WRITE, DECIDE = "calls.read_application", "calls.write_application", "calls.record_decision"


def mine(request: HttpRequest) -> HttpResponse:
    """The applications I see. Price: three queries, whatever their number."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    page = page_of(request, queries.applications_of(viewer))
    applications = list(page)
    awaited = queries.awaited_seats(applications)
    rows = [row_of(application, awaited.get(application.pk, ()), now) for application in applications]
    table = Table(COLUMNS, rows, caption=_("Candidatures"), caption_hidden=True)
    content = {"page": page, "table": table, "may_start": viewer.may(WRITE), "may_decide": viewer.may(DECIDE)}
    return render(request, "calls/mine.html", content)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an application stands, what is left and by when.

    Price: one query to load it, seven for its registers, four for the opinions, two for corrections.
    """
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    application = load(viewer, READ, visible_applications(viewer), pk=pk)
    left = queries.what_is_left(application) if application.state == "draft" else None
    state = queries.opinions(application)
    content = {
        "application": application,
        "left": left,
        "progress": queries.progress(left) if left else None,
        "following": next((item.section for item in left.sections if not item.complete), None) if left else None,
        "squares": squares(application, left is not None and left.complete, state.standing.carried),
        "time_left": time_left(application.closes_at, now),
        "closes": moment(application.closes_at),
        "filed": moment(application.filed_at),
        "may_write": queries.may_write(viewer, application, now),
        "may_read_draft": viewer.may(WRITE, application.perimeters()),
        "may_file": queries.may_file(viewer, application, now),
        "receives": queries.still_receives(application, now),
        "may_withdraw": queries.may_withdraw(viewer, application),
        "may_decide": viewer.may(DECIDE, application.perimeters()),
        "my_seats": queries.seats_of(viewer, application, state),
        "speaks": seats_held(viewer, application),
        "may_organise": viewer.may(ORGANISE),
        "may_follow": viewer.may("projects.read", application.perimeters()),
        "voices": queries.spoken(application, state.current) if state.current else [],
        "newer_form": newer_form(application),
        "versions": len(state.versions),
        **_correction(request, application),
    }
    return render(request, "calls/application.html", content)


def _correction(request: HttpRequest, application: Application) -> dict[str, Any]:
    """The correction under way, and what the viewer may do about it."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    correction = corrections.open_correction(application, now)
    places = application.perimeters()
    return {
        "correction": correction_words(application, correction) if correction else None,
        "may_correct": correction is not None and viewer.may(WRITE, places),
        "may_ask": corrections.may_ask(viewer, application),
    }
