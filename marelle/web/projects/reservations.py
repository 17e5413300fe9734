"""The reservations on a project, followed to their end: answered by who sees to them, lifted by who made them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.domains.projects.access.files import LEAD, seats_of
from marelle.domains.projects.models import ProjectFile, Reservation
from marelle.domains.projects.queries.voices import reservations_of
from marelle.web.ui.answers import form_page, given
from marelle.web.ui.moments import moment
from marelle.web.ui.questionnaire.writing import whole_number

from .forms import AnswerForm, JudgeForm
from .showing import file_for, page


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: two queries; answering or judging, eight more."""
    file, now = file_for(request, pk), request.clock.now  # type: ignore[attr-defined]
    then, _colon, number = request.POST.get("then", "").partition(":")
    sent = whole_number(number)
    form: Any = None
    if request.method == "POST" and then in ("answer", "judge"):
        form = _form(then, sent, request.POST)
        if form.is_valid() and _carried_out(request, file, then, sent, form):
            messages.success(request, _("C’est noté. La personne concernée est prévenue."))
            return redirect("project_reservations", pk=pk)
    rows = [_row(request, file, one, form if one.pk == sent else None) for one in reservations_of(file)]
    content = page(request, file, "project_reservations", rows=rows, today=now.date())
    return form_page(request, "projects/reservations.html", content, refused=form is not None)


def _form(then: str, number: int, data: Any = None) -> AnswerForm | JudgeForm:
    kind = AnswerForm if then == "answer" else JudgeForm
    return kind(data, auto_id=f"id_{number}_%s")


def _carried_out(request: HttpRequest, file: ProjectFile, then: str, number: int, form: Any) -> Any:
    said = form.cleaned_data
    told = {"by": request.viewer, "at": request.clock.now, "file": file, "reservation": number}  # type: ignore[attr-defined]
    if then == "answer":
        return given(form, lambda: services.answer_reservation(answer=said["answer"], **told))
    return given(form, lambda: services.judge_answer(lifted=said["lifted"] == "yes", why=said["why"], **told))


def _row(request: HttpRequest, file: ProjectFile, one: Reservation, sent: Any) -> dict[str, Any]:
    """One reservation, with the form of the gesture that this viewer may do now."""
    viewer, then = request.viewer, ""  # type: ignore[attr-defined]
    if one.state == "open" and (one.owner_id == viewer.person_id or viewer.may(LEAD, file.perimeters())):
        then = "answer"
    if one.state == "answered" and one.seat in seats_of(viewer, file):
        then = "judge"
    seat = file.rule.voices.seat(one.seat)
    return {
        "it": one,
        "label": seat.label if seat else one.seat,
        "then": then,
        "form": (sent or _form(then, one.pk)) if then else None,
        "answered": moment(one.answered_at),
        "judged": moment(one.judged_at),
    }
