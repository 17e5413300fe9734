"""The desk at which one chapter of a project is written: what it asks, what it knows, how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marelle.domains.accounts.queries import names_of
from marelle.domains.projects.access.files import may_write
from marelle.domains.projects.models import ProjectFile
from marelle.domains.projects.queries import files as queries
from marelle.domains.projects.queries.plan import countdown_of
from marelle.domains.projects.queries.voices import voices_on
from marelle.kernel.access import Forbidden, NotFound
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Entry, Fault
from marelle.kernel.questionnaires.services import AnswersClash, asides_of
from marelle.web.ui.answers import form_page
from marelle.web.ui.moments import clock_time
from marelle.web.ui.questionnaire import SectionForm, section_form
from marelle.web.ui.questionnaire.saving import searched_text
from marelle.web.ui.questionnaire.writing import aside_texts as texts_aside
from marelle.web.ui.questionnaire.writing import clash_texts, offers

from .showing import days_words, file_for, page, saved_words


@dataclass(slots=True)
class Desk:
    """One chapter of one project, open to be written in."""

    request: HttpRequest
    file: ProjectFile
    left: queries.ProjectLeft
    here: queries.ChapterLeft

    @property
    def values(self) -> dict[str, Any]:
        """The answers as they stand, computed ones included."""
        return {**self.file.sheet.answers, **self.left.seen.values}

    def form(
        self, values: Mapping[str, Any] | None = None, faults: Iterable[Fault] = (), searched: str = ""
    ) -> SectionForm:
        """The page of the chapter; `searched` is the field in which somebody looks for an entry."""
        section, seen = self.here.section, self.left.seen
        shown = self.values if values is None else {**self.values, **values}
        texts = {searched: self.searched_text(searched)} if searched else {}
        offered = offers(section, self.left.definition, seen, self.left.proposed, texts, self.search)
        return section_form(section, seen.shown, shown, faults, seen.known, offered)

    def searched_text(self, code: str) -> str:
        return searched_text(self.request.POST, code)

    def search(self, register: str, text: str) -> list[Entry]:
        return list(queries.registers_of(self.file).search(register, text))


def desk_of(request: HttpRequest, pk: int, section: str) -> Desk | None:
    """The desk, for who may write in this chapter; None when the project is no longer written.

    Price: two queries, and at most eleven for the registers. Refuses `NotFound`, `Forbidden`.
    """
    viewer, file = request.viewer, file_for(request, pk)  # type: ignore[attr-defined]
    left = queries.what_is_left(file, section)
    here = left.of(section)
    if here is None:
        raise NotFound
    if not may_write(viewer, file, here.chapter):
        raise Forbidden(permission="projects.write")
    return Desk(request, file, left, here) if file.project.state == "finalising" else None


def chapter_page(
    desk: Desk, form: SectionForm, revision: object, refusal: Refused | None = None, status: str = ""
) -> HttpResponse:
    """The page of a chapter, new or shown again."""
    file, now = desk.file, desk.request.clock.now  # type: ignore[attr-defined]
    clashes = refusal.clashes if isinstance(refusal, AnswersClash) else ()
    given, countdown = voices_on(file, file.submitted), countdown_of(file, now)
    content = page(
        desk.request,
        file,
        "project_chapters",
        here=desk.here,
        chapters=_tabs(desk),
        form=form,
        bound_fields=[(bound, queries.taken_up_in(file).get(bound.name, "")) for bound in form],
        revision=revision,
        refusal=refusal,
        clashes=clash_texts(desk.left.definition, desk.left.seen, clashes),
        asides=aside_texts(desk),
        saved=saved_words(file, now),
        status=status,
        submitted=file.state == "submitted",
        voices_given=len(given),
        countdown=countdown,
        time_left=days_words(countdown),
    )
    return form_page(desk.request, "projects/chapter.html", content, refused=refusal)


def _tabs(desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "label": one.section.title,
            "url": reverse("project_chapter", args=[desk.file.project_id, one.section.code]),
            "current": one.section.code == desk.here.section.code,
        }
        for one in desk.left.chapters
    ]


def aside_texts(desk: Desk) -> list[dict[str, Any]]:
    """What waits to be settled in this chapter: whose, when, both texts. Price: none where nothing does, else two."""
    codes = {field.code: field for field in desk.here.section.fields}
    waiting = [aside for aside in asides_of(desk.file.sheet) if aside.field in codes]
    names = names_of(aside.written_by for aside in waiting if aside.written_by) if waiting else {}
    return texts_aside(waiting, codes, desk.file.sheet.answers, desk.left.seen, names, clock_time)
