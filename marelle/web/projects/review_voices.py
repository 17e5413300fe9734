"""The three voices on a yearly review: what was frozen, what each said, one's own voice, taking it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects import services
from marelle.domains.projects.access.files import DECIDE, LEAD
from marelle.domains.projects.models import YearlyReview
from marelle.domains.projects.queries import reviews as queries
from marelle.domains.projects.queries.voices import standing_on, voices_on
from marelle.domains.projects.rules.finalising import verdict
from marelle.kernel.access import Forbidden
from marelle.kernel.dossiers import OPINIONS
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.moments import moment

from .forms import ReasonForm, long_text
from .reviews_shown import review_for, review_page


class ReviewVoiceForm(forms.Form):
    """What one seat says of a frozen review. The number is the one of the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seat = forms.ChoiceField(label=gettext_lazy("Je parle pour"))
    opinion = forms.ChoiceField(
        label=gettext_lazy("Avis"), error_messages={"required": gettext_lazy("Choisissez un avis.")}
    )
    reasons = long_text(gettext_lazy("Motifs, et réserves s’il y en a"), "", required=False)

    def __init__(self, *args: Any, review: YearlyReview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = [(one.code, one.label) for one in review.rule.voices.seats]
        said = [("", ""), *((code, OPINIONS[code]) for code in review.rule.opinions)]
        self.fields["seat"].choices = seats  # type: ignore[attr-defined]
        self.fields["opinion"].choices = said  # type: ignore[attr-defined]


def show(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Price: twelve queries at most; speaking, fifteen more."""
    review, then = review_for(request, pk, year), request.POST.get("then", "")
    voice = ReviewVoiceForm(request.POST if then == "speak" else None, review=review)
    reopen = ReasonForm(request.POST if then == "reopen" else None, auto_id="id_reopen_%s")
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            done = _speak(request, review, voice) if then == "speak" else _reopen(request, review, reopen)
        except Forbidden:
            raise
        except Refused as refused:
            refusal = refused
            say_refusal(voice if then == "speak" else reopen, refused)
        else:
            if done:
                messages.success(request, done)
                return redirect("review_voices", pk=pk, year=year)
        review = review_for(request, pk, year)
    wrong = refusal or (voice.errors if voice.is_bound else None) or (reopen.errors if reopen.is_bound else None)
    content = review_page(review, "review_voices", voice=voice, reopen=reopen, refused=wrong, **_told(request, review))
    if content["seats"] and not voice.is_bound:
        voice.initial = {"version": review.submitted, "seat": content["seats"][0]}
    return form_page(request, "projects/review_voices.html", content, refused=wrong)


def _speak(request: HttpRequest, review: YearlyReview, form: ReviewVoiceForm) -> str:
    if not form.is_valid():
        return ""
    by, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    if services.give_review_voice(by=by, at=at, review=review, **form.cleaned_data):
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
        "may_reopen": leads and review.state == "submitted",
        "lapsed": [(one, moment(one.lapsed_at)) for one in queries.lapsed_versions(review)],
    }
