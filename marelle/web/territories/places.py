"""The pages of a commune, of a grouping of communes, of a priority neighbourhood, of a school, linked together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.observatory.queries import published_slugs
from marelle.domains.territories import queries
from marelle.domains.territories.models import Figure, Quarter, School
from marelle.domains.territories.states import SCHOOL_KINDS, SECTORS
from marelle.kernel.access import NotFound
from marelle.web.ui.tables import Column, Table

from .drawing import drawn
from .eligibility import shown_commune

# The families of schools among which one is compared, by a kind of each.
FAMILIES = (
    ("primaire", gettext_lazy("écoles")),
    ("college", gettext_lazy("collèges")),
    ("lycee_gt", gettext_lazy("lycées")),
)
MOST_DOTS = 60  # schools on one picture
SCHOOLS_A_PAGE = 60
FEWEST = 100  # schools: under that, a distribution says nothing
WIDTH = 5  # of one bar


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school with what the tables show of it."""

    school: School
    status: str
    pupils: Figure | None
    ips: Figure | None


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """A quarter with what the tables show of it."""

    quarter: Quarter
    population: Figure | None
    poverty: Figure | None


def _year(figure: Figure | None) -> str | None:
    return figure.period.label if figure else None


SCHOOL_COLUMNS = (
    Column(
        "name",
        gettext_lazy("Établissement"),
        lambda r: r.school.shown_name,
        "link",
        href=lambda r: f"/ecoles/{r.school.uai}/",
    ),
    Column("kind", gettext_lazy("Sorte"), lambda r: SCHOOL_KINDS[r.school.kind]),
    Column("sector", gettext_lazy("Secteur"), lambda r: SECTORS.get(r.school.sector)),
    Column("network", gettext_lazy("Éducation prioritaire"), lambda r: r.status),
    Column(
        "pupils",
        gettext_lazy("Élèves"),
        lambda r: r.pupils.shown if r.pupils else None,
        "number",
        note=lambda r: _year(r.pupils),
    ),
    Column("ips", gettext_lazy("IPS"), lambda r: r.ips.shown if r.ips else None, "number", note=lambda r: _year(r.ips)),
)
QUARTER_COLUMNS = (
    Column(
        "name",
        gettext_lazy("Quartier prioritaire"),
        lambda r: r.quarter.name,
        "link",
        href=lambda r: f"/quartiers/{r.quarter.code}/",
    ),
    Column("code", gettext_lazy("Code"), lambda r: r.quarter.code),
    Column("generation", gettext_lazy("Liste"), lambda r: str(r.quarter.generation)),
    Column(
        "population",
        gettext_lazy("Habitants"),
        lambda r: r.population.shown if r.population else None,
        "number",
        note=lambda r: _year(r.population),
    ),
    Column(
        "poverty",
        gettext_lazy("Taux de pauvreté (%)"),
        lambda r: r.poverty.shown if r.poverty else None,
        "number",
        note=lambda r: _year(r.poverty),
    ),
)


def commune(request: HttpRequest, code: str) -> HttpResponse:
    """Price: about fifteen queries, whatever the commune."""
    found = shown_commune(request, code)
    codes = queries.with_arrondissements(found.code)
    schools = school_rows(list(queries.schools_of(codes).filter(closed_on=None)))
    page = Paginator(schools, SCHOOLS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "commune": found,
        "parent": found.parent,
        "epci": queries.epci_of(found.parent_id or found.code),
        "contract": queries.contract_of(found.parent_id or found.code),
        "sites": sites_shown(request, codes),
        "figures": queries.history_of(f"commune:{found.code}"),
        "quarters": quarter_table(queries.quarters_of(codes), _("Quartiers prioritaires de la commune")),
        "schools": school_table(list(page), _("Établissements scolaires de la commune")),
        "page": page,
        "picture": ips_picture(schools, "college"),
        "drawing": drawn(queries.outline_of(commune=found.code)),
    }
    return render(request, "territories/commune.html", context)


def epci(request: HttpRequest, code: str) -> HttpResponse:
    """Price: three queries."""
    found = queries.epci(code)
    if found is None:
        raise NotFound
    columns = (
        Column("name", _("Commune"), lambda c: c.name, "link", href=lambda c: f"/communes/{c.code}/"),
        Column("code", _("Code"), lambda c: c.code),
        Column("population", _("Habitants"), lambda c: c.population, "number"),
    )
    members = list(queries.communes_of_epci(found))
    table = Table(columns, members, _("Communes du groupement"), empty=_("Aucune liste ne dit ses communes."))
    return render(request, "territories/epci.html", {"epci": found, "table": table, "count": len(members)})


def quarter(request: HttpRequest, code: str) -> HttpResponse:
    """Price: about twelve queries, whatever the quarter."""
    found = queries.quarter(code)
    if found is None or (found.invented and not request.clock.is_demonstration):  # type: ignore[attr-defined]
        raise NotFound
    communes = [link.commune for link in found.commune_links.all()]  # type: ignore[attr-defined]
    codes = [one.code for one in communes]
    near = school_rows(list(queries.schools_near(found.code)))
    context = {
        "quarter": found,
        "communes": communes,
        "contracts": queries.contracts_of(codes) if found.generation == 2024 else [],
        "figures": queries.history_of(f"quarter:{found.code}"),
        "became": list(found.became.all()),  # type: ignore[attr-defined]
        "came_from": list(found.came_from.all()),  # type: ignore[attr-defined]
        "sites": sites_shown(request, codes),
        "near": school_table(near, _("Établissements dont ce quartier est le plus proche")) if near else None,
        "drawing": drawn(queries.outline_of(quarter=found.code)),
    }
    return render(request, "territories/quarter.html", context)


