"""Grants and payments, refusal by refusal; the database keeps them true by itself; two at once wait for each other."""

from datetime import date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from marelle.domains.funding.access import visible_grants, visible_payments
from marelle.domains.funding.models import Account, Budget, Movement, Payment
from marelle.domains.funding.models import Grant as GrantRow
from marelle.domains.funding.queries import (
    amounts_by_year,
    envelope_state,
    financers,
    grant_told,
    grants_of,
    payments_of,
    review_money,
    voted_by_year,
    voted_paid,
)
from marelle.domains.funding.rules import (
    ActionUntold,
    AlreadyReverted,
    AmountNotPositive,
    AmountUnsupported,
    BudgetStopped,
    DayInFuture,
    DayMissing,
    DaysOutOfOrder,
    EnvelopeMissing,
    GrantBeyondBudget,
    GrantOfDropped,
    GrantTakenBack,
    OrderChanged,
    PaymentBeyondGrant,
    ShareTooLarge,
    SpentElsewhere,
    UnknownFinancer,
    days_waited,
)
from marelle.domains.funding.services import (
    allocate,
    notify_grant,
    revert,
    share_budget,
    take_back_grant,
    take_back_payment,
)
from marelle.domains.projects.services import drop_action, withdraw_project
from marelle.kernel.access import Forbidden, Grant, Perimeter, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents
from marelle.kernel.testing.fixtures import as_owner
from marelle.kernel.testing.threads import at_once

from .granting import LATER, NOTIFIED, VOTED, correct, make_action, pay, vote
from .ground import AT, BY, Ground, labelled, make_call, make_ground, make_site
from .test_database import insert, refused_change

TODAY = LATER.date()


@pytest.fixture
def ground(db: None) -> Ground:
    made = make_ground()
    allocate(by=BY, at=AT, budget=made.budgets[0], year=2020, cents=Cents(400), key="first", source=made.source)
    return made


@pytest.fixture
def action(ground):
    return make_action(ground.projects[0])


def money(action):
    return voted_paid([action], TODAY).get(action.pk)


def test_what_is_voted_leaves_the_budget_and_stays_of_its_year(ground, action):
    vote(action, 300)
    assert (money(action).voted, money(action).voted_label, money(action).paid) == (300, 300, 0)
    assert amounts_by_year(ground.projects) == {ground.projects[0].pk: {2020: 400}}
    assert [(one.allocated, one.remaining) for one in envelope_state(ground.call)][0] == (400, 600)
    with pytest.raises(GrantBeyondBudget) as refusal:
        vote(action, 101, key="g2")
    assert "il reste 1" in str(refusal.value) and refusal.value.field == "cents"
    vote(action, 100, key="g2")
    assert money(action).voted == 400


def test_what_is_granted_is_not_shared_nor_taken_back_from_the_budget(ground, action):
    vote(action, 300)
    shares = {2020: {ground.projects[1]: Cents(101)}}
    with pytest.raises(ShareTooLarge):
        share_budget(by=BY, at=AT, budget=ground.budgets[0], shares=shares, key="s", reason="Essai")
    with pytest.raises(SpentElsewhere):
        revert(by=BY, at=AT, movement=Movement.objects.get(key="first"), reason="Essai")


def test_another_financer_draws_on_no_budget(ground, action):
    vote(action, 50_000, financer="commune")
    vote(action, 100, key="g2")
    assert (money(action).voted_others, money(action).voted_label) == (50_000, 100)
    assert amounts_by_year(ground.projects) == {ground.projects[0].pk: {2020: 400}}
    assert envelope_state(ground.call)[0].allocated == 400
    assert {"label", "commune", "caf"} < set(financers()) and not {"families", "own"} & set(financers())


def test_a_payment_never_goes_beyond_the_grant(action):
    grant = vote(action, 300)
    pay(grant, 200)
    with pytest.raises(PaymentBeyondGrant) as refusal:
        pay(grant, 101, key="p2")
    assert "ne doit plus que 1" in str(refusal.value)
    pay(grant, 100, key="p2")
    assert (money(action).paid, grant_told(grant).owed) == (300, 0)


