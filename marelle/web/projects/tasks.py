"""Every task of one project, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.domains.projects.access.files import WRITE
from marelle.domains.projects.queries import files as queries
from marelle.domains.projects.queries import plan
from marelle.kernel.access import Forbidden
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page
from marelle.web.ui.questionnaire.writing import whole_number

from .follow import give_task
from .forms import TaskForm
from .showing import file_for, page


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: six queries."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    file = file_for(request, pk)
    if not queries.takes_part(viewer, file, queries.chapters_of(file)):
        raise Forbidden(permission=WRITE)
    people = queries.people_of(file, now)
    then, _colon, number = request.POST.get("then", "").partition(":")
    form = TaskForm(request.POST if then == "task" else None, people=people)
    refusal = None
    if then in ("done", "undone"):
        refusal = _finish(request, pk, number, done=then == "done")
        if refusal is None:
            return redirect("project_tasks", pk=pk)
    told = {"by": viewer, "at": now, "file": file}
    if then == "task" and (said := give_task(form, told, people)):
        messages.success(request, said)
        return redirect("project_tasks", pk=pk)
    titles = {one.code: one.title for one in file.sheet.questionnaire.form.sections}
    tasks = [(one, titles.get(one.chapter.section, "") if one.chapter else "") for one in plan.tasks_of(file)]
    content = page(request, file, "project_tasks", tasks=tasks, form=form, today=now.date(), refusal=refusal)
    return form_page(request, "projects/tasks.html", content, refused=form.errors or refusal)


def _finish(request: HttpRequest, pk: int, number: str, *, done: bool) -> Refused | None:
    told = {"by": request.viewer, "at": request.clock.now, "file": file_for(request, pk)}  # type: ignore[attr-defined]
    try:
        services.finish_task(task=whole_number(number), done=done, **told)
    except Refused as refusal:
        return refusal
    messages.success(request, _("C’est noté."))
    return None
