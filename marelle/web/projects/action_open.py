"""Opening an action: from the project, for whoever writes its plan; from one's organisation, for an operator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marelle.domains.projects.access import own_actions, own_bodies, visible_projects
from marelle.domains.projects.access.actions import READ, WRITE
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries import projects_to_write_in
from marelle.domains.projects.services import open_action
from marelle.kernel.access import load
from marelle.web.ui.answers import form_page, given
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Table, read_sort, sort_rows

from .action_columns import OWN_COLUMNS, rows_of
from .action_forms import OpenForm, OwnOpenForm


def next_year(request: HttpRequest, years: range) -> int:
    """The year for which one most likely plans: the one to come, within those of the project."""
    year = request.clock.now.year + 1  # type: ignore[attr-defined]
    return min(max(year, years.start), years.stop - 1) if years else int(year)


def in_project(request: HttpRequest, pk: int) -> HttpResponse:
    """A new sheet in a project. Price: two queries to show it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    project = load(viewer, READ, visible_projects(viewer), pk=pk)
    viewer.must(WRITE, project.perimeters())
    sent = request.POST if request.method == "POST" else None
    form = OpenForm(sent, project.years, next_year(request, project.years))
    if form.is_bound and form.is_valid():
        made = _opened(request, form, project)
        if made is not None:
            return made
    content = {"form": form, "project": project, "site": project.site}
    return form_page(request, "projects/action_open.html", content, refused=form.errors)


def _opened(request: HttpRequest, form: OpenForm, project: Project, **more: Any) -> HttpResponse | None:
    told = {"by": request.viewer, "at": request.clock.now, "project": project}  # type: ignore[attr-defined]
    answers = {**form.answers(), "year": form.cleaned_data["year"]}
    made = given(form, lambda: open_action(answers=answers, **told, **more))
    if made is None:
        return None
    messages.success(request, _("La fiche {code} est ouverte. Écrivez-la section par section.").format(code=made.code))
    return redirect("action_section", pk=made.pk, section=made.sheet.questionnaire.form.sections[0].code)


def for_own_body(request: HttpRequest) -> HttpResponse:
    """A new sheet of one's organisation, in a cité that one chooses. Price: three queries to show it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    bodies = list(own_bodies(viewer))
    projects = list(projects_to_write_in(bodies[0].invented)) if bodies else []
    years = range(
        min((one.years.start for one in projects), default=0), max((one.years.stop for one in projects), default=0)
    )
    sent = request.POST if request.method == "POST" else None
    form = OwnOpenForm(sent, bodies, projects, years, next_year(request, years))
    if form.is_bound and form.is_valid():
        project = next(one for one in projects if str(one.pk) == form.cleaned_data["project"])
        body = next(one for one in bodies if str(one.pk) == form.cleaned_data["body"])
        made = _opened(request, form, project, operator=body)
        if made is not None:
            return made
    content = {"form": form, "bodies": bodies, "projects": projects}
    return form_page(request, "projects/action_open_own.html", content, refused=form.errors)


def mine(request: HttpRequest) -> HttpResponse:
    """The actions of one's organisations, whatever the cité. Price: eleven queries, whatever their number."""
    viewer = request.viewer  # type: ignore[attr-defined]
    bodies = list(own_bodies(viewer))
    rows = rows_of(own_actions(viewer).order_by("-year", "number", "pk")) if bodies else []
    sort = read_sort(request, OWN_COLUMNS)
    page = page_of(request, sort_rows(rows, OWN_COLUMNS, sort))
    table = Table(OWN_COLUMNS, list(page), _("Actions de mon organisme"), sort, request.GET, caption_hidden=True)
    return render(request, "projects/actions_mine.html", {"bodies": bodies, "table": table, "page": page, "rows": rows})
