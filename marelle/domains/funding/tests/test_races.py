"""Two writers at the same instant, each with a connection of their own and real commits."""

from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from marelle.domains.funding.models import Account, Envelope, Leg, Movement
from marelle.domains.funding.queries import envelope_state
from marelle.domains.funding.rules import EnvelopeExhausted
from marelle.domains.funding.services import allocate, lock_envelopes
from marelle.domains.funding.services.posting import open_allocated
from marelle.kernel.money import Cents
from marelle.kernel.testing.threads import at_once

from .ground import AT, BY, Ground, make_ground
from .test_database import insert


@pytest.fixture
def ground(committed: None) -> Iterator[Ground]:
    with transaction.atomic():
        made = make_ground(cents=100)
    yield made


def giving(ground: Ground, to: int, key: str, cents: int = 100) -> Callable[[], object]:
    budget = ground.budgets[to]
    return lambda: allocate(by=BY, at=AT, budget=budget, year=2020, cents=Cents(cents), key=key, source=ground.source)


@pytest.mark.django_db
def test_there_is_one_way_to_lock_and_one_order(counted):
    call = make_ground().call
    with counted() as queries:
        assert list(lock_envelopes(call.pk, [2022, 2020, 2022])) == [2020, 2022]
    [asked] = [query["sql"] for query in queries]
    ordered = 'ORDER BY "funding_envelope"."call_id" ASC, "funding_envelope"."year" ASC'
    assert asked.endswith(f'{ordered} FOR UPDATE OF "funding_envelope"')


def test_the_last_euro_is_given_once(ground):
    for year_round in range(3):
        answers = at_once(giving(ground, 0, f"a{year_round}"), giving(ground, 1, f"b{year_round}"))
        passed = [answer for answer in answers if isinstance(answer, Movement)]
        assert len(passed) == (1 if year_round == 0 else 0)
        assert all(isinstance(answer, Movement | EnvelopeExhausted) for answer in answers), answers
    assert [year.remaining for year in envelope_state(ground.call)] == [0, 100, 100]


def test_the_same_order_sent_twice_at_once_is_one_movement(ground):
    answers = at_once(giving(ground, 0, "same", 40), giving(ground, 0, "same", 40))
    assert [type(answer) for answer in answers] == [Movement, Movement], answers
    assert answers[0].pk == answers[1].pk
    assert [year.allocated for year in envelope_state(ground.call)] == [40, 0, 0]


def test_raw_writers_who_forget_to_lock_are_stopped_by_the_database(ground):
    with transaction.atomic():
        envelope = Envelope.objects.get(call=ground.call, year=2020)
        open_allocated((envelope, budget) for budget in ground.budgets)
        targets = [Account.objects.get(envelope=envelope, budget=budget).pk for budget in ground.budgets]
    source = Account.objects.get(envelope=envelope, kind="authorised").pk

    def raw(target: int) -> Callable[[], object]:
        def write() -> object:
            with transaction.atomic(), connection.cursor() as cursor:
                number = insert("allocate", [(target, 100), (source, -100)])
                cursor.execute("SELECT pg_sleep(0.3)")  # so that the two surely overlap
                return number

        return write

    answers = at_once(*map(raw, targets))
    assert sorted(isinstance(answer, DatabaseError) for answer in answers) == [False, True], answers
    assert Leg.objects.filter(account=source).aggregate(left=Sum("cents")) == {"left": 0}


def test_a_real_commit_refuses_what_does_not_balance(ground):
    source = Account.objects.get(envelope__call=ground.call, envelope__year=2020, kind="authorised").pk
    with pytest.raises(DatabaseError, match="legs of"), transaction.atomic():
        insert("allocate", [(source, -5)])
    assert not Movement.objects.filter(program="console").exists()


def test_an_old_snapshot_moves_no_money(ground):
    with pytest.raises(DatabaseError, match="repeatable read"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        giving(ground, 0, "old")()
