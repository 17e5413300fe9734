"""The one-time link: what it gives, once, to whom, and when it is worth nothing."""

from datetime import timedelta

import pytest
from django.db import connection

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.models import Invitation, Membership, Person
from marelle.domains.accounts.rules.catalogue import Catalogue, read_catalogue
from marelle.kernel.access import Forbidden, Perimeter, Viewer
from marelle.kernel.testing.fixtures import as_owner

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db


class Letters(list[str]):
    """Keeps the secrets as the links carry them."""

    def link(self, token: str) -> str:
        self.append(token)
        return f"http://testserver/invitation/{token}/"


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def invite(letters, town, now, city):
    def order(by: Viewer, role: str = "elected_observer", place: Perimeter = city, **rest):
        facts = {"email": " Neuve@Ville.fr ", "organisation": town, "valid_to": now + timedelta(days=300)} | rest
        return services.invite(by=by, at=now, role=role, perimeter=place, link=letters.link, **facts)

    return order


@pytest.fixture
def arrive(letters, now):
    def order(token: str | None = None, at=None, **rest):
        facts = {"given_name": "Neuve", "family_name": "Personne", "password": PASSWORD} | rest
        return services.accept_invitation(token=token or letters[-1], at=at or now, **facts)

    return order


def mail_of(address):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.duty', 'postman', true)")
        cursor.execute('SELECT text FROM kernel_outgoing_mail WHERE "to" = %s', [address])
        return [text for (text,) in cursor.fetchall()]


def test_the_whole_story(holding, invite, arrive, letters, city, now):
    leader = holding("project_leader", city)
    invitation = invite(leader)
    assert letters[0] in mail_of("neuve@ville.fr")[0]
    someone = arrive()
    assert (someone.email, someone.invented) == ("neuve@ville.fr", False)
    assert queries.viewer_of(someone.pk, now).may("calls.read_application", frozenset({city}))
    right = Membership.objects.get(person=someone)
    assert (right.given_by_id, right.valid_to) == (leader.person_id, invitation.valid_to)


def test_the_secret_is_in_the_letter_and_nowhere_else(holding, invite, letters, city):
    invite(holding("project_leader", city))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT accounts_invitation::text FROM accounts_invitation")
        assert letters[0] not in str(cursor.fetchall())
        cursor.execute("SELECT set_config('app.duty', 'auditor', true)")
        cursor.execute("SELECT kernel_audit_entry::text FROM kernel_audit_entry")
        entries = str(cursor.fetchall())
    assert letters[0] not in entries and "neuve" not in entries
    assert len(letters[0]) >= 43


def test_it_serves_once(holding, invite, arrive, city):
    invite(holding("project_leader", city))
    arrive()
    with pytest.raises(services.InvitationSpent):
        arrive()
    assert Person.objects.filter(email="neuve@ville.fr").count() == 1


def test_it_lasts_seven_days(holding, invite, arrive, city, now):
    invite(holding("project_leader", city))
    with pytest.raises(services.InvitationSpent):
        arrive(at=now + timedelta(days=7))
    assert arrive(at=now + timedelta(days=7) - timedelta(seconds=1))


def test_unknown_used_withdrawn_and_past_are_one_answer(holding, invite, arrive, letters, city, now):
    leader = holding("project_leader", city)
    services.withdraw_invitation(by=leader, at=now, invitation=invite(leader))
    invite(leader, email="autre@ville.fr")
    arrive()
    cases = [("x" * 43, now), (letters[0], now), (letters[1], now), (letters[1], now + timedelta(days=8))]
    sentences = set()
    for token, at in cases:
        with pytest.raises(services.InvitationSpent) as refusal:
            arrive(token, at)
        sentences.add((str(refusal.value), refusal.value.status))
        assert queries.open_invitation(token, at) is None
    assert len(sentences) == 1


def test_a_refused_password_leaves_the_link_good(holding, invite, arrive, city):
    invite(holding("project_leader", city))
    with pytest.raises(services.PasswordTooGuessable):
        arrive(password="soleil")
    assert arrive()


