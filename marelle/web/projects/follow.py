"""What a team says of one chapter and has to do in it: its state, its threads, its tasks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.domains.projects.access.files import WRITE, may_write
from marelle.domains.projects.models import ProjectFile
from marelle.domains.projects.queries import files as queries
from marelle.domains.projects.queries import plan
from marelle.domains.projects.states.chapters import CHAPTER
from marelle.kernel.access import Forbidden, NotFound
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, given
from marelle.web.ui.moments import moment
from marelle.web.ui.questionnaire import fault_lines
from marelle.web.ui.questionnaire.writing import whole_number

from .forms import CommentForm, TaskForm
from .showing import file_for, page


def chapter(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """The state of a chapter, what is missing in it, its threads and its tasks. Price: fifteen queries at most."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    file = file_for(request, pk)
    left = queries.what_is_left(file)
    here = left.of(section)
    if here is None:
        raise NotFound
    if not queries.takes_part(viewer, file, [one.chapter for one in left.chapters]):
        raise Forbidden(permission=WRITE)
    people = queries.people_of(file, now)
    asked = request.POST.get("then", "")
    comment = CommentForm(request.POST if asked == "comment" else None)
    task = TaskForm(request.POST if asked == "task" else None, people=people, auto_id="id_task_%s")
    refusal = None
    if request.method == "POST":
        done = _done(request, file, section, comment, task, people)
        if not isinstance(done, Refused) and done:
            messages.success(request, done)
            return redirect(reverse("project_chapter_follow", args=[pk, section]))
        refusal = done if isinstance(done, Refused) else None
    content = page(
        request,
        file,
        "project_chapters",
        here=here,
        faults=fault_lines(left.definition, here.faults),
        threads=[_thread(one) for one in plan.threads_of(here.chapter)],
        tasks=plan.tasks_of(file, here.chapter),
        comment=comment,
        task=task,
        refusal=refusal,
        moves=_moves(file, here) if may_write(viewer, file, here.chapter) else [],
        may_write=may_write(viewer, file, here.chapter),
    )
    refused = refusal or comment.errors or task.errors
    return form_page(request, "projects/chapter_follow.html", content, refused=refused)


def _thread(thread: plan.Thread) -> dict[str, Any]:
    said = [(one, moment(one.said_at)) for one in (thread.first, *thread.answers)]
    return {"it": thread.first, "said": said, "resolved": moment(thread.first.resolved_at)}


def _moves(file: ProjectFile, here: queries.ChapterLeft) -> list[Any]:
    """The states that somebody may choose from here; what saving does by itself is not one of them."""
    if file.state != "writing" or file.project.state != "finalising":
        return []
    chosen = [move.end for move in CHAPTER.moves if move.start == here.chapter.state and move.order == "move_chapter"]
    return [CHAPTER.state(code) for code in chosen if code != "ready" or here.complete]


def _done(
    request: HttpRequest, file: ProjectFile, section: str, comment: CommentForm, task: TaskForm, people: list[Any]
) -> str | Refused | None:
    """The sentence of what was done; the refusal of a button; None when a form says what is wrong."""
    told = {"by": request.viewer, "file": file, "section": section}  # type: ignore[attr-defined]
    at, then = request.clock.now, request.POST.get("then", "")  # type: ignore[attr-defined]
    if then == "comment":
        return _comment(comment, {**told, "at": at})
    if then == "task":
        return give_task(task, {**told, "at": at}, people)
    what, _colon, number = then.partition(":")
    try:
        if what == "state":
            services.move_chapter(state=number, **told)
            return _("L’état du chapitre est changé.")
        if what in ("resolve", "reopen"):
            thread = whole_number(number)
            services.settle_comment(at=at, thread=thread, resolved=what == "resolve", **told)
            return _("La discussion est close.") if what == "resolve" else _("La discussion est rouverte.")
        if what in ("done", "undone"):
            told.pop("section")
            services.finish_task(at=at, task=whole_number(number), done=what == "done", **told)
            return _("C’est noté.")
    except Refused as refusal:
        return refusal
    return None


def _comment(form: CommentForm, told: dict[str, Any]) -> str | None:
    if not form.is_valid():
        return None
    said = form.cleaned_data
    made = given(form, lambda: services.comment_chapter(text=said["text"], thread=said["thread"], **told))
    return _("Le commentaire est ajouté.") if made else None


def give_task(form: forms.Form, told: dict[str, Any], people: list[Any]) -> str | None:
    """What giving a task answers: a sentence, or nothing when the form says what is wrong."""
    if not form.is_valid():
        return None
    said = form.cleaned_data
    owner = next(one for one in people if one.pk == said["owner"])
    made = given(form, lambda: services.give_task(what=said["what"], owner=owner, due_on=said["due_on"], **told))
    return _("La tâche est donnée.") if made else None
