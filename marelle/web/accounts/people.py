"""People, for whoever may close their accounts: found, shown with their rights, closed, reopened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.access import visible_people
from marelle.domains.accounts.models import Person
from marelle.kernel.access import load
from marelle.kernel.errors import Refused
from marelle.kernel.states import State
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.moments import day_of
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Column, Table

from .forms import ReasonForm
from .sessions import living_sessions
from .showing import shown_rights

CLOSE = "accounts.deactivate_person"
CLOSED, ALL = "fermes", "tous"
OPEN, SHUT = State("open", gettext_lazy("Ouvert"), "done"), State("closed", gettext_lazy("Fermé"))

COLUMNS = (
    Column(
        "nom",
        gettext_lazy("Personne"),
        lambda person: person.full_name,
        "link",
        href=lambda person: reverse("person", args=[person.pk]),
        note=lambda person: gettext_lazy("inventée") if person.invented else None,
    ),
    Column("adresse", gettext_lazy("Adresse électronique"), lambda person: person.email),
    Column("depuis", gettext_lazy("Depuis"), lambda person: day_of(person.joined_at), "date"),
    Column("etat", gettext_lazy("Compte"), lambda person: OPEN if person.is_active else SHUT, "state"),
)


class Filters(forms.Form):
    """What the list is narrowed to; it lives in the address."""

    q = forms.CharField(
        label=gettext_lazy("Un nom, une adresse"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    account = forms.ChoiceField(
        label=gettext_lazy("Compte"),
        required=False,
        choices=[("", gettext_lazy("Ouverts")), (CLOSED, gettext_lazy("Fermés")), (ALL, gettext_lazy("Tous"))],
    )

    def asked(self) -> dict[str, Any]:
        """The filters as the query takes them; an unknown one narrows nothing."""
        self.is_valid()
        closed = {CLOSED: True, ALL: None}.get(self.cleaned_data.get("account", ""), False)
        return {"text": self.cleaned_data.get("q", ""), "closed": closed}


def people(request: HttpRequest) -> HttpResponse:
    """Price: two queries, whatever the number of people."""
    form = Filters(request.GET)
    page = page_of(request, queries.people_of(request.viewer, **form.asked()))  # type: ignore[attr-defined]
    empty = _("Personne ne correspond. Effacez un filtre ou essayez un autre mot.")
    table = Table(COLUMNS, list(page), _("Comptes"), query=request.GET, empty=empty, caption_hidden=True)
    return render(request, "accounts/people.html", {"form": form, "page": page, "table": table})


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: one query to load it, at most five for the rights and their places."""
    viewer, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    person = load(viewer, CLOSE, visible_people(viewer).select_related("closed_by"), pk=pk)
    content = {
        "person": person,
        "rights": shown_rights(queries.rights_of(person.pk, at), at),
        "left": person.closed_by_id == person.pk,
        "myself": viewer.person_id == person.pk,
    }
    return render(request, "accounts/person.html", content)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes an account, after a page that says what ends with it. Price: four queries."""
    done = _("Le compte de {name} est fermé. Ses sessions et ses droits ont pris fin.")
    return _judged(request, pk, services.deactivate_person, "accounts/close_person.html", done)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Reopens an account that was not closed by its owner. Price: four queries."""
    done = _("Le compte de {name} est rouvert, sans aucun droit. Un courriel le lui dit.")
    return _judged(request, pk, services.reopen_person, "accounts/reopen_person.html", done)


def _judged(request: HttpRequest, pk: int, order: Callable[..., Person], template: str, done: str) -> HttpResponse:
    viewer, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    person = load(viewer, CLOSE, visible_people(viewer), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            order(by=viewer, at=at, person=person, why=form.cleaned_data["why"])
        except Refused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, done.format(name=person.full_name))
            return redirect("person", pk=pk)
    content = {
        "person": person,
        "form": form,
        "rights": shown_rights(queries.rights_of(person.pk, at), at),
        "sessions": len(living_sessions(person)),
    }
    return form_page(request, template, content, refused=form.errors)
