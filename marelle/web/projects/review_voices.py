"""The three voices on a yearly review: what was frozen, what each said, one's own voice, stepping back,
taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.domains.projects.access.files import DECIDE, LEAD
from marelle.domains.projects.models import YearlyReview
from marelle.domains.projects.queries import reviews as queries
from marelle.domains.projects.queries.files import people_with
from marelle.domains.projects.queries.voices import standing_on, voices_on
from marelle.domains.projects.rules.finalising import verdict
from marelle.kernel.access import Forbidden
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.moments import moment

from .forms import ReasonForm, VoiceForm
from .reviews_shown import READ, review_for, review_page
from .saying import Saying


def show(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Price: fourteen queries at most; speaking, fifteen more."""
    review, then = review_for(request, pk, year), request.POST.get("then", "")
    people = people_with(review, [READ], request.clock.now) if review.state == "submitted" else []  # type: ignore[attr-defined]
    saying = Saying(request, people, review.rule.opinions, VoiceForm)
    reopen = ReasonForm(request.POST if then == "reopen" else None, auto_id="id_reopen_%s")
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            done = _carried_out(request, review, saying, reopen)
        except Forbidden:
            raise
        except Refused as refused:
            refusal = refused
            saying.say(refused)
            if then == "reopen":
                say_refusal(reopen, refused)
        else:
            if done:
                messages.success(request, done)
                return redirect("review_voices", pk=pk, year=year)
        review = review_for(request, pk, year)
    wrong = refusal or saying.errors or (reopen.errors if reopen.is_bound else None)
    told = {"saying": saying, "reopen": reopen, "refused": wrong, "refusal": refusal}
    content = review_page(review, "review_voices", **told, **_told(request, review))
    saying.begin(content["seats"] or content["back_seats"], version=review.submitted)
    return form_page(request, "projects/review_voices.html", content, refused=wrong)


def _carried_out(request: HttpRequest, review: YearlyReview, saying: Saying, reopen: ReasonForm) -> str:
    orders = {
        "speak": lambda: _speak(request, review, saying),
        "step_back": lambda: _step_back(request, review, saying),
        "reopen": lambda: _reopen(request, review, reopen),
    }
    order = orders.get(request.POST.get("then", ""))
    return order() if order else ""


def _step_back(request: HttpRequest, review: YearlyReview, saying: Saying) -> str:
    if not saying.back.is_valid():
        return ""
    by, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    services.step_back_from_review(by=by, at=at, review=review, **saying.back.cleaned_data)
    return _("Vous vous êtes déporté. Une autre personne de ce siège donnera la voix.")


def _speak(request: HttpRequest, review: YearlyReview, saying: Saying) -> str:
    if not saying.is_valid():
        return ""
    order: dict[str, Any] = {"by": request.viewer, "at": request.clock.now, "review": review}  # type: ignore[attr-defined]
    if services.give_review_voice(**order, reservations=saying.reservations(), **saying.voice.cleaned_data):
        return _("Votre voix est enregistrée. C’était la dernière : la revue est validée.")
    return _("Votre voix est enregistrée. Elle ne se modifie plus.")


def _reopen(request: HttpRequest, review: YearlyReview, form: ReasonForm) -> str:
    if not form.is_valid():
        return ""
    by, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    services.reopen_review(by=by, at=at, review=review, **form.cleaned_data)
    return _("La revue revient à l’écriture. Celles et ceux qui avaient parlé sont prévenus.")


def _told(request: HttpRequest, review: YearlyReview) -> dict[str, Any]:
    viewer = request.viewer  # type: ignore[attr-defined]
    voices, version = voices_on(review, review.submitted), queries.version_of(review)
    spoken, places = queries.spoken_on(review, voices), review.perimeters()
    leads = any(viewer.may(one, places) for one in (LEAD, DECIDE))
    return {
        "version": version,
        "made": moment(version.made_at) if version else "",
        "voices": spoken,
        "verdict": verdict(review.rule, standing_on(review, voices)) if version else None,
        "seats": queries.seats_left(viewer, review, spoken),
        "back_seats": queries.seats_to_leave(viewer, review, spoken),
        "may_reopen": leads and review.state == "submitted",
        "lapsed": [(one, moment(one.lapsed_at)) for one in queries.lapsed_versions(review)],
    }
