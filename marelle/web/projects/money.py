"""The money of one action: what was voted, notified and paid, and for who records it, how to write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.funding import services
from marelle.domains.funding.access import RECORD
from marelle.domains.funding.models import Payment
from marelle.domains.funding.queries import (
    Correction,
    GrantTold,
    corrections_of,
    financers,
    grants_of,
    payments_of,
    voted_paid,
)
from marelle.domains.projects.access.actions import READ
from marelle.domains.projects.models import Action
from marelle.kernel.access import NotFound
from marelle.kernel.money import Cents
from marelle.web.ui.answers import form_page, given

from .money_forms import CorrectForm, GrantForm, NoticeForm, PaymentForm, UndoForm
from .sheet_desk import action_for
from .steering_shared import today_of

DONE = {
    "grant": gettext_lazy("La subvention est inscrite."),
    "correct": gettext_lazy("Le montant est corrigé. L’ancien reste lisible, avec la raison."),
    "notice": gettext_lazy("La notification est inscrite."),
    "pay": gettext_lazy("Le versement est inscrit."),
    "undo": gettext_lazy("C’est annulé. L’annulation et ce qu’elle annule restent lisibles."),
}


@dataclass(frozen=True, slots=True)
class GrantShown:
    """One grant on the page, with its payments the corrections of its amount and, for who records, its forms."""

    told: GrantTold
    financer: str
    waited: str
    payments: Sequence[tuple[Payment, Cents]]
    corrections: Sequence[Correction] = ()
    notice: NoticeForm | None = None
    pay: PaymentForm | None = None
    correct: CorrectForm | None = None
    undo: UndoForm | None = None

    @property
    def number(self) -> str:
        return str(self.told.grant.pk)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: four queries, whatever the number of grants; one more where an amount was corrected."""
    action = action_for(request, pk)
    records = request.viewer.may(RECORD, action.project.perimeters())  # type: ignore[attr-defined]
    then, _colon, number = request.POST.get("then", "").partition(":")
    if request.method == "POST":
        request.viewer.must(RECORD, action.project.perimeters())  # type: ignore[attr-defined]
    new = GrantForm(request.POST if then == "grant" else None, prefix="grant") if records else None
    grants = grants_shown(request, action, records, f"{then}:{number}")
    if request.method == "POST":
        done = _recorded(request, action, new, then) if then == "grant" else _changed(request, grants, then, number)
        if done:
            messages.success(request, DONE[then])
            return redirect("action_money", pk=pk)
    forms_shown = [new, *(form for one in grants for form in (one.notice, one.pay, one.correct, one.undo))]
    refused = any(form.errors for form in forms_shown if form is not None and form.is_bound)
    content = {
        "action": action,
        "site": action.project.site,
        "grants": grants,
        "new": new,
        "records": records,
        "follows": request.viewer.may(READ, action.project.perimeters()),  # type: ignore[attr-defined]
        "money": voted_paid([action], today_of(request)).get(action.pk) if grants else None,
        "refused": refused,
    }
    return form_page(request, "projects/action_money.html", content, refused=refused)


def grants_shown(request: HttpRequest, action: Action, records: bool, sent: str = "") -> list[GrantShown]:
    """The grants of an action that stand. Price: two queries, and one where an amount was corrected."""
    told = grants_of([action]).get(action.pk, [])
    payments, corrections, names, today = payments_of(told), corrections_of(told), financers(), today_of(request)
    shown = [
        GrantShown(
            one,
            names.get(one.grant.financer, one.grant.financer),
            days_words(one.waited(today), one.owed),
            payments.get(one.grant.pk, []),
            corrections.get(one.grant.pk, []),
        )
        for one in told
    ]
    return [_with_forms(request, one, sent) for one in shown] if records else shown


def _with_forms(request: HttpRequest, shown: GrantShown, sent: str) -> GrantShown:
    """The same, with what may be written of it."""
    one, number = shown.told, shown.number

    def data(then: str) -> Any:
        return request.POST if sent == f"{then}:{number}" else None

    return replace(
        shown,
        notice=NoticeForm(data("notice"), prefix=f"notice-{number}"),
        pay=PaymentForm(data("pay"), prefix=f"pay-{number}") if one.owed else None,
        correct=CorrectForm(data("correct"), prefix=f"correct-{number}", initial={"seen": int(one.voted)}),
        undo=UndoForm(data("undo"), one, shown.payments, prefix=f"undo-{number}"),
    )


def days_words(days: int | None, owed: int) -> str:
    """« 12 jours d’attente », « versée en 12 jours »; empty where no day is known."""
    if days is None:
        return ""
    if owed:
        return ngettext("{n} jour d’attente", "{n} jours d’attente", days).format(n=days)
    return ngettext("versée en {n} jour", "versée en {n} jours", days).format(n=days)


def _told(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]


def _recorded(request: HttpRequest, action: Action, form: GrantForm | None, then: str) -> bool:
    if form is None or not form.is_valid():
        return False
    return given(form, lambda: services.record_grant(action=action, **_told(request), **form.told())) is not None


def _changed(request: HttpRequest, grants: Sequence[GrantShown], then: str, number: str) -> bool:
    """The gesture on one of the grants that are there."""
    found = next((one for one in grants if str(one.told.grant.pk) == number), None)
    form: forms.Form | None = getattr(found, then, None) if then in ("notice", "pay", "correct", "undo") else None
    if found is None or form is None:
        raise NotFound
    if not form.is_valid():
        return False
    given(form, _order(request, found, form, then), notified_on="on", voted_on="on")
    return not form.errors


def _order(request: HttpRequest, shown: GrantShown, form: Any, then: str) -> Callable[[], Any]:
    grant, told = shown.told.grant, _told(request)
    if then == "notice":
        return lambda: services.notify_grant(grant=grant, on=form.cleaned_data["on"], **told)
    if then == "pay":
        return lambda: services.pay_grant(grant=grant, **told, **form.told())
    if then == "correct":
        cents, seen = Cents(form.cleaned_data["cents"]), form.cleaned_data["seen"]
        why = form.cleaned_data["reason"]
        return lambda: services.correct_grant(grant=grant, cents=cents, reason=why, seen=seen, **told)
    what, reason = form.cleaned_data["what"], form.cleaned_data["reason"]
    if what == "notice":
        return lambda: services.notify_grant(grant=grant, on=None, **told)
    if what == "grant":
        return lambda: services.take_back_grant(grant=grant, reason=reason, **told)
    payment = next(one for one, _cents in shown.payments if what == f"payment-{one.pk}")
    return lambda: services.take_back_payment(payment=payment, reason=reason, **told)
