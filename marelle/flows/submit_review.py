"""A yearly review is frozen with its figures as they are on that day, and the three are asked to speak on it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.funding.queries import review_money
from marelle.domains.projects import services as projects
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

if TYPE_CHECKING:
    from marelle.domains.projects.models import ReviewVersion, YearlyReview


@transaction.atomic
def submit_review(*, by: Viewer, at: datetime, review: YearlyReview) -> ReviewVersion:
    """A review is submitted with what the ledger says of its year, or nothing happened.

    1. What is allocated, voted and paid for the year is read from the ledger, which stands above projects.
    2. The review is frozen: the answers, every figure with its formula and its source, the day on which it was counted.
    3. The figures are kept for the comparison of all cités; they count once the three have spoken.
    4. After the commit those who speak for the commune, the préfet and the recteur are told.

    Refuses as `projects.services.submit_review`.
    """
    money = review_money(review.project_id, review.year, at.astimezone(PARIS).date())
    return projects.submit_review(by=by, at=at, review=review, money=money)
