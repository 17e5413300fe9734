"""Deputies: an authority lets somebody of its house give its opinion, between two days, by a written act."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts.queries import place_names
from marelle.domains.accounts.services import end_membership
from marelle.domains.calls.access.reviews import visible_delegations
from marelle.domains.calls.models import Delegation
from marelle.domains.calls.queries import authorities as queries
from marelle.flows.delegate_opinion import delegate_opinion
from marelle.kernel.access import NotFound, load
from marelle.kernel.states import State
from marelle.web.ui.answers import form_page
from marelle.web.ui.moments import day_of
from marelle.web.ui.tables import Column, Table

from .prepare import order
from .terms_forms import day_field, instant

READ = "calls.read_application"


class DeputyForm(forms.Form):
    """Who, for which key, from which day to which, by which act."""

    key = forms.ChoiceField(label=gettext_lazy("Pour quelle voix"), widget=forms.RadioSelect)
    person = forms.ChoiceField(
        label=gettext_lazy("Suppléante ou suppléant"),
        help_text=gettext_lazy("Une personne de votre organisation qui a déjà un accès à Marelle."),
        error_messages={"required": gettext_lazy("Choisissez une personne.")},
    )
    since = day_field(gettext_lazy("À partir du"))
    until = day_field(gettext_lazy("Jusqu’au, ce jour compris"))
    act = forms.CharField(
        label=gettext_lazy("Acte qui le permet"),
        help_text=gettext_lazy("Par exemple : arrêté du 3 juin 2019 portant délégation de signature."),
        max_length=300,
        error_messages={"required": gettext_lazy("Citez l’acte qui permet la suppléance.")},
    )

    def choose_from(self, keys: dict[str, Any], people: dict[str, Any]) -> None:
        """Fills both lists; where there is one answer, it is chosen."""
        self.fields["key"].choices = [(code, label) for code, (_key, label) in keys.items()]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", ""), *((code, one.full_name) for code, one in people.items())]  # type: ignore[attr-defined]
        if len(keys) == 1:
            self.initial["key"] = next(iter(keys))


def show(request: HttpRequest) -> HttpResponse:
    """The deputies that one gave, those for whom one stands in, a new one. Price: at most eight queries."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    found, known = queries.keys_to_delegate(viewer, now), list(queries.delegations_of(viewer))
    if not found and not known:
        raise NotFound
    names = place_names([key.perimeter for key in found])
    keys = {str(n): (key, f"{key.seat.label}, {names[key.perimeter]}") for n, key in enumerate(found)}
    people = {str(one.pk): one for key in found for one in queries.possible_deputies(viewer, key, now)}
    form = DeputyForm(request.POST or None, initial={"since": now.date()})
    form.choose_from(keys, people)
    if keys and form.is_bound and form.is_valid() and _give(request, form, keys):
        messages.success(request, _("La suppléance est donnée. La personne est prévenue par courriel."))
        return redirect("deputies")
    content = {
        "form": form,
        "keys": keys,
        "people": people,
        "table": Table(_columns(now), known, _("Suppléances"), caption_hidden=True) if known else None,
        "mine": [one for one in known if one.given_by_id == viewer.person_id and one.right.valid_to > now],
    }
    return form_page(request, "calls/deputies.html", content, refused=form.errors)


def _give(request: HttpRequest, form: DeputyForm, keys: dict[str, Any]) -> Any:
    said, now = form.cleaned_data, request.clock.now  # type: ignore[attr-defined]
    since = instant(said["since"], None, time())
    facts = {
        "key": keys[said["key"]][0],
        "person_id": int(said["person"]),
        "act": said["act"],
        "valid_from": max(since, now) if since and since.date() == now.date() else since,
        "valid_to": instant(said["until"], None, time(23, 59, 59)),
    }
    return order(form, lambda: delegate_opinion(by=request.viewer, at=now, **facts), valid_to="until")  # type: ignore[attr-defined]


def _columns(now: Any) -> tuple[Column, ...]:
    seats = queries.seat_labels()

    def standing(one: Delegation) -> State:
        if one.right.valid_to <= now:
            return State("over", _("Terminée"))
        if one.right.valid_from > now:
            return State("to_come", _("À venir"), tone="here")
        return State("holds", _("En cours"), tone="done")

    return (
        Column("qui", gettext_lazy("Suppléance de"), lambda one: one.right.person.full_name),
        Column("voix", gettext_lazy("Voix"), lambda one: seats[one.seat], note=lambda one: one.given_by.full_name),
        Column("du", gettext_lazy("Du"), lambda one: day_of(one.right.valid_from), "date"),
        Column("au", gettext_lazy("Au"), lambda one: day_of(one.right.valid_to), "date"),
        Column("acte", gettext_lazy("Acte"), lambda one: one.act),
        Column("etat", gettext_lazy("État"), standing, "state"),
    )


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a deputyship now, after a page that says so. Price: two queries to show it."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    given = load(viewer, READ, visible_delegations(viewer), pk=pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        why = _("Fin de la suppléance")
        if order(form, lambda: end_membership(by=viewer, at=now, membership=given.right, why=why)):
            messages.success(request, _("La suppléance est terminée."))
            return redirect("deputies")
    return form_page(request, "calls/deputy_end.html", {"given": given, "form": form}, refused=form.errors)
