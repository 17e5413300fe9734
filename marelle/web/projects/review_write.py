"""Writing one chapter of a yearly review, its figures beside: the page, its saving, and that of the script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.accounts.queries import names_of
from marelle.domains.projects import services
from marelle.domains.projects.models import YearlyReview
from marelle.domains.projects.queries import reviews as queries
from marelle.kernel.access import Forbidden, NotFound
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Fault, Section, check, evaluate
from marelle.kernel.questionnaires.services import AnswersClash, AnswersUnreadable, Saved, asides_of, changed_since
from marelle.web.ui.answers import form_page
from marelle.web.ui.moments import clock_time
from marelle.web.ui.questionnaire import SectionForm, section_form
from marelle.web.ui.questionnaire.reading import placed
from marelle.web.ui.questionnaire.writing import (
    aside_texts,
    asides_fragment,
    bases_sent,
    clash_texts,
    whole_number,
)
from marelle.web.ui.tags.forms import field as field_tag

from .reviews import text_of
from .reviews_shown import review_for, review_page, shown_figures
from .showing import saved_words


class Desk:
    """One chapter of one review, open to be written in."""

    def __init__(self, request: HttpRequest, pk: int, year: int, section: str) -> None:
        self.request, self.review = request, review_for(request, pk, year)
        self.definition = self.review.sheet.questionnaire.form
        here = self.definition.section(section)
        if here is None:
            raise NotFound
        if not queries.may_write_review(request.viewer, self.review):  # type: ignore[attr-defined]
            raise Forbidden(permission="projects.write")
        self.here: Section = here
        self.codes = {field.code: field for field in here.fields}

    def form(self, values: Mapping[str, Any] | None = None, faults: Iterable[Fault] = ()) -> SectionForm:
        seen = evaluate(self.definition, self.review.sheet.answers, {})
        return section_form(self.here, seen.shown, {**seen.values, **(values or {})}, faults)

    def order(self) -> dict[str, Any]:
        told = {"by": self.request.viewer, "at": self.request.clock.now}  # type: ignore[attr-defined]
        return {**told, "review": self.review}

    def asides(self) -> list[dict[str, Any]]:
        waiting = [aside for aside in asides_of(self.review.sheet) if aside.field in self.codes]
        names = names_of(one.written_by for one in waiting if one.written_by) if waiting else {}
        seen = evaluate(self.definition, self.review.sheet.answers, {})
        return aside_texts(waiting, self.codes, self.review.sheet.answers, seen, names, clock_time)


def chapter(request: HttpRequest, pk: int, year: int, section: str) -> HttpResponse:
    """One chapter to write in, beside what Marelle counts of it. Price: as the review itself."""
    desk = Desk(request, pk, year, section)
    if desk.review.state == "validated":
        return redirect("project_review", pk=pk, year=year)
    if request.method == "POST":
        return _sent(desk)
    return _page(desk, desk.form(), desk.review.sheet.revision)


def _sent(desk: Desk) -> HttpResponse:
    request, (then, _colon, what) = desk.request, desk.request.POST.get("then", "").partition(":")
    form, base = desk.form(), request.POST.get("revision", "")
    typed = form.typed(request.POST)
    if then in ("take", "leave"):
        return _settle(desk, whole_number(what), typed, take=then == "take")
    try:
        services.save_review(
            answers=typed, revision=whole_number(base), reopen="reopen" in request.POST, **desk.order()
        )
    except AnswersUnreadable as refusal:
        return _page(desk, desk.form(typed, refusal.faults), base, refusal)
    except AnswersClash as clash:
        return _page(desk, desk.form(clash.shown), clash.revision, clash)
    except Forbidden:
        raise
    except Refused as refusal:
        return _page(desk, desk.form(typed), base, refusal)
    messages.success(request, saved_words(desk.review, request.clock.now) + ".")  # type: ignore[attr-defined]
    return _next(desk, onward=then == "next")


def _next(desk: Desk, *, onward: bool) -> HttpResponse:
    address = (desk.review.project_id, desk.review.year)
    codes = [one.code for one in desk.definition.sections]
    following = codes[codes.index(desk.here.code) + 1 :] if onward else [desk.here.code]
    if following:
        return redirect("review_chapter", *address, following[0])
    return redirect("project_review", *address)


def _settle(desk: Desk, number: int, typed: dict[str, Any], *, take: bool) -> HttpResponse:
    """One of two texts written at once is kept in its place; what is typed on the page is shown again."""
    aside = next((one for one in asides_of(desk.review.sheet) if one.pk == number and one.field in desk.codes), None)
    if aside is not None:
        typed.pop(aside.field, None)
        try:
            services.settle_review_text(aside=aside, take=take, reopen="reopen" in desk.request.POST, **desk.order())
        except Refused as refusal:
            return _page(desk, desk.form(typed), desk.request.POST.get("revision", ""), refusal)
    again = Desk(desk.request, desk.review.project_id, desk.review.year, desk.here.code)
    said = _("Le texte mis de côté a pris la place de l’autre.") if take else _("Le texte enregistré est gardé.")
    return _page(again, again.form(typed), desk.request.POST.get("revision", ""), status=said)


def _page(
    desk: Desk, form: SectionForm, revision: object, refusal: Refused | None = None, status: str = ""
) -> HttpResponse:
    review, request = desk.review, desk.request
    text = text_of(request, review)
    clashes = refusal.clashes if isinstance(refusal, AnswersClash) else ()
    counted = text.of(desk.here.code)
    content = review_page(
        review,
        "",
        here=desk.here,
        chapters=_tabs(review, desk),
        form=form,
        figures=shown_figures(counted) if counted else [],
        counted_on=text.counted_on,
        revision=revision,
        refusal=refusal,
        clashes=clash_texts(desk.definition, evaluate(desk.definition, review.sheet.answers, {}), clashes),
        asides=desk.asides(),
        saved=saved_words(review, request.clock.now),  # type: ignore[attr-defined]
        status=status,
        submitted=review.state == "submitted",
    )
    return form_page(request, "projects/review_chapter.html", content, refused=refusal)


def _tabs(review: YearlyReview, desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "label": one.title,
            "url": reverse("review_chapter", args=[review.project_id, review.year, one.code]),
            "current": one.code == desk.here.code,
        }
        for one in desk.definition.sections
    ]


def autosave(request: HttpRequest, pk: int, year: int, section: str) -> HttpResponse:
    """Saves the fields that changed, each from the revision that was on the page. Price: ten queries at most.

    A submitted review is never changed so: whoever writes must say that voices lapse.
    """
    desk = Desk(request, pk, year, section)
    bases = bases_sent(request.POST.get("base", ""))
    every = section_form(desk.here, frozenset(desk.codes), {}).typed(request.POST)
    typed = {code: value for code, value in every.items() if code in bases}
    try:
        saved = services.save_review(answers=typed, revision=bases, what_can_be=True, **desk.order())
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal), "code": refusal.code}, status=refusal.status)
    return JsonResponse(_answer(desk, saved))


def _answer(desk: Desk, saved: Saved) -> dict[str, Any]:
    form, sheet = desk.form(), desk.review.sheet
    asked, clashing = [field.code for field in form.asked], {clash.field for clash in saved.clashes}
    seen = whole_number(desk.request.POST.get("revision", ""))
    touched = changed_since(sheet, seen) if seen < saved.revision else set()
    theirs = ((touched - saved.changed) | saved.joined) - clashing
    missing = [fault for fault in check(desk.definition, sheet.answers, {}) if fault.field in desk.codes]
    return {
        "revision": saved.revision,
        "saved": saved_words(desk.review, desk.request.clock.now),  # type: ignore[attr-defined]
        "asked": asked,
        "fields": {code: str(field_tag(form[code])) for code in asked if code in theirs},
        "outputs": form.outputs(),
        "theirs": sorted(theirs & set(asked)),
        "changed": sorted(saved.changed),
        "faults": {f.field: placed(desk.codes[f.field], f) for f in saved.faults if f.field in desk.codes},
        "clashing": sorted(clashing),
        "asides": asides_fragment(desk.asides()),
        "missing": len(missing),
    }
