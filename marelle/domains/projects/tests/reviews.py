"""Whole yearly reviews, written and spoken on through the services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marelle.domains.calls.tests.writing import complete_answers
from marelle.domains.projects.models import YearlyReview
from marelle.domains.projects.services import give_review_voice, save_review
from marelle.kernel.access import Viewer

YEAR = 2019
MONEY = {"allocated": 30_000_000}


def written(review: YearlyReview, by: Viewer, at: datetime) -> YearlyReview:
    """Everything that only people know is answered."""
    save_review(by=by, at=at, review=review, answers=complete_answers(review.sheet.questionnaire.form))
    return review


def said_by(
    review: YearlyReview, by: Viewer, at: datetime, seat: str, opinion: str = "favourable", version: int | None = None
) -> dict[str, Any]:
    """The order by which somebody speaks on what is submitted."""
    number = version or review.submitted or 0
    told = {"by": by, "at": at, "review": review, "version": number, "seat": seat}
    return {**told, "opinion": opinion, "reasons": "Les chiffres sont ceux de l’année."}


def carried(review: YearlyReview, at: datetime, *three: Viewer) -> YearlyReview:
    """The three speak for it: it is validated."""
    for seat, by in zip(("commune", "prefect", "rector"), three, strict=True):
        give_review_voice(**said_by(review, by, at, seat))
    return review
