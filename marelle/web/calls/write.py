"""Writing an application: a section and its saving, joining files, settling two texts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.calls.models import Application
from marelle.domains.calls.services import writing as services
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import evaluate
from marelle.kernel.questionnaires.services import AnswersClash, AnswersUnreadable, asides_of
from marelle.web.ui.questionnaire.writing import whole_number

from .desk import Desk, desk_of, looked_up, section_page
from .showing import saved_words
from .shut import SHUT, shut_section


def section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One section to write in. Saved is not filed: the page says so, and says what is missing when asked.

    Price: that of the desk, and two for each file or search.
    """
    desk = desk_of(request, pk, section, to_show=request.method != "POST")
    if desk is None:
        return shut_section(request, pk, section)
    if request.method == "POST":
        return _sent(desk)
    left = desk.left.of(section)
    faults = left.faults if left and "verifier" in request.GET else ()
    return section_page(desk, desk.form(faults=faults), desk.application.sheet.revision)


def _sent(desk: Desk) -> HttpResponse:
    then, _colon, what = desk.request.POST.get("then", "").partition(":")
    if then in ("take", "leave"):
        return _settle(desk, what, take=then == "take")
    return _save(desk, searched=what if then == "search" else _typed_in_a_search(desk) if then == "enter" else "")


def _typed_in_a_search(desk: Desk) -> str:
    """The picker in which somebody pressed Enter, without a script: the one whose box is not empty."""
    pickers = [field.code for field in desk.here.fields if field.kind in ("reference", "references")]
    return next((code for code in pickers if desk.searched_text(code)), "")


def _save(desk: Desk, searched: str) -> HttpResponse:
    request = desk.request
    typed, base = desk.form().typed(request.POST), request.POST.get("revision", "")
    try:
        _join_files(desk, typed)
        services.save_section(
            by=request.viewer,  # type: ignore[attr-defined]
            at=request.clock.now,  # type: ignore[attr-defined]
            application=desk.application,
            answers=typed,
            revision=whole_number(base),
        )
    except Refused as refusal:
        return _shown_again(looked_up(desk), typed, searched, refusal)
    if searched:
        desk = looked_up(desk)
        return section_page(desk, desk.form(searched=searched), desk.application.sheet.revision)
    return _after_saving(desk)


def _shown_again(desk: Desk, typed: dict[str, Any], searched: str, refusal: Refused) -> HttpResponse:
    """The page with what was typed and what is wrong; with both texts where a colleague wrote the same answers."""
    base = desk.request.POST.get("revision", "")
    if isinstance(refusal, AnswersClash):
        return section_page(desk, desk.form(refusal.shown), refusal.revision, refusal)
    faults = refusal.faults if isinstance(refusal, AnswersUnreadable) else ()
    return section_page(desk, desk.form(typed, faults, searched), base, refusal, shut=isinstance(refusal, SHUT))


def _join_files(desk: Desk, typed: dict[str, Any]) -> None:
    """Keeps what was sent, and puts it in the answers: a file that is refused refuses the saving, with its reason."""
    for field in desk.here.fields:
        if field.kind != "documents" or field.code not in typed:
            continue
        for upload in desk.request.FILES.getlist(f"{field.code}-file"):
            kept = services.join_document(
                by=desk.request.viewer,  # type: ignore[attr-defined]
                at=desk.request.clock.now,  # type: ignore[attr-defined]
                application=desk.application,
                field=field.code,
                upload=upload,
            )
            typed[field.code] = [*typed[field.code], str(kept.pk)]


def _settle(desk: Desk, which: str, *, take: bool) -> HttpResponse:
    """One of two texts written at once is kept in its place; what is typed on the page is shown again."""
    request, number = desk.request, whole_number(which)
    aside = next((one for one in asides_of(desk.application.sheet) if one.pk == number), None)
    typed = desk.form().typed(request.POST)
    if aside is not None:
        typed.pop(aside.field, None)
        try:
            services.settle_text(
                by=request.viewer,  # type: ignore[attr-defined]
                at=request.clock.now,  # type: ignore[attr-defined]
                application=desk.application,
                aside=aside,
                take=take,
            )
        except Refused as refusal:
            desk = looked_up(desk)
            return section_page(desk, desk.form(typed), request.POST.get("revision", ""), refusal)
    again = desk_of(request, desk.application.pk, desk.here.code) or desk
    said = _("Le texte mis de côté a pris la place de l’autre.") if take else _("Le texte enregistré est gardé.")
    return section_page(again, again.form(typed), request.POST.get("revision", ""), status=said)


def _after_saving(desk: Desk) -> HttpResponse:
    """The next section, unless an answer has made new questions appear on this page."""
    request, application, here = desk.request, desk.application, desk.here
    messages.success(request, saved_words(application, request.clock.now) + ".")  # type: ignore[attr-defined]
    seen = evaluate(desk.left.definition, application.sheet.answers, desk.left.seen.known)
    new = {field.code for field in here.fields} & seen.shown - desk.left.seen.shown
    if new:
        messages.info(request, _("Votre réponse ouvre une nouvelle question sur cette page."))
    if new or request.POST.get("then") != "next":
        return redirect("application_section", pk=application.pk, section=here.code)
    return redirect(*_following(desk, application))


def _following(desk: Desk, application: Application) -> tuple[Any, ...]:
    codes = [one.code for one in desk.sections]
    following = codes[codes.index(here) + 1 :] if (here := desk.here.code) in codes else []
    if following:
        return "application_section", application.pk, following[0]
    return "application_file", application.pk
