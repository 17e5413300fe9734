"""The acceptance of `submit_review`: what the ledger says of the year is frozen with the review, or nothing happens."""

# ruff: noqa: F401, F811

from decimal import Decimal

import pytest

from marelle.domains.accounts.tests.conftest import city, holding, next_city, organisation, person, somme, town
from marelle.domains.funding.queries import budget_of
from marelle.domains.funding.services import allocate, open_budget, open_envelope
from marelle.domains.projects.models import ReviewFigure, ReviewVersion
from marelle.domains.projects.rules.reviews import ReviewIncomplete
from marelle.domains.projects.services import open_review
from marelle.domains.projects.tests.conftest import leader, now, project, running, site
from marelle.domains.projects.tests.reviews import YEAR, written
from marelle.flows.submit_review import submit_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(running, leader, now):
    return open_review(by=leader, at=now, project=running, year=YEAR)


def test_without_a_tranche_what_is_allocated_is_unknown(review, leader, now):
    submit_review(by=leader, at=now, review=written(review, leader, now))
    assert ReviewFigure.objects.get(code="allocated").value is None


def test_what_is_allocated_that_day_is_frozen(review, leader, machine, now):
    open_envelope(by=machine, at=now, call=review.project.decision.call, year=YEAR, cents=100_000_00, reason="Essai")
    budget = budget_of(review.project) or open_budget(by=machine, at=now, project=review.project)
    order = {"by": machine, "at": now, "budget": budget, "year": YEAR, "reason": "Essai"}
    allocate(**order, cents=40_000_00, key="essai-1")
    submit_review(by=leader, at=now, review=written(review, leader, now))
    allocate(**order, cents=10_000_00, key="essai-2")
    assert ReviewFigure.objects.get(code="allocated").value == Decimal(40_000_00)


def test_an_incomplete_review_leaves_nothing(review, leader, now):
    with pytest.raises(ReviewIncomplete):
        submit_review(by=leader, at=now, review=review)
    assert not ReviewVersion.objects.exists()
