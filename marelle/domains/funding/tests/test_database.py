"""The database keeps the ledger true by itself: these writers do not go through the orders."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from marelle.domains.funding.models import Account, Leg, Movement
from marelle.domains.funding.services import allocate
from marelle.kernel.money import Cents
from marelle.kernel.testing.fixtures import as_owner

from .ground import AT, BY, Ground, make_ground

pytestmark = pytest.mark.django_db
TABLES = ("envelope", "budget", "account", "movement", "leg", "stated_amount")
CHANGES = {
    "envelope": "UPDATE funding_envelope SET year = 2030",
    "budget": "UPDATE funding_budget SET opened_at = now()",
    "account": "UPDATE funding_account SET code = 'x'",
    "movement": "UPDATE funding_movement SET reason = 'x'",
    "leg": "UPDATE funding_leg SET cents = cents + 1",
    "stated_amount": "UPDATE funding_stated_amount SET cents = 1",
}


@pytest.fixture
def ground() -> Ground:
    made = make_ground()
    allocate(by=BY, at=AT, budget=made.budgets[0], year=2020, cents=Cents(400), key="first", source=made.source)
    return made


def account(kind: str, year: int = 2020, budget: int | None = None) -> int:
    found = Account.objects.filter(kind=kind)
    if kind != "appropriation":
        found = found.filter(envelope__year=year)
    return (found.filter(budget=budget) if budget else found).get().pk


def insert(
    kind: str, legs: list[tuple[int, int]], count: int | None = None, reverts: uuid.UUID | None = None
) -> uuid.UUID:
    """A movement as somebody with a console would write it."""
    number = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO funding_movement (id, kind, at, program, reason, key, fingerprint, leg_count, reverts_id)"
            " VALUES (%s, %s, now(), 'console', 'essai', %s, '', %s, %s)",
            [number, kind, str(number), count or max(2, len(legs)), reverts],
        )
        for where, cents in legs:
            cursor.execute(
                "INSERT INTO funding_leg (movement_id, account_id, cents) VALUES (%s, %s, %s)", [number, where, cents]
            )
    return number


def refused_change():
    return pytest.raises(IntegrityError, match="append-only")


def refused(constraint: str, *order, **rest) -> None:
    with pytest.raises(IntegrityError, match=r".") as clash, transaction.atomic():
        insert(*order, **rest)
        connection.check_constraints()  # what a commit does
    assert clash.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("gesture", ["UPDATE", "DELETE", "TRUNCATE"])
def test_nothing_is_changed_or_removed(ground, table, gesture):
    order = {
        "UPDATE": CHANGES[table],
        "DELETE": f"DELETE FROM funding_{table}",
        "TRUNCATE": f"TRUNCATE funding_{table} CASCADE",
    }
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(order[gesture])
    # The owner of the tables has the rights: the trigger is what refuses.
    connection.check_constraints()
    with as_owner(), connection.cursor() as cursor, refused_change(), transaction.atomic():
        cursor.execute(order[gesture])


def test_an_unbalanced_movement_is_refused_at_the_commit(ground):
    envelope, budget = account("authorised"), account("allocated")
    balances = "funding_movement_balances"
    refused(balances, "allocate", [(envelope, -5), (budget, 6)])
    refused(balances, "allocate", [(budget, 5)])
    refused(balances, "allocate", [])
    refused(balances, "allocate", [(envelope, -5), (budget, 5)], count=3)
    insert("allocate", [(envelope, -5), (budget, 5)])
    connection.check_constraints()


def test_no_leg_joins_a_movement_afterwards(ground):
    told = Movement.objects.get(key="first")
    with pytest.raises(IntegrityError, match="legs of 2"), transaction.atomic():
        Leg.objects.create(movement=told, account_id=account("appropriation"), cents=-5)
        Leg.objects.create(movement=told, account_id=account("authorised", 2021), cents=5)
        connection.check_constraints()


def test_an_account_never_goes_below_zero(ground):
    floor = "funding_account_never_below_zero"
    envelope, budget = account("authorised"), account("allocated")
    refused(floor, "allocate", [(envelope, -601), (budget, 601)])
    insert("allocate", [(envelope, -600), (budget, 600)])
    refused(floor, "allocate", [(envelope, -1), (budget, 1)])


def test_money_moves_only_between_accounts_that_its_kind_joins(ground):
    place = "funding_movement_in_its_place"
    envelope, other, budget = account("authorised"), account("authorised", 2021), account("allocated")
    refused(place, "allocate", [(envelope, -5), (other, 5)])
    refused(place, "allocate", [(other, -5), (budget, 5)])  # 2021 does not pay for 2020
    refused(place, "authorise", [(budget, -5), (envelope, 5)])
    refused(place, "revert", [(budget, -399), (envelope, 399)], reverts=Movement.objects.get(key="first").pk)
    insert("revert", [(budget, -400), (envelope, 400)], reverts=Movement.objects.get(key="first").pk)
    connection.check_constraints()


@pytest.mark.parametrize(
    ("constraint", "order"),
    [
        ("funding_movement_known_kind", {"kind": "gift"}),
        ("funding_movement_reverts_one", {"kind": "revert"}),
        ("funding_movement_is_supported", {"reason": ""}),
        ("funding_movement_somebody_moves", {"program": ""}),
        ("funding_movement_two_legs_at_least", {"leg_count": 1}),
    ],
)
def test_a_movement_has_a_kind_a_support_and_somebody(ground, constraint, order):
    facts = {"kind": "allocate", "reason": "essai", "program": "console", "leg_count": 2, "key": "x", "fingerprint": ""}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Movement.objects.create(at=AT, **{**facts, **order})


def test_a_leg_of_zero_is_no_leg(ground):
    with pytest.raises(IntegrityError, match="funding_leg_moves_something"), transaction.atomic():
        Leg.objects.create(movement=Movement.objects.get(key="first"), account_id=account("appropriation"), cents=0)
