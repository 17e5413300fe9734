"""The chapters of a project: who sees to each, how far it is, what is missing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.accounts.models import Person
from marelle.domains.projects import services
from marelle.domains.projects.access.files import LEAD, may_write
from marelle.domains.projects.queries import files as queries
from marelle.domains.projects.queries import plan
from marelle.web.ui.answers import form_page, given

from .forms import OwnerForm
from .showing import days_words, file_for, page


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: thirteen queries at most; giving a chapter to somebody, five more."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    file, refused = file_for(request, pk), None
    leads = viewer.may(LEAD, file.perimeters()) and file.project.state == "finalising"
    people = queries.people_of(file, now) if leads else []
    if request.method == "POST":
        section = request.POST.get("section", "")
        form = OwnerForm(request.POST, people=people)
        if form.is_valid() and _entrust(request, file, section, form, people):
            messages.success(request, _("Le chapitre est confié."))
            return redirect("project_chapters", pk=pk)
        refused = form
    left, threads = queries.what_is_left(file), plan.open_threads(file)
    rows = [_row(viewer, file, one, threads, people if leads else None) for one in left.chapters]
    content = page(
        request,
        file,
        "project_chapters",
        rows=rows,
        leads=leads,
        papers=queries.papers_of(file),
        refused=refused,
        time_left=days_words(plan.countdown_of(file, now)),
    )
    return form_page(request, "projects/chapters.html", content, refused=refused)


def _entrust(request: HttpRequest, file: Any, section: str, form: OwnerForm, people: list[Person]) -> Any:
    owner = next((one for one in people if one.pk == form.cleaned_data["owner"]), None)
    told = {"by": request.viewer, "at": request.clock.now, "file": file}  # type: ignore[attr-defined]
    return given(form, lambda: services.entrust_chapter(section=section, owner=owner, **told))


def _row(viewer: Any, file: Any, one: Any, threads: dict[int, int], people: list[Person] | None) -> dict[str, Any]:
    initial = {"owner": str(one.chapter.owner_id or "")}
    auto_id = f"id_{one.section.code}_%s"
    form = OwnerForm(initial=initial, people=people, auto_id=auto_id) if people is not None else None
    return {
        "it": one,
        "threads": threads.get(one.chapter.pk, 0),
        "may_write": may_write(viewer, file, one.chapter),
        "form": form,
    }
