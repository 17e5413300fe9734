"""Giving and ending rights, refusal by refusal."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from marelle.domains.accounts import services
from marelle.domains.accounts.access import visible_memberships, visible_organisations
from marelle.domains.accounts.models import Membership, Person
from marelle.domains.accounts.queries import viewer_of
from marelle.kernel.access import NATIONAL, Forbidden, Perimeter, Viewer
from marelle.kernel.testing.fixtures import as_owner

from .conftest import last_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def give(person, town, now, city):
    target = person("cible")

    def order(by: Viewer, role: str = "facilitator", place: Perimeter = city, **rest):
        facts = {"person": target, "organisation": town, "valid_to": now + timedelta(days=100)} | rest
        return services.grant_membership(by=by, at=now, role=role, perimeter=place, **facts)

    return order


def outbox():
    from django.db import connection

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.duty', 'postman', true)")
        cursor.execute('SELECT "to", key FROM kernel_outgoing_mail ORDER BY id')
        return cursor.fetchall()


def test_a_right_is_given_told_and_noted(holding, give, city, now):
    leader = holding("project_leader", city)
    right = give(leader, "elected_observer")
    assert viewer_of(right.person_id, now).may("calls.read_application", frozenset({city}))
    assert right.given_by_id == leader.person_id
    assert Perimeter("departement", "80") in right.perimeters() and NATIONAL in right.perimeters()
    assert last_entry(leader).action == "accounts.grant_membership"
    assert outbox() == [("cible@valmarelle.invalid", f"accounts.right_given:{right.pk}")]


def test_a_program_tells_nobody(machine, give):
    give(machine, "elected_observer")
    assert outbox() == []


def test_without_the_permission(holding, give, city):
    with pytest.raises(Forbidden) as refusal:
        give(holding("lead_principal", city), "elected_observer")
    assert refusal.value.code == "access.forbidden"
    with pytest.raises(Forbidden):
        give(Viewer.visitor(), "elected_observer")


def test_outside_the_perimeter(holding, give, city, next_city):
    with pytest.raises(services.OutsideYourPerimeter) as refusal:
        give(holding("project_leader", next_city), "elected_observer", city)
    assert refusal.value.status == 403


def test_a_smaller_perimeter_gives_nothing_around_it(holding, give, city):
    with pytest.raises(services.OutsideYourPerimeter):
        give(holding("mayor", city), "prefect_delegate", Perimeter("departement", "80"))


@pytest.mark.parametrize("role", ["mayor", "prefect_delegate"])
def test_not_more_than_one_holds(holding, give, city, role):
    with pytest.raises(services.MoreThanOneHolds, match="Demandez"):
        give(holding("project_leader", city), role)


def test_who_appoints_gives_what_they_do_not_hold(holding, give, city):
    assert give(holding("platform_admin"), "mayor").role_id == "mayor"


def test_not_to_oneself(holding, give, city):
    admin = holding("platform_admin")
    with pytest.raises(services.NotToOneself):
        give(admin, "mayor", person=Person.objects.get(pk=admin.person_id))


def test_the_database_says_so_too(person, town, now):
    someone = person()
    with pytest.raises(IntegrityError, match="not_given_to_oneself"), transaction.atomic():
        Membership.objects.create(
            person=someone, given_by=someone, organisation=town, role_id="mayor", perimeter_kind="national",
            valid_from=now, valid_to=now + timedelta(days=1),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("mayor", NATIONAL),
        ("facilitator", Perimeter("departement", "80")),
        ("public", NATIONAL),
        ("national_officer", Perimeter("departement", "80")),
    ],
)
def test_a_role_is_held_on_its_own_kinds_of_place(machine, give, role, place):
    with pytest.raises(services.RoleNotHeldThere):
        give(machine, role, place)


def test_an_unknown_place_and_another_organisation(machine, give, organisation):
    with pytest.raises(services.PlaceUnknown):
        give(machine, "mayor", Perimeter("commune", "99999"))
    with pytest.raises(services.PlaceUnknown):
        give(machine, "facilitator", organisation("Autre", "operator").perimeter)


def test_three_years_at_most_for_people(holding, give, city, now, machine):
    leader = holding("project_leader", city)
    with pytest.raises(services.RightTooLong):
        give(leader, "elected_observer", valid_to=now + timedelta(days=1200))
    assert give(machine, "elected_observer", valid_to=now + timedelta(days=9000))


def test_a_beginning_in_the_past_does_not_lengthen_a_right(holding, give, city, now):
    leader = holding("project_leader", city)
    right = give(leader, "elected_observer", valid_from=now - timedelta(days=400), valid_to=now + timedelta(days=900))
    assert right.valid_to - now == timedelta(days=900)


@pytest.mark.parametrize("days", [-1, 0])
def test_an_end_comes_after_a_beginning(holding, give, city, now, days):
    with pytest.raises(services.EndBeforeBeginning):
        give(holding("project_leader", city), "elected_observer", valid_to=now + timedelta(days=days))


def test_the_same_right_twice_at_once_but_not_one_after_the_other(machine, give, now):
    first = give(machine, "mayor")
    with pytest.raises(services.RightAlreadyHeld):
        give(machine, "mayor", valid_from=now + timedelta(days=99), valid_to=now + timedelta(days=200))
    after = {"valid_from": first.valid_to, "valid_to": first.valid_to + timedelta(days=1)}
    assert give(machine, "mayor", **after)


def test_an_ended_right_is_gone_at_once_and_kept_for_ever(holding, give, city, now):
    admin = holding("platform_admin")
    right = give(admin, "mayor")
    services.end_membership(by=admin, at=now + timedelta(hours=1), membership=right, why="départ")
    assert viewer_of(right.person_id, now + timedelta(minutes=59)).may("calls.file_application")
    assert not viewer_of(right.person_id, now + timedelta(hours=1)).may("calls.file_application")
    assert Membership.objects.filter(pk=right.pk).exists()
    entry = last_entry(admin)
    assert (entry.action, entry.why, entry.object_id) == ("accounts.end_membership", "départ", str(right.pk))
    assert outbox()[-1][0] == "cible@valmarelle.invalid"


def test_ending_a_right_before_it_begins(machine, give, now):
    right = give(machine, "mayor", valid_from=now + timedelta(days=10))
    ended = services.end_membership(by=machine, at=now, membership=right)
    assert not viewer_of(right.person_id, now + timedelta(days=11)).grants
    assert ended.valid_to == ended.valid_from


def test_a_right_ends_once(machine, give, now):
    right = services.end_membership(by=machine, at=now, membership=give(machine, "mayor"))
    with pytest.raises(services.RightAlreadyEnded):
        services.end_membership(by=machine, at=now, membership=right)


@pytest.mark.parametrize(
    ("ender", "refusal"),
    [
        ("facilitator", Forbidden),
        ("project_leader", services.MoreThanOneHolds),
        ("next", services.OutsideYourPerimeter),
    ],
)
def test_who_cannot_end_a_mayors_right(holding, give, machine, organisation, city, next_city, now, ender, refusal):
    right = give(machine, "mayor")
    body = organisation("Les Ateliers", "operator")
    by = {
        "facilitator": lambda: holding("facilitator", body.perimeter, body=body),
        "project_leader": lambda: holding("project_leader", city),
        "next": lambda: holding("mayor", next_city),
    }[ender]()
    with pytest.raises(refusal):
        services.end_membership(by=by, at=now, membership=right)
    assert Membership.objects.get(pk=right.pk).valid_to == right.valid_to


def test_anybody_may_leave(holding, organisation, now):
    body = organisation("Les Ateliers", "operator")
    viewer = holding("facilitator", body.perimeter, body=body)
    services.end_membership(by=viewer, at=now, membership=Membership.objects.get(person_id=viewer.person_id))
    assert viewer_of(viewer.person_id, now).grants == ()
    assert outbox() == []


def test_the_last_key_holder_stays(holding, machine, now):
    admin = holding("platform_admin")
    key = Membership.objects.get(person_id=admin.person_id)
    with pytest.raises(services.LastKeyHolder):
        services.end_membership(by=admin, at=now, membership=key)
    with pytest.raises(services.LastKeyHolder):
        services.deactivate_person(by=machine, at=now, person=Person.objects.get(pk=admin.person_id))
    holding("national_officer")
    services.end_membership(by=admin, at=now, membership=key)


def test_a_household_is_in_no_list_but_its_own(city, holding, machine, now) -> None:
    home = services.register_organisation(by=machine, at=now, name="Foyer Essai", kind="family", home=city)
    parent = holding("guardian", Perimeter("organisation", str(home.pk)), body=home)
    for viewer in (holding("project_leader", city), holding("national_officer")):
        assert not visible_organisations(viewer).filter(pk=home.pk).exists()
        assert not visible_memberships(viewer).filter(organisation=home).exists()
    assert visible_memberships(parent).filter(organisation=home).exists()
