"""What the script of the page asks: to save what changed, and to find entries of a register. Answers in JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.queries.corrections import fields_open
from marelle.domains.calls.services import writing as services
from marelle.kernel.access import NotFound, load
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires.services import Saved, changed_since
from marelle.web.ui.questionnaire import section_form
from marelle.web.ui.questionnaire.reading import placed, shown_entry
from marelle.web.ui.questionnaire.writing import asides_fragment, bases_sent, whole_number
from marelle.web.ui.tags.forms import field as field_tag

from .desk import WRITE, Desk, aside_texts, desk_of
from .showing import saved_words


def save(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Saves the fields that changed, each from the revision that was on the page; answers what to show.

    Price: that of the desk, and eight.
    """
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    application = load(viewer, WRITE, visible_applications(viewer), pk=pk)
    here = application.sheet.questionnaire.form.section(section)
    if here is None:
        raise NotFound
    bases = bases_sent(request.POST.get("base", ""))
    every = frozenset(field.code for field in here.fields)
    typed = {code: value for code, value in section_form(here, every, {}).typed(request.POST).items() if code in bases}
    try:
        saved = services.save_section(
            by=viewer, at=now, application=application, answers=typed, revision=bases, what_can_be=True
        )
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal), "code": refusal.code}, status=refusal.status)
    left = queries.what_is_left(application, section)
    desk = Desk(request, application, left, fields_open(application, now), here)
    return JsonResponse(_answer(desk, saved))


def _answer(desk: Desk, saved: Saved) -> dict[str, Any]:
    form, definition = desk.form(), desk.left.definition
    asked = [field.code for field in form.asked]
    clashing = {clash.field for clash in saved.clashes}
    theirs = _written_by_others(desk, saved) - clashing
    left = desk.left.of(desk.here.code)
    return {
        "revision": saved.revision,
        "saved": saved_words(desk.application, desk.request.clock.now),  # type: ignore[attr-defined]
        "asked": asked,
        "fields": {code: str(field_tag(form[code])) for code in asked if code in theirs or _is_new(desk, code, saved)},
        "outputs": form.outputs(),
        "theirs": sorted(theirs & set(asked)),
        "changed": sorted(saved.changed),
        "faults": {f.field: placed(field, f) for f in saved.faults if (field := definition.field(f.field))},
        "clashing": sorted(clashing),
        "asides": asides_fragment(aside_texts(desk)),
        "missing": len(left.faults) if left else 0,
    }


def _written_by_others(desk: Desk, saved: Saved) -> set[str]:
    """The answers that are not as the page shows them: a colleague changed them, or changed them too."""
    seen = whole_number(desk.request.POST.get("revision", ""))
    touched = changed_since(desk.application.sheet, seen) if seen < saved.revision else set()
    return (touched - saved.changed) | saved.joined


def _is_new(desk: Desk, code: str, saved: Saved) -> bool:
    """True for a question that the page has not, and for one of which the proposals follow from what was saved."""
    field = desk.left.definition.field(code)
    there = desk.request.POST.get("there", "").split(",")
    return code not in there or bool(field and field.near in saved.changed)


def find(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """The entries of a register that answer to what is typed. Price: that of the desk, and five."""
    desk = desk_of(request, pk, section)
    code, text = request.GET.get("field", ""), " ".join(request.GET.get("q", "").split())[:80]
    field = next((f for f in desk.here.fields if f.code == code), None) if desk else None
    if desk is None or field is None or field.kind not in ("reference", "references") or code not in desk.shown:
        raise NotFound
    entries = [shown_entry(entry) for entry in desk.search(field.reference, text)] if len(text) > 1 else []
    items = [
        {
            "code": one.entry.code,
            "label": one.entry.label,
            "detail": one.entry.detail,
            "facts": " · ".join(one.facts),
            "source": " · ".join(one.sources),
        }
        for one in entries
    ]
    return JsonResponse({"items": items})
