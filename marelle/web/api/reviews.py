"""Yearly reviews, for programs: the questions and the orders of the screens, with the same rights and refusals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from marelle.domains.funding.queries import review_money, ways_of
from marelle.domains.projects import services
from marelle.domains.projects.access import visible_reviews
from marelle.domains.projects.access.files import LEAD, WRITE
from marelle.domains.projects.access.reviews import compares_all
from marelle.domains.projects.models import YearlyReview
from marelle.domains.projects.queries import reviews as queries
from marelle.domains.projects.queries.voices import standing_on, voices_on
from marelle.domains.projects.rules.finalising import verdict
from marelle.domains.projects.rules.reviews import FigureKind, figure_kinds, spread_of, years_to_review
from marelle.flows.submit_review import submit_review
from marelle.kernel.access import Forbidden, NotFound, load
from marelle.web.projects.compare_reviews import size_of

from . import yearly_schemas as shapes
from .asking import READ, REFUSALS, SAVING, by, fields, part_of, project_for, today_of, who
from .project_schemas import StepBackIn, VoiceIn
from .sheet_texts import aside_for, asides_shape
from .text_schemas import SettleTextIn, WaitingTextsOut
from .texts import seats_shape

router = Router()
REVIEW = "/projects/{pk}/reviewed/{year}"
KIND = "code chapter label unit scope formula source"


ONE: dict[Any, Any] = {200: shapes.ReviewOut, **REFUSALS}


def _review(request: HttpRequest, pk: int, year: int) -> YearlyReview:
    return load(who(request), READ, visible_reviews(who(request)), project=pk, year=year)


def _value(figure: Any) -> str | None:
    return None if figure is None else _number(figure.value)


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def _told(request: HttpRequest, review: YearlyReview) -> dict[str, Any]:
    version, voices = queries.version_of(review), voices_on(review, review.submitted)
    if version is not None:
        text = queries.frozen_review(review, version)
    else:
        today = today_of(request)
        text = queries.draft_of(review, today, review_money(review.project_id, review.year, today))
    return {
        "project": review.project_id,
        "year": review.year,
        "state": review.state,
        "revision": review.sheet.revision,
        "submitted": review.submitted,
        "validated_at": review.validated_at,
        "counted_on": text.counted_on,
        "fingerprint": text.fingerprint,
        "answers": dict(text.seen.values),
        "missing": [fault.field for fault in text.faults],
        "figures": [_figure(*row) for chapter in text.chapters for row in chapter.figures],
        "voices": [
            {**fields(one, "seat opinion reasons spoken_at"), "organisation": one.organisation_id} for one in voices
        ],
        "awaited": list(standing_on(review, voices).awaited),
    }


def _figure(kind: Any, figure: Any, before: Any) -> dict[str, Any]:
    told = {"value": _value(figure), "said": figure.said, "counted": figure.counted, "before": _value(before)}
    return {**fields(kind, KIND), **told, "parts": figure.parts}


@router.get(
    "/projects/{pk}/reviewed",
    response={200: shapes.ReviewsOut, **REFUSALS},
    summary="The reviews of a project, year by year, and its way from the label to its first action",
)
def yearly_reviews(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Price: four queries."""
    project = project_for(request, pk)
    found = queries.reviews_of(project)
    leads = who(request).may(LEAD, project.perimeters()) and project.state in ("running", "ended")
    years = years_to_review(project.years, today_of(request)) if leads else []
    way = ways_of([project])[project.pk]
    return {
        "count": len(found),
        "items": [fields(one, "year state submitted validated_at") for one in found],
        "may_open": [year for year in years if year not in {one.year for one in found}],
        "days": way.days,
        "label_to_first": way.label_to_first,
    }


@router.get(
    f"{REVIEW}/form", response={200: shapes.ReviewFormOut, **REFUSALS}, summary="The questions of a yearly review"
)
def yearly_review_form(request: HttpRequest, pk: int, year: int) -> dict[str, Any]:
    return fields(_review(request, pk, year).sheet.questionnaire, "title version definition")


@router.get(
    f"{REVIEW}/voices",
    response={200: shapes.ReviewSeatsOut, **REFUSALS},
    summary="What the three say of a review, and what it amounts to",
)
def yearly_review_seats(request: HttpRequest, pk: int, year: int) -> dict[str, Any]:
    """Price: ten queries at most."""
    review = _review(request, pk, year)
    given = voices_on(review, review.submitted)
    seats, said = queries.spoken_on(review, given), verdict(review.rule, standing_on(review, given))
    return {
        "version": review.submitted,
        "seats": seats_shape(seats),
        **fields(said, "awaited against favourable needed"),
        "carried": bool(review.submitted) and said.carried,
        "mine": list(queries.seats_left(who(request), review, seats)),
        "lapsed": [one.number for one in queries.lapsed_versions(review)],
    }


def _written(request: HttpRequest, pk: int, year: int) -> YearlyReview:
    """A review in which whoever asks may write. Price: one query."""
    review = _review(request, pk, year)
    if not queries.may_write_review(who(request), review):
        raise Forbidden(permission=WRITE)
    return review


