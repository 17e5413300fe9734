"""The orders of a yearly review: open it, write it, freeze it with its figures, speak on it, take it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import override

from marelle.kernel import audit
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import VersionSuperseded
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.dossiers.services import freeze, open_dossier
from marelle.kernel.questionnaires import content
from marelle.kernel.questionnaires.models import AsideAnswer, Questionnaire
from marelle.kernel.questionnaires.queries import newest_form
from marelle.kernel.questionnaires.services import (
    Saved,
    Seen,
    keeping_clashes,
    publish_version,
    save_answers,
    settle,
    start_answers,
)

from ..access.files import DECIDE, LEAD, WRITE
from ..models import Project, ReviewFigure, ReviewVersion, YearlyReview
from ..notifications import tell_review_lapsed, tell_review_submitted, tell_review_validated
from ..queries.figures import figures_of
from ..queries.reserving import stepped_back_from
from ..queries.reviews import what_is_missing
from ..queries.voices import verdict_of, voices_on
from ..rules.finalising import ReasonNeeded, form_data, read_finalising, rule_of_the_day
from ..rules.reviews import (
    FORM,
    Figure,
    NotYetReviewed,
    ReviewClosed,
    ReviewExists,
    ReviewIncomplete,
    ReviewNotSubmitted,
    ReviewSubmitted,
    kinds_data,
    years_to_review,
)
from ..states.reviews import REVIEW
from .reserving import LONGEST, Asked, drop_reservations, keep_reservations, reservations_asked
from .speaking import say, seat_for


def publish_review_form() -> Questionnaire:
    """The form of reviews as it is written in `forms/`, published once a change: each review keeps the one it had."""
    data = form_data("revue")
    return publish_version(code=FORM, title=data["title"], definition=data)


@transaction.atomic
def open_review(*, by: Viewer, at: datetime, project: Project, year: int) -> YearlyReview:
    """Opens the review of a year that has begun, for a project that runs or has ended; the rule of its voices is that
    of finalising. Refuses without `projects.lead`, `NotYetReviewed`, `ReviewExists`.
    """
    by.must(LEAD, project.perimeters())
    held = Project.objects.select_for_update().get(pk=project.pk)
    today = at.astimezone(PARIS).date()
    if held.state not in ("running", "ended") or year not in years_to_review(held.years, today):
        raise NotYetReviewed(year=year)
    form, rule = newest_form(FORM) or publish_review_form(), rule_of_the_day()
    try:
        with transaction.atomic():
            review = YearlyReview.objects.create(
                project=project,
                year=year,
                sheet=start_answers(form, by=by),
                dossier=open_dossier("projects.review", read_finalising(rule).voices),
                rule_data=dict(rule),
                opened_at=at,
            )
    except IntegrityError:
        raise ReviewExists(year=year) from None
    audit.record(by, "projects.open_review", review, facts={"year": year, "form": form.version})
    return review


def held_review(review: YearlyReview) -> YearlyReview:
    """The review as it is now, with nobody else able to change it before the end of the transaction."""
    rows = YearlyReview.objects.select_for_update(of=("self",)).select_related(
        "project__site__commune_main__departement", "project__decision__call", "sheet__questionnaire", "dossier"
    )
    return rows.get(pk=review.pk)


def save_review(
    *,
    by: Viewer,
    at: datetime,
    review: YearlyReview,
    answers: Mapping[str, Any],
    revision: Seen = None,
    what_can_be: bool = False,
    reopen: bool = False,
) -> Saved:
    """Saves answers of a review. Of one that is submitted, only with `reopen`: the voices given then lapse.

    Refuses without `projects.write`, `ReviewClosed`, `ReviewSubmitted`, `AnswersUnreadable`, and `AnswersClash` when a
    colleague changed the same answers since `revision`: what was written is then put aside.
    """
    with keeping_clashes(review.sheet, by=by, at=at):
        return _save(by, at, review, answers, revision, what_can_be, reopen)


@transaction.atomic
def _save(
    by: Viewer,
    at: datetime,
    review: YearlyReview,
    answers: Mapping[str, Any],
    revision: Seen,
    what_can_be: bool,
    reopen: bool,
) -> Saved:
    held = _to_write(by, review, reopen)
    saved = save_answers(held.sheet, answers, by=by, at=at, revision=revision, what_can_be=what_can_be)
    if saved.changed:
        _written(by, at, held, saved)
    review.sheet, review.state, review.submitted = held.sheet, held.state, held.submitted
    return saved


def _to_write(by: Viewer, review: YearlyReview, reopen: bool) -> YearlyReview:
    held = held_review(review)
    by.must(WRITE, held.perimeters())
    if held.state == "validated":
        raise ReviewClosed
    if held.state == "submitted" and not reopen:
        raise ReviewSubmitted
    return held


def _written(by: Viewer, at: datetime, review: YearlyReview, saved: Saved) -> None:
    if review.state == "submitted":
        _lapse(review, "edited", by=by, at=at)
    facts = {"fields": sorted(saved.changed), "revision": saved.revision}
    audit.record(by, "projects.save_review", review, facts=facts)


@transaction.atomic
def settle_review_text(
    *, by: Viewer, at: datetime, review: YearlyReview, aside: AsideAnswer, take: bool, reopen: bool = False
) -> Saved | None:
    """Ends a text put aside when two colleagues wrote at once. Refuses as `save_review`."""
    held = _to_write(by, review, reopen or not take)
    if aside.sheet_id != held.sheet_id:
        raise Forbidden(permission=WRITE)
    saved = settle(aside, by=by, at=at, take=take)
    if saved and saved.changed:
        _written(by, at, held, saved)
    return saved


@transaction.atomic
def submit_review(*, by: Viewer, at: datetime, review: YearlyReview, money: Mapping[str, int | None]) -> ReviewVersion:
    """Freezes a complete review with its figures as they are at this instant, and asks the three to speak on it.

    `money`: what the ledger says, by code of figure. The figures are kept for the comparison of all cités.
    Refuses without `projects.lead`, `ReviewClosed`, `ReviewIncomplete`, a review that is submitted already.
    """
    by.must(LEAD, review.perimeters())
    held = held_review(review)
    if held.state == "validated":
        raise ReviewClosed
    REVIEW.check(held.state, "submitted")
    missing = what_is_missing(held)
    if missing:
        raise ReviewIncomplete(missing)
    with override("fr"):  # frozen in the language of the country, whoever submits it: a reader's is applied later
        figures = figures_of(held.project, held.year, money)
    held.submissions += 1
    frozen = freeze(held.dossier, _text(held, figures, at), by=by, at=at)
    told = {"number": frozen.number, "made_at": at, "made_by": by.person_id}
    version = ReviewVersion.objects.create(review=held, version=frozen, **told)
    ReviewFigure.objects.bulk_create(_row(version, one) for one in figures)
    held.state, held.submitted = "submitted", frozen.number
    held.save(update_fields=["state", "submitted", "submissions"])
    facts = {"version": frozen.number, "fingerprint": frozen.fingerprint}
    audit.record(by, "projects.submit_review", held, facts=facts)
    tell_review_submitted(held, version, at)
    review.state, review.submitted, review.submissions = held.state, held.submitted, held.submissions
    return version


def _row(version: ReviewVersion, figure: Figure) -> ReviewFigure:
    told = {"value": figure.value, "said": figure.said, "counted": figure.counted}
    return ReviewFigure(version=version, code=figure.code, **told)


def _text(review: YearlyReview, figures: list[Figure], at: datetime) -> dict[str, Any]:
    form, project = review.sheet.questionnaire, review.project
    return {
        "review": {"id": review.pk, "year": review.year},
        "project": {"id": project.pk, "years": list(project.years)},
        "site": {"id": project.site_id, "name": project.site.name},
        "form": {"code": form.code, "version": form.version, "title": form.title, "definition": form.definition},
        "answers": content(form.form, review.sheet.answers, {}),
        "kinds": kinds_data(),
        "figures": [one.as_data() for one in figures],
        "counted_on": at.astimezone(PARIS).date().isoformat(),
        "submission": review.submissions,
    }


@transaction.atomic
def give_review_voice(
    *,
    by: Viewer,
    at: datetime,
    review: YearlyReview,
    version: int,
    seat: str,
    opinion: str,
    reasons: str,
    reservations: Sequence[Asked] = (),
) -> bool:
    """Gives the voice of one seat on the frozen review, for good. True when the review is validated by it.

    A voice against takes it back to writing: the others lapse. The voice that completes the three validates it, if the
    rule is met; its reservations are followed after that, each by its owner, who is told. Refuses `ReviewNotSubmitted`,
    `VersionSuperseded`, `SteppedBack`, `UnknownOpinion`, `ReservationsMissing`, `ReservationUnclear`, and what
    `kernel.dossiers` refuses.
    """
    held = held_review(review)
    row = _submitted(held, version)
    place = seat_for(by, held.rule, seat, opinion, stepped_back_from(held))
    asked = reservations_asked(held, opinion, reservations, at)
    within, said = held.perimeters(), reasons[:LONGEST]
    voice = say(row.version, place, by=by, at=at, within=within, opinion=opinion, reasons=said)
    facts = {"seat": seat, "opinion": opinion, "version": version, "reservations": len(asked)}
    audit.record(by, "projects.speak_on_review", held, facts=facts)
    keep_reservations(held, voice, asked)
    _follow(held, voice, by, at)
    review.state, review.submitted, review.validated_at = held.state, held.submitted, held.validated_at
    return held.state == "validated"


def _submitted(review: YearlyReview, version: int) -> ReviewVersion:
    if review.state != "submitted":
        if ReviewVersion.objects.filter(review=review, number=version, lapsed_at__isnull=False).exists():
            raise VersionSuperseded
        raise ReviewNotSubmitted
    if version != review.submitted:
        raise VersionSuperseded
    return ReviewVersion.objects.select_related("version").get(review=review, number=version)


def _follow(review: YearlyReview, voice: Voice, by: Viewer, at: datetime) -> None:
    """What a voice makes true: against, the review is written again; the last of three that carry it closes it."""
    if voice.opinion in review.rule.against:
        _lapse(review, "refused", by=by, at=at, why=voice.reasons)
        return
    if not verdict_of(review).carried:
        return
    REVIEW.check(review.state, "validated")
    review.state, review.validated_at = "validated", at
    review.save(update_fields=["state", "validated_at"])
    audit.record(by, "projects.validate_review", review, facts={"version": review.submitted})
    tell_review_validated(review, at)


@transaction.atomic
def reopen_review(*, by: Viewer, at: datetime, review: YearlyReview, why: str) -> YearlyReview:
    """Takes a submitted review back to writing, saying why: the voices given lapse, and their authors are told.

    For whoever leads the writing, and for the national team. Refuses `Forbidden`, `ReasonNeeded`, `ReviewClosed`,
    `ReviewNotSubmitted`.
    """
    places, said = review.perimeters(), why.replace("\x00", "").strip()[:LONGEST]
    if not by.may(LEAD, places) and not by.may(DECIDE, places):
        raise Forbidden(permission=LEAD)
    held = held_review(review)
    if held.state == "validated":
        raise ReviewClosed
    if held.state != "submitted":
        raise ReviewNotSubmitted
    if not said:
        raise ReasonNeeded
    _lapse(held, "reopened", by=by, at=at, why=said)
    review.state, review.submitted = held.state, held.submitted
    return held


def _lapse(review: YearlyReview, reason: str, *, by: Viewer, at: datetime, why: str = "") -> None:
    assert review.submitted is not None
    REVIEW.check(review.state, "writing")
    version = ReviewVersion.objects.select_for_update(of=("self",)).get(review=review, number=review.submitted)
    voices = voices_on(review, review.submitted)
    version.lapsed_at, version.lapsed_by, version.lapsed_for, version.why = at, by.person_id, reason, why
    version.save(update_fields=["lapsed_at", "lapsed_by", "lapsed_for", "why"])
    drop_reservations(review)
    review.state, review.submitted = "writing", None
    review.save(update_fields=["state", "submitted"])
    facts = {"version": version.number, "for": reason, "voices": [one.seat for one in voices]}
    audit.record(by, "projects.lapse_review", review, why=why, facts=facts)
    tell_review_lapsed(review, version, voices, at)
