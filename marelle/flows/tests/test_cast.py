"""The cast is whole, checks like real people would, and holds what its stories say, near misses included."""

import pytest

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.models import Person
from marelle.domains.accounts.rules.catalogue import read_catalogue
from marelle.domains.accounts.rules.passwords import missing_characters
from marelle.domains.accounts.tests.conftest import city, next_city, now, somme  # noqa: F401
from marelle.domains.territories.rules.identifiers import check_rna, check_siret, check_uai
from marelle.flows.demo.cast import BODIES, CAST, cast_accounts, make_cast
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.testing.fixtures import as_owner


@pytest.fixture
def cast(machine, now, city, next_city):  # noqa: F811
    made = make_cast(by=machine, at=now, city=city, next_city=next_city)
    return {key: queries.viewer_of(pk, now) for key, pk in made.items()}


@pytest.mark.parametrize("member", CAST, ids=lambda member: member.key)
def test_each_member_stands_on_the_catalogue(member) -> None:
    role = next(role for role in read_catalogue().roles if role.code == member.role)
    assert member.email.endswith("@valmarelle.invalid") and member.body in {body.key for body in BODIES}
    assert missing_characters(member.password, [member.given_name, member.family_name]) == 0
    assert role.permissions and member.story.endswith(".") and member.tries.endswith(".")


def test_identifiers_check_and_belong_to_nobody() -> None:
    checks = {"siret": check_siret, "uai": check_uai, "rna": check_rna}
    for body in BODIES:
        for kind, value in body.identifiers.items():
            assert checks[kind](value) == value
            assert kind != "siret" or value.startswith("008000")
    assert len({value for body in BODIES for value in body.identifiers.values()}) >= len(BODIES) - 1


def test_accounts_for_programs() -> None:
    accounts = cast_accounts()
    assert len(accounts) == len(CAST) == len({entry["email"] for entry in accounts}) >= 12
    assert {"name", "email", "password", "role", "where", "story"} <= set(accounts[0])
    assert accounts[0]["where"] == "Valmarelle"


@pytest.mark.django_db
def test_the_near_misses(cast, city, next_city) -> None:  # noqa: F811
    def may(key: str, permission: str, place=city) -> bool:
        return cast[key].may(permission, frozenset({place}))

    assert may("nadia.belkacem", "calls.write_application") and not may("nadia.belkacem", "calls.file_application")
    assert may("thomas.lefevre", "calls.write_application", next_city) and not may(
        "thomas.lefevre", "calls.write_application"
    )
    assert cast["martine.dubois"].is_signed_in and cast["martine.dubois"].grants == ()
    assert {grant.permission for grant in cast["stephane.moreau"].grants} == {"audit.read_own"}
    assert may("bruno.caron", "calls.give_opinion_prefect") and not may("bruno.caron", "calls.give_opinion_rector")
    assert not may("bruno.caron", "calls.read_application", next_city)
    assert cast["elodie.roussel"].may("calls.record_decision", frozenset())
    assert not cast["ines.garnier"].may("calls.read_application")
    assert cast["philippe.marchand"].may("audit.read", frozenset())


@pytest.mark.django_db
def test_told_twice_it_makes_only_what_is_missing(cast, machine, now, city, next_city) -> None:  # noqa: F811
    again = make_cast(by=machine, at=now, city=city, next_city=next_city)
    assert {key: viewer.person_id for key, viewer in cast.items()} == again
    assert Person.objects.count() == len(CAST)


@pytest.mark.django_db
def test_nobody_but_a_program_and_only_in_a_demonstration(machine, now, city, next_city) -> None:  # noqa: F811
    from django.db import connection

    with pytest.raises(Forbidden):
        make_cast(by=Viewer.visitor(), at=now, city=city, next_city=next_city)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_installation SET clock_offset = '0', is_demonstration = false")
    with pytest.raises(services.InventedOnlyInDemonstration):
        make_cast(by=machine, at=now, city=city, next_city=next_city)
    assert not Person.objects.exists()
