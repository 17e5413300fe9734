"""The plan as files, for whoever recomputes it by hand: cells, slots, young people, and how they follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.coverage import Coverage, coverage_of
from marelle.engines.coverage import rows, slot_rows, young_rows
from marelle.kernel.access import NotFound
from marelle.web.ui.books import BOOKS, Sheet, export_book
from marelle.web.ui.spreadsheets import export

from .plan_asked import Asked, project_for, year_of
from .plan_columns import CELL_COLUMNS, HOW, HOW_COLUMNS, POVERTY_COLUMNS, SLOT_COLUMNS, YOUNG_COLUMNS


def book(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """The whole plan of a year in one file; a CSV, which has one sheet, holds the cells. Price: that of `coverage_of`,
    and one for the rights."""
    project = project_for(request, pk)
    year, viewer = year_of(request, project), request.viewer  # type: ignore[attr-defined]
    name = file_name(project, year)
    if ending == "csv":
        return export(viewer, CELL_COLUMNS, lambda: rows(coverage_of(project, year).matrix, themes=True), name, "csv")
    if ending not in BOOKS:
        raise NotFound
    return export_book(viewer, lambda: sheets_of(coverage_of(project, year)), name, ending)


def slots(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The slots as a CSV. Price: as `book`."""
    project = project_for(request, pk)
    year, viewer = year_of(request, project), request.viewer  # type: ignore[attr-defined]
    name = _("{plan}-creneaux").format(plan=file_name(project, year))
    return export(viewer, SLOT_COLUMNS, lambda: slot_rows(coverage_of(project, year).matrix), name, "csv")


def young(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The counts of young people as a CSV. Price: as `book`."""
    project = project_for(request, pk)
    year, viewer = year_of(request, project), request.viewer  # type: ignore[attr-defined]
    name = _("{plan}-jeunes").format(plan=file_name(project, year))
    return export(viewer, YOUNG_COLUMNS, lambda: young_rows(coverage_of(project, year).matrix.plan.young), name, "csv")


def file_name(project: Project, year: int) -> str:
    return _("plan-{site}-{year}").format(site=project.site.slug, year=year)


def sheets_of(coverage: Coverage) -> Iterable[Sheet]:
    """How to read first, then what came out and what went in."""
    matrix = coverage.matrix
    yield Sheet(_("lire d’abord"), HOW_COLUMNS, how_lines(coverage))
    yield Sheet(_("cases"), CELL_COLUMNS, rows(matrix, themes=True))
    yield Sheet(_("créneaux"), SLOT_COLUMNS, slot_rows(matrix))
    yield Sheet(_("jeunes"), YOUNG_COLUMNS, young_rows(matrix.plan.young))
    yield Sheet(_("quartiers"), POVERTY_COLUMNS, poverty_rows(coverage))


def poverty_rows(coverage: Coverage) -> Iterable[dict[str, Any]]:
    """One row a quarter: its rate with its source, its side, what is offered there and to how many."""
    sides = coverage.sides
    for quarter in coverage.quarters:
        rate, (offered, young) = coverage.rates.get(quarter.pk), coverage.matrix.offered(quarters=(quarter.pk,))
        yield {
            "quarter": quarter.pk,
            "name": quarter.name,
            "rate": rate.value if rate else None,
            "source": rate.source if rate else None,
            "on": rate.starts_on.isoformat() if rate else None,
            "side": sides.of(quarter.pk),
            "young_low": young.low,
            "young_high": young.high,
            "offered_low": offered.low,
            "offered_high": offered.high,
        }


def how_lines(coverage: Coverage) -> Sequence[str]:
    """The method, after the names of what it speaks of."""
    told = _("{site}, plan de {year}").format(site=coverage.project.site.name, year=coverage.year)
    named = [_("{code} : {name}").format(code=quarter.pk, name=quarter.name) for quarter in coverage.quarters]
    return [told, *named, *map(str, HOW)]


def exports_of(asked: Asked) -> list[dict[str, Any]]:
    """The links of the files, with what each holds."""

    def link(label: str, name: str, *more: str) -> dict[str, Any]:
        return {"label": label, "url": f"{reverse(name, args=[asked.project.pk, *more])}?annee={asked.year}"}

    return [
        link(_("Classeur Excel (.xlsx)"), "project_plan_book", "xlsx"),
        link(_("Classeur LibreOffice (.ods)"), "project_plan_book", "ods"),
        link(_("JSON"), "project_plan_book", "json"),
        link(_("Cases (CSV)"), "project_plan_book", "csv"),
        link(_("Créneaux (CSV)"), "project_plan_slots"),
        link(_("Jeunes (CSV)"), "project_plan_young"),
    ]