@router.get(
    f"{REVIEW}/asides", response={200: WaitingTextsOut, **REFUSALS}, summary="Texts of a review that were put aside"
)
def yearly_review_asides(request: HttpRequest, pk: int, year: int) -> dict[str, Any]:
    return asides_shape(_written(request, pk, year).sheet)


@router.post(f"{REVIEW}/asides/{{aside}}", response=ONE, summary="Settles a text of a review that was put aside")
def yearly_review_settle(request: HttpRequest, pk: int, year: int, aside: int, asked: SettleTextIn) -> dict[str, Any]:
    review = _written(request, pk, year)
    found = aside_for(review.sheet, aside)
    services.settle_review_text(review=review, aside=found, **asked.dict(), **by(request))
    return _told(request, _review(request, pk, year))


@router.get(REVIEW, response=ONE, summary="A yearly review: its answers, its figures, its voices")
def yearly_review(request: HttpRequest, pk: int, year: int) -> dict[str, Any]:
    return _told(request, _review(request, pk, year))


@router.post(REVIEW, response={201: shapes.ReviewOut, **REFUSALS}, summary="Opens the review of a year")
def yearly_review_opening(request: HttpRequest, pk: int, year: int) -> Status[Any]:
    services.open_review(project=project_for(request, pk), year=year, **by(request))
    return Status(201, _told(request, _review(request, pk, year)))


@router.put(f"{REVIEW}/answers", response={200: shapes.ReviewOut, **SAVING}, summary="Writes in a review")
def yearly_review_answers(request: HttpRequest, pk: int, year: int, asked: shapes.ReviewAnswersIn) -> dict[str, Any]:
    services.save_review(review=_review(request, pk, year), **asked.dict(), **by(request))
    return _told(request, _review(request, pk, year))


@router.post(f"{REVIEW}/submission", response=ONE, summary="Freezes a review with its figures, for the three voices")
def yearly_review_submission(request: HttpRequest, pk: int, year: int) -> dict[str, Any]:
    submit_review(review=_review(request, pk, year), **by(request))
    return _told(request, _review(request, pk, year))


@router.post(f"{REVIEW}/voices", response=ONE, summary="Speaks from one's seat on a frozen review")
def yearly_review_voice(request: HttpRequest, pk: int, year: int, asked: VoiceIn) -> dict[str, Any]:
    told = asked.dict()
    reservations = [services.Asked(**one) for one in told.pop("reservations")]
    review = _review(request, pk, year)
    services.give_review_voice(review=review, reservations=reservations, **told, **by(request))
    return _told(request, _review(request, pk, year))


@router.post(f"{REVIEW}/steps-back", response=ONE, summary="Steps back from a seat on a review, for a conflict")
def yearly_review_step_back(request: HttpRequest, pk: int, year: int, asked: StepBackIn) -> dict[str, Any]:
    services.step_back_from_review(review=_review(request, pk, year), **asked.dict(), **by(request))
    return _told(request, _review(request, pk, year))


@router.post(f"{REVIEW}/reopening", response=ONE, summary="Takes a submitted review back to writing")
def yearly_review_reopening(request: HttpRequest, pk: int, year: int, asked: shapes.ReviewReasonIn) -> dict[str, Any]:
    services.reopen_review(review=_review(request, pk, year), why=asked.why, **by(request))
    return _told(request, _review(request, pk, year))


def _kinds(request: HttpRequest) -> dict[str, FigureKind]:
    """The figures that may be compared, for who reads the whole country."""
    if not compares_all(who(request)):
        raise Forbidden(permission=READ)
    return {one.code: one for one in figure_kinds() if one.scope == "national"}


@router.get(
    "/review-kinds",
    response={200: shapes.FigureKindsOut, **REFUSALS},
    summary="The figures of reviews that may be compared, and the years",
)
def yearly_review_kinds(request: HttpRequest) -> dict[str, Any]:
    """Price: one query."""
    items = [fields(one, KIND) for one in _kinds(request).values()]
    return {"items": items, "years": queries.years_reviewed(who(request))}


@router.get(
    "/review-figures", response={200: shapes.ComparisonOut, **REFUSALS}, summary="One figure over validated reviews"
)
def yearly_review_figures(request: HttpRequest, asked: Query[shapes.ComparedAsked]) -> dict[str, Any]:
    """Price: four queries, whatever the number of cités."""
    kind = _kinds(request).get(asked.figure)
    if kind is None:
        raise NotFound
    every = queries.compared(who(request), asked.year, kind.code, asked.region)
    lines = [one for one in every if not asked.size or size_of(one) == asked.size]
    spread = spread_of([one.figure for one in lines])
    cuts = {name: _number(getattr(spread, name)) for name in ("low", "lower", "median", "upper", "high")}
    return {
        "year": asked.year,
        "figure": kind.code,
        "unit": kind.unit,
        "count": len(lines),
        "spread": {**fields(spread, "known partial unknown"), **cuts},
        "items": [_line(one) for one in part_of(lines, asked)],
    }


def _line(one: queries.ComparedReview) -> dict[str, Any]:
    site, told = one.review.project.site, one.figure
    about = {"project": one.review.project_id, "site": site.slug, "name": site.name, "value": _value(told)}
    return {**about, "said": told.said, "counted": told.counted, "before": _value(one.before)}
