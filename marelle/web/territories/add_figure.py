"""Adding what a source says of a commune, of one of its quarters or of one of its schools."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Commune
from marelle.kernel.errors import Refused
from marelle.kernel.periods import Period, civil_year, school_year

from .eligibility import shown_commune

CALENDARS = {"civil": gettext_lazy("année civile"), "school": gettext_lazy("année scolaire (celle qui commence)")}


class FigureForm(forms.Form):
    """One figure, with its source. Only shows and collects."""

    place = forms.ChoiceField(label=gettext_lazy("De quel lieu"))
    indicator = forms.ChoiceField(label=gettext_lazy("Quel chiffre"))
    value = forms.DecimalField(
        label=gettext_lazy("Valeur"),
        help_text=gettext_lazy("Pour un programme : 1 si le lieu est concerné, 0 si une source dit que non."),
        max_digits=13,
        decimal_places=4,
        localize=True,
    )
    year = forms.IntegerField(label=gettext_lazy("Année"), min_value=1990, max_value=2100)
    calendar = forms.ChoiceField(label=gettext_lazy("Compte par"), choices=list(CALENDARS.items()))
    source_name = forms.CharField(label=gettext_lazy("Source : son nom"), max_length=200)
    source_url = forms.URLField(
        label=gettext_lazy("Source : son adresse"), required=False, max_length=500, assume_scheme="https"
    )
    note = forms.CharField(label=gettext_lazy("Précision"), required=False, max_length=300)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        said = [(code, _(sheet.label)) for code, sheet in queries.indicators().items()]
        self.fields["indicator"].choices = [("", _("Choisissez")), *said]  # type: ignore[attr-defined]

    @property
    def period(self) -> Period:
        year, calendar = self.cleaned_data["year"], self.cleaned_data["calendar"]
        return school_year(year) if calendar == "school" else civil_year(year)


def write(request: HttpRequest, code: str) -> HttpResponse:
    """Price: four queries to show it, seven to keep it."""
    commune = shown_commune(request, code)
    request.viewer.must("territories.add_figure", commune.perimeters())  # type: ignore[attr-defined]
    form = FigureForm(request.POST or None, places=_places(commune), initial={"place": f"commune:{commune.code}"})
    if request.method == "POST" and form.is_valid() and _keep(request, form):
        messages.success(request, _("Le chiffre est ajouté, avec sa source. Les réponses en tiennent compte."))
        return redirect("eligibility", code=commune.code)
    return render(request, "territories/add_figure.html", {"form": form, "commune": commune})


def _places(commune: Commune) -> list[tuple[str, str]]:
    quarters = queries.quarters_of([commune.code])
    schools = queries.schools_of([commune.code])
    return [
        (f"commune:{commune.code}", commune.name),
        *((f"quarter:{one.code}", f"{one.name} ({one.code})") for one in quarters),
        *((f"school:{one.uai}", f"{one.name} ({one.uai})") for one in schools),
    ]


def _keep(request: HttpRequest, form: FigureForm) -> bool:
    said = form.cleaned_data
    try:
        services.add_figure(
            by=request.viewer,  # type: ignore[attr-defined]
            place=said["place"],
            indicator=said["indicator"],
            period=form.period,
            value=said["value"],
            source=services.cite_source(name=said["source_name"], url=said["source_url"]),
            note=said["note"],
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True
