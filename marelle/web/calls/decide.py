"""The national decision on one candidature: written, shown with what it would do, then recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Application, LabelDecision
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.queries import current_decision
from marelle.domains.calls.queries.deciding import decidable, decides
from marelle.domains.calls.services import record_decision
from marelle.domains.calls.states.calls import LABELLED, OUTCOMES, REFUSED
from marelle.domains.funding.queries import EnvelopeYear, envelope_state
from marelle.domains.projects.models import Project
from marelle.flows.award_label import award_label
from marelle.kernel.access import NotFound, load
from marelle.kernel.errors import Refused
from marelle.kernel.money import Cents, euros
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.amounts import AmountField
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.tables import Table

from .columns import AFTER_COLUMNS, AfterYear
from .showing import moment

RECORD = "calls.record_decision"
CHECK, CONFIRM, CORRECT = "check", "confirm", "correct"


class WithAmounts(forms.Form):
    """A form that may give a label its tranche of each year that the call has an envelope for."""

    years: Sequence[int] = ()

    def ask_amounts(self, years: Sequence[EnvelopeYear]) -> None:
        self.years = [year.year for year in years]
        for year in years:
            left, whole = euros(year.remaining), euros(year.authorised)
            self.fields[f"amount_{year.year}"] = AmountField(
                label=_("Montant pour {year}").format(year=year.year),
                help_text=_("Il reste {left} sur {whole}. Sans montant, l’année reste inconnue.").format(
                    left=left, whole=whole
                ),
                required=False,
            )

    @property
    def amounts(self) -> list[BoundField]:
        return [self[f"amount_{year}"] for year in self.years]

    def tranches(self) -> dict[int, Cents]:
        """The amounts that were written, by year."""
        typed = {year: self.cleaned_data.get(f"amount_{year}") for year in self.years}
        return {year: cents for year, cents in typed.items() if cents is not None}


class DecisionForm(WithAmounts):
    """What was decided, when, why, and the tranches of the years that the call has an envelope for."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Décision"),
        choices=[(code, OUTCOMES[code]) for code in (LABELLED, REFUSED)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez la décision.")},
    )
    decided_on = forms.DateField(
        label=gettext_lazy("Décidée le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Donnez le jour de la décision.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Motifs"),
        help_text=gettext_lazy("Il en faut pour un refus. La commune les lira. Aucun nom d’enfant."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        required=False,
    )

    def __init__(self, *args: Any, years: Sequence[EnvelopeYear], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].sometimes_needed = True  # type: ignore[attr-defined]
        self.ask_amounts(years)

    def clean(self) -> None:
        if self.cleaned_data.get("outcome") == REFUSED:
            for year in self.tranches():
                sentence = _("Une candidature non retenue ne reçoit pas de budget. Effacez ce montant.")
                self.add_error(f"amount_{year}", sentence)


@dataclass(frozen=True, slots=True)
class Done:
    """What an order on a candidature did: the decision, and for a label its project and what is left of each year."""

    decision: LabelDecision
    project: Project | None
    left: tuple[EnvelopeYear, ...]


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: nine queries to show it; what the order itself costs, once to check and once to record."""
    viewer = request.viewer  # type: ignore[attr-defined]
    application = load(viewer, RECORD, visible_applications(viewer), pk=pk)
    if application.filed_at is None:
        raise NotFound
    decision = current_decision(application.call, application.site)
    if decision is not None and request.method != "POST":
        return redirect("decision", pk=decision.pk)
    years, call = envelope_state(application.call_id), application.call
    today = request.clock.now.date()  # type: ignore[attr-defined]
    form = DecisionForm(request.POST or None, years=years, initial={"decided_on": call.decided_on or today})
    step = request.POST.get("step", CHECK)
    if form.is_bound and step != CORRECT and form.is_valid():
        answer = _answer(request, application, form, years, confirmed=step == CONFIRM)
        if answer is not None:
            return answer
    refused = form.is_bound and step != CORRECT
    return form_page(request, "calls/decide.html", _content(application, form, decision), refused=refused)


def _answer(
    request: HttpRequest,
    application: Application,
    form: DecisionForm,
    years: Sequence[EnvelopeYear],
    *,
    confirmed: bool,
) -> HttpResponse | None:
    """The page of what was recorded, or of what would be; None when something refuses, said in the form."""

    def order() -> Done:
        return _decide(request, application, form)

    try:
        done = order() if confirmed else rehearse(order)
    except Refused as refusal:
        amount = f"amount_{refusal.facts.get('year')}"
        say_refusal(form, refusal, cents=amount, year=amount)
        return None
    if confirmed:
        messages.success(request, _("La décision est enregistrée. La commune est prévenue par courriel."))
        return redirect("decision", pk=done.decision.pk)
    content = {"application": application, "form": form, "done": done, "table": _after(form, years, done)}
    return form_page(request, "calls/decide_check.html", content, refused=False)


def _decide(request: HttpRequest, application: Application, form: DecisionForm) -> Done:
    said = form.cleaned_data
    order: dict[str, Any] = {
        "by": request.viewer,  # type: ignore[attr-defined]
        "at": request.clock.now,  # type: ignore[attr-defined]
        "application": application,
        "decided_on": said["decided_on"],
        "reason": said["reason"],
    }
    if said["outcome"] != LABELLED or application.call.is_trial:  # a trial opens no project
        return Done(record_decision(**order, outcome=said["outcome"]), None, ())
    project = award_label(**order, tranches=form.tranches())
    return Done(project.decision, project, envelope_state(application.call_id))


def _after(form: DecisionForm, years: Sequence[EnvelopeYear], done: Done) -> Table | None:
    """Each year of the envelope, before and after the label."""
    given, left = form.tranches(), {year.year: year.remaining for year in done.left}
    rows = [AfterYear(year.year, year.remaining, given.get(year.year), left.get(year.year)) for year in years]
    return (
        Table(AFTER_COLUMNS, rows, _("Le budget, année par année"), caption_hidden=True)
        if done.project and rows
        else None
    )


def _content(application: Application, form: DecisionForm, decision: LabelDecision | None) -> dict[str, Any]:
    state = queries.opinions(application)
    return {
        "application": application,
        "form": form,
        "decision": decision,
        "voices": queries.spoken(application, state.current) if state.current else [],
        "carried": state.standing.carried,
        "complete": state.standing.complete,
        "call_decides": decides(application.call),
        "closes": moment(application.call.closes_at),
        "filed": moment(application.filed_at),
        "open": decidable(application) or form.is_bound,
    }
