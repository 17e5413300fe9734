"""The end of accounts and of organisations, and their coming back, refusal by refusal."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test import Client

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.access import visible_people
from marelle.domains.accounts.models import Invitation, Membership, Organisation, Person
from marelle.domains.accounts.queries import viewer_of
from marelle.kernel.access import Forbidden, Grant, Viewer

from .conftest import PASSWORD, last_entry
from .test_invitations import Letters, mail_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(holding):
    return holding("platform_admin")


def row(viewer):
    return Person.objects.get(pk=viewer.person_id)


@pytest.fixture
def close(admin, now):
    return lambda person, **rest: services.deactivate_person(
        **{"by": admin, "at": now, "person": person, "why": "x"} | rest
    )


def test_who_closes_whom(holding, person, admin, close):
    with pytest.raises(Forbidden):
        close(person(), by=holding("national_officer"))
    with pytest.raises(services.NotToOneself):
        close(row(admin))


def test_a_person_says_why_a_program_need_not(person, close, machine):
    someone = person()
    with pytest.raises(services.ReasonMissing) as refusal:
        close(someone, why="  ")
    assert refusal.value.field == "why"
    close(someone, why="", by=machine)
    with pytest.raises(services.AccountAlreadyClosed):
        close(someone)


def test_who_closes_in_one_place_closes_nobody_who_also_acts_elsewhere(
    holding, close, city, next_city, machine, now, town
):
    mayor = row(holding("mayor", city))
    local = Viewer(99, "A", (Grant("accounts.deactivate_person", city),))
    assert list(visible_people(local)) == [mayor]
    assert list(visible_people(Viewer(99, "A", (Grant("accounts.deactivate_person", next_city),)))) == []
    services.grant_membership(
        by=machine, at=now, person=mayor, organisation=town, role="elected_observer", perimeter=next_city,
        valid_to=now + timedelta(days=9),
    )  # fmt: skip
    with pytest.raises(services.OutsideYourPerimeter):
        close(mayor, by=local)


def test_sessions_end_at_once_and_do_not_revive(person, close, admin, now):
    someone, client = person(), Client()
    client.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/compte/").status_code == 200
    unseen = Client()  # begun, and never used: it is noted nowhere
    unseen.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert UserSession.objects.filter(user=someone).count() == 1
    close(someone)
    assert not UserSession.objects.filter(user=someone).exists()
    assert not Session.objects.filter(pk=client.session.session_key).exists()
    services.reopen_person(by=admin, at=now, person=someone, why="erreur")
    assert client.get("/compte/").status_code == unseen.get("/compte/").status_code == 302


def test_the_person_is_told_both_times(person, close, admin, now):
    someone = person()
    close(someone)
    services.reopen_person(by=admin, at=now, person=someone, why="erreur")
    closed, opened = mail_of(someone.email)
    assert "est fermé depuis" in closed and "de nouveau ouvert" in opened
    assert last_entry(admin).action == "accounts.reopen_person" and last_entry(admin).why == "erreur"


def test_reopening_is_refused(person, close, admin, now, holding):
    someone = person()
    with pytest.raises(services.AccountOpen):
        services.reopen_person(by=admin, at=now, person=someone, why="x")
    close(someone)
    with pytest.raises(services.ReasonMissing):
        services.reopen_person(by=admin, at=now, person=someone)
    with pytest.raises(Forbidden):
        services.reopen_person(by=holding("national_officer"), at=now, person=someone, why="x")


def test_one_leaves_and_only_an_invitation_brings_back(holding, city, now, admin, town):
    leader = holding("project_leader", city)
    left = services.leave(by=leader, at=now)
    assert (left.is_active, left.closed_by_id) == (False, left.pk)
    assert viewer_of(left.pk, now) == Viewer.visitor()
    with pytest.raises(services.LeftByThemselves):
        services.reopen_person(by=admin, at=now, person=left, why="elle le demande")
    assert not queries.has_account(left.email)
    letters = Letters()
    services.invite(
        by=admin, at=now, email=left.email, organisation=town, role="elected_observer", perimeter=city,
        valid_to=now + timedelta(days=30), link=letters.link,
    )  # fmt: skip
    told = {"token": letters[0], "at": now, "given_name": "Nadia", "family_name": "Revenue"}
    with pytest.raises(services.PasswordTooGuessable):
        services.accept_invitation(**told, password="soleil")
    back = services.accept_invitation(**told, password=PASSWORD)
    assert (back.pk, back.is_active, back.full_name) == (left.pk, True, "Nadia Revenue")
    assert back.check_password(PASSWORD)
    assert [right.role for right in queries.rights_of(back.pk, now)] == ["elected_observer"]


def test_an_invitation_opens_no_account_that_somebody_else_closed(person, close, admin, now, town, city):
    someone, letters = person(), Letters()
    close(someone)
    services.invite(
        by=admin, at=now, email=someone.email, organisation=town, role="elected_observer", perimeter=city,
        valid_to=now + timedelta(days=30), link=letters.link,
    )  # fmt: skip
    told = {"token": letters[0], "at": now, "given_name": "N", "family_name": "B", "password": PASSWORD}
    with pytest.raises(services.AccountClosed):
        services.accept_invitation(**told)
    assert Invitation.objects.get().used_at is None


def test_the_last_key_holder_neither_leaves_nor_is_closed_nor_loses_their_organisation(admin, now, machine, town):
    with pytest.raises(services.LastKeyHolder):
        services.leave(by=admin, at=now)
    with pytest.raises(services.LastKeyHolder):
        services.deactivate_person(by=machine, at=now, person=row(admin))
    with pytest.raises(services.LastKeyHolder):
        services.end_organisation(by=machine, at=now, organisation=town)


@pytest.mark.parametrize("wrong", ["is_active = false", "closed_at = now()", "closed_by_id = id"])
def test_the_database_says_when_an_account_was_closed(person, wrong):
    someone = person()
    with pytest.raises(IntegrityError, match="open_or_closed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_person SET {wrong} WHERE id = %s", [someone.pk])


@pytest.fixture
def ended(organisation, holding, now, admin):
    body = organisation("Les Ateliers", "operator")
    manager = holding("operator_manager", body.perimeter, body=body)
    letters = Letters()
    services.invite(
        by=manager, at=now, email="zoe@ville.fr", organisation=body, role="facilitator", perimeter=body.perimeter,
        valid_to=now + timedelta(days=30), link=letters.link,
    )  # fmt: skip
    return services.end_organisation(by=admin, at=now, organisation=body, why="dissoute"), manager, letters


def test_an_organisation_ends_with_its_rights_and_its_invitations(ended, now, admin):
    body, manager, letters = ended
    assert body.ended_at == now
    assert viewer_of(manager.person_id, now).grants == ()
    assert "a pris fin" in mail_of("operator-manager@valmarelle.invalid")[0]
    assert (last_entry(admin).action, last_entry(admin).why) == ("accounts.end_organisation", "dissoute")
    with pytest.raises(services.InvitationSpent):
        services.accept_invitation(token=letters[0], at=now, given_name="Z", family_name="N", password=PASSWORD)
    with pytest.raises(services.OrganisationEnded):
        services.end_organisation(by=admin, at=now, organisation=body, why="encore")


def test_nobody_is_invited_nor_given_a_right_for_it(ended, admin, now, person, machine):
    body, _manager, letters = ended
    right = {
        "organisation": body,
        "role": "facilitator",
        "perimeter": body.perimeter,
        "valid_to": now + timedelta(days=9),
    }
    with pytest.raises(services.OrganisationEnded):
        services.invite(by=admin, at=now, email="zoe@ville.fr", link=letters.link, **right)
    with pytest.raises(services.OrganisationEnded):
        services.grant_membership(by=machine, at=now, person=person("lou"), **right)


def test_an_end_told_by_mistake_is_taken_back_without_its_rights(ended, admin, now):
    body, manager, _letters = ended
    with pytest.raises(services.ReasonMissing):
        services.reopen_organisation(by=admin, at=now, organisation=body)
    assert services.reopen_organisation(by=admin, at=now, organisation=body, why="erreur").ended_at is None
    assert viewer_of(manager.person_id, now).grants == ()
    with pytest.raises(services.OrganisationLives):
        services.reopen_organisation(by=admin, at=now, organisation=body, why="encore")


def test_who_ends_an_organisation_and_says_why(holding, town, city, now, admin):
    with pytest.raises(Forbidden):
        services.end_organisation(by=holding("project_leader", city), at=now, organisation=town, why="x")
    with pytest.raises(services.ReasonMissing):
        services.end_organisation(by=admin, at=now, organisation=town)
    assert not Organisation.objects.exclude(ended_at=None).exists()


def test_organisations_are_found_by_name_identifier_kind_and_life(organisation, admin, holding, city, next_city, now):
    body = organisation("L’Étoile-du-Nord", "operator", siret="00800006900016", rna="W809999901")
    organisation("École Les Tilleuls", "school", uai="0809902D")

    def names(viewer=admin, **asked):
        return [found.name for found in queries.organisations_of(viewer, **asked)]

    assert names(text="etoile du") == names(text="008 000 069") == names(text="w80-9999901") == ["L’Étoile-du-Nord"]
    assert names(text="0809902d") == names(kind="school") == ["École Les Tilleuls"]
    assert names(text="« »") == names(text="lille") == []
    assert len(names(text=" ")) == 3
    services.end_organisation(by=admin, at=now, organisation=body, why="x")
    assert names(ended=True) == ["L’Étoile-du-Nord"] and len(names(ended=False)) == 2
    assert len(names(holding("project_leader", city))) == 3
    assert names(holding("project_leader", next_city, name="thomas")) == []


def test_people_are_found_by_name_and_address(person, admin, close, holding, city):
    zoe = person("zoe", given_name="Zoé", family_name="Ben-Kacem")

    def found(**asked):
        return list(queries.people_of(admin, **asked))

    assert found(text="ZOE ben kacem") == found(text="zoe@") == [zoe]
    assert found(text="« »") == []
    close(zoe)
    assert found(closed=True) == [zoe] and zoe not in found(closed=False)
    assert list(queries.people_of(holding("project_leader", city))) == []
    assert Membership.objects.filter(person=zoe).count() == 0
