"""More time to finalise a project: asked by its team, granted or refused by a named authority, never silently."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.domains.projects.access.files import DECIDE, EXTEND, LEAD
from marelle.domains.projects.models import FinalisingExtension, ProjectFile
from marelle.domains.projects.queries import plan
from marelle.web.ui.answers import form_page, given
from marelle.web.ui.moments import moment

from .forms import ExtensionAnswerForm, ExtensionForm
from .showing import days_words, file_for, page


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: two queries; asking or answering, eight more."""
    viewer, file = request.viewer, file_for(request, pk)  # type: ignore[attr-defined]
    places, open_ = file.perimeters(), file.project.state == "finalising"
    asked = next((one for one in plan.extensions_of(file) if one.state == "asked"), None)
    grants, leads = viewer.may(EXTEND, places) and open_, viewer.may(LEAD, places) and open_
    answering = grants and asked is not None and asked.asked_by_id != viewer.person_id
    form: Any = None
    if answering:
        form = ExtensionAnswerForm(request.POST or None)
    elif (grants or leads) and asked is None:
        form = ExtensionForm(request.POST or None)
    if form is not None and form.is_bound and form.is_valid() and _done(request, file, form, asked, grants=grants):
        messages.success(request, _("C’est noté. Les personnes concernées sont prévenues."))
        return redirect("project_extension", pk=pk)
    countdown = plan.countdown_of(file, request.clock.now)  # type: ignore[attr-defined]
    rows = [(one, moment(one.asked_at), moment(one.answered_at)) for one in plan.extensions_of(file)]
    content = page(
        request,
        file,
        "project_extension",
        form=form,
        asked=asked,
        grants=grants,
        rows=rows,
        countdown=countdown,
        time_left=days_words(countdown),
        may_decide=viewer.may(DECIDE, places),
        decision=file.project.decision,
    )
    return form_page(request, "projects/extension.html", content, refused=form is not None and form.errors)


def _done(
    request: HttpRequest, file: ProjectFile, form: Any, asked: FinalisingExtension | None, *, grants: bool
) -> Any:
    told = {"by": request.viewer, "at": request.clock.now, "file": file}  # type: ignore[attr-defined]
    said = form.cleaned_data
    if asked is not None:
        granted = said["granted"] == "yes"
        order = {**told, "extension": asked.pk, "granted": granted, "why": said["why"]}
        return given(form, lambda: services.answer_extension(**order))
    give = services.grant_extension if grants else services.ask_extension
    return given(form, lambda: give(until=said["until"], why=said["why"], **told))
