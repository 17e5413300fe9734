"""The actions of a project: narrowed, sorted, in a file of any format from the same columns."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.access.actions import READ, WRITE
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries import actions_of
from marelle.domains.projects.queries.coverage import poor_quarters
from marelle.domains.projects.states.actions import ACTION
from marelle.kernel.access import NotFound, load
from marelle.web.ui.paging import page_of
from marelle.web.ui.spreadsheets import FORMATS, export
from marelle.web.ui.tables import Table, read_sort, sort_rows

from .action_columns import COLUMNS, FILE_COLUMNS, Row, narrowed, rows_of
from .action_forms import ActionFilters
from .plan_poverty import definition_words


def project_for(request: HttpRequest, pk: int) -> Project:
    """One project, to whoever may follow it. Price: one query."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_projects(viewer), pk=pk)


def _rows(request: HttpRequest, project: Project, *, files: bool) -> list[Row]:
    """Price: twelve queries at most. The quarters are those of the year, or of the nearest that the project has."""
    year = min(max(request.clock.now.year, project.years[0]), project.years[-1])  # type: ignore[attr-defined]
    return rows_of(actions_of(project, viewer=request.viewer), poor_quarters(project, year), files=files)  # type: ignore[attr-defined]


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: fifteen queries at most, whatever the number of actions."""
    project = project_for(request, pk)
    form, every = ActionFilters(request.GET, project.years), _rows(request, project, files=False)
    kept, sort = narrowed(every, form), read_sort(request, COLUMNS, default="fiche")
    page = page_of(request, sort_rows(kept, COLUMNS, sort))
    empty = _("Aucune action ne correspond. Effacez un filtre ou essayez un autre mot.")
    table = Table(COLUMNS, list(page), _("Actions"), sort, request.GET, empty=empty, caption_hidden=True)
    viewer = request.viewer  # type: ignore[attr-defined]
    content: dict[str, Any] = {
        "project": project,
        "site": project.site,
        "form": form,
        "any": bool(every),
        "count": len(kept),
        "figures": _figures(every),
        "table": table,
        "page": page,
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "exports": _exports(request, project),
        "definition": definition_words(),
        "writes": viewer.may(WRITE, project.perimeters()),
    }
    return render(request, "projects/actions.html", content)


def _figures(rows: list[Row]) -> list[tuple[Any, int]]:
    counted = [(one.label, sum(row.action.state == one.code for row in rows)) for one in ACTION.states]
    return [(label, count) for label, count in counted if count]


def _exports(request: HttpRequest, project: Project) -> list[tuple[Any, str]]:
    query = request.GET.copy()
    query.pop("page", None)
    said = f"?{query.urlencode()}" if query else ""
    return [
        (label, reverse("project_actions_file", args=[project.pk, ending]) + said) for ending, label in FORMATS.items()
    ]


def as_file(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """The same list, with the same filters and the same order. Price: ten queries."""
    project = project_for(request, pk)
    if ending not in FORMATS:
        raise NotFound
    form, sort = ActionFilters(request.GET, project.years), read_sort(request, COLUMNS, default="fiche")
    rows = sort_rows(narrowed(_rows(request, project, files=True), form), COLUMNS, sort)
    name = _("actions-{site}").format(site=project.site.slug)
    return export(request.viewer, FILE_COLUMNS, lambda: rows, name, ending)  # type: ignore[attr-defined]
