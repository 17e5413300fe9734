"""The dated batches of a rolling call: planned, given up, announced."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls import services
from marelle.domains.calls.models import Batch, Call
from marelle.domains.calls.queries.batches import batch_to_decide
from marelle.domains.calls.queries.terms import batches_of
from marelle.domains.funding.queries import envelope_state
from marelle.kernel.access import NotFound
from marelle.web.ui.answers import form_page
from marelle.web.ui.tables import Table

from .columns import ENVELOPE_COLUMNS
from .prepare import in_preparation, order
from .terms_forms import day_field, hour_field, instant


class BatchForm(forms.Form):
    """Until when files enter a batch, and by when it is decided."""

    cuts_on = day_field(gettext_lazy("Candidatures reçues avant le"))
    cuts_time = hour_field(gettext_lazy("à (heure de Paris)"), required=False, initial=time(23, 59))
    decision_by = day_field(gettext_lazy("Décision pour le"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cuts_time"].sometimes_needed = True  # type: ignore[attr-defined]


class DecidedForm(forms.Form):
    """The day on which a batch was decided."""

    decided_on = day_field(gettext_lazy("Décidé le"))


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The batches of a call, what remains of the envelope, one to plan. Price: twelve queries to show it."""
    call, now = in_preparation(request, slug), request.clock.now  # type: ignore[attr-defined]
    if call.kind != "rolling":
        raise NotFound
    form = BatchForm(request.POST if request.POST.get("step") == "plan" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        cut = instant(said["cuts_on"], said["cuts_time"], time(23, 59))
        told: Any = {"by": request.viewer, "call": call, "cuts_at": cut, "decision_by": said["decision_by"]}  # type: ignore[attr-defined]
        if order(form, lambda: services.plan_batch(**told), cuts_at="cuts_on"):
            messages.success(request, _("Le lot est prévu."))
            return redirect("call_batches", slug=slug)
    decided = DecidedForm(
        request.POST if request.POST.get("step") == "announce" else None, initial={"decided_on": now.date()}
    )
    answer = _turn(request, call, decided)
    if answer is not None:
        return answer
    years = envelope_state(call.pk)
    caption = _("Ce qui reste de l’enveloppe")
    content = {
        "call": call,
        "form": form,
        "decided": decided,
        "batches": batches_of(call, now),
        "turn": batch_to_decide(call, now),
        "lists": request.viewer.may("calls.read_list"),  # type: ignore[attr-defined]
        "years": Table(ENVELOPE_COLUMNS, years, caption, caption_hidden=True) if years else None,
    }
    return form_page(request, "calls/batches.html", content, refused=form.errors or decided.errors)


def _turn(request: HttpRequest, call: Call, decided: DecidedForm) -> HttpResponse | None:
    """Announces or gives up a batch, as asked."""
    if request.POST.get("step") == "drop":
        services.drop_batch(by=request.viewer, batch=_batch(call, request))  # type: ignore[attr-defined]
        messages.success(request, _("Le lot est abandonné."))
        return redirect("call_batches", slug=call.slug)
    if not decided.is_bound or not decided.is_valid():
        return None
    told: Any = {"by": request.viewer, "at": request.clock.now, "batch": _batch(call, request)}  # type: ignore[attr-defined]
    if order(decided, lambda: services.announce_batch(**told, decided_on=decided.cleaned_data["decided_on"])):
        messages.success(request, _("La décision du lot est datée."))
        return redirect("call_batches", slug=call.slug)
    return None


def _batch(call: Call, request: HttpRequest) -> Batch:
    found = next((one for one in call.batches.all() if str(one.number) == request.POST.get("batch")), None)
    if found is None:
        raise NotFound
    return found
