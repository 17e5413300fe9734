"""What is awaited in a call: opinions and marks, who may give them, how late; everybody reminded at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import authorities as queries
from marelle.domains.calls.queries.authorities import days_of
from marelle.domains.calls.services import chasing
from marelle.domains.calls.states.reviews import OPINIONS_LATE, REVIEWS_LATE
from marelle.web.ui.answers import form_page
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Table

from .organising import CHASE_COLUMNS, LATE_COLUMNS, organised_call, views_of
from .prepare import order

SCHEDULE = "schedule"
OFFERED = (-14, -7, -3, -1, 0, 1, 2, 3, 7, 14)


class ScheduleForm(forms.Form):
    """The days on which the clock chases, counted from the last day of opinions."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("L’horloge relance"),
        help_text=gettext_lazy("À partir de huit heures, sauf si une personne a relancé depuis. Aucun jour : jamais."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = sorted({*OFFERED, *call.chase_on})
        self.fields["days"].choices = [(str(day), _said(day)) for day in days]  # type: ignore[attr-defined]
        self.initial.setdefault("days", [str(day) for day in call.chase_on])


def _said(day: int) -> str:
    """« 7 jours avant », « le dernier jour », « un jour après »."""
    if day == 0:
        return _("le dernier jour des avis")
    text = (
        ngettext("{n} jour avant", "{n} jours avant", -day)
        if day < 0
        else ngettext("{n} jour après", "{n} jours après", day)
    )
    return text.format(n=abs(day))


ORDERS = {OPINIONS_LATE: chasing.chase_opinions, REVIEWS_LATE: chasing.chase_reviews}


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: nine queries, whatever the number of files."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = organised_call(request, slug)
    step = request.POST.get("about", "")
    schedule = ScheduleForm(request.POST if step == SCHEDULE else None, call=call)
    if _scheduled(request, call, schedule):
        return redirect("call_chase", slug=slug)
    form = forms.Form(request.POST if request.method == "POST" and step != SCHEDULE else None)
    give = ORDERS.get(step)
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
        "schedule": schedule,
        "coming": [day for day in days_of(call.chase_on, call.opinions_by) if day >= now.date()],
        "overdue": sum(bool(row.days) for row in late),
        "waiting": [(person.full_name, len(files)) for person, files in waiting.items()],
        "opinions_chased": OPINIONS_LATE in today,
        "reviews_chased": REVIEWS_LATE in today,
        "chases": Table(CHASE_COLUMNS, chases, _("Relances faites"), anchor="relances", caption_hidden=True)
        if chases
        else None,
    }
    return form_page(request, "calls/chase.html", content, refused=form.errors or schedule.errors)


def _scheduled(request: HttpRequest, call: Call, form: ScheduleForm) -> bool:
    if not form.is_bound or not form.is_valid():
        return False
    days = [int(day) for day in form.cleaned_data["days"]]
    if order(form, lambda: chasing.set_chasing(by=request.viewer, call=call, days=days)) is None:  # type: ignore[attr-defined]
        return False
    messages.success(request, _("Les jours de relance sont enregistrés."))
    return True
