"""The desk at which one section of an action sheet is written: what it asks, what it knows, how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.accounts.queries import names_of
from marelle.domains.projects.access import may_write_action, visible_actions
from marelle.domains.projects.access.actions import READ, WRITE
from marelle.domains.projects.models import Action
from marelle.domains.projects.queries.registers import files_of_action, known_of_action, registers_of_project
from marelle.domains.projects.states.actions import OPEN
from marelle.kernel.access import Forbidden, NotFound, load
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition, Entry, Evaluated, Fault, Section, check, evaluate
from marelle.kernel.questionnaires.services import AnswersClash, asides_of
from marelle.web.ui.answers import form_page
from marelle.web.ui.moments import clock_time, moment
from marelle.web.ui.questionnaire import SectionForm, section_form
from marelle.web.ui.questionnaire.saving import searched_text
from marelle.web.ui.questionnaire.writing import Proposed, clash_texts, offers
from marelle.web.ui.questionnaire.writing import aside_texts as texts_aside


@dataclass(slots=True)
class SheetDesk:
    """One section of one sheet, open to be written in."""

    request: HttpRequest
    action: Action
    section: Section
    seen: Evaluated
    proposed: Proposed
    faults: list[Fault]

    @property
    def definition(self) -> Definition:
        return self.action.sheet.questionnaire.form

    @property
    def here(self) -> list[Fault]:
        """What is missing in this section."""
        codes = {field.code for field in self.section.fields}
        return [fault for fault in self.faults if fault.field in codes]

    def form(
        self, values: Mapping[str, Any] | None = None, faults: Iterable[Fault] = (), searched: str = ""
    ) -> SectionForm:
        """The page of the section; `searched` is the field in which somebody looks for an entry."""
        shown = {**self.action.sheet.answers, **self.seen.values, **(values or {})}
        texts = {searched: searched_text(self.request.POST, searched)} if searched else {}
        offered = offers(self.section, self.definition, self.seen, self.proposed, texts, self.search)
        return section_form(self.section, self.seen.shown, shown, faults, self.seen.known, offered)

    def search(self, register: str, text: str) -> list[Entry]:
        registers = registers_of_project(self.action.project, files_of_action(self.action))
        return list(registers.search(register, text))


def action_for(request: HttpRequest, pk: int) -> Action:
    """One action, to whoever may read it. Price: one query."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_actions(viewer), pk=pk)


def writes(request: HttpRequest, action: Action) -> bool:
    """True when the viewer may write in this sheet, were it open."""
    return may_write_action(request.viewer, action.project, action.operator)  # type: ignore[attr-defined]


def desk_of(request: HttpRequest, pk: int, section: str) -> SheetDesk | None:
    """The desk, for who may write in this sheet; None when it is no longer written.

    Price: one query, and at most nine for the registers. Refuses `NotFound`, `Forbidden`.
    """
    action = action_for(request, pk)
    here = action.sheet.questionnaire.form.section(section)
    if here is None:
        raise NotFound
    if not writes(request, action):
        raise Forbidden(permission=WRITE)
    if action.state not in OPEN or action.project.state in ("ended", "withdrawn"):
        return None
    known, proposed = known_of_action(action, here.fields)
    form, answers = action.sheet.questionnaire.form, action.sheet.answers
    return SheetDesk(request, action, here, evaluate(form, answers, known), proposed, check(form, answers, known))


def section_page(
    desk: SheetDesk, form: SectionForm, revision: object, refusal: Refused | None = None, status: str = ""
) -> HttpResponse:
    """The page of a section, new or shown again."""
    clashes = refusal.clashes if isinstance(refusal, AnswersClash) else ()
    content = {
        "action": desk.action,
        "project": desk.action.project,
        "site": desk.action.project.site,
        "here": desk.section,
        "sections": _tabs(desk),
        "form": form,
        "has_files": any(field.kind == "documents" for field in desk.section.fields),
        "revision": revision,
        "refusal": refusal,
        "clashes": clash_texts(desk.definition, desk.seen, clashes),
        "asides": aside_texts(desk),
        "missing": len(desk.faults),
        "saved": saved_words(desk.action, desk.request.clock.now),  # type: ignore[attr-defined]
        "status": status,
    }
    return form_page(desk.request, "projects/sheet_section.html", content, refused=refusal)


def _tabs(desk: SheetDesk) -> list[dict[str, Any]]:
    """The sections, each with how many answers it lacks."""
    lacking = {desk.definition.section_of(fault.field): 0 for fault in desk.faults}
    for fault in desk.faults:
        lacking[desk.definition.section_of(fault.field)] += 1
    return [
        {
            "label": one.title,
            "url": reverse("action_section", args=[desk.action.pk, one.code]),
            "current": one.code == desk.section.code,
            "count": lacking.get(one.code) or None,
        }
        for one in desk.definition.sections
        if one.code in desk.seen.sections
    ]


def aside_texts(desk: SheetDesk) -> list[dict[str, Any]]:
    """What waits to be settled in this section: whose, when, both texts. Price: none where nothing does, else two."""
    codes = {field.code: field for field in desk.section.fields}
    waiting = [aside for aside in asides_of(desk.action.sheet) if aside.field in codes]
    names = names_of(aside.written_by for aside in waiting if aside.written_by) if waiting else {}
    return texts_aside(waiting, codes, desk.action.sheet.answers, desk.seen, names, clock_time)


def saved_words(action: Action, now: datetime) -> str:
    """« Enregistré à 14:32 », with the day when it is another one."""
    sheet = action.sheet
    if sheet.saved_at.astimezone(PARIS).date() == now.astimezone(PARIS).date():
        return _("Enregistré à {time}").format(time=clock_time(sheet.saved_at))
    return _("Enregistré le {time}").format(time=moment(sheet.saved_at))
