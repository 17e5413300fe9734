"""What an applicant reads of the decision on its candidature, and the appeal that it may lodge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Appeal, LabelDecision
from marelle.domains.calls.queries.letters import (
    algorithm,
    algorithm_details,
    amounts_text,
    appeals,
    comma,
    content,
    decision_for,
    letter_of,
)
from marelle.domains.calls.queries.waiting import appeal_against, appeal_that_led_to, last_day
from marelle.domains.calls.services import appeals as orders
from marelle.domains.calls.states.calls import LABELLED, OUTCOMES
from marelle.kernel.access import NotFound, load
from marelle.kernel.clock import PARIS
from marelle.kernel.states import State, Tone
from marelle.web.ui.answers import form_page

from .prepare import order

TONES: dict[str, Tone] = {"labelled": "done", "waiting": "late", "refused": "refused"}
READ, FILE = "calls.read_application", "calls.file_application"


class AppealForm(forms.Form):
    """Why a decision should be looked at again."""

    reasons = forms.CharField(
        label=gettext_lazy("Ce que vous contestez, et pourquoi"),
        help_text=gettext_lazy("L’équipe nationale vous répondra ici et par courriel. Aucun nom d’enfant."),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=10_000,
        error_messages={"required": gettext_lazy("Écrivez pourquoi vous contestez cette décision.")},
    )


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: seven queries."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    application = load(viewer, READ, visible_applications(viewer), pk=pk)
    decision = decision_for(application)
    if decision is None:
        raise NotFound
    appeal = appeal_against(decision)
    over = now.astimezone(PARIS).date() > last_day(decision)
    may = viewer.may(FILE, application.perimeters()) and decision.outcome != LABELLED and appeal is None and not over
    form = AppealForm(request.POST or None) if may else None
    if form is not None and form.is_bound and form.is_valid():
        told = {"decision": decision, "reasons": form.cleaned_data["reasons"]}
        if order(form, lambda: orders.lodge_appeal(by=viewer, at=now, **told)) is not None:
            messages.success(request, _("Votre recours est déposé. L’équipe nationale est prévenue."))
            return redirect("application_outcome", pk=pk)
    page = {"application": application, "form": form, "over": over, **_told(decision, appeal)}
    return form_page(request, "calls/outcome.html", page, refused=form is not None and form.errors)


def _told(decision: LabelDecision, appeal: Appeal | None) -> dict[str, Any]:
    letter, before = letter_of(decision), appeal_that_led_to(decision)
    told = content(letter) if letter else None
    return {
        "decision": decision,
        "letter": told,
        "marks": [_shown(mark) for mark in told["marks"]] if told else [],
        "merit": comma(told["merit"]) if told else "",
        "amounts": amounts_text(told) if told and decision.outcome == LABELLED else [],
        "notice": algorithm(),
        "details": algorithm_details(),
        "rights": appeals(),
        "last": date_format(last_day(decision), "j F Y"),
        "stage": State(decision.outcome, OUTCOMES[decision.outcome], TONES.get(decision.outcome, "neutral")),
        "appeal": appeal,
        "answer": getattr(appeal, "answer", None),
        "before": before,
        "before_answer": getattr(before, "answer", None),
    }


def _shown(mark: dict[str, Any]) -> dict[str, Any]:
    """A mark as it is read, and as it is drawn: a bar takes its numbers with a point."""
    read = {name: comma(mark[name]) for name in ("weight", "mark", "most")}
    return {**mark, **read, "value": mark["mark"], "top": mark["most"]}
