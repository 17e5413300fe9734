"""The desk at which one section of an application is written: what it asks, what it knows, how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marelle.domains.accounts.queries import names_of
from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.queries.corrections import fields_open
from marelle.domains.calls.queries.registers import registers_of
from marelle.kernel.access import NotFound, load
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition, Entry, Evaluated, Fault, Field, Section
from marelle.kernel.questionnaires.services import AnswersClash, asides_of
from marelle.web.ui.answers import form_page
from marelle.web.ui.questionnaire import Offer, SectionForm, section_form
from marelle.web.ui.questionnaire.writing import aside_texts as texts_aside
from marelle.web.ui.questionnaire.writing import clash_texts, offers

from .showing import clock_time, moment, saved_words, time_left

WRITE = "calls.write_application"
LONGEST_SEARCH = 80
REGISTERED = ("reference", "references")


@dataclass(slots=True)
class Desk:
    """One section of one application, open to be written in."""

    request: HttpRequest
    application: Application
    left: queries.WhatIsLeft
    allowed: frozenset[str]
    here: Section

    @property
    def sections(self) -> list[Section]:
        """The sections in which something may be written now."""
        every = [item.section for item in self.left.sections]
        return [s for s in every if any(field.code in self.allowed for field in s.fields)]

    @property
    def shown(self) -> frozenset[str]:
        """The fields of the page: those asked, and open; what is computed from them comes along."""
        computed = {field.code for field in self.here.fields if field.kind == "computed"}
        return self.left.seen.shown & (self.allowed | computed)

    @property
    def values(self) -> dict[str, Any]:
        """The answers as they stand, computed ones included."""
        return {**self.application.sheet.answers, **self.left.seen.values}

    def form(
        self, values: Mapping[str, Any] | None = None, faults: Iterable[Fault] = (), searched: str = ""
    ) -> SectionForm:
        """The page of the section; `searched` is the field in which somebody looks for an entry."""
        shown = self.values if values is None else {**self.values, **values}
        return section_form(self.here, self.shown, shown, faults, self.left.seen.known, self._offers(searched))

    def _offers(self, searched: str) -> dict[str, Offer]:
        texts = {searched: self.searched_text(searched)} if searched else {}
        return offers(self.here, self.left.definition, self.left.seen, self.left.proposed, texts, self.search)

    def searched_text(self, code: str) -> str:
        return " ".join(self.request.POST.get(f"{code}-search", "").replace("\x00", "").split())[:LONGEST_SEARCH]

    def search(self, register: str, text: str) -> list[Entry]:
        return list(registers_of(self.application).search(register, text))


def desk_of(request: HttpRequest, pk: int, section: str, *, to_show: bool = True) -> Desk | None:
    """The desk, for who may write here; None when nothing may be written now.

    Price: one query to load the application, one for a correction; `to_show` its page, that of `looked_up`.
    """
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    application = load(viewer, WRITE, visible_applications(viewer), pk=pk)
    allowed = fields_open(application, now)
    if not allowed:
        return None
    left = queries.what_is_left(application, section) if to_show else queries.what_is_asked(application)
    here = left.of(section)
    if here is None:
        raise NotFound
    return Desk(request, application, left, allowed, here.section)


def looked_up(desk: Desk) -> Desk:
    """The same desk with what registers know and propose, to show its page. Price: eleven queries at most."""
    return replace(desk, left=queries.what_is_left(desk.application, desk.here.code))


def section_page(
    desk: Desk,
    form: SectionForm,
    revision: object,
    refusal: Refused | None = None,
    status: str = "",
    *,
    shut: bool = False,
    lost: Sequence[Field] = (),
) -> HttpResponse:
    """The page of a section, new or shown again; `shut` where nothing is written any more: then it is there to copy,
    `lost` first."""
    application, sections, now = desk.application, desk.sections, desk.request.clock.now  # type: ignore[attr-defined]
    number = next((n for n, one in enumerate(sections, 1) if one.code == desk.here.code), 0)
    content = {
        "application": application,
        "here": desk.here,
        "sections": _tabs(desk, sections),
        "number": number,
        "total": len(sections),
        "form": form,
        "revision": revision,
        "refusal": refusal,
        "clashes": clash_texts(desk.left.definition, desk.left.seen, refusal.clashes)
        if isinstance(refusal, AnswersClash)
        else [],
        "asides": aside_texts(desk),
        "saved": saved_words(application, now),
        "status": status,
        "correcting": application.state != "draft",
        "time_left": time_left(application.closes_at, now),
        "is_shut": shut,
        "only_invented": application.site.invented and any(field.kind in REGISTERED for field in desk.here.fields),
        "lost": lost,
        "has_files": any(field.kind == "documents" for field in desk.here.fields),
    }
    return form_page(desk.request, "calls/section.html", content, refused=refusal)


def _tabs(desk: Desk, sections: Iterable[Section]) -> list[dict[str, Any]]:
    return [
        {
            "label": one.title,
            "url": reverse("application_section", args=[desk.application.pk, one.code]),
            "current": one.code == desk.here.code,
        }
        for one in sections
    ]


def every_aside(application: Application, form: Definition, seen: Evaluated) -> list[dict[str, Any]]:
    """The texts put aside in the whole file that nobody has chosen between, each with its section, for its authors.

    Price: none where nothing waits, else two.
    """
    places = {field.code: (field, section.code) for section in form.sections for field in section.fields}
    waiting = [one for one in asides_of(application.sheet) if one.field in places]
    names = names_of(one.written_by for one in waiting if one.written_by) if waiting else {}
    fields = {code: field for code, (field, _section) in places.items()}
    texts = texts_aside(waiting, fields, application.sheet.answers, seen, names, moment)
    return [{**text, "section": places[one.field][1]} for one, text in zip(waiting, texts, strict=True)]


def aside_texts(desk: Desk) -> list[dict[str, Any]]:
    """What waits to be settled in this section: whose, when, both texts. Price: none where nothing does, else two."""
    codes = {field.code: field for field in desk.here.fields if field.code in desk.allowed}
    waiting = [aside for aside in asides_of(desk.application.sheet) if aside.field in codes]
    names = names_of(aside.written_by for aside in waiting if aside.written_by) if waiting else {}
    return texts_aside(waiting, codes, desk.application.sheet.answers, desk.left.seen, names, clock_time)
