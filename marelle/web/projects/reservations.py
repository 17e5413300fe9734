"""The reservations on a project, its reviews and its decisions, followed to their end: answered by who sees to them,
lifted by who made them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.access.files import LEAD
from marelle.domains.projects.models import Project, Reservation
from marelle.domains.projects.queries.reserving import about_words, reservations_of
from marelle.kernel.access import load
from marelle.web.ui.answers import form_page, given
from marelle.web.ui.moments import moment
from marelle.web.ui.questionnaire.writing import whole_number

from .forms import AnswerForm, JudgeForm
from .showing import READ, views_of
from .steering_shared import page, today_of


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: four queries; answering or judging, eight more."""
    viewer = request.viewer  # type: ignore[attr-defined]
    with_file = visible_projects(viewer).select_related("file__sheet__questionnaire")
    project = load(viewer, READ, with_file, pk=pk)
    then, _colon, number = request.POST.get("then", "").partition(":")
    sent = whole_number(number)
    form: Any = None
    if request.method == "POST" and then in ("answer", "judge"):
        form = _form(then, sent, request.POST)
        if form.is_valid() and _carried_out(request, project, then, sent, form):
            messages.success(request, _("C’est noté. La personne concernée est prévenue."))
            return redirect("project_reservations", pk=pk)
    rows = [_row(request, project, one, form if one.pk == sent else None) for one in reservations_of(project)]
    content = page(request, project, "project_reservations", rows=rows, today=today_of(request))
    file = getattr(project, "file", None)
    if file is not None:
        content["views"] = views_of(request, file, "project_reservations")
    return form_page(request, "projects/reservations.html", content, refused=form is not None)


def _form(then: str, number: int, data: Any = None) -> AnswerForm | JudgeForm:
    kind = AnswerForm if then == "answer" else JudgeForm
    return kind(data, auto_id=f"id_{number}_%s")


def _carried_out(request: HttpRequest, project: Project, then: str, number: int, form: Any) -> Any:
    said = form.cleaned_data
    told = {"by": request.viewer, "at": request.clock.now, "project": project, "reservation": number}  # type: ignore[attr-defined]
    if then == "answer":
        return given(form, lambda: services.answer_reservation(answer=said["answer"], **told))
    return given(form, lambda: services.judge_answer(lifted=said["lifted"] == "yes", why=said["why"], **told))


def _gesture(request: HttpRequest, project: Project, one: Reservation) -> str:
    """What this viewer may do now of a reservation: answer it, judge the answer, or nothing. One that a project
    carried on leaves to another is answered where it was made."""
    viewer, places = request.viewer, one.perimeters()  # type: ignore[attr-defined]
    if one.project.pk != project.pk or viewer.person_id is None:
        return ""
    if one.state == "open" and (one.owner_id == viewer.person_id or viewer.may(LEAD, places)):
        return "answer"
    seat = one.text.rule.voices.seat(one.seat)
    return "judge" if one.state == "answered" and seat and viewer.may(seat.permission, places) else ""


def _row(request: HttpRequest, project: Project, one: Reservation, sent: Any) -> dict[str, Any]:
    """One reservation, with the form of the gesture that this viewer may do now."""
    then = _gesture(request, project, one)
    seat = one.text.rule.voices.seat(one.seat)
    return {
        "it": one,
        "label": seat.label if seat else one.seat,
        "about": about_words(one),
        "about_url": about_url(one),
        "elsewhere": one.project if one.project.pk != project.pk else None,
        "late": one.state in ("open", "answered") and one.due_on < today_of(request),
        "then": then,
        "form": (sent or _form(then, one.pk)) if then else None,
        "answered": moment(one.answered_at),
        "judged": moment(one.judged_at),
    }


def about_url(one: Reservation) -> str:
    """Where the voice that made it is read. Price: none."""
    project = one.project.pk
    if one.review is not None:
        return reverse("review_voices", args=[project, one.review.year])
    if one.decision is not None:
        return reverse("project_decision", args=[project, one.decision.pk])
    return reverse("project_voices", args=[project])
