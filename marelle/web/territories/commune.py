"""The page of a commune, and the list of its schools: a village shows them all at once, a city counts them first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.territories import queries
from marelle.domains.territories.models import Commune
from marelle.domains.territories.queries import SchoolLine
from marelle.domains.territories.states import NETWORKS, SCHOOL_FAMILIES
from marelle.kernel.words import plain
from marelle.web.ui.exports import export_csv
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Column, Table, read_sort, sort_rows

from .drawing import drawn
from .eligibility import shown_commune
from .places import quarter_table, sites_shown
from .schools import FAMILY_NAMES, SCHOOL_COLUMNS, families, ips_picture, school_table, year_of

ALL_AT_ONCE = 30  # schools: more of them have a page of their own
A_PAGE = 25
ANY_NETWORK, OTHERS = "oui", "autre"
UAI = Column("uai", gettext_lazy("UAI"), lambda line: line.uai)
YEARS = (
    Column("pupils_year", gettext_lazy("Année des élèves"), lambda line: year_of(line.pupils)),
    Column("ips_year", gettext_lazy("Année de l’IPS"), lambda line: year_of(line.ips)),
)
ARRONDISSEMENT = Column(
    "arrondissement",
    gettext_lazy("Arrondissement"),
    lambda line: line.commune_name,
    "link",
    sortable=True,
    href=lambda line: reverse("commune", args=[line.commune]) if line.commune else None,
    order=lambda line: line.commune,
)


class Filters(forms.Form):
    """Which schools of the commune; everything is optional and lives in the address."""

    q = forms.CharField(
        label=gettext_lazy("Nom de l’établissement"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    sorte = forms.ChoiceField(label=gettext_lazy("Sorte"), required=False)
    reseau = forms.ChoiceField(label=gettext_lazy("Éducation prioritaire"), required=False)
    arrondissement = forms.ChoiceField(label=gettext_lazy("Arrondissement"), required=False)

    def __init__(self, *args: Any, arrondissements: Sequence[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "sorte": [("", _("Toutes")), *FAMILY_NAMES.items(), (OTHERS, _("Autres"))],
            "reseau": [("", _("Peu importe")), (ANY_NETWORK, _("REP ou REP+")), *NETWORKS.items()],
            "arrondissement": [("", _("Tous")), *((one.code, one.name) for one in arrondissements)],
        }
        for name, said in choices.items():
            self.fields[name].choices = said  # type: ignore[attr-defined]
        if not arrondissements:
            del self.fields["arrondissement"]

    def keeps(self, line: SchoolLine) -> bool:
        """True for a school that answers to every filter that was understood."""
        wanted = self.cleaned_data
        kind, network = wanted.get("sorte"), wanted.get("reseau")
        family = next((name for name, kinds in SCHOOL_FAMILIES.items() if line.kind in kinds), OTHERS)
        return (
            (not kind or family == kind)
            and (not network or (bool(line.status) if network == ANY_NETWORK else line.status == network))
            and (wanted.get("arrondissement") or line.commune) == line.commune
            and all(word in plain(line.name) for word in plain(wanted.get("q") or "").split())
        )


def show(request: HttpRequest, code: str) -> HttpResponse:
    """Price: about twenty queries, whatever the commune."""
    found = shown_commune(request, code)
    arrondissements = queries.arrondissements_of(found.code)
    codes = [found.code, *(one.code for one in arrondissements)]
    schools = _open_schools(found)
    listed = reverse("commune_schools", args=[found.code]) if len(schools) > ALL_AT_ONCE else ""
    context = {
        "commune": found,
        "parent": found.parent,
        "arrondissements": arrondissements,
        "epci": queries.epci_of(found.parent_id or found.code),
        "contract": queries.contract_of(found.parent_id or found.code),
        "sites": sites_shown(request, codes),
        "figures": queries.history_of(f"commune:{found.code}"),
        "quarters": quarter_table(queries.quarters_of(codes), _("Quartiers prioritaires de la commune")),
        "count": len(schools),
        "listed": listed,
        "form": Filters(arrondissements=()),
        "families": families(queries.portrait_of(schools), listed) if listed else [],
        "schools": None if listed else school_table(schools, _("Établissements scolaires de la commune")),
        "picture": ips_picture(schools, "college", listed),
        "drawing": drawn(queries.outline_of(commune=found.code)),
    }
    return render(request, "territories/commune.html", context)


def show_schools(request: HttpRequest, code: str) -> HttpResponse:
    """Price: five queries, whatever the number of schools."""
    found = shown_commune(request, code)
    arrondissements, form, chosen = _chosen(request, found)
    columns = [replace(column, sortable=column.key != "sector") for column in SCHOOL_COLUMNS]
    columns[1:1] = [ARRONDISSEMENT] if arrondissements else []
    sort = read_sort(request, columns, default="name")
    page = page_of(request, sort_rows(chosen, columns, sort), A_PAGE)
    table = Table(
        columns,
        list(page),
        _("Établissements scolaires de la commune"),
        sort=sort,
        query=request.GET,
        anchor="etablissements",
        empty=_("Aucun établissement ne correspond. Effacez un filtre ou essayez un autre mot."),
        caption_hidden=True,
    )
    context = {"commune": found, "form": form, "count": len(chosen), "page": page, "table": table}
    context["has_arrondissements"] = bool(arrondissements)
    return render(request, "territories/commune_schools.html", context)


def schools_as_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """The same list, whole, with the code of each school. Price: five queries."""
    found = shown_commune(request, code)
    arrondissements, _form, chosen = _chosen(request, found)
    columns = [UAI, SCHOOL_COLUMNS[0], *([ARRONDISSEMENT] if arrondissements else []), *SCHOOL_COLUMNS[1:], *YEARS]
    return export_csv(columns, chosen, f"etablissements-{found.code}.csv")


def _open_schools(commune: Commune) -> list[SchoolLine]:
    return queries.school_lines(queries.schools_of([commune.code]).filter(closed_on=None))


def _chosen(request: HttpRequest, commune: Commune) -> tuple[Sequence[Commune], Filters, list[SchoolLine]]:
    arrondissements = queries.arrondissements_of(commune.code)
    form = Filters(request.GET, arrondissements=arrondissements)
    form.is_valid()
    return arrondissements, form, [line for line in _open_schools(commune) if form.keeps(line)]
