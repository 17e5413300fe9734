"""The turns of a call: opened, closed, its labels announced; each shown with what it will do before it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls import services
from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries.deciding import files_undecided, to_decide
from marelle.domains.calls.rules.opening import CallIncomplete
from marelle.flows.open_call import open_call
from marelle.kernel.access import load
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.tables import Table

from .decide import CHECK, CONFIRM, RECORD
from .prepare import missing_links, order
from .showing import moment
from .telling import calendar_spans, shares
from .terms_columns import YEARS
from .terms_forms import day_field

OPEN = "calls.open"


class AnnounceForm(forms.Form):
    """The day on which the labels are given."""

    decided_on = day_field(gettext_lazy("Labels décidés le"))


def opening(request: HttpRequest, slug: str) -> HttpResponse:
    """What opening will do, judged by the order itself, then the opening.

    Price: one query to load it and those of the order, which read all that the page shows, whatever the years.
    """
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = load(viewer, OPEN, visible_calls(viewer), slug=slug)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def give() -> Call:
        return open_call(by=viewer, at=now, call=call)

    if form.is_bound and form.is_valid() and order(form, give):
        messages.success(request, _("L’appel est ouvert. Chacun le voit dès maintenant."))
        return redirect("call", slug=slug)
    opened, refusal = (call, None) if form.is_bound else _rehearsed(give)
    content = {
        "call": call,
        "form": form,
        "refusal": refusal,
        "missing": missing_links(slug, refusal.missing) if isinstance(refusal, CallIncomplete) else (),
        "opens": moment(call.opens_at),
        "closes": moment(call.closes_at),
        "starts_later": call.opens_at > now,
        **(_terms_shown(opened, now) if opened else {}),
    }
    return form_page(request, "calls/open.html", content, refused=form.errors)


def _terms_shown(call: Call, now: datetime) -> dict[str, Any]:
    """What will change no more. Price: none on a call that the order has opened, or rehearsed."""
    return {
        "spans": calendar_spans(call, now),
        "today": now.date(),
        "years": Table(YEARS, list(call.envelopes.all()), _("Enveloppe, année par année"), caption_hidden=True),
        "shares": shares(call),
    }


def _rehearsed(give: Callable[[], Call]) -> tuple[Call | None, Refused | None]:
    """The call as the order would open it, with its terms; or what the order would refuse now."""
    try:
        return rehearse(give), None
    except Refused as refusal:
        return None, refusal


def closing(request: HttpRequest, slug: str) -> HttpResponse:
    """Ends the reception of files, after a page that says what follows. Price: three queries to show it."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = load(viewer, OPEN, visible_calls(viewer), slug=slug)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def give() -> Call:
        return services.close_call(by=viewer, at=now, call=call)

    if form.is_bound and form.is_valid() and order(form, give):
        messages.success(request, _("L’appel est clos. Les décisions peuvent s’enregistrer."))
        return redirect("call", slug=slug)
    content = {
        "call": call,
        "form": form,
        "refusal": None if form.is_bound else _rehearsed(give)[1],
        "closes": moment(call.closes_at),
        "drafts": call.applications.filter(state="draft").count(),
        "filed": call.applications.filter(state__in=("filed", "under_review")).count(),
    }
    return form_page(request, "calls/close.html", content, refused=form.errors)


def announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Dates the labels of a closed call: what remains undecided is said first; written, shown, then announced.

    Price: seven queries to show it.
    """
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = load(viewer, RECORD, visible_calls(viewer), slug=slug)
    form = AnnounceForm(request.POST or None, initial={"decided_on": now.date()})
    step, checked = request.POST.get("step", CHECK), None
    if form.is_bound and form.is_valid():

        def give() -> Call:
            return services.announce_decisions(by=viewer, at=now, call=call, decided_on=form.cleaned_data["decided_on"])

        try:
            checked = give() if step == CONFIRM else rehearse(give)
        except Refused as refusal:
            say_refusal(form, refusal)
        if checked is not None and step == CONFIRM:
            messages.success(request, _("Les labels sont annoncés."))
            return redirect("call", slug=slug)
    rows = to_decide(viewer, call)
    content = {
        "call": call,
        "form": form,
        "checked": checked,
        "labelled": sum(row.application.state == "labelled" for row in rows),
        "refused": sum(row.application.state == "refused" for row in rows),
        "undecided": files_undecided(call),
        "ready": sum(row.ready for row in rows),
        "awaited": sum(row.under_way and not row.ready for row in rows),
    }
    return form_page(request, "calls/announce.html", content, refused=form.errors)
