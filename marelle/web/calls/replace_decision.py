"""Replacing a decision by a later one, which says why: written, shown with what it changes, then recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_decisions
from marelle.domains.calls.models import Appeal, AppealAnswer, LabelDecision
from marelle.domains.calls.queries.letters import content as said_in
from marelle.domains.calls.queries.letters import letter_of
from marelle.domains.calls.queries.waiting import appeal_against
from marelle.domains.calls.states.calls import LABELLED, OUTCOMES, REFUSED, WITHDRAWN
from marelle.domains.calls.states.lists import UPHELD
from marelle.domains.funding.queries import EnvelopeYear, envelope_state
from marelle.domains.projects.queries import project_of_label
from marelle.flows.replace_decision import replace_decision
from marelle.kernel.access import load
from marelle.kernel.errors import Refused
from marelle.kernel.money import Cents, euros
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, say_refusal

from .decide import CHECK, CONFIRM, CORRECT, RECORD, WithAmounts
from .terms_forms import day_field


class ReplacementForm(WithAmounts):
    """The decision that replaces another one, with the tranches of a label that comes."""

    outcome = forms.ChoiceField(label=gettext_lazy("Nouvelle décision"), widget=forms.RadioSelect)
    decided_on = day_field(gettext_lazy("Décidée le"))
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi elle remplace la précédente"),
        help_text=gettext_lazy("La commune la lira. Aucun nom d’enfant."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        decision: LabelDecision,
        years: Sequence[EnvelopeYear],
        known: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        codes = [code for code in _possible(decision) if code != decision.outcome]
        self.fields["outcome"].choices = [(code, OUTCOMES[code]) for code in codes]  # type: ignore[attr-defined]
        self.fields["reason"].sometimes_needed = True  # type: ignore[attr-defined]
        if LABELLED in codes:
            self.ask_amounts(years)
            for year in self.years:
                self.initial[f"amount_{year}"] = known.get(year, "")

    @property
    def told(self) -> list[BoundField]:
        return [self[name] for name in ("outcome", "decided_on", "reason")]

    def order(self) -> dict[str, Any]:
        """What the order is told: a decision that gives no label gives no amount either."""
        said = {name: self.cleaned_data[name] for name in ("outcome", "decided_on", "reason")}
        return said | {"tranches": self.tranches() if said["outcome"] == LABELLED else None}


def _possible(decision: LabelDecision) -> list[str]:
    """A label is withdrawn; without a candidature, nothing else is decided from here."""
    withdrawn = [WITHDRAWN] if decision.outcome == LABELLED else []
    return [*withdrawn, LABELLED, REFUSED] if decision.application_id else withdrawn


def _known(decision: LabelDecision) -> dict[int, str]:
    """What the list had calculated for this candidature, year by year, as people write it. Price: one query."""
    letter = letter_of(decision)
    return {year: euros(Cents(cents)) for year, cents in said_in(letter)["amounts"]} if letter else {}


def _led_to(appeal: Appeal | None) -> dict[str, str]:
    """What an appeal that was upheld asks for: a label, for the reasons of its answer."""
    answer = _upheld(appeal)
    return {"outcome": LABELLED, "reason": answer.reasons} if answer else {}


def _upheld(appeal: Appeal | None) -> AppealAnswer | None:
    answer: AppealAnswer | None = getattr(appeal, "answer", None)
    return answer if answer is not None and answer.outcome == UPHELD else None


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: seven queries to show it; the order's, once to check and once to record."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    decision = load(viewer, RECORD, visible_decisions(viewer), pk=pk)
    if hasattr(decision, "superseded_by"):
        return redirect("decision", pk=decision.superseded_by.pk)
    appeal, years = appeal_against(decision), envelope_state(decision.call_id)
    facts: dict[str, Any] = {"decision": decision, "years": years, "known": _known(decision)}
    form = ReplacementForm(request.POST or None, **facts, initial={"decided_on": now.date(), **_led_to(appeal)})
    step, made = request.POST.get("step", CHECK), None
    if form.is_bound and step != CORRECT and form.is_valid():
        made = _replaced(request, decision, form, confirmed=step == CONFIRM)
        if made is not None and step == CONFIRM:
            messages.success(request, _("La nouvelle décision est enregistrée ; la précédente reste lisible."))
            return redirect("decision", pk=made.pk)
    content = {
        "decision": decision,
        "form": form,
        "made": made,
        "upheld": _upheld(appeal),
        "tranches": sorted(form.tranches().items()) if made is not None and made.outcome == LABELLED else [],
        "project": project_of_label(decision),
        "possible": _possible(decision),
    }
    refused = form.is_bound and made is None and step != CORRECT
    return form_page(request, "calls/replace_decision.html", content, refused=refused)


def _replaced(
    request: HttpRequest, decision: LabelDecision, form: ReplacementForm, *, confirmed: bool
) -> LabelDecision | None:
    def give() -> LabelDecision:
        who: Any = {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]
        return replace_decision(**who, decision=decision, **form.order())

    try:
        return give() if confirmed else rehearse(give)
    except Refused as refusal:
        amount = f"amount_{refusal.facts.get('year')}"
        say_refusal(form, refusal, cents=amount, year=amount)
        return None
