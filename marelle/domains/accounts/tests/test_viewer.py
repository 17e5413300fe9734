"""What a viewer holds, at each instant, and what it costs to know."""

from datetime import timedelta

import pytest

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.models import Membership, Person
from marelle.kernel.access import NATIONAL, Grant, Perimeter, Viewer

pytestmark = pytest.mark.django_db


def test_one_query_whatever_the_number_of_rights(holding, person, town, machine, now, city, next_city, counted):
    viewer = holding("mayor", city)
    someone = Person.objects.get(pk=viewer.person_id)
    for role, place in (("elected_observer", city), ("project_leader", next_city), ("evaluator", NATIONAL)):
        services.grant_membership(
            by=machine,
            at=now,
            person=someone,
            organisation=town,
            role=role,
            perimeter=place,
            valid_to=now + timedelta(days=9),
        )
    with counted() as several:
        held = queries.viewer_of(someone.pk, now)
    assert len(several) == 1
    assert held.may("calls.file_application", frozenset({city}))
    assert not held.may("calls.file_application", frozenset({next_city}))
    assert held.may("calls.write_application", frozenset({next_city}))
    assert len(held.grants) == len(set(held.grants))


def test_a_person_without_a_right_is_somebody_who_may_nothing(person, now):
    viewer = queries.viewer_of(person().pk, now)
    assert viewer == Viewer(viewer.person_id, "Nadia Essai")
    assert viewer.is_signed_in and not viewer.may("audit.read_own")


def test_nobody_and_a_closed_account_are_visitors(person, machine, now):
    closed = person()
    services.deactivate_person(by=machine, at=now, person=closed)
    assert queries.viewer_of(closed.pk, now) == queries.viewer_of(987654321, now) == Viewer.visitor()


def test_a_right_holds_between_its_two_instants(holding, now, city):
    pk = holding("mayor", city).person_id
    end = Membership.objects.get(person_id=pk).valid_to
    tick = timedelta(microseconds=1)
    grant = Grant("calls.file_application", city)
    instants = [now - timedelta(days=30) - tick, now - timedelta(days=30), end - tick, end]
    assert [grant in queries.viewer_of(pk, at).grants for at in instants] == [False, True, True, False]


def test_who_sees_the_members_of_what(holding, organisation, now, city, next_city):
    ateliers = organisation("Les Ateliers", "operator")
    elsewhere = organisation("Ville de Clairebise", "commune", next_city)
    manager = holding("operator_manager", ateliers.perimeter, body=ateliers)
    holding("facilitator", ateliers.perimeter, body=ateliers)
    leader = holding("project_leader", city)
    neighbour = holding("project_leader", next_city, name="thomas", body=elsewhere)
    prefect = holding("prefect", Perimeter("departement", "80"))
    facilitator = queries.viewer_of(Person.objects.get(email="facilitator@valmarelle.invalid").pk, now)

    def seen(viewer, body):
        return {right.role for right in queries.members_of(viewer, body, now)}

    assert seen(manager, ateliers) == seen(leader, ateliers) == seen(prefect, ateliers)
    assert seen(manager, ateliers) == {"operator_manager", "facilitator"}
    assert seen(neighbour, ateliers) == set()
    assert seen(facilitator, ateliers) == {"facilitator"}
    assert seen(prefect, elsewhere) == {"project_leader"}
    assert {body.name for body in queries.organisations_of(leader)} == {"Les Ateliers", "Ville de Valmarelle"}
    assert not queries.organisations_of(facilitator) and not queries.organisations_of(Viewer.visitor())


def test_members_cost_one_query_whatever_their_number(holding, organisation, now, counted):
    ateliers = organisation("Les Ateliers", "operator")
    manager = holding("operator_manager", ateliers.perimeter, body=ateliers)
    for number in range(5):
        holding("facilitator", ateliers.perimeter, name=f"anim{number}", body=ateliers)
    with counted() as queries_made:
        assert len(queries.members_of(manager, ateliers, now)) == 6
    assert len(queries_made) == 1


def test_the_printed_table_says_what_the_viewer_gets(holding, now, city, counted):
    with counted() as made:
        sheets = {sheet.code: sheet for sheet in queries.roles_with_permissions()}
    assert len(made) == 2
    viewer = holding("mayor", city)
    assert {grant.permission for grant in viewer.grants} == sheets["mayor"].permissions
    assert sheets["public"].permissions == frozenset()


def test_the_roles_that_one_could_give(holding, organisation, now, city):
    leader = {sheet.code for sheet in queries.roles_to_give(holding("project_leader", city))}
    assert "facilitator" in leader and "project_leader" in leader and "elected_observer" in leader
    assert not leader & {"mayor", "prefect", "national_officer", "dpo", "platform_admin", "public"}
    everything = {sheet.code for sheet in queries.roles_to_give(holding("platform_admin"))}
    assert everything == {sheet.code for sheet in queries.roles_with_permissions()} - {"public"}
    assert queries.roles_to_give(holding("evaluator")) == []
