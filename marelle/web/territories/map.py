"""The map: the country by measure, and each département with its communes, sites and schools; tables say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.observatory.queries import PublishedSite, published_sites
from marelle.domains.territories import queries
from marelle.domains.territories.queries import CommunePoint, DepartementMeasures
from marelle.web.ui.maps import Area, MapPoint, Shading, outlines
from marelle.web.ui.site_points import site_points
from marelle.web.ui.tables import Column, Table, read_sort, sort_rows

SITES, QUARTERS = "cites", "quartiers"


@dataclass(frozen=True, slots=True)
class Row:
    """One département of the table: its measures, its sites (None: we publish none anywhere, so nothing is known)."""

    measures: DepartementMeasures
    sites: int | None

    @property
    def address(self) -> str | None:
        """Its own map; None for a territory that the sheet does not draw."""
        return reverse("map_departement", args=[self.measures.code]) if self.is_drawn else None

    @property
    def is_drawn(self) -> bool:
        return self.measures.code in outlines()["departements"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to shade the map: how it is named, read from a row and said of one département."""

    label: str | Promise
    value: Callable[[Row], Any]
    said: Callable[[Any], str]
    zero: str | Promise
    decimals: int = 0


def _quarters_said(count: int) -> str:
    return ngettext("{count} quartier de 2024", "{count} quartiers de 2024", count).format(count=count)


def _sites_said(count: int) -> str:
    return ngettext("{count} cité", "{count} cités", count).format(count=count)


def _schools_said(count: int) -> str:
    text = ngettext("{count} établissement en REP ou REP+", "{count} établissements en REP ou REP+", count)
    return text.format(count=count)


def _ips_said(value: Any) -> str:
    return _("IPS médian des collèges {value}").format(value=str(value).replace(".", ","))


MEASURES = {
    "quartiers": Measure(
        gettext_lazy("Quartiers prioritaires de 2024"),
        lambda row: row.measures.quarters,
        _quarters_said,
        gettext_lazy("aucun dans nos listes"),
    ),
    "cites": Measure(
        gettext_lazy("Cités éducatives"), lambda row: row.sites, _sites_said, gettext_lazy("aucune dans nos listes")
    ),
    "ecoles": Measure(
        gettext_lazy("Établissements en REP ou REP+"),
        lambda row: row.measures.network_schools,
        _schools_said,
        gettext_lazy("aucun dans nos listes"),
    ),
    "ips": Measure(
        gettext_lazy("IPS médian des collèges"), lambda row: row.measures.median_ips, _ips_said, "0", decimals=1
    ),
}
LAYERS = ((SITES, gettext_lazy("Cités éducatives")), (QUARTERS, gettext_lazy("Communes ayant des quartiers de 2024")))


def ips_note(row: Row) -> str | None:
    """Of how many collèges the median is made, and the school year."""
    said = row.measures
    if said.ips_year is None:
        return None
    text = ngettext("{count} collège, {year}", "{count} collèges, {year}", said.colleges)
    return text.format(count=said.colleges, year=f"{said.ips_year}-{said.ips_year + 1}")


COLUMNS = (
    Column(
        "name",
        gettext_lazy("Département"),
        lambda row: row.measures.name,
        "link",
        sortable=True,
        href=lambda row: row.address,
    ),
    Column("code", gettext_lazy("Code"), lambda row: row.measures.code, sortable=True),
    Column("region", gettext_lazy("Région"), lambda row: row.measures.region, sortable=True),
    *(
        Column(
            key,
            measure.label,
            measure.value,
            "number",
            sortable=True,
            note=ips_note if key == "ips" else None,
        )
        for key, measure in MEASURES.items()
    ),
)


class Choices(forms.Form):
    """What the map of the country shows; it lives in the address."""

    mesure = forms.ChoiceField(
        label=gettext_lazy("Couleur des départements"),
        choices=[(key, measure.label) for key, measure in MEASURES.items()],
        required=False,
    )
    couche = forms.MultipleChoiceField(
        label=gettext_lazy("Points"), choices=LAYERS, required=False, widget=forms.CheckboxSelectMultiple
    )


def show(request: HttpRequest) -> HttpResponse:
    """The country. Price: the queries of `published_sites`, and two."""
    form = Choices(request.GET if "mesure" in request.GET else {"mesure": QUARTERS, "couche": [SITES]})
    form.is_valid()
    measure = MEASURES[form.cleaned_data.get("mesure") or QUARTERS]
    layers = form.cleaned_data.get("couche") or []
    sites = published_sites()
    rows = _rows(sites)
    sort = read_sort(request, COLUMNS, default="name")
    context = {
        "form": form,
        "table": Table(
            COLUMNS,
            sort_rows(rows, COLUMNS, sort),
            _("Les départements, mesure par mesure"),
            sort=sort,
            query=request.GET,
            anchor="tableau",
        ),
        "shading": _shading(rows, measure),
        "points": _points(sites if SITES in layers else [], QUARTERS in layers),
        "legends": legends(sites if SITES in layers else [], QUARTERS in layers),
        "measure": measure,
    }
    return render(request, "territories/map.html", context)


def _rows(sites: Sequence[PublishedSite]) -> list[Row]:
    """Every département; of the other territories, those where something is. Price: one query."""
    count = Counter(site.departement_code for site in sites)
    rows = [Row(one, count[one.code] if sites else None) for one in queries.measures_by_departement()]
    return [row for row in rows if row.is_drawn or row.sites or row.measures.quarters or row.measures.network_schools]


def _shading(rows: Sequence[Row], measure: Measure) -> Shading:
    areas = []
    for row in rows:
        value = measure.value(row)
        said = _("inconnu") if value is None else measure.said(value)
        if row.address:
            areas.append(Area(row.measures.code, row.address, value, f"{row.measures.name}, {said}"))
    return Shading(areas, measure.label, measure.zero, _("inconnu"), measure.decimals)


def _points(sites: Sequence[PublishedSite], with_quarters: bool) -> list[MapPoint]:
    """Price: one query when the quarters are asked for."""
    return [*site_points(sites), *(commune_points(queries.communes_with_quarters()) if with_quarters else [])]


def commune_points(communes: Sequence[CommunePoint]) -> list[MapPoint]:
    """Communes as rings, as large as the number of their quarters; one without coordinates is in the table only."""
    return [
        MapPoint(
            lon=one.lon,
            lat=one.lat,
            label=one.name,
            url=reverse("commune", args=[one.code]),
            detail=_quarters_said(one.quarters),
            tone="sized",
            amount=one.quarters,
        )
        for one in communes
        if one.lon is not None and one.lat is not None
    ]


def legends(sites: Sequence[PublishedSite], communes: bool = False, schools: bool = False) -> dict[str, str]:
    """The words of each kind of point, empty where the map has none."""
    return {
        "site": _("Une cité") if any(not site.amounts for site in sites) else "",
        "known": _("Une cité dont un montant annuel est connu") if any(site.amounts for site in sites) else "",
        "commune": _("Une commune\u00a0: plus le cercle est grand, plus elle a de quartiers") if communes else "",
        "school": _("Un établissement scolaire") if schools else "",
    }
