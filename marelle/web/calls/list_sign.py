"""Signing a frozen list, and deciding it once everybody has: shown with what it will do, then done."""

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
from marelle.domains.calls.services import lists as orders
from marelle.domains.funding.queries import left_by_year
from marelle.flows.decide_list import decide_list
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.tables import Table

from .decide import CHECK, CONFIRM
from .list_columns import LINE_COLUMNS
from .list_jury import told_of
from .list_shared import DELIBERATE, RECORD, list_of, squares, views_of
from .prepare import order
from .terms_forms import day_field

YES, NO = "yes", "no"


class SignForm(forms.Form):
    """Yes to the version that was read, or no and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=gettext_lazy("Votre signature"),
        choices=[(YES, gettext_lazy("Je signe cette liste")), (NO, gettext_lazy("Je ne la signe pas"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Signez, ou dites que vous ne signez pas.")},
    )
    reasons = forms.CharField(
        label=gettext_lazy("Vos raisons"),
        help_text=gettext_lazy("Il en faut pour ne pas signer."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].sometimes_needed = True  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """The day of the decisions."""

    decided_on = day_field(gettext_lazy("Décidée le"))


def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: thirteen queries to show it."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    proposal = list_of(request, slug, DELIBERATE)
    form = SignForm(request.POST or None, initial={"version": proposal.dossier.latest})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        told = {"version": said["version"], "agrees": said["answer"] == YES, "reasons": said["reasons"]}
        facts = {"by": viewer, "at": now, "proposal": proposal, "left": left_by_year(proposal.call), **told}
        if order(form, lambda: orders.sign_list(**facts)) is not None:
            messages.success(request, _("C’est écrit : « {said} ».").format(said=_said(told["agrees"])))
            return redirect("list_jury", slug=slug)
    found = queries.deliberated(proposal)
    content = {
        "call": proposal.call,
        "proposal": proposal,
        "form": form,
        "tabs": views_of(proposal.call, "", proposal),
        "table": Table(LINE_COLUMNS, list(found.lines), _("La liste que vous signez"), caption_hidden=True),
        "mine": any(one.pk == proposal.pk for one in queries.lists_to_sign(viewer)),
        "print": proposal.dossier.versions.filter(number=proposal.dossier.latest).first(),
        **told_of(found),
    }
    return form_page(request, "calls/list_sign.html", content, refused=form.errors)


def _said(agrees: bool) -> str:
    return _("je signe cette liste") if agrees else _("je ne la signe pas")


def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """A signed list: dated, judged by the order itself, then decided. Price: thirteen queries to show it; the order's
    once to check and once to record."""
    now = request.clock.now  # type: ignore[attr-defined]
    proposal = list_of(request, slug, RECORD)
    form = DayForm(request.POST or None, initial={"decided_on": now.date()})
    step, checked = request.POST.get("step", CHECK), None
    if form.is_bound and form.is_valid():
        checked = _decided(request, proposal, form, form.cleaned_data["decided_on"], confirmed=step == CONFIRM)
        if checked is not None and step == CONFIRM:
            messages.success(request, _("La liste est décidée. Chaque commune reçoit sa lettre."))
            return redirect("list_after", slug=slug)
    content = {
        "call": proposal.call,
        "proposal": proposal,
        "form": form,
        "checked": checked,
        "squares": squares(proposal),
        **told_of(queries.deliberated(proposal)),
    }
    return form_page(request, "calls/list_decide.html", content, refused=form.errors)


def _decided(
    request: HttpRequest, proposal: ListProposal, form: DayForm, day: date, *, confirmed: bool
) -> ListProposal | None:
    def give() -> ListProposal:
        who: Any = {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]
        return decide_list(**who, proposal=proposal, decided_on=day)

    try:
        return give() if confirmed else rehearse(give)
    except Refused as refusal:
        say_refusal(form, refusal)
        return None
