"""The library of actions: what cités show each other, to read, and to take up in one's own project with credit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.access import library, visible_projects
from marelle.domains.projects.access.actions import READ, WRITE
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import offered_to_all
from marelle.domains.projects.queries.registers import known_of_action
from marelle.domains.projects.services import reuse_action
from marelle.kernel.access import NotFound
from marelle.kernel.questionnaires import evaluate
from marelle.web.ui.answers import form_page, given
from marelle.web.ui.paging import page_of
from marelle.web.ui.questionnaire import read_only
from marelle.web.ui.tables import Column, Table

from .action_columns import rows_of
from .action_forms import LibraryFilters, TakeUpForm

# What is never shown of another cité: who is to be called, what it wrote for itself.
PRIVATE = frozenset({"responsible", "notes", "documents"})
COLUMNS = (
    Column(
        "action",
        gettext_lazy("Action"),
        lambda row: row.action.title,
        kind="link",
        href=lambda row: reverse("action_shared", args=[row.action.pk]),
    ),
    Column("cite", gettext_lazy("Cité"), lambda row: row.action.project.site.name),
    Column("annee", gettext_lazy("Année"), lambda row: str(row.action.year)),
    Column("objectif", gettext_lazy("Objectif"), lambda row: row.objectives.get(row.action.objective)),
    Column("themes", gettext_lazy("Thèmes"), lambda row: row.themes),
    Column("ages", gettext_lazy("Âges"), lambda row: row.ages),
    Column("moments", gettext_lazy("Moments"), lambda row: row.moments),
)


def show(request: HttpRequest) -> HttpResponse:
    """Price: ten queries, whatever the number of actions."""
    request.viewer.must(READ)  # type: ignore[attr-defined]
    form = LibraryFilters(request.GET)
    themes = [form.said("theme")] if form.said("theme") else []
    found = offered_to_all(form.said("q"), themes, form.said("objectif"))
    page = page_of(request, found)
    table = Table(
        COLUMNS,
        rows_of(page.object_list),
        _("Actions que des cités partagent"),
        query=request.GET,
        caption_hidden=True,
        empty=_("Aucune action ne correspond. Effacez un filtre ou essayez un autre mot."),
    )
    narrowed = any(request.GET.get(name) for name in form.fields)
    content = {
        "form": form,
        "page": page,
        "table": table,
        "narrowed": narrowed,
        "any": bool(page.object_list),
    }
    return render(request, "projects/library.html", content)


def shared(request: HttpRequest, pk: int) -> HttpResponse:
    """One action of the library: its sheet, and taking it up. Price: fourteen queries at most."""
    viewer = request.viewer  # type: ignore[attr-defined]
    viewer.must(READ)
    action = library().select_related("sheet__questionnaire").filter(pk=pk).first()
    if action is None:
        raise NotFound
    projects = [one for one in visible_projects(viewer, WRITE).order_by("site__plain") if _goes_on(one)]
    year = request.clock.now.year + 1  # type: ignore[attr-defined]
    form = TakeUpForm(request.POST if request.method == "POST" else None, projects, year) if projects else None
    if request.method == "POST":
        if form is None:
            viewer.must(WRITE, frozenset())
        answer = _taken_up(request, action, form, projects) if form is not None else None
        if answer is not None:
            return answer
    content = {"action": action, "site": action.project.site, "form": form, "sections": _sections(action)}
    return form_page(request, "projects/library_action.html", content, refused=form is not None and form.errors)


def _goes_on(project: Project) -> bool:
    return project.state not in ("ended", "withdrawn")


def _taken_up(request: HttpRequest, action: Action, form: TakeUpForm, projects: list[Project]) -> HttpResponse | None:
    if not form.is_valid():
        return None
    told: dict[str, Any] = {"by": request.viewer, "at": request.clock.now, "action": action}  # type: ignore[attr-defined]
    told["project"] = next(one for one in projects if str(one.pk) == form.cleaned_data["project"])
    made = given(form, lambda: reuse_action(year=int(form.cleaned_data["year"]), **told))
    if made is None:
        return None
    messages.success(
        request,
        _("L’action est reprise dans votre projet, avec sa source. Complétez les lieux, le public et le budget."),
    )
    return redirect("action_section", pk=made.pk, section=made.sheet.questionnaire.form.sections[0].code)


def _sections(action: Action) -> list[Any]:
    """The sheet to read, without what its cité keeps for itself."""
    form = action.sheet.questionnaire.form
    answers = {code: value for code, value in action.sheet.answers.items() if code not in PRIVATE}
    known, _proposed = known_of_action(action)
    seen = evaluate(form, answers, known)
    shown = type(seen)(seen.shown - PRIVATE, seen.sections, seen.values, seen.known)
    return read_only(form, shown)
