"""Writing an action sheet: a section and its saving, by the button or as one writes, its files, texts put aside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.kernel.access import Forbidden, NotFound
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires.services import AnswersClash, AnswersUnreadable, asides_of
from marelle.web.ui.questionnaire.saving import autosaved, entries_found, searched_picker, sent_by_script
from marelle.web.ui.questionnaire.writing import asides_fragment, whole_number

from .sheet_desk import SheetDesk, action_for, aside_texts, desk_of, saved_words, section_page


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]


def section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One section to write in. Price: that of the desk, and two for each file or search."""
    desk = desk_of(request, pk, section)
    if desk is None:
        return redirect("action", pk=pk)
    if request.method == "POST":
        then, _colon, what = request.POST.get("then", "").partition(":")
        return _settle(desk, what, take=then == "take") if then in ("take", "leave") else _save(desk)
    faults = desk.here if "verifier" in request.GET else ()
    return section_page(desk, desk.form(faults=faults), desk.action.sheet.revision)


def _save(desk: SheetDesk) -> HttpResponse:
    request, searched = desk.request, searched_picker(desk.section, desk.request.POST)
    typed, base = desk.form().typed(request.POST), request.POST.get("revision", "")
    try:
        _join_files(desk, typed)
        services.save_sheet(action=desk.action, answers=typed, revision=whole_number(base), **_by(request))
    except AnswersUnreadable as refusal:
        return section_page(desk, desk.form(typed, refusal.faults, searched), base, refusal)
    except AnswersClash as clash:
        return section_page(desk, desk.form(clash.shown), clash.revision, clash)
    except Forbidden:
        raise
    except Refused as refusal:
        return section_page(desk, desk.form(typed, searched=searched), base, refusal)
    if searched:
        again = desk_of(request, desk.action.pk, desk.section.code) or desk
        return section_page(again, again.form(searched=searched), again.action.sheet.revision)
    return _after_saving(desk)


def _join_files(desk: SheetDesk, typed: dict[str, Any]) -> None:
    """Keeps what was sent, and puts it in the answers: a file that is refused refuses the saving, with its reason."""
    for field in desk.section.fields:
        if field.kind != "documents" or field.code not in typed:
            continue
        for upload in desk.request.FILES.getlist(f"{field.code}-file"):
            by = desk.request.viewer  # type: ignore[attr-defined]
            kept = services.join_document(by=by, action=desk.action, upload=upload)
            typed[field.code] = [*typed[field.code], str(kept.pk)]


def _after_saving(desk: SheetDesk) -> HttpResponse:
    request, pk, here = desk.request, desk.action.pk, desk.section.code
    messages.success(request, saved_words(desk.action, request.clock.now) + ".")  # type: ignore[attr-defined]
    codes = [one.code for one in desk.definition.sections if one.code in desk.seen.sections]
    following = codes[codes.index(here) + 1 :] if here in codes else []
    if request.POST.get("then") != "next":
        return redirect("action_section", pk=pk, section=here)
    return redirect("action_section", pk=pk, section=following[0]) if following else redirect("action", pk=pk)


def _settle(desk: SheetDesk, which: str, *, take: bool) -> HttpResponse:
    """One of two texts written at once is kept in its place; what is typed on the page is shown again."""
    request, number = desk.request, whole_number(which)
    aside = next((one for one in asides_of(desk.action.sheet) if one.pk == number), None)
    typed = desk.form().typed(request.POST)
    if aside is not None:
        typed.pop(aside.field, None)
        try:
            services.settle_text(action=desk.action, aside=aside, take=take, **_by(request))
        except Refused as refusal:
            return section_page(desk, desk.form(typed), request.POST.get("revision", ""), refusal)
    again = desk_of(request, desk.action.pk, desk.section.code) or desk
    said = _("Le texte mis de côté a pris la place de l’autre.") if take else _("Le texte enregistré est gardé.")
    return section_page(again, again.form(typed), request.POST.get("revision", ""), status=said)


def save(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Saves the fields that changed, each from the revision that was on the page; answers what to show, in JSON.

    Price: that of the desk twice, and about twenty.
    """
    action = action_for(request, pk)
    here = action.sheet.questionnaire.form.section(section)
    if here is None:
        raise NotFound
    typed, bases = sent_by_script(here, request.POST)
    try:
        saved = services.save_sheet(action=action, answers=typed, revision=bases, what_can_be=True, **_by(request))
    except Refused as refusal:
        request.undo = True  # type: ignore[attr-defined]
        return JsonResponse({"refused": str(refusal), "code": refusal.code}, status=refusal.status)
    desk = desk_of(request, pk, section)
    if desk is None:
        raise NotFound
    told = autosaved(request.POST, desk.action.sheet, desk.definition, desk.form(), saved)
    told |= {"saved": saved_words(desk.action, request.clock.now)}  # type: ignore[attr-defined]
    return JsonResponse({**told, "asides": asides_fragment(aside_texts(desk)), "missing": len(desk.here)})


def find(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """The entries of a register that answer to what is typed. Price: that of the desk, and five."""
    desk = desk_of(request, pk, section)
    code, text = request.GET.get("field", ""), " ".join(request.GET.get("q", "").replace("\x00", "").split())[:80]
    field = next((one for one in desk.section.fields if one.code == code), None) if desk else None
    if desk is None or field is None or field.kind not in ("reference", "references"):
        raise NotFound
    return JsonResponse(entries_found(desk.search(field.reference, text) if len(text) > 1 else ()))