def test_an_order_told_twice_moves_once_another_under_its_key_is_refused(action):
    grant = vote(action, 200)
    assert vote(action, 200).pk == grant.pk
    for other in ({"cents": 201}, {"cents": 200, "financer": "caf"}, {"cents": 200, "voted_on": date(2020, 1, 1)}):
        with pytest.raises(OrderChanged):
            vote(action, **other)
    payment = pay(grant, 50)
    assert pay(grant, 50) == payment
    for other in ({"cents": 51}, {"cents": 50, "paid_on": date(2020, 4, 2)}, {"cents": 50, "reference": "Autre"}):
        with pytest.raises(OrderChanged):
            pay(grant, **other)
    assert money(action).paid == 50


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        ({"cents": 0}, AmountNotPositive),
        ({"cents": -1}, AmountNotPositive),
        ({"cents": 1, "reference": "  "}, AmountUnsupported),
        ({"cents": 1, "financer": "families"}, UnknownFinancer),
        ({"cents": 1, "financer": "moon"}, UnknownFinancer),
        ({"cents": 1, "voted_on": None}, DayMissing),
        ({"cents": 1, "voted_on": date(2020, 7, 1)}, DayInFuture),
        ({"cents": 1, "notified_on": date(2020, 7, 1)}, DayInFuture),
        ({"cents": 1, "notified_on": date(2020, 2, 2)}, DaysOutOfOrder),
        ({"cents": 1, "year": 2030}, EnvelopeMissing),
        ({"cents": 1, "year": 2021}, GrantBeyondBudget),
    ],
)
def test_grants_that_cannot_be_are_refused(action, order, refusal):
    with pytest.raises(refusal):
        vote(action, **order)
    assert money(action) is None and not GrantRow.objects.exists()


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        ({"cents": 0}, AmountNotPositive),
        ({"cents": 1, "reference": ""}, AmountUnsupported),
        ({"cents": 1, "paid_on": date(2020, 7, 1)}, DayInFuture),
        ({"cents": 1, "paid_on": date(2020, 3, 1)}, DaysOutOfOrder),
    ],
)
def test_payments_that_cannot_be_are_refused(action, order, refusal):
    grant = vote(action, 300, notified_on=NOTIFIED)
    with pytest.raises(refusal):
        pay(grant, **order)
    assert money(action).paid == 0


def test_who_receives_is_told_and_goes_on(ground, action):
    for answers in ({"operator_name": ""}, {"year": None}):
        with pytest.raises(ActionUntold):
            vote(make_action(ground.projects[0], "Autre", **answers), 1)
    with pytest.raises(GrantOfDropped):
        vote(drop_action(by=BY, at=LATER, action=action, why="Essai"), 1)
    other = make_action(ground.projects[1])
    withdraw_project(by=BY, at=LATER, project=ground.projects[1], why="Essai")
    other.refresh_from_db()
    with pytest.raises(BudgetStopped):
        vote(other, 1, financer="caf")


def test_a_cite_without_an_envelope_says_so(ground):
    call = make_call(ground.source, "sans-enveloppe")
    action = make_action(labelled(call, make_site(9), ground.source))
    with pytest.raises(EnvelopeMissing):
        vote(action, 1)
    assert vote(action, 1, financer="region").budget == Budget.objects.get(project=action.project)


def test_the_days_of_waiting_are_those_of_paris(ground, action):
    assert days_waited(None, None, TODAY) is None
    grant = vote(action, 300)
    assert money(action).waiting == (TODAY - VOTED).days and not money(action).notified
    notify_grant(by=BY, at=LATER, grant=grant, on=NOTIFIED)
    assert money(action).waiting == (TODAY - NOTIFIED).days and money(action).notified
    pay(grant, 100, paid_on=date(2020, 4, 1))
    assert money(action).waiting == (TODAY - NOTIFIED).days  # some of it is still owed
    pay(grant, 200, key="p2", paid_on=date(2020, 4, 11))
    assert money(action).waiting == 40
    # Half past midnight in Paris is still the day before in London: a payment of that day has happened.
    pay(
        vote(action, 50, key="g2"), 50, key="p3", paid_on=date(2020, 7, 1), at=datetime(2020, 7, 1, 0, 30, tzinfo=PARIS)
    )


def test_a_notification_is_corrected_and_taken_back(action):
    grant = vote(action, 300, notified_on=NOTIFIED)
    notify_grant(by=BY, at=LATER, grant=grant, on=date(2020, 3, 9))
    notify_grant(by=BY, at=LATER, grant=grant, on=date(2020, 3, 9))
    assert (grant_told(grant).notified_on, grant.notices.count()) == (date(2020, 3, 9), 2)
    notify_grant(by=BY, at=LATER, grant=grant, on=None)
    assert grant_told(grant).notified_on is None
    pay(grant, 1)
    for day, refusal in ((date(2020, 4, 2), DaysOutOfOrder), (date(2020, 1, 1), DaysOutOfOrder)):
        with pytest.raises(refusal):
            notify_grant(by=BY, at=LATER, grant=grant, on=day)
    only = vote(action, 50, key="g2", voted_on=None, notified_on=NOTIFIED)
    with pytest.raises(DayMissing):
        notify_grant(by=BY, at=LATER, grant=only, on=None)


