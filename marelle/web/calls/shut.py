"""A draft that its call no longer receives: read whole, never written; what an open page still held is shown back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.queries.corrections import every_field
from marelle.domains.calls.rules.applications import ApplicationFiled, DraftShut
from marelle.domains.calls.services.writing import why_shut
from marelle.kernel.access import NotFound, load
from marelle.kernel.questionnaires import normalise
from marelle.web.ui.questionnaire import read_only

from .desk import WRITE, Desk, every_aside, section_page
from .showing import saved_words, time_left

SHUT = (ApplicationFiled, DraftShut)


def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole of a draft, to read. Price: one query to load it, that of what is left, two for texts put aside."""
    application = _loaded(request, pk)
    if application.state != "draft":
        return redirect("application", pk=pk)
    now = request.clock.now  # type: ignore[attr-defined]
    left = queries.what_is_left(application)
    content = {
        "application": application,
        "sections": read_only(left.definition, left.seen),
        "asides": every_aside(application, left.definition, left.seen),
        "saved": saved_words(application, now),
        "time_left": time_left(application.closes_at, now),
        "shut": not queries.still_receives(application, now),
    }
    return render(request, "calls/draft.html", content)


def shut_section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """What answers a section in which nothing may be written: a filed text is read where it was filed, a draft where
    it stands; and what was typed in a page opened before comes back, whole, to be copied.

    Price: one query to load it; for what was typed, that of its desk.
    """
    application = _loaded(request, pk)
    if request.method != "POST" and application.state != "draft":
        return redirect("application_filed", pk=pk)
    if request.method != "POST":
        return redirect(f"{reverse('application_draft', args=[pk])}#rubrique-{section}")
    left = queries.what_is_left(application, section)
    here = left.of(section)
    if here is None:
        raise NotFound
    desk = Desk(request, application, left, every_field(application), here.section)
    typed = desk.form().typed(request.POST)
    unkept = _unkept(desk, typed)
    lost = [field for field in here.section.fields if field.code in unkept]
    return section_page(desk, desk.form(typed), "", why_shut(application), shut=True, lost=lost)


def _unkept(desk: Desk, typed: Mapping[str, Any]) -> set[str]:
    """The answers of which what was typed is not what is kept, or cannot be read."""
    said, kept = normalise(desk.left.definition, typed), desk.application.sheet.answers
    unread = {fault.field for fault in said.faults}
    return {code for code in typed if code in unread or said.answers.get(code) != kept.get(code)}


def _loaded(request: HttpRequest, pk: int) -> Application:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, WRITE, visible_applications(viewer), pk=pk)
