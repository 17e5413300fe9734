"""After the decisions: the waiting list called in its order, labels given back, appeals answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.models import LabelDecision
from marelle.domains.calls.queries import waiting as queries
from marelle.domains.calls.services import appeals as orders
from marelle.domains.calls.states.lists import APPEALS
from marelle.domains.funding.queries import envelope_state
from marelle.flows.call_from_waiting import call_from_waiting
from marelle.flows.withdraw_label import withdraw_label
from marelle.kernel.access import load
from marelle.web.ui.answers import form_page
from marelle.web.ui.tables import Table

from .columns import ENVELOPE_COLUMNS
from .list_columns import APPEAL_COLUMNS, WAITING_COLUMNS
from .list_shared import RECORD, list_of, squares, views_of
from .prepare import order
from .showing import moment
from .terms_forms import day_field

CALL, GIVE_BACK = "call", "give_back"


class CallForm(forms.Form):
    """The day on which the next of the waiting list receives its label."""

    decided_on = day_field(gettext_lazy("Label donné le"))


class GiveBackForm(forms.Form):
    """One label that a town gives back, or that is taken from it."""

    decision = forms.ChoiceField(label=gettext_lazy("Label à retirer"))
    decided_on = day_field(gettext_lazy("Décidé le"))
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("La commune le lira. Ce qu’elle avait reçu retourne à l’enveloppe."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=3000,
        error_messages={"required": gettext_lazy("Écrivez pourquoi.")},
    )


class AnswerForm(forms.Form):
    """What is answered to an appeal."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Réponse"),
        choices=list(APPEALS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez la réponse.")},
    )
    reasons = forms.CharField(
        label=gettext_lazy("Ses motifs"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=10_000,
        error_messages={"required": gettext_lazy("Écrivez les motifs : la commune les lira.")},
    )


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: nine queries."""
    viewer = request.viewer  # type: ignore[attr-defined]
    proposal = list_of(request, slug, RECORD)
    call, today = proposal.call, request.clock.now.date()  # type: ignore[attr-defined]
    waiting, labels = queries.waiting_decisions(call), queries.labels_of(call)
    step = request.POST.get("step", "")
    calling = CallForm(request.POST if step == CALL else None, prefix=CALL, initial={"decided_on": today})
    giving = GiveBackForm(request.POST if step == GIVE_BACK else None, prefix=GIVE_BACK, initial={"decided_on": today})
    by_pk = {str(one.pk): one for one in labels}
    giving.fields["decision"].choices = [("", "")] + [(pk, one.site.name) for pk, one in by_pk.items()]  # type: ignore[attr-defined]
    if _done(request, calling, giving, waiting, by_pk):
        return redirect("list_after", slug=slug)
    appeals = list(queries.appeals_of(viewer, call))
    years = envelope_state(call.pk)
    content = {
        "call": call,
        "proposal": proposal,
        "tabs": views_of(call, "list_after", proposal),
        "squares": squares(proposal),
        "labels": len(labels),
        "waiting": waiting,
        "waiting_table": _table(WAITING_COLUMNS, waiting, _("La liste complémentaire")),
        "appeals": _table(APPEAL_COLUMNS, appeals, _("Les recours")),
        "envelope": _table(ENVELOPE_COLUMNS, list(years), _("L’enveloppe, année par année")),
        "calling": calling,
        "giving": giving,
    }
    return form_page(request, "calls/list_after.html", content, refused=calling.errors or giving.errors)


def _table(columns: Any, rows: Any, caption: str) -> Table | None:
    return Table(columns, rows, caption, caption_hidden=True) if rows else None


def _done(
    request: HttpRequest,
    calling: CallForm,
    giving: GiveBackForm,
    waiting: list[LabelDecision],
    labels: dict[str, LabelDecision],
) -> bool:
    who: dict[str, Any] = {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]
    if calling.is_bound and calling.is_valid() and waiting:
        facts = {"decision": waiting[0], "decided_on": calling.cleaned_data["decided_on"]}
        if order(calling, lambda: call_from_waiting(**who, **facts)) is not None:
            messages.success(request, _("{site} reçoit le label.").format(site=waiting[0].site.name))
            return True
    if giving.is_bound and giving.is_valid():
        said = giving.cleaned_data
        facts = {"decision": labels[said["decision"]], "decided_on": said["decided_on"]}
        if order(giving, lambda: withdraw_label(**who, **facts, reason=said["reason"])) is not None:
            messages.success(request, _("Le label est retiré ; son montant est revenu à l’enveloppe."))
            return True
    return False


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One appeal, and its answer. Price: two queries to show it."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    appeal = load(viewer, RECORD, queries.visible_appeals(viewer), pk=pk)
    told = getattr(appeal, "answer", None)
    form = AnswerForm(request.POST or None) if told is None else None
    if form is not None and form.is_bound and form.is_valid():
        facts = {"appeal": appeal, **form.cleaned_data}
        if order(form, lambda: orders.answer_appeal(by=viewer, at=now, **facts)) is not None:
            messages.success(request, _("La réponse est enregistrée ; la commune est prévenue."))
            return redirect("appeal", pk=pk)
    content = {"appeal": appeal, "answer": told, "form": form, "lodged": moment(appeal.lodged_at)}
    content["after"] = getattr(appeal.decision, "superseded_by", None)
    return form_page(request, "calls/appeal.html", content, refused=form is not None and form.errors)