def test_what_was_a_mistake_is_taken_back_in_its_order(action):
    grant = vote(action, 300)
    payment = pay(grant, 100)
    with pytest.raises(SpentElsewhere):
        take_back_grant(by=BY, at=LATER, grant=grant, reason="Erreur")
    back = take_back_payment(by=BY, at=LATER, payment=payment, reason="Erreur")
    assert take_back_payment(by=BY, at=LATER, payment=payment, reason="Erreur") == back
    with pytest.raises(AlreadyReverted):
        take_back_payment(by=BY, at=LATER, payment=payment, reason="Autre")
    assert (money(action).paid, payments_of([grant])) == (0, {})
    take_back_grant(by=BY, at=LATER, grant=grant, reason="Erreur")
    assert money(action) is None and grants_of([action]) == {}
    with pytest.raises(GrantTakenBack):
        pay(grant, 1, key="p2")
    assert vote(action, 400, key="g2")  # the budget is whole again


def test_rights_are_held_on_the_place(action):
    elsewhere = Viewer(7, "A", (Grant("funding.record_grants", Perimeter("departement", "59")),))
    reader = Viewer(7, "A", (Grant("funding.open_budget", Perimeter("departement", "80")),))
    here = Viewer(7, "A", (Grant("funding.record_grants", Perimeter("departement", "80")),))
    for viewer in (elsewhere, reader):
        with pytest.raises(Forbidden):
            vote(action, 1, by=viewer)
    grant = vote(action, 100, by=here)
    payment = pay(grant, 1, by=here)
    for viewer in (elsewhere, reader):
        for order in (
            lambda by=viewer: pay(grant, 1, by=by, key="p2"),
            lambda by=viewer: notify_grant(by=by, at=LATER, grant=grant, on=NOTIFIED),
            lambda by=viewer: take_back_grant(by=by, at=LATER, grant=grant, reason="x"),
            lambda by=viewer: correct(grant, 99, by=by),
            lambda by=viewer: take_back_payment(by=by, at=LATER, payment=payment, reason="x"),
            lambda by=viewer: revert(by=by, at=LATER, movement=payment.movement, reason="x"),
        ):
            with pytest.raises(Forbidden):
                order()
    take_back_payment(by=here, at=LATER, payment=payment, reason="Erreur")
    writer = Viewer(7, "A", (Grant("projects.write_actions", Perimeter("departement", "80")),))
    assert list(visible_grants(writer)) == [grant] and list(visible_payments(writer)) == [payment]
    assert not visible_grants(Viewer.visitor()).exists() and not visible_payments(Viewer.visitor()).exists()


def test_questions_cost_the_same_whatever_the_number_of_grants(ground, counted):
    prices = []
    for round_number in (1, 2, 3):
        for number in range(round_number * 2):
            made = make_action(ground.projects[0], f"Action {round_number}-{number}")
            pay(vote(made, 5, key=f"g{round_number}:{number}"), 2, key=f"p{round_number}:{number}")
        with counted() as queries:
            told = voted_paid(ground.projects[0].actions.values_list("pk", flat=True), TODAY)
            told_each = grants_of(list(told))
            payments_of([one for found in told_each.values() for one in found])
            voted_by_year(ground.projects[0], TODAY)
            review_money(ground.projects[0], 2020, TODAY)
        prices.append(len(queries))
    assert prices == [prices[0]] * 3 and prices[0] <= 7
    assert review_money(ground.projects[0], 2020, TODAY)["paid"] == 24
    assert review_money(ground.projects[0], 2021, TODAY)["voted"] is None  # unknown, not zero


