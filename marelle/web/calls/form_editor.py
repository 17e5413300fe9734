"""Writing the next version of the form: what it asks, shown as it will be answered; then published, for good."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marelle.domains.calls.rules.applications import PREPROJECT
from marelle.domains.calls.services import forms as services
from marelle.kernel.access import NotFound
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition, Section, check, editing, evaluate, normalise, read
from marelle.kernel.questionnaires.models import FormDraft
from marelle.kernel.questionnaires.queries import draft_of, versions_of
from marelle.web.ui.answers import form_page
from marelle.web.ui.questionnaire import section_form

from .form_fields import QuestionWords, RuleWords, SectionWords, initial_of
from .form_words import KINDS, Misspelt

NEW = "nouveau"


def versions(request: HttpRequest) -> HttpResponse:
    """The versions of the form, and the one that is being written. Price: two queries."""
    if request.method == "POST":
        services.begin_form(by=request.viewer, at=request.clock.now)  # type: ignore[attr-defined]
        return redirect("form_editor")
    content = {"versions": versions_of(PREPROJECT), "draft": draft_of(PREPROJECT)}
    return render(request, "calls/forms.html", content)


def version(request: HttpRequest, number: int) -> HttpResponse:
    """One published version, as it is answered. Price: one query."""
    found = next((one for one in versions_of(PREPROJECT) if one.version == number), None)
    if found is None:
        raise NotFound
    content = {"form": found, "pages": [(s, _preview(request, found.form, s)) for s in found.form.sections]}
    return render(request, "calls/form_version.html", content)


def edit(request: HttpRequest) -> HttpResponse:
    """The whole form that is being written, section by section, and its gestures. Price: one query, three to change."""
    draft = _draft()
    section_words, rule_words = SectionWords(), _rule_words(draft)
    refusal, then = None, request.POST.get("then", "")
    if request.method == "POST":
        if then == "section" or then.startswith("title:"):
            section_words = SectionWords(request.POST, auto_id=_ids(then))
        if then == "rule":
            rule_words = _rule_words(draft, request.POST)
        try:
            answer = _gesture(request, draft, then, section_words, rule_words)
        except Refused as caught:
            refusal = caught
            draft = _draft()
        else:
            if answer is not None:
                return answer
    wrong = refusal or section_words.errors or rule_words.errors
    content = {**_shown(draft, section_words, rule_words, refusal, then), "asked": _asked(request, draft, then)}
    return form_page(request, "calls/form_editor.html", content, refused=wrong)


def _ids(then: str) -> str:
    """Several forms of the page have the same fields: each has identifiers of its own."""
    return "id_%s" if then == "section" else f"id_{then.removeprefix('title:')}_%s"


def _asked(request: HttpRequest, draft: FormDraft, then: str) -> dict[str, Any] | None:
    """What would take much away is asked once more, named; None when nothing is to be asked."""
    if request.POST.get("sure"):
        return None
    part = _part(draft.definition, then.removeprefix("remove:")) if then.startswith("remove:") else None
    if then == "drop":
        return {"then": then, "title": "", "questions": len(_fields(draft.definition))}
    return {"then": then, "title": part["title"], "questions": len(part["fields"])} if part and part["fields"] else None


def _part(raw: dict[str, Any], code: str) -> dict[str, Any] | None:
    return next((part for part in raw["sections"] if part["code"] == code), None)


def _draft() -> FormDraft:
    draft = draft_of(PREPROJECT)
    if draft is None:
        raise NotFound
    return draft


def _gesture(
    request: HttpRequest, draft: FormDraft, then: str, section: SectionWords, rule: RuleWords
) -> HttpResponse | None:
    """What the button asks; None when what was typed is to be shown again."""
    viewer, (gesture, _colon, what) = request.viewer, then.partition(":")  # type: ignore[attr-defined]
    if gesture == "publish":
        made = services.publish_form(by=viewer, draft=draft, revision=_revision(request))
        messages.success(request, _("Version {n} publiée. Elle ne change plus.").format(n=made.version))
        return redirect("forms")
    if _asked(request, draft, then):
        return None
    if gesture == "drop":
        services.drop_form(by=viewer, draft=draft)
        return redirect("forms")
    changed = _changed(draft, gesture, what, section, rule)
    if changed is None:
        return None
    _keep(request, draft, changed)
    return redirect("form_editor")


def _changed(
    draft: FormDraft, gesture: str, what: str, section: SectionWords, rule: RuleWords
) -> dict[str, Any] | None:
    raw = draft.definition
    if gesture in ("up", "down"):
        return editing.moved(raw, what, -1 if gesture == "up" else 1)
    if gesture == "remove":
        return editing.without(raw, what)
    if gesture == "unrule" and what.isdecimal() and len(what) < 4:
        return editing.without_rule(raw, int(what))
    if gesture == "title" and _part(raw, what) and section.is_valid():
        return editing.with_section(raw, {"code": what, **section.cleaned_data})
    if gesture == "section" and section.is_valid():
        code = editing.code_for(section.cleaned_data["title"], editing.codes(raw), "rubrique")
        return editing.with_section(raw, {"code": code, **section.cleaned_data})
    if gesture == "rule" and rule.is_valid():
        try:
            return editing.with_rule(raw, rule.raw(_whole(draft)))
        except Misspelt as fault:
            rule.add_error("right", _("« {text} » ne se lit pas ici.").format(text=fault))
    return None


def _keep(request: HttpRequest, draft: FormDraft, definition: dict[str, Any]) -> None:
    services.change_form(
        by=request.viewer,  # type: ignore[attr-defined]
        at=request.clock.now,  # type: ignore[attr-defined]
        draft=draft,
        definition=definition,
        revision=_revision(request),
    )


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else -1


def _fields(raw: dict[str, Any]) -> list[dict[str, Any]]:
    return [field for section in raw["sections"] for field in section["fields"]]


def _rule_words(draft: FormDraft, data: Any = None) -> RuleWords:
    form = RuleWords(data)
    choices = [(field["code"], field["label"]) for field in _fields(draft.definition)]
    form.fields["at"].choices = choices  # type: ignore[attr-defined]
    return form


def _shown(
    draft: FormDraft, section: SectionWords, rule: RuleWords, refusal: Refused | None, then: str
) -> dict[str, Any]:
    kinds, renamed = dict(KINDS), then.removeprefix("title:") if then.startswith("title:") else ""
    parts = [
        {
            "code": part["code"],
            "title": part["title"],
            "help": part.get("help", ""),
            "fields": [{**field, "kind_label": kinds[field["kind"]]} for field in part["fields"]],
            "words": section if part["code"] == renamed else SectionWords(initial=part, auto_id=_ids(part["code"])),
            "opened": part["code"] == renamed,
            "rename": f"title:{part['code']}",
        }
        for part in draft.definition["sections"]
    ]
    empty = [part["title"] for part in parts if not part["fields"]]
    return {
        "draft": draft,
        "parts": parts,
        "rules": [one["sentence"] for one in draft.definition.get("rules", ())],
        "section_words": SectionWords() if renamed else section,
        "rule_words": rule,
        "refusal": refusal,
        "empty": empty,
    }


def question(request: HttpRequest, code: str) -> HttpResponse:
    """One question, new or there, with how it will look. Price: one query, three to change."""
    draft = _draft()
    raw = draft.definition
    field = next((one for one in _fields(raw) if one["code"] == code), None)
    place = request.GET.get("rubrique", "") if field is None else _place(raw, code)
    if (field is None and code != NEW) or place not in [part["code"] for part in raw["sections"]]:
        raise NotFound
    whole = _whole(draft)
    start = initial_of(field, whole) if field else {}
    form = QuestionWords(request.POST if request.method == "POST" else None, initial=start)
    form.choose_from([one for one in _fields(raw) if one["code"] != code])
    if form.is_bound and form.is_valid() and _written(request, draft, form, place, field or {}):
        return redirect("form_preview", section=place)
    content = {"draft": draft, "form": form, "field": field, "place": place, "code": code}
    return form_page(request, "calls/form_question.html", content, refused=form.errors)


def _place(raw: dict[str, Any], code: str) -> str:
    return next(
        (part["code"] for part in raw["sections"] if any(field["code"] == code for field in part["fields"])), ""
    )


def _written(request: HttpRequest, draft: FormDraft, form: QuestionWords, place: str, before: dict[str, Any]) -> bool:
    raw = draft.definition
    try:
        field = form.raw(before.get("code", ""), editing.codes(raw), before, _whole(draft))
        _keep(request, draft, editing.with_field(raw, place, field))
    except Misspelt as fault:
        form.add_error(None, _("« {text} » ne se lit pas ici.").format(text=fault))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def _whole(draft: FormDraft) -> Definition:
    """The draft as it can be read: a section that was just added has no question yet."""
    return read({**draft.definition, "sections": [part for part in draft.definition["sections"] if part["fields"]]})


def preview(request: HttpRequest, section: str) -> HttpResponse:
    """One section of the form that is being written, to be tried: conditions, limits and computations answer.

    Nothing of what is tried is kept. Price: one query.
    """
    draft = _draft()
    whole = _whole(draft)
    here = whole.section(section)
    if here is None:
        raise NotFound
    content = {"draft": draft, "here": here, "form": _preview(request, whole, here), "sections": whole.sections}
    return render(request, "calls/form_preview.html", content)


def _preview(request: HttpRequest, form: Definition, here: Section) -> Any:
    """The section as it is answered; what was typed in it is judged as it would be before filing."""
    every = frozenset(field.code for field in form.fields)
    if request.method != "POST":
        return section_form(here, every, {})
    typed = section_form(here, every, {}).typed(request.POST)
    answers = normalise(form, typed).answers
    seen, codes = evaluate(form, answers), {field.code for field in here.fields}
    faults = [fault for fault in check(form, typed) if fault.field in codes]
    above = {ref.field for field in here.fields if field.show_if for ref in field.show_if.refs()} - codes
    shown = seen.shown | {f.code for f in here.fields if f.show_if and {r.field for r in f.show_if.refs()} & above}
    return section_form(here, shown, {**typed, **seen.values}, faults)
