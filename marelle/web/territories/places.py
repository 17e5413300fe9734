"""The pages of a grouping of communes, of a priority neighbourhood, of a school, linked together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
from .schools import FAMILIES, FEWEST, WIDTH, school_table, year_of


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """A quarter with what the tables show of it."""

    quarter: Quarter
    population: Figure | None
    poverty: Figure | None


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
        note=lambda r: year_of(r.population),
    ),
    Column(
        "poverty",
        gettext_lazy("Taux de pauvreté (%)"),
        lambda r: r.poverty.shown if r.poverty else None,
        "number",
        note=lambda r: year_of(r.poverty),
    ),
)


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
    near = queries.school_lines(queries.schools_near(found.code))
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
    members = queries.schools().filter(networks__head_uai=heads, networks__valid_to=None)
    context = {
        "school": found,
        "kind": SCHOOL_KINDS[found.kind],
        "sector": SECTORS.get(found.sector),
        "network": network,
        "members": school_table(queries.school_lines(members), _("Le réseau d’éducation prioritaire"))
        if heads
        else None,
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
