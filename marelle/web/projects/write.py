"""Writing a chapter: the page and its saving, settling two texts written at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.kernel.access import Forbidden
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires.services import AnswersClash, AnswersUnreadable, asides_of
from marelle.web.ui.questionnaire.saving import searched_picker
from marelle.web.ui.questionnaire.writing import whole_number

from .desk import Desk, chapter_page, desk_of
from .showing import saved_words


def chapter(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One chapter to write in. Price: that of the desk, one for the voices, two for each search."""
    desk = desk_of(request, pk, section)
    if desk is None:
        return redirect("project", pk=pk)
    if request.method == "POST":
        return _sent(desk)
    faults = desk.here.faults if "verifier" in request.GET else ()
    return chapter_page(desk, desk.form(faults=faults), desk.file.sheet.revision)


def _sent(desk: Desk) -> HttpResponse:
    then, _colon, what = desk.request.POST.get("then", "").partition(":")
    if then in ("take", "leave"):
        return _settle(desk, what, take=then == "take")
    return _save(desk, searched=searched_picker(desk.here.section, desk.request.POST))


def _save(desk: Desk, searched: str) -> HttpResponse:
    request, form = desk.request, desk.form()
    typed, base = form.typed(request.POST), request.POST.get("revision", "")
    try:
        services.save_chapter(
            by=request.viewer,  # type: ignore[attr-defined]
            at=request.clock.now,  # type: ignore[attr-defined]
            file=desk.file,
            section=desk.here.section.code,
            answers=typed,
            revision=whole_number(base),
            reopen="reopen" in request.POST,
        )
    except AnswersUnreadable as refusal:
        return chapter_page(desk, desk.form(typed, refusal.faults, searched), base, refusal)
    except AnswersClash as clash:
        return chapter_page(desk, desk.form(clash.shown), clash.revision, clash)
    except Forbidden:
        raise
    except Refused as refusal:
        return chapter_page(desk, desk.form(typed, searched=searched), base, refusal)
    if searched:
        again = desk_of(request, desk.file.project_id, desk.here.section.code) or desk
        return chapter_page(again, again.form(searched=searched), again.file.sheet.revision)
    return _after_saving(desk, was=desk.request.POST.get("reopen") is not None)


def _after_saving(desk: Desk, was: bool) -> HttpResponse:
    request, file, here = desk.request, desk.file, desk.here.section.code
    messages.success(request, saved_words(file, request.clock.now) + ".")  # type: ignore[attr-defined]
    if was and file.state == "writing":
        messages.warning(
            request,
            _("Le projet revient à l’écriture : les voix données sont tombées, et leurs auteurs sont prévenus."),
        )
    codes = [one.section.code for one in desk.left.chapters]
    following = codes[codes.index(here) + 1 :]
    if request.POST.get("then") != "next":
        return redirect("project_chapter", pk=file.project_id, section=here)
    if following:
        return redirect("project_chapter", pk=file.project_id, section=following[0])
    return redirect("project", pk=file.project_id)


def _settle(desk: Desk, which: str, *, take: bool) -> HttpResponse:
    """One of two texts written at once is kept in its place; what is typed on the page is shown again."""
    request, number, here = desk.request, whole_number(which), desk.here.section.code
    aside = next((one for one in asides_of(desk.file.sheet) if one.pk == number), None)
    typed = desk.form().typed(request.POST)
    if aside is not None:
        typed.pop(aside.field, None)
        try:
            services.settle_chapter_text(
                by=request.viewer,  # type: ignore[attr-defined]
                at=request.clock.now,  # type: ignore[attr-defined]
                file=desk.file,
                section=here,
                aside=aside,
                take=take,
                reopen="reopen" in request.POST,
            )
        except Refused as refusal:
            return chapter_page(desk, desk.form(typed), request.POST.get("revision", ""), refusal)
    again = desk_of(request, desk.file.project_id, here) or desk
    said = _("Le texte mis de côté a pris la place de l’autre.") if take else _("Le texte enregistré est gardé.")
    return chapter_page(again, again.form(typed), request.POST.get("revision", ""), status=said)