def school(request: HttpRequest, uai: str) -> HttpResponse:
    """Price: about ten queries, whatever the school."""
    found = queries.school(uai)
    if found is None or (found.invented and not request.clock.is_demonstration):  # type: ignore[attr-defined]
        raise NotFound
    network = next(iter(found.networks.all()), None)  # type: ignore[attr-defined]
    history = queries.history_of(f"school:{found.uai}")
    heads = network.head_uai if network else ""
    members = list(queries.schools().filter(networks__head_uai=heads, networks__valid_to=None)) if heads else []
    context = {
        "school": found,
        "kind": SCHOOL_KINDS[found.kind],
        "sector": SECTORS.get(found.sector),
        "network": network,
        "members": school_table(school_rows(members), _("Le réseau d’éducation prioritaire")) if members else None,
        "figures": history,
        "distribution": _distribution(found, history),
    }
    return render(request, "territories/school.html", context)


def _distribution(found: School, history: Sequence[Figure]) -> dict[str, Any] | None:
    """The school's newest IPS among all that it is compared with, the same year; None where too little is known."""
    ips = next((figure for figure in history if figure.indicator_id == "ips"), None)
    kinds = queries.kinds_like(found.kind)
    family = next((name for kind, name in FAMILIES if kind in kinds), None)
    if ips is None or family is None:
        return None
    national = queries.distribution("ips", kinds, ips.starts_on.year)
    place = queries.position(found.uai, "ips", kinds, ips.starts_on.year)
    if national.count < FEWEST:
        return None
    return {
        "bins": [(one.low, one.low + WIDTH, one.count) for one in national.bins],
        "marks": [(ips.shown, _("cet établissement")), (national.quantiles[50], _("la moitié"))],
        "count": national.count,
        "year": ips.period.label,
        "family": family,
        "below": None if place is None else 100 * place.share_below,
    }


def ips_picture(rows: Sequence[SchoolRow], kind: str) -> dict[str, Any] | None:
    """Schools of one family, each a dot on the distribution of the country the same year; those in priority education
    are squares. None where too little is known. Price: one query."""
    kinds = queries.kinds_like(kind)
    known = [row for row in rows if row.ips and row.school.kind in kinds]
    if not known:
        return None
    newest = max(row.ips.starts_on for row in known if row.ips)
    same_year = [row for row in known if row.ips and row.ips.starts_on == newest][:MOST_DOTS]
    national = queries.distribution("ips", kinds, newest.year)
    if national.count < FEWEST:
        return None
    return {
        "bins": [(one.low, one.low + WIDTH, one.count) for one in national.bins],
        "dots": [(row.ips.shown, _dot_label(row), bool(row.status)) for row in same_year if row.ips],
        "marks": [(national.quantiles[50], _("la moitié"))],
        "year": f"{newest.year}-{newest.year + 1}",
        "count": national.count,
    }


def _dot_label(row: SchoolRow) -> str:
    return f"{row.school.shown_name} ({row.status})" if row.status else row.school.shown_name


def school_rows(schools: Sequence[School]) -> list[SchoolRow]:
    """Schools with their newest head count and IPS. Price: one query."""
    figures = queries.figures_of([f"school:{one.uai}" for one in schools], ["pupils", "ips"])
    rows = []
    for one in schools:
        network = next(iter(one.networks.all()), None)  # type: ignore[attr-defined]
        said = figures[f"school:{one.uai}"]
        rows.append(SchoolRow(one, network.status if network else "", said.get("pupils"), said.get("ips")))
    return rows


def school_table(rows: Sequence[SchoolRow], caption: str) -> Table:
    empty = _("Aucune liste d’établissements n’a été chargée ici.")
    return Table(SCHOOL_COLUMNS, rows, caption, anchor="etablissements", empty=empty)


def quarter_table(quarters: Sequence[Quarter], caption: str) -> Table:
    """Price: one query."""
    figures = queries.figures_of([f"quarter:{one.code}" for one in quarters], ["population", "poverty"])
    rows = [
        QuarterRow(one, said.get("population"), said.get("poverty"))
        for one in quarters
        for said in [figures[f"quarter:{one.code}"]]
    ]
    empty = _("Aucune liste que nous ayons n’en nomme.")
    return Table(QUARTER_COLUMNS, rows, caption, anchor="quartiers", empty=empty)


def sites_shown(request: HttpRequest, codes: Sequence[str]) -> list[Any]:
    """The published sites over these communes, today's first. Price: two queries."""
    published = published_slugs(include_invented=request.clock.is_demonstration)  # type: ignore[attr-defined]
    return [member for member in queries.sites_over(codes) if member.site.slug in published]