def test_a_letter_is_worth_what_its_writer_may_still_give(holding, invite, arrive, machine, city, now):
    leader = holding("project_leader", city)
    invite(leader)
    services.end_membership(by=machine, at=now, membership=Membership.objects.get(person_id=leader.person_id))
    with pytest.raises(services.InvitationSpent):
        arrive()
    assert not Person.objects.filter(email="neuve@ville.fr").exists()


def test_somebody_known_takes_it_with_their_account(holding, invite, letters, person, city, now):
    someone = person("connue")
    invite(holding("project_leader", city), email="CONNUE@valmarelle.invalid")
    services.accept_invitation_as(by=queries.viewer_of(someone.pk, now), token=letters[0], at=now)
    assert queries.viewer_of(someone.pk, now).may("calls.read_application")
    with pytest.raises(services.InvitationSpent):
        services.accept_invitation_as(by=queries.viewer_of(someone.pk, now), token=letters[0], at=now)


def test_nobody_takes_the_letter_of_another(holding, invite, letters, person, city, now):
    invite(holding("project_leader", city))
    with pytest.raises(services.OpenYourOwnAccount):
        services.accept_invitation_as(by=queries.viewer_of(person("curieux").pk, now), token=letters[0], at=now)
    assert queries.open_invitation(letters[0], now) is not None


def test_an_account_is_not_made_twice(holding, invite, arrive, person, city):
    person("connue")
    invite(holding("project_leader", city), email="connue@valmarelle.invalid")
    with pytest.raises(services.AddressTaken):
        arrive()


def test_the_inviter_learns_nothing_about_who_has_an_account(holding, invite, person, city):
    leader = holding("project_leader", city)
    person("connue")
    known, unknown = invite(leader, email="connue@valmarelle.invalid"), invite(leader, email="inconnue@ville.fr")
    assert [known.used_at, known.used_by] == [unknown.used_at, unknown.used_by] == [None, None]
    assert mail_of("connue@valmarelle.invalid")[0].count("\n") == mail_of("inconnue@ville.fr")[0].count("\n")


@pytest.mark.parametrize(
    ("role", "place", "refusal"),
    [
        ("mayor", "city", services.MoreThanOneHolds),
        ("elected_observer", "next_city", services.OutsideYourPerimeter),
        ("facilitator", "city", services.RoleNotHeldThere),
    ],
)
def test_one_invites_to_what_one_could_give(holding, invite, request, city, role, place, refusal):
    with pytest.raises(refusal):
        invite(holding("project_leader", city), role, request.getfixturevalue(place))
    assert not Invitation.objects.exists()


def test_who_does_not_invite(holding, invite, city):
    with pytest.raises(Forbidden):
        invite(holding("evaluator"))
    leader = holding("project_leader", city)
    with pytest.raises(services.NotToOneself):
        invite(leader, email="Project-Leader@valmarelle.invalid")


def test_dates(holding, invite, city, now):
    leader = holding("project_leader", city)
    with pytest.raises(services.RightTooLong):
        invite(leader, valid_to=now + timedelta(days=1200))
    with pytest.raises(services.EndBeforeBeginning):
        invite(leader, valid_to=now)
    short = invite(leader, valid_to=now + timedelta(days=2))
    assert short.expires_at == short.valid_to


def test_who_withdraws(holding, invite, city, next_city, now):
    invitation = invite(holding("project_leader", city))
    with pytest.raises(services.OutsideYourPerimeter):
        services.withdraw_invitation(by=holding("project_leader", next_city, name="t"), at=now, invitation=invitation)
    mayor = holding("mayor", city)
    services.withdraw_invitation(by=mayor, at=now, invitation=invitation)
    with pytest.raises(services.InvitationSpent):
        services.withdraw_invitation(by=mayor, at=now, invitation=invitation)


def test_roles_follow_their_file(machine, holding):
    assert services.load_roles(by=machine) == []
    catalogue = read_catalogue()
    mayor = next(role for role in catalogue.roles if role.code == "mayor")
    poorer = Catalogue(catalogue.permissions, tuple(r for r in catalogue.roles if r is not mayor))
    services.load_roles(by=machine, catalogue=poorer)
    assert next(s for s in queries.roles_with_permissions() if s.code == "mayor").permissions == frozenset()
    assert services.load_roles(by=machine) == ["mayor"]
    with pytest.raises(Forbidden):
        services.load_roles(by=holding("platform_admin"))
