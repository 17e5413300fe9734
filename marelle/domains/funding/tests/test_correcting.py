"""The amount of a grant corrected: both amounts stay readable, nothing hangs in between, refusal by refusal."""

import pytest

from marelle.domains.funding.models import Movement
from marelle.domains.funding.queries import (
    amounts_by_year,
    corrections_of,
    grant_told,
    grants_of,
    payments_of,
    voted_paid,
)
from marelle.domains.funding.rules import (
    AmountNotPositive,
    BudgetStopped,
    CorrectionUnsaid,
    GrantBelowPaid,
    GrantBeyondBudget,
    GrantTakenBack,
    OrderChanged,
    SpentElsewhere,
)
from marelle.domains.funding.services import take_back_grant, take_back_payment
from marelle.domains.projects.services import withdraw_project
from marelle.kernel.money import Cents

from .granting import LATER, correct, pay, vote
from .ground import BY
from .test_grants import TODAY, action, ground  # noqa: F401

# ruff: noqa: F811 -- fixtures are named as they are used


def money(action):
    return voted_paid([action], TODAY).get(action.pk)


def test_an_amount_is_corrected_and_both_stay_readable(action):
    grant = vote(action, 300)
    pay(grant, 200)
    movement = correct(grant, 400)  # all that the budget holds, and what is paid: nothing hangs in between
    assert correct(grant, 400, "Encore") is None
    told = grant_told(grant)
    assert (told.voted, told.paid, told.owed, told.why) == (400, 200, 200, "Faute de frappe")
    first = Movement.objects.get(key=f"grant:{grant.pk}")
    assert first.reverted_by.reason == movement.reason == "Faute de frappe" and movement.key == f"grant:{grant.pk}:2"
    correct(grant, 200, "Vote modificatif")
    correct(grant, 300, "Encore une faute")
    read = corrections_of([grant_told(grant)])[grant.pk]
    assert [(one.before, one.after, one.why) for one in read] == [
        (300, 400, "Faute de frappe"),
        (400, 200, "Vote modificatif"),
        (200, 300, "Encore une faute"),
    ]
    assert amounts_by_year([action.project])[action.project_id] == {2020: 400}
    assert vote(action, 300) == grant  # the first order, told again
    with pytest.raises(SpentElsewhere):
        take_back_grant(by=BY, at=LATER, grant=grant, reason="Erreur")
    take_back_payment(by=BY, at=LATER, payment=payments_of([grant])[grant.pk][0][0], reason="Erreur")
    back = take_back_grant(by=BY, at=LATER, grant=grant, reason="Erreur")
    assert take_back_grant(by=BY, at=LATER, grant=grant, reason="Erreur") == back and grants_of([action]) == {}
    with pytest.raises(GrantTakenBack):
        correct(grant, 100)


def test_another_financer_is_corrected_without_a_budget(action):
    grant = vote(action, 300, financer="commune")
    correct(grant, 90_000)
    assert (grant_told(grant).voted, money(action).voted_others) == (90_000, 90_000)


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"cents": 0}, AmountNotPositive),
        ({"cents": 250, "reason": " "}, CorrectionUnsaid),
        ({"cents": 199}, GrantBelowPaid),
        ({"cents": 401}, GrantBeyondBudget),
        ({"cents": 250, "seen": Cents(299)}, OrderChanged),
    ],
)
def test_a_correction_is_refused(action, told, refusal):
    grant = vote(action, 300)
    pay(grant, 200)
    before = Movement.objects.count()
    with pytest.raises(refusal):
        correct(grant, **{"cents": 250, **told})
    assert Movement.objects.count() == before and grant_told(grant).voted == 300


def test_a_withdrawn_label_takes_no_more_and_still_less(action):
    grant = vote(action, 300)
    withdraw_project(by=BY, at=LATER, project=action.project, why="Essai")
    grant.refresh_from_db()
    with pytest.raises(BudgetStopped):
        correct(grant, 301)
    correct(grant, 299)
    assert grant_told(grant).voted == 299
