"""Yearly reviews, for programs: the questions and the orders of the screens, with the same rights and refusals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from marelle.domains.funding.queries import review_money
from marelle.domains.projects import services
from marelle.domains.projects.access import visible_projects, visible_reviews
from marelle.domains.projects.access.reviews import compares_all
from marelle.domains.projects.models import YearlyReview
from marelle.domains.projects.queries import reviews as queries
from marelle.domains.projects.queries.voices import standing_on, voices_on
from marelle.domains.projects.rules.reviews import figure_kinds
from marelle.flows.submit_review import submit_review
from marelle.kernel.access import Forbidden, NotFound, load
from marelle.kernel.clock import PARIS

from .project_schemas import ReservationIn, StepBackIn, VoiceOut
from .schemas import Fault

router = Router()
READ = "projects.read"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}
REVIEW = "/projects/{pk}/reviewed/{year}"


class FigureOut(Schema):
    """A value is a number as text, so that nothing is rounded; null: unknown. `said` of `counted` records tell it."""

    code: str
    chapter: str
    label: str
    unit: str
    scope: str
    formula: str
    source: str
    value: str | None
    said: int | None
    counted: int | None
    before: str | None


class ReviewOut(Schema):
    project: int
    year: int
    state: str
    submitted: int | None
    validated_at: datetime | None
    counted_on: date
    fingerprint: str
    answers: dict[str, Any]
    missing: list[str]
    figures: list[FigureOut]
    voices: list[VoiceOut]
    awaited: list[str]


class ReviewAnswersIn(Schema):
    answers: dict[str, Any]
    revision: int | None = None
    reopen: bool = False


class ReviewVoiceIn(Schema):
    version: int
    seat: str
    opinion: str
    reasons: str = ""
    reservations: list[ReservationIn] = []


class ReviewReasonIn(Schema):
    why: str


class ComparedOut(Schema):
    project: int
    site: str
    name: str
    value: str | None
    said: int | None
    counted: int | None
    before: str | None


class ComparisonOut(Schema):
    year: int
    figure: str
    count: int
    items: list[ComparedOut]


ONE: dict[Any, Any] = {200: ReviewOut, **REFUSALS}


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]


def _review(request: HttpRequest, pk: int, year: int) -> YearlyReview:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_reviews(viewer), project=pk, year=year)


def _value(figure: Any) -> str | None:
    return None if figure is None or figure.value is None else format(figure.value.normalize(), "f")


def _told(request: HttpRequest, review: YearlyReview) -> dict[str, Any]:
    version, voices = queries.version_of(review), voices_on(review, review.submitted)
    today = request.clock.now.astimezone(PARIS).date()  # type: ignore[attr-defined]
    if version is not None:
        text = queries.frozen_review(review, version)
    else:
        text = queries.draft_of(review, today, review_money(review.project_id, review.year, today))
    names = ("seat", "opinion", "reasons", "spoken_at")
    return {
        "project": review.project_id,
        "year": review.year,
        "state": review.state,
        "submitted": review.submitted,
        "validated_at": review.validated_at,
        "counted_on": text.counted_on,
        "fingerprint": text.fingerprint,
        "answers": dict(text.seen.values),
        "missing": [fault.field for fault in text.faults],
        "figures": [_figure(*row) for chapter in text.chapters for row in chapter.figures],
        "voices": [
            {**{name: getattr(one, name) for name in names}, "organisation": one.organisation_id} for one in voices
        ],
        "awaited": list(standing_on(review, voices).awaited),
    }


def _figure(kind: Any, figure: Any, before: Any) -> dict[str, Any]:
    names = ("code", "chapter", "label", "unit", "scope", "formula", "source")
    told = {"value": _value(figure), "said": figure.said, "counted": figure.counted, "before": _value(before)}
    return {**{name: getattr(kind, name) for name in names}, **told}


@router.get(REVIEW, response=ONE, summary="A yearly review: its answers, its figures, its voices")
def yearly_review(request: HttpRequest, pk: int, year: int) -> dict[str, Any]:
    return _told(request, _review(request, pk, year))


@router.post(REVIEW, response={201: ReviewOut, **REFUSALS}, summary="Opens the review of a year")
def yearly_review_opening(request: HttpRequest, pk: int, year: int) -> Status[Any]:
    project = load(request.viewer, READ, visible_projects(request.viewer), pk=pk)  # type: ignore[attr-defined]
    services.open_review(project=project, year=year, **_by(request))
    return Status(201, _told(request, _review(request, pk, year)))


@router.put(f"{REVIEW}/answers", response=ONE, summary="Writes in a review")
def yearly_review_answers(request: HttpRequest, pk: int, year: int, asked: ReviewAnswersIn) -> dict[str, Any]:
    services.save_review(review=_review(request, pk, year), **asked.dict(), **_by(request))
    return _told(request, _review(request, pk, year))


@router.post(f"{REVIEW}/submission", response=ONE, summary="Freezes a review with its figures, for the three voices")
def yearly_review_submission(request: HttpRequest, pk: int, year: int) -> dict[str, Any]:
    submit_review(review=_review(request, pk, year), **_by(request))
    return _told(request, _review(request, pk, year))


@router.post(f"{REVIEW}/voices", response=ONE, summary="Speaks from one's seat on a frozen review")
def yearly_review_voice(request: HttpRequest, pk: int, year: int, asked: ReviewVoiceIn) -> dict[str, Any]:
    told = asked.dict()
    reservations = [services.Asked(**one) for one in told.pop("reservations")]
    review = _review(request, pk, year)
    services.give_review_voice(review=review, reservations=reservations, **told, **_by(request))
    return _told(request, _review(request, pk, year))


@router.post(f"{REVIEW}/steps-back", response=ONE, summary="Steps back from a seat on a review, for a conflict")
def yearly_review_step_back(request: HttpRequest, pk: int, year: int, asked: StepBackIn) -> dict[str, Any]:
    services.step_back_from_review(review=_review(request, pk, year), **asked.dict(), **_by(request))
    return _told(request, _review(request, pk, year))


@router.post(f"{REVIEW}/reopening", response=ONE, summary="Takes a submitted review back to writing")
def yearly_review_reopening(request: HttpRequest, pk: int, year: int, asked: ReviewReasonIn) -> dict[str, Any]:
    services.reopen_review(review=_review(request, pk, year), why=asked.why, **_by(request))
    return _told(request, _review(request, pk, year))


@router.get("/review-figures", response={200: ComparisonOut, **REFUSALS}, summary="One figure over validated reviews")
def yearly_review_figures(request: HttpRequest, year: int, figure: str, region: str = "") -> dict[str, Any]:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not compares_all(viewer):
        raise Forbidden(permission=READ)
    if figure not in {one.code for one in figure_kinds() if one.scope == "national"}:
        raise NotFound
    lines = queries.compared(viewer, year, figure, region)
    return {"year": year, "figure": figure, "count": len(lines), "items": [_line(one) for one in lines]}


def _line(one: queries.ComparedReview) -> dict[str, Any]:
    site, told = one.review.project.site, one.figure
    about = {"project": one.review.project_id, "site": site.slug, "name": site.name, "value": _value(told)}
    return {**about, "said": told.said, "counted": told.counted, "before": _value(one.before)}
