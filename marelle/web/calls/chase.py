"""What is awaited in a call: opinions and marks, who may give them, how late; everybody reminded at once."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.calls.queries import authorities as queries
from marelle.domains.calls.services import chasing
from marelle.domains.calls.states.reviews import OPINIONS_LATE, REVIEWS_LATE
from marelle.web.ui.answers import form_page
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Table

from .organising import CHASE_COLUMNS, LATE_COLUMNS, organised_call, views_of
from .prepare import order

ORDERS = {OPINIONS_LATE: chasing.chase_opinions, REVIEWS_LATE: chasing.chase_reviews}


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: eight queries, whatever the number of files."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = organised_call(request, slug)
    form = forms.Form(request.POST if request.method == "POST" else None)
    give = ORDERS.get(request.POST.get("about", ""))
    if form.is_bound and form.is_valid() and give:
        made = order(form, lambda: give(by=viewer, at=now, call=call))
        if made is not None:
            text = ngettext("Une personne est relancée.", "{n} personnes sont relancées.", made.people)
            messages.success(request, text.format(n=made.people))
            return redirect("call_chase", slug=slug)
    late, waiting = queries.awaited_opinions(call, now), queries.reviews_to_chase(call)
    page, chases = page_of(request, late), queries.chases_of(call)
    today = {chase.about for chase in chases if chase.day == now.date()}
    content = {
        "call": call,
        "tabs": views_of(call, "call_chase"),
        "form": form,
        "late": late,
        "page": page,
        "table": Table(LATE_COLUMNS, list(page), _("Avis attendus"), caption_hidden=True),
        "overdue": sum(bool(row.days) for row in late),
        "waiting": [(person.full_name, len(files)) for person, files in waiting.items()],
        "opinions_chased": OPINIONS_LATE in today,
        "reviews_chased": REVIEWS_LATE in today,
        "chases": Table(CHASE_COLUMNS, chases, _("Relances faites"), anchor="relances", caption_hidden=True)
        if chases
        else None,
    }
    return form_page(request, "calls/chase.html", content, refused=form.errors)