TABLES = ("grant", "grant_notice", "payment")
CHANGES = {
    "grant": "UPDATE funding_grant SET year = 2030",
    "grant_notice": "UPDATE funding_grant_notice SET notified_on = NULL",
    "payment": "UPDATE funding_payment SET reference = 'x'",
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("gesture", ["UPDATE", "DELETE", "TRUNCATE"])
def test_nothing_of_a_grant_is_changed_or_removed(action, table, gesture):
    pay(vote(action, 300, notified_on=NOTIFIED), 100)
    order = {
        "UPDATE": CHANGES[table],
        "DELETE": f"DELETE FROM funding_{table}",
        "TRUNCATE": f"TRUNCATE funding_{table} CASCADE",
    }[gesture]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(order)
    connection.check_constraints()
    with as_owner(), connection.cursor() as cursor, refused_change(), transaction.atomic():
        cursor.execute(order)


def refused(constraint, write):
    with pytest.raises(IntegrityError) as clash, transaction.atomic():
        write()
        connection.check_constraints()
    assert clash.value.__cause__.diag.constraint_name == constraint


def test_raw_writers_move_no_money_between_grants(ground, action):
    one, other = vote(action, 300), vote(action, 50, key="g2", financer="caf")
    owed, owed_other = (Account.objects.get(grant=grant, kind="granted").pk for grant in (one, other))
    pay(one, 10), pay(other, 10, key="p2")
    given, given_other = (Account.objects.get(grant=grant, kind="paid").pk for grant in (one, other))
    budget = Account.objects.get(kind="allocated").pk
    outside = Account.objects.get(kind="outside").pk
    place = "funding_movement_in_its_place"
    for kind, legs in (
        ("pay", [(owed, -5), (given_other, 5)]),
        ("pay", [(owed, -5), (owed_other, 5)]),
        ("grant", [(outside, -5), (owed, 5)]),
        ("grant", [(budget, -5), (owed_other, 5)]),
        ("grant", [(budget, -5), (given, 5)]),
        ("allocate", [(owed, -5), (budget, 5)]),
        ("transfer", [(owed, -5), (budget, 5)]),
    ):
        refused(place, lambda kind=kind, legs=legs: insert(kind, legs))
    floor = "funding_account_never_below_zero"
    refused(floor, lambda: insert("pay", [(owed, -291), (given, 291)]))
    refused(floor, lambda: insert("grant", [(budget, -101), (owed, 101)]))
    insert("grant", [(outside, -1_000_000), (owed_other, 1_000_000)])
    connection.check_constraints()


def test_raw_writers_put_nothing_out_of_its_place(ground, action):
    grant, other = vote(action, 300), vote(action, 50, key="g2", financer="caf")
    envelope = Account.objects.get(grant=grant, kind="granted").envelope
    place = "funding_account_of_its_grant"

    def account(of, **facts):
        told = {"code": "x", "kind": "paid", "grant": of, "budget": of.budget, "envelope": None, **facts}
        return lambda: Account.objects.create(**told)

    refused(place, account(grant))  # the credits of the label stand in an envelope
    refused(place, account(other, envelope=envelope))  # those of another financer do not
    refused(place, account(grant, envelope=envelope, budget=ground.budgets[1]))
    refused("funding_account_in_its_place", account(grant, envelope=envelope, kind="allocated"))
    told = {"action": action, "year": 2020, "financer": "caf", "reference": "x", "key": "x", "recorded_at": AT}
    refused("funding_grant_of_its_action", lambda: GrantRow.objects.create(budget=ground.budgets[1], **told))
    for name, value in (("reference", ""), ("financer", "La Caf")):
        with pytest.raises(IntegrityError, match="funding_grant_"), transaction.atomic():
            GrantRow.objects.create(budget=ground.budgets[0], **{**told, name: value})
    paid = pay(grant, 10)
    about = {"movement": paid.movement, "paid_on": VOTED, "reference": "x", "key": "x", "recorded_at": AT}
    first = Movement.objects.get(key="first")
    for wrong in ({"grant": other}, {"grant": grant, "movement": first}):
        refused("funding_payment_of_its_grant", lambda wrong=wrong: Payment.objects.create(**{**about, **wrong}))


@pytest.fixture
def standing(committed: None):
    with transaction.atomic():
        made = make_ground(cents=100)
        allocate(by=BY, at=AT, budget=made.budgets[0], year=2020, cents=Cents(100), key="first", source=made.source)
        return make_action(made.projects[0])


def test_two_grants_at_once_stay_within_the_budget(standing):
    answers = at_once(*(lambda key=key: vote(standing, 60, key=key) for key in ("a", "b")))
    assert sorted(type(one).__name__ for one in answers) == ["Grant", "GrantBeyondBudget"], answers
    assert money(standing).voted == 60


@pytest.mark.parametrize("financer", ["label", "caf"])
def test_two_payments_at_once_stay_within_the_grant(standing, financer):
    grant = vote(standing, 100, financer=financer)
    answers = at_once(*(lambda key=key: pay(grant, 60, key=key) for key in ("a", "b")))
    assert sorted(type(one).__name__ for one in answers) == ["Payment", "PaymentBeyondGrant"], answers
    assert money(standing).paid == 60


def test_the_same_payment_sent_twice_at_once_is_one(standing):
    grant = vote(standing, 100, financer="caf")
    answers = at_once(*(lambda: pay(grant, 60) for _ in range(2)))
    assert [type(one).__name__ for one in answers] == ["Payment", "Payment"], answers
    assert money(standing).paid == 60


def test_a_payment_and_its_grant_taken_back_at_once(standing):
    grant = vote(standing, 100, financer="caf")
    answers = at_once(lambda: pay(grant, 60), lambda: take_back_grant(by=BY, at=LATER, grant=grant, reason="Erreur"))
    kinds = sorted(type(one).__name__ for one in answers)
    assert kinds in (["Payment", "SpentElsewhere"], ["GrantTakenBack", "Movement"]), answers
