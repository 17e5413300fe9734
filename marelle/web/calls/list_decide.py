"""Deciding a signed list: dated, judged by the order itself, then left to the worker, and followed to its end."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.models import ListProposal
from marelle.domains.calls.queries import lists as queries
from marelle.domains.calls.services import list_orders
from marelle.flows.decide_list import decide_list
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.waits import wait_of

from .decide import CHECK, CONFIRM
from .list_jury import told_of
from .list_shared import RECORD, list_of, squares
from .prepare import order
from .terms_forms import day_field


class DayForm(forms.Form):
    """The day of the decisions."""

    decided_on = day_field(gettext_lazy("Décidée le"))


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: fifteen queries to show it; the order's to check, four to ask the worker for it."""
    now = request.clock.now  # type: ignore[attr-defined]
    proposal = list_of(request, slug, RECORD)
    form = DayForm(request.POST or None, initial={"decided_on": now.date()})
    step, checked = request.POST.get("step", CHECK), None
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["decided_on"]
        if step == CONFIRM and _ordered(request, proposal, form, day):
            return redirect("list_decide", slug=slug)
        checked = _checked(request, proposal, form, day) if step != CONFIRM else None
    last = queries.last_order(proposal)
    waiting = last is not None and last.state == "waiting"
    content = {
        "call": proposal.call,
        "proposal": proposal,
        "form": form,
        "checked": checked,
        "last": last,
        "wait": wait_of(request, last.ordered_at) if last and waiting else None,
        "who": queries.who_ordered(last) if last else "",
        "squares": squares(proposal),
        **told_of(queries.deliberated(proposal)),
    }
    return form_page(request, "calls/list_decide.html", content, refused=form.errors)


def _ordered(request: HttpRequest, proposal: ListProposal, form: DayForm, day: date) -> bool:
    who: Any = {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]
    if order(form, lambda: list_orders.order_deciding(**who, proposal=proposal, decided_on=day)) is None:
        return False
    messages.success(request, _("La décision de la liste est demandée. Vous pouvez quitter cette page."))
    return True


def _checked(request: HttpRequest, proposal: ListProposal, form: DayForm, day: date) -> ListProposal | None:
    """What the order would do now, carried out then taken back; None when something stands in the way."""
    who: Any = {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]
    try:
        return rehearse(lambda: decide_list(**who, proposal=proposal, decided_on=day))
    except Refused as refusal:
        site = refusal.facts.get("site")
        if site and str(site) not in str(refusal):
            form.add_error(None, _("C’est la candidature de {site} qui s’y oppose.").format(site=site))
        say_refusal(form, refusal)
        return None
