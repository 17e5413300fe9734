"""The invented grants: voted within the budget, some notified, paid where it is told; told twice, told once."""

from datetime import date

import pytest

from marelle.domains.funding.queries import grants_of_project
from marelle.domains.funding.rules import GrantBeyondBudget
from marelle.domains.funding.services import allocate
from marelle.domains.funding.tests.granting import LATER, make_action
from marelle.domains.funding.tests.ground import AT, BY, make_ground
from marelle.flows.demo.money import grant_actions
from marelle.kernel.money import Cents

pytestmark = pytest.mark.django_db
SHARES = {"funding": [{"row": "p147", "specific": 1_234_500}]}


def test_actions_are_voted_notified_and_paid_once():
    ground = make_ground(cents=5_000_000)
    allocate(
        by=BY, at=AT, budget=ground.budgets[0], year=2020, cents=Cents(2_000_000), key="first", source=ground.source
    )
    actions = [make_action(ground.projects[0], "Une", **SHARES), make_action(ground.projects[0], "Autre")]
    told = {"voted_on": date(2020, 2, 3), "notified_on": date(2020, 3, 2), "reference": "COPIL"}
    for _twice in range(2):
        grant_actions(BY, LATER, actions, paid=[(date(2020, 4, 1), 70)], **told)
    (only,) = grants_of_project(ground.projects[0])
    assert (only.voted, only.paid, only.notified_on) == (1_110_000, 777_000, date(2020, 3, 2))
    with pytest.raises(GrantBeyondBudget):
        grant_actions(BY, LATER, actions, **{**told, "voted_on": date(2020, 2, 4)})
