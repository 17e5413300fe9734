"""What the script of a chapter asks: to save what changed, and to find entries of a register. Answers in JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from marelle.domains.projects import services
from marelle.kernel.access import NotFound
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires.services import Saved
from marelle.web.ui.questionnaire.saving import autosaved, entries_found, sent_by_script
from marelle.web.ui.questionnaire.writing import asides_fragment

from .desk import Desk, aside_texts, desk_of
from .showing import file_for, saved_words


def save(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Saves the fields that changed, each from the revision that was on the page; answers what to show.

    A submitted project is never changed so: whoever writes must say that voices lapse. Price: that of the desk, and
    eight.
    """
    file = file_for(request, pk)
    here = file.sheet.questionnaire.form.section(section)
    if here is None:
        raise NotFound
    typed, bases = sent_by_script(here, request.POST)
    try:
        saved = services.save_chapter(
            by=request.viewer,  # type: ignore[attr-defined]
            at=request.clock.now,  # type: ignore[attr-defined]
            file=file,
            section=section,
            answers=typed,
            revision=bases,
            what_can_be=True,
        )
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal), "code": refusal.code}, status=refusal.status)
    desk = desk_of(request, pk, section)
    if desk is None:
        raise NotFound
    return JsonResponse(_answer(desk, saved))


def _answer(desk: Desk, saved: Saved) -> dict[str, Any]:
    told = autosaved(desk.request.POST, desk.file.sheet, desk.left.definition, desk.form(), saved)
    return {
        **told,
        "saved": saved_words(desk.file, desk.request.clock.now),  # type: ignore[attr-defined]
        "asides": asides_fragment(aside_texts(desk)),
        "missing": len(desk.here.faults),
    }


def find(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """The entries of a register that answer to what is typed. Price: that of the desk, and five."""
    desk = desk_of(request, pk, section)
    code, text = request.GET.get("field", ""), " ".join(request.GET.get("q", "").split())[:80]
    field = next((f for f in desk.here.section.fields if f.code == code), None) if desk else None
    if (
        desk is None
        or field is None
        or field.kind not in ("reference", "references")
        or code not in desk.left.seen.shown
    ):
        raise NotFound
    return JsonResponse(entries_found(desk.search(field.reference, text) if len(text) > 1 else ()))
