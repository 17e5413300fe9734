"""Making a call from another: next year's, or a trial of it with its own guests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls import services
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import terms as queries
from marelle.web.ui.answers import form_page

from .prepare import in_preparation, order
from .terms_forms import DatesForm


class CopyForm(forms.Form):
    """The name of the call to make."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=160)
    slug = forms.SlugField(
        label=gettext_lazy("Nom court"), help_text=gettext_lazy("Il fait l’adresse de la page publique."), max_length=80
    )
    edition = forms.IntegerField(
        label=gettext_lazy("Édition"),
        help_text=gettext_lazy("Toutes les dates et les années d’enveloppe sont décalées d’autant."),
    )


class TrialForm(DatesForm):
    """When a trial runs, under which short name."""

    slug = forms.SlugField(label=gettext_lazy("Nom court de l’essai"), max_length=80)
    field_order = ("slug", "opens_on", "opens_time", "closes_on", "closes_time")


class GuestForm(forms.Form):
    """Somebody who takes part in a trial."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"), help_text=gettext_lazy("Celle d’une personne qui a déjà un accès.")
    )


def duplicate(request: HttpRequest, slug: str) -> HttpResponse:
    """Prepares another edition. Price: seven queries to show it."""
    call = in_preparation(request, slug)
    year = call.edition + 1
    initial = {"title": call.title.replace(str(call.edition), str(year)), "edition": year, "slug": _slug(call, year)}
    form = CopyForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        made = order(form, lambda: services.duplicate_call(by=request.viewer, call=call, **said))  # type: ignore[attr-defined]
        if made is not None:
            messages.success(request, _("Le nouvel appel est préparé. Relisez ses dates et ses montants."))
            return redirect("call_prepare", slug=made.slug)
    return form_page(request, "calls/duplicate.html", {"call": call, "form": form}, refused=form.errors)


def _slug(call: Call, year: int) -> str:
    """A short name that no call has yet, to propose. Price: one query."""
    named = call.slug.replace(str(call.edition), str(year))
    named = named if named != call.slug else f"{call.slug[:75]}-{year}"
    taken = set(Call.objects.filter(slug__startswith=named[:75]).values_list("slug", flat=True))
    others = (f"{named[:75]}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (named, *others) if one not in taken)


def trial(request: HttpRequest, slug: str) -> HttpResponse:
    """Prepares a trial of a call; on a trial, who takes part in it. Price: eight queries to show it."""
    call = in_preparation(request, slug)
    return _guests(request, call) if call.is_trial else _trial(request, call)


def _trial(request: HttpRequest, call: Call) -> HttpResponse:
    today = request.clock.now.date()  # type: ignore[attr-defined]
    dates = {"opens_on": today, "closes_on": today + timedelta(days=14)}
    form = TrialForm(request.POST or None, initial={"slug": f"{call.slug[:74]}-essai", **dates})
    if form.is_bound and form.is_valid():
        told: dict[str, Any] = {"slug": form.cleaned_data["slug"], **form.dates()}
        made = order(form, lambda: services.try_call(by=request.viewer, call=call, **told))  # type: ignore[attr-defined]
        if made is not None:
            messages.success(request, _("L’essai est préparé. Invitez celles et ceux qui vont le jouer."))
            return redirect("call_trial", slug=made.slug)
    trials = call.copies.filter(is_trial=True).order_by("pk")
    return form_page(request, "calls/trial.html", {"call": call, "form": form, "trials": trials}, refused=form.errors)


def _guests(request: HttpRequest, call: Call) -> HttpResponse:
    by = request.viewer  # type: ignore[attr-defined]
    gone = request.POST.get("leave", "")
    if gone.isdecimal() and len(gone) < 19:
        services.leave_trial(by=by, call=call, person_id=int(gone))
        return redirect("call_trial", slug=call.slug)
    form = GuestForm(request.POST or None)

    def give() -> Any:
        return services.invite_to_trial(by=by, call=call, email=form.cleaned_data["email"])

    if form.is_bound and form.is_valid() and order(form, give):
        return redirect("call_trial", slug=call.slug)
    content = {"call": call, "form": form, "guests": queries.guests_of(call)}
    return form_page(request, "calls/trial_guests.html", content, refused=form.errors)
