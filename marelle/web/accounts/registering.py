"""Registering an organisation. Identifiers are taken as people type them; the services judge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts import services
from marelle.domains.accounts.models import Organisation
from marelle.domains.accounts.states import ORGANISATION_KINDS
from marelle.domains.territories.queries import meant_communes
from marelle.kernel.access import NATIONAL, Perimeter
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal

from .places import COMMUNE, registering_places

# A household is made with its enrolment, by the town's desk, never typed here.
KINDS = [(code, label) for code, label in ORGANISATION_KINDS if code != "family"]
MOST = 8
REGISTER = "accounts.register_organisation"


class OrganisationForm(forms.Form):
    """Its name, its type, at least one identifier, and where it stands."""

    name = forms.CharField(
        label=gettext_lazy("Nom"),
        help_text=gettext_lazy("Tel que ses courriers le portent."),
        max_length=160,
        error_messages={"required": gettext_lazy("Écrivez le nom de l’organisation.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Type"),
        choices=[("", gettext_lazy("Choisissez un type")), *KINDS],
        error_messages={"required": gettext_lazy("Choisissez un type.")},
    )
    siret = forms.CharField(
        label=gettext_lazy("SIRET"), help_text=gettext_lazy("14 chiffres."), max_length=40, required=False
    )
    uai = forms.CharField(
        label=gettext_lazy("UAI"),
        help_text=gettext_lazy("Pour une école, un collège, un lycée : 7 chiffres et une lettre."),
        max_length=40,
        required=False,
    )
    rna = forms.CharField(
        label=gettext_lazy("RNA"),
        help_text=gettext_lazy("Pour une association : W et 9 caractères."),
        max_length=40,
        required=False,
    )
    where = forms.ChoiceField(
        label=gettext_lazy("Où se tient-elle ?"),
        help_text=gettext_lazy("Le plus petit lieu qui la contient : qui y gère les accès la verra."),
    )
    commune = forms.CharField(
        label=gettext_lazy("Commune"),
        help_text=gettext_lazy("Son nom, ou son code à cinq caractères."),
        max_length=80,
        required=False,
    )

    def __init__(self, *args: Any, places: list[tuple[Any, Any]], anywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = places  # type: ignore[attr-defined]
        for name in ("siret", "uai", "rna", "commune"):
            self.fields[name].sometimes_needed = True  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if not anywhere:
            del self.fields["commune"]

    def described(self) -> dict[str, Any]:
        """The answers as the service takes them, without the place."""
        return {name: self.cleaned_data[name] for name in ("name", "kind", "siret", "uai", "rna")}


def register(request: HttpRequest) -> HttpResponse:
    """Price: four queries for the places of its list, three for a commune that is typed."""
    viewer = request.viewer  # type: ignore[attr-defined]
    held = viewer.perimeters(REGISTER)
    form = OrganisationForm(request.POST or None, places=registering_places(held), anywhere=NATIONAL in held)
    taken = ""
    if form.is_bound and form.is_valid():
        home = resolved_home(form, include_invented=request.clock.is_demonstration)  # type: ignore[attr-defined]
        made = _registered(request, form, home) if home else None
        if isinstance(made, Organisation):
            messages.success(
                request, _("{name} est enregistrée. Invitez maintenant une première personne.").format(name=made.name)
            )
            return redirect("members", pk=made.pk)
        taken = form.data.get(made.field or "", "") if isinstance(made, services.IdentifierTaken) else ""
    return form_page(request, "accounts/register.html", {"form": form, "taken": taken}, refused=form.errors)


def _registered(request: HttpRequest, form: OrganisationForm, home: Perimeter) -> Organisation | Refused:
    try:
        return services.register_organisation(
            by=request.viewer,  # type: ignore[attr-defined]
            at=request.clock.now,  # type: ignore[attr-defined]
            home=home,
            **form.described(),
        )
    except services.OutsideYourPerimeter as refusal:
        form.add_error("where", str(refusal))
        return refusal
    except Refused as refusal:
        say_refusal(form, refusal, perimeter="where")
        return refusal


def resolved_home(form: OrganisationForm, *, include_invented: bool) -> Perimeter | None:
    """The place that was meant; None when the commune is in doubt, which the form then says. Price: two queries."""
    where = form.cleaned_data["where"]
    if where != COMMUNE:
        return Perimeter(*where.split(":", 1))
    typed = form.cleaned_data.get("commune", "")
    found = meant_communes(typed, MOST, include_invented) if typed else []
    if len(found) == 1:
        return Perimeter("commune", found[0].code)
    form.add_error("commune", _doubt(typed, [f"{one.name} ({one.code}, {one.departement.name})" for one in found]))
    return None


def _doubt(typed: str, found: list[str]) -> str:
    if not typed:
        return _("Écrivez la commune, ou choisissez un autre lieu dans la liste.")
    if not found:
        return _("Aucune commune ne s’appelle ainsi. Vérifiez l’orthographe, ou écrivez son code à cinq caractères.")
    return _("Plusieurs communes répondent : {names}. Écrivez le code de la vôtre.").format(
        names="\u00a0; ".join(found)
    )
