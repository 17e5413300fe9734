"""Organisations: found, ended, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.access import visible_organisations
from marelle.domains.accounts.models import Organisation
from marelle.domains.accounts.states import ORGANISATION_KINDS
from marelle.kernel.access import load
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Column, Table, read_sort

from .forms import ReasonForm
from .places import home_of
from .registering import REGISTER

END = "accounts.end_organisation"
ENDED, ALL = "terminees", "toutes"


class Filters(forms.Form):
    """What the list is narrowed to; it lives in the address."""

    q = forms.CharField(
        label=gettext_lazy("Un nom, un SIRET, un UAI, un RNA"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Type"), required=False, choices=[("", gettext_lazy("Tous")), *ORGANISATION_KINDS]
    )
    life = forms.ChoiceField(
        label=gettext_lazy("État"),
        required=False,
        choices=[
            ("", gettext_lazy("En activité")),
            (ENDED, gettext_lazy("Terminées")),
            (ALL, gettext_lazy("Toutes")),
        ],
    )

    def asked(self) -> dict[str, Any]:
        """The filters as the query takes them; an unknown one narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        ended = {ENDED: True, ALL: None}.get(said.get("life", ""), False)
        return {"text": said.get("q", ""), "kind": said.get("kind", ""), "ended": ended}


def show(request: HttpRequest) -> HttpResponse:
    """Price: two queries, and one for each kind of place among those of the page (five kinds)."""
    viewer, form = request.viewer, Filters(request.GET)  # type: ignore[attr-defined]
    found = queries.organisations_of(viewer, **form.asked())
    may_register = viewer.may(REGISTER)
    if not request.GET and not may_register and len(only := list(found[:2])) == 1:
        return redirect("members", pk=only[0].pk)
    sort = read_sort(request, COLUMNS, default="nom")
    page = page_of(request, found.reverse() if sort.descending else found)
    table = Table(
        COLUMNS,
        _rows(page),
        _("Organisations"),
        sort,
        request.GET,
        empty=_("Aucune organisation ne correspond. Effacez un filtre, ou enregistrez-la."),
        caption_hidden=True,
    )
    content = {"form": form, "page": page, "table": table, "may_register": may_register}
    return render(request, "accounts/organisations.html", content)


def _rows(page: Iterable[Organisation]) -> list[dict[str, Any]]:
    homes = {organisation.pk: home_of(organisation) for organisation in page}
    names = queries.place_names(homes.values())
    return [{"organisation": one, "place": names[homes[one.pk]]} for one in page]


def _identifiers(row: dict[str, Any]) -> str:
    one = row["organisation"]
    named = (("SIRET", one.siret), ("UAI", one.uai), ("RNA", one.rna))
    return ", ".join(f"{name}\u00a0{code}" for name, code in named if code)


def _note(one: Organisation) -> str:
    """What sets an organisation apart from most."""
    ended = _("a pris fin le {day}").format(day=date_format(one.ended_at, "j F Y")) if one.ended_at else ""
    return ", ".join(part for part in (_("inventée") if one.invented else "", ended) if part)


COLUMNS = (
    Column(
        "nom",
        gettext_lazy("Organisation"),
        lambda row: row["organisation"].name,
        "link",
        sortable=True,
        href=lambda row: reverse("members", args=[row["organisation"].pk]),
        note=lambda row: _note(row["organisation"]),
    ),
    Column("type", gettext_lazy("Type"), lambda row: row["organisation"].get_kind_display()),
    Column("identifiants", gettext_lazy("Identifiants"), _identifiers),
    Column("lieu", gettext_lazy("Où"), lambda row: row["place"]),
)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends an organisation, after a page that says what ends with it. Price: three queries."""
    done = _("{name} a pris fin, et ses droits avec elle.")
    return _judged(request, pk, services.end_organisation, "accounts/end_organisation.html", done)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back an end told by mistake. Price: two queries."""
    return _judged(
        request,
        pk,
        services.reopen_organisation,
        "accounts/reopen_organisation.html",
        _("{name} est rouverte, sans aucun droit."),
    )


def _judged(
    request: HttpRequest, pk: int, order: Callable[..., Organisation], template: str, done: str
) -> HttpResponse:
    viewer, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    organisation = load(viewer, END, visible_organisations(viewer), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            order(by=viewer, at=at, organisation=organisation, why=form.cleaned_data["why"])
        except Refused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, done.format(name=organisation.name))
            return redirect("members", pk=pk)
    content = {
        "organisation": organisation,
        "form": form,
        "rights": len(queries.members_of(viewer, organisation, at)),
        "invitations": len(queries.pending_invitations(organisation, at)),
    }
    return form_page(request, template, content, refused=form.errors)
