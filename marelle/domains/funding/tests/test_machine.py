"""A few hundred orders in any order: whatever was refused or told twice, the ledger says what a simple sum says."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from marelle.domains.funding.models import Leg, Movement
from marelle.domains.funding.queries import amounts_by_year, envelope_state
from marelle.domains.funding.rules import AlreadyReverted, EnvelopeExhausted, OrderChanged
from marelle.domains.funding.services import allocate, revert
from marelle.kernel.money import Cents

from .ground import AT, BY, YEARS, Ground, make_ground

OPENED = 1000


class Ledger(RuleBasedStateMachine):
    """The orders beside a model of three counters."""

    ground: Ground

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.given: Counter[tuple[int, int]] = Counter()  # (budget, year) -> cents
        self.told: dict[str, tuple[Any, Movement]] = {}
        self.reverted: set[str] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def left(self, year: int) -> int:
        return OPENED - sum(cents for (_budget, when), cents in self.given.items() if when == year)

    @rule(
        to=st.integers(0, 1),
        year=st.sampled_from(YEARS),
        cents=st.one_of(st.integers(1, 400), st.just(OPENED)),
        key=st.sampled_from([f"k{number}" for number in range(8)]),
    )
    def allocate(self, to: int, year: int, cents: int, key: str) -> None:
        body = (to, year, cents)
        order = {"budget": self.ground.budgets[to], "year": year, "cents": Cents(cents), "source": self.ground.source}
        if key in self.told and self.told[key][0] != body:
            with pytest.raises(OrderChanged):
                allocate(by=BY, at=AT, key=key, **order)
        elif key in self.told:
            assert allocate(by=BY, at=AT, key=key, **order) == self.told[key][1]
        elif self.left(year) < cents:
            with pytest.raises(EnvelopeExhausted):
                allocate(by=BY, at=AT, key=key, **order)
        else:
            self.told[key] = body, allocate(by=BY, at=AT, key=key, **order)
            self.given[to, year] += cents

    @precondition(lambda self: self.told)
    @rule(data=st.data(), reason=st.sampled_from(["erreur", "autre"]))
    def revert(self, data: st.DataObject, reason: str) -> None:
        key = data.draw(st.sampled_from(sorted(self.told)))
        (to, year, cents), movement = self.told[key]
        if key in self.reverted:
            before = movement.reverted_by
            if before.reason == reason:
                assert revert(by=BY, at=AT, movement=movement, reason=reason) == before
            else:
                with pytest.raises(AlreadyReverted):
                    revert(by=BY, at=AT, movement=movement, reason=reason)
            return
        revert(by=BY, at=AT, movement=movement, reason=reason)
        self.reverted.add(key)
        self.given[to, year] -= cents

    @invariant()
    def the_database_agrees(self) -> None:
        connection.check_constraints()
        said = amounts_by_year(self.ground.projects)
        counted: dict[int, dict[int, int]] = {}
        for (to, year), cents in self.given.items():
            if cents:
                counted.setdefault(self.ground.projects[to].pk, {})[year] = cents
        assert said == counted
        assert [state.remaining for state in envelope_state(self.ground.call)] == [self.left(year) for year in YEARS]
        assert all(state.authorised == OPENED for state in envelope_state(self.ground.call))
        assert Leg.objects.aggregate(total=Sum("cents"))["total"] == 0


@pytest.mark.django_db
def test_any_order_of_orders() -> None:
    class Here(Ledger):
        ground = make_ground(cents=OPENED)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
