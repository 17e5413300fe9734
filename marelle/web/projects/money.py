"""The money of one action: what was voted, notified and paid, and for who records it, how to write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.funding import services
from marelle.domains.funding.access import RECORD
from marelle.domains.funding.models import Payment
from marelle.domains.funding.queries import GrantTold, financers, grants_of, payments_of, voted_paid
from marelle.domains.projects.models import Action
from marelle.kernel.access import NotFound
from marelle.kernel.money import Cents
from marelle.web.ui.answers import form_page, given

from .money_forms import GrantForm, NoticeForm, PaymentForm, UndoForm
from .sheet_desk import action_for
from .steering_shared import today_of

DONE = {
    "grant": gettext_lazy("La subvention est inscrite."),
    "notice": gettext_lazy("La notification est inscrite."),
    "pay": gettext_lazy("Le versement est inscrit."),
    "undo": gettext_lazy("C’est annulé. L’annulation et ce qu’elle annule restent lisibles."),
}


@dataclass(frozen=True, slots=True)
class GrantShown:
    """One grant on the page, with its payments and, for who records, its three forms."""

    told: GrantTold
    financer: str
    waited: str
    payments: Sequence[tuple[Payment, Cents]]
    notice: NoticeForm | None = None
    pay: PaymentForm | None = None
    undo: UndoForm | None = None

    @property
    def number(self) -> str:
        return str(self.told.grant.pk)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: four queries, whatever the number of grants."""
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
    forms_shown = [new, *(form for one in grants for form in (one.notice, one.pay, one.undo))]
    refused = any(form.errors for form in forms_shown if form is not None and form.is_bound)
    content = {
        "action": action,
        "site": action.project.site,
        "grants": grants,
        "new": new,
        "records": records,
        "money": voted_paid([action], today_of(request)).get(action.pk) if grants else None,
        "refused": refused,
    }
    return form_page(request, "projects/action_money.html", content, refused=refused)


def grants_shown(request: HttpRequest, action: Action, records: bool, sent: str = "") -> list[GrantShown]:
    """The grants of an action that stand. Price: two queries."""
    told = grants_of([action]).get(action.pk, [])
    payments, names, today = payments_of(told), financers(), today_of(request)
    return [_shown(request, one, payments.get(one.grant.pk, []), names, today, records, sent) for one in told]


def _shown(
    request: HttpRequest,
    one: GrantTold,
    payments: list[tuple[Payment, Cents]],
    names: dict[str, str],
    today: date,
    records: bool,
    sent: str,
) -> GrantShown:
    number = one.grant.pk
    shown = GrantShown(
        one, names.get(one.grant.financer, one.grant.financer), days_words(one.waited(today), one.owed), payments
    )
    if not records:
        return shown

    def data(then: str) -> Any:
        return request.POST if sent == f"{then}:{number}" else None

    return GrantShown(
        shown.told,
        shown.financer,
        shown.waited,
        payments,
        NoticeForm(data("notice"), prefix=f"notice-{number}"),
        PaymentForm(data("pay"), prefix=f"pay-{number}") if one.owed else None,
        UndoForm(data("undo"), one, payments, prefix=f"undo-{number}"),
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
    form: forms.Form | None = getattr(found, then, None) if then in ("notice", "pay", "undo") else None
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
    what, reason = form.cleaned_data["what"], form.cleaned_data["reason"]
    if what == "notice":
        return lambda: services.notify_grant(grant=grant, on=None, **told)
    if what == "grant":
        return lambda: services.take_back_grant(grant=grant, reason=reason, **told)
    payment = next(one for one, _cents in shown.payments if what == f"payment-{one.pk}")
    return lambda: services.take_back_payment(payment=payment, reason=reason, **told)
