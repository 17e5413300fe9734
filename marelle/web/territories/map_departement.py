"""The map of one département: communes with quarters, sites, schools, each a link to its page; tables say the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.observatory.queries import PublishedSite, published_sites
from marelle.domains.territories import queries
from marelle.domains.territories.queries import CommunePoint, SchoolLine
from marelle.kernel.access import NotFound
from marelle.web.ui.maps import MapPoint, outlines
from marelle.web.ui.paging import page_of
from marelle.web.ui.site_points import site_points
from marelle.web.ui.tables import Column, Table

from .columns import SITE_COLUMNS
from .map import Row, commune_points, ips_note, legends
from .places import quarter_table
from .schools import school_table

NETWORK, NONE = "rep", "aucun"
SCHOOLS = (
    (NETWORK, gettext_lazy("En éducation prioritaire (REP et REP+)")),
    ("ecole", gettext_lazy("Toutes les écoles")),
    ("college", gettext_lazy("Tous les collèges")),
    ("lycee_gt", gettext_lazy("Tous les lycées")),
    (NONE, gettext_lazy("Aucun")),
)
SCHOOLS_A_PAGE = 60
COMMUNE_COLUMNS = (
    Column(
        "name",
        gettext_lazy("Commune"),
        lambda one: one.name,
        "link",
        href=lambda one: reverse("commune", args=[one.code]),
    ),
    Column("quarters", gettext_lazy("Quartiers de 2024"), lambda one: one.quarters, "number"),
    Column("names", gettext_lazy("Leurs noms"), lambda one: ", ".join(one.names)),
)
_SITE_KEYS = ("name", "communes", "wave")
_SITES = tuple(column for column in SITE_COLUMNS if column.key in _SITE_KEYS)


class Choices(forms.Form):
    """Which schools the map shows; it lives in the address."""

    ecoles = forms.ChoiceField(label=gettext_lazy("Établissements scolaires"), choices=SCHOOLS, required=False)


def show(request: HttpRequest, code: str) -> HttpResponse:
    """Price: the queries of `published_sites`, and eight, whatever the département."""
    measured = next(iter(queries.measures_by_departement(code)), None)
    if measured is None or code not in outlines()["departements"]:
        raise NotFound
    form = Choices(request.GET if "ecoles" in request.GET else {"ecoles": NETWORK})
    form.is_valid()
    asked = form.cleaned_data.get("ecoles") or NETWORK
    everywhere = published_sites()
    sites = [site for site in everywhere if site.departement_code == code]
    communes = queries.communes_with_quarters(code)
    schools = _schools(code, asked)
    points = [*commune_points(communes), *school_points(schools), *site_points(sites)]
    context = {
        "departement": measured,
        "row": (row := Row(measured, len(sites) if everywhere else None)),
        "ips_note": ips_note(row) or "",
        "map_label": _("Carte du département : {name}").format(name=measured.name),
        "asked": asked,
        "form": form,
        "points": points,
        "unplaced": len(communes) + len(schools) + len(sites) - len(points),
        "legends": legends(sites, bool(communes), bool(schools)),
        **_tables(request, code, communes, sites, schools),
    }
    return render(request, "territories/map_departement.html", context)


def _schools(code: str, asked: str) -> list[SchoolLine]:
    """Price: two queries, none when no school is asked for."""
    if asked == NONE:
        return []
    found = queries.schools_in(code)
    if asked == NETWORK:
        return queries.school_lines(found.filter(networks__valid_to=None, networks__isnull=False).distinct())
    return queries.school_lines(found.filter(kind__in=queries.kinds_like(asked)))


def school_points(schools: Sequence[SchoolLine]) -> list[MapPoint]:
    """Schools as diamonds; one without coordinates is in the table only. Price: none."""
    return [
        MapPoint(
            lon=one.lon,
            lat=one.lat,
            label=one.shown_name,
            url=reverse("school", args=[one.uai]),
            detail=one.status,
            tone="small",
        )
        for one in schools
        if one.lon is not None and one.lat is not None
    ]


def _tables(
    request: HttpRequest,
    code: str,
    communes: Sequence[CommunePoint],
    sites: Sequence[PublishedSite],
    schools: Sequence[SchoolLine],
) -> dict[str, Any]:
    """What the map says, in rows. Price: three queries."""
    page = page_of(request, schools, SCHOOLS_A_PAGE)
    quarters = list(queries.quarters().filter(departement=code, generation=2024, valid_to=None))
    nothing = _("Aucune liste que nous ayons n’en nomme.")
    return {
        "communes": Table(
            COMMUNE_COLUMNS, communes, _("Communes ayant des quartiers de 2024"), anchor="communes", empty=nothing
        ),
        "quarters": quarter_table(quarters, _("Quartiers prioritaires de 2024")),
        "sites": Table(_SITES, sites, _("Cités éducatives du département"), anchor="cites", empty=nothing),
        "schools": school_table(list(page), _("Établissements scolaires sur la carte")),
        "page": page,
    }
