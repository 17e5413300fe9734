"""Where one project stands: what is left first, the countdown, the plan backwards from the last day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.access.files import DECIDE, EXTEND, LEAD, may_write
from marelle.domains.projects.access.steering import may_steer
from marelle.domains.projects.models import Project, ProjectFile
from marelle.domains.projects.queries import files as queries
from marelle.domains.projects.queries import line_of, plan
from marelle.domains.projects.queries.changes import changes_to_come
from marelle.domains.projects.queries.reserving import reservations_to_lift
from marelle.domains.projects.queries.voices import seats_to_speak, spoken, voices_on
from marelle.domains.projects.services import open_file
from marelle.kernel.access import Viewer, load

from .showing import READ, days_words, page, squares


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a project stands, and what the viewer can do now. Price: twenty-three queries at most."""
    viewer = request.viewer  # type: ignore[attr-defined]
    with_file = visible_projects(viewer).select_related("file__sheet__questionnaire", "file__dossier")
    project = load(viewer, READ, with_file, pk=pk)
    file = getattr(project, "file", None)
    if file is None:
        may = project.state == "finalising" and any(viewer.may(one, project.perimeters()) for one in (LEAD, DECIDE))
        content = {"project": project, "site": project.site, "may_open": may, "line": line_of(project)}
        content["to_come"] = changes_to_come([project.site_id])
        return render(request, "projects/unopened.html", content)
    return render(request, "projects/home.html", page(request, file, "project", **_content(request, file)))


def _content(request: HttpRequest, file: ProjectFile) -> dict[str, Any]:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    left, voices = queries.what_is_left(file), voices_on(file, file.submitted)
    chapters, said = [one.chapter for one in left.chapters], spoken(file, voices)
    part = queries.takes_part(viewer, file, chapters)
    tasks = plan.open_tasks(file) if part else []
    countdown = plan.countdown_of(file, now)
    places = file.perimeters()
    mine = [one for one in left.not_ready if one.chapter.owner_id == viewer.person_id]
    extensions = plan.extensions_of(file)
    return {
        "line": line_of(file.project),
        "to_come": changes_to_come([file.project.site_id]),
        "left": left,
        "squares": squares(file, left.complete),
        "countdown": countdown,
        "time_left": days_words(countdown),
        "plan": plan.plan_of(file, left, voices, now),
        "todo": _todo(file, left, tasks, voices),
        "mine": mine,
        "my_tasks": [one for one in tasks if one.owner_id == viewer.person_id],
        "voices": said,
        "my_seats": seats_to_speak(viewer, file, said),
        "reservations": reservations_to_lift(file.project),
        "asked": next((one for one in extensions if one.state == "asked"), None),
        "may_write": may_write(viewer, file),
        "may_lead": viewer.may(LEAD, places),
        "may_extend": viewer.may(EXTEND, places),
        "may_decide": viewer.may(DECIDE, places),
        "first": next((one for one in left.not_ready if may_write(viewer, file, one.chapter)), None),
        "takes_part": part,
        "steers": may_steer(viewer, file.project),
    }


def _todo(file: ProjectFile, left: Any, tasks: list[Any], voices: list[Any]) -> list[tuple[str, str]]:
    """What is left, in sentences, each with the page where it is done."""
    found: list[tuple[str, str]] = []
    number = file.project_id
    if file.state == "writing":
        if file.submissions:
            said = _("Le texte a changé depuis qu’il a été soumis\u00a0: les voix données sont tombées.")
            found.append((said, reverse("project_voices", args=[number])))
        count = len(left.not_ready)
        if count:
            said = ngettext("Un chapitre n’est pas prêt.", "{n} chapitres ne sont pas prêts.", count)
            found.append((said.format(n=count), reverse("project_chapters", args=[number])))
        if left.faults:
            said = ngettext("Il manque une réponse.", "Il manque {n} réponses.", len(left.faults))
            found.append((said.format(n=len(left.faults)), reverse("project_chapters", args=[number])))
        if left.complete:
            found.append((_("Tout est prêt : soumettre aux trois voix."), reverse("project_voices", args=[number])))
    if file.state == "submitted":
        awaited = [seat.label for seat in file.rule.voices.seats if seat.code not in {one.seat for one in voices}]
        if awaited:
            said = _("Voix attendues : {names}.").format(names=", ".join(awaited))
            found.append((said, reverse("project_voices", args=[number])))
    if tasks:
        said = ngettext("Une tâche n’est pas faite.", "{n} tâches ne sont pas faites.", len(tasks))
        found.append((said.format(n=len(tasks)), reverse("project_tasks", args=[number])))
    return found


def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the file of a project that has none, after a page that says what it does."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    project: Project = load(viewer, READ, visible_projects(viewer), pk=pk)
    _must_open(viewer, project)
    if request.method != "POST":
        return redirect("project", pk=pk)
    open_file(by=viewer, at=now, project=project)
    messages.success(request, _("Le dossier du projet est ouvert. Confiez ses chapitres, puis écrivez."))
    return redirect("project_chapters", pk=pk)


def _must_open(viewer: Viewer, project: Project) -> None:
    if not viewer.may(DECIDE, project.perimeters()):
        viewer.must(LEAD, project.perimeters())
