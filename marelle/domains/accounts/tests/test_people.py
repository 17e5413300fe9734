"""Persons and organisations, refusal by refusal."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marelle.domains.accounts import services
from marelle.domains.accounts.models import Organisation, Person
from marelle.domains.accounts.queries import viewer_of
from marelle.kernel.access import Forbidden, Perimeter, Viewer
from marelle.kernel.testing.fixtures import as_owner

from .conftest import PASSWORD, last_entry

pytestmark = pytest.mark.django_db


def test_an_address_is_one_person_whatever_its_capitals(person):
    someone = person("nadia")
    assert Person.objects.get_by_natural_key("NADIA@Valmarelle.Invalid") == someone
    with pytest.raises(services.AddressTaken):
        person("x", email=" Nadia@VALMARELLE.invalid ")


def test_the_database_says_so_too(person):
    person("nadia")
    with (
        pytest.raises(IntegrityError, match="accounts_person_one_address"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO accounts_person (email, given_name, family_name, password, invented, is_active, joined_at)"
            " VALUES ('NADIA@valmarelle.invalid', 'N', 'B', '', false, true, now())"
        )


@pytest.mark.parametrize(
    ("given", "family", "field"), [("", "B", "given_name"), ("  ", "B", "given_name"), ("A", " ", "family_name")]
)
def test_a_name_is_two_words(person, given, family, field):
    with pytest.raises(services.NameMissing) as refusal:
        person(given_name=given, family_name=family)
    assert refusal.value.field == field


def test_a_guessable_password(machine, now):
    with pytest.raises(services.PasswordTooGuessable, match="il manque environ") as refusal:
        services.register_person(by=machine, at=now, email="a@b.fr", given_name="A", family_name="B", password="soleil")
    assert refusal.value.field == "password" and not Person.objects.filter(email="a@b.fr").exists()


def test_only_programs_register_people(holding, now):
    with pytest.raises(Forbidden):
        services.register_person(
            by=holding("platform_admin"), at=now, email="a@b.fr", given_name="A", family_name="B", password=PASSWORD
        )


def test_no_character_enters_a_real_installation(machine, person, now):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_installation SET is_demonstration = false, clock_offset = '0'")
    with pytest.raises(services.InventedOnlyInDemonstration):
        person()


def test_a_published_password_costs_little_until_somebody_enters(machine, now, person, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    told = {"by": machine, "at": now, "given_name": "A", "family_name": "B", "password": PASSWORD}
    invented = services.register_person(email="a@b.invalid", invented=True, **told)
    real = services.register_person(email="a@b.fr", **told)
    assert invented.password.split("$")[1] == "1" and int(real.password.split("$")[1]) > 100_000
    assert not invented.check_password("soleil") and invented.check_password(PASSWORD)
    assert Person.objects.get(pk=invented.pk).password.split("$")[1] == real.password.split("$")[1]


def test_a_character_never_receives_mail(person):
    with pytest.raises(IntegrityError, match="accounts_person_invented_address"), transaction.atomic():
        person(email="nadia@example.org")


def test_a_name_is_corrected(person, now):
    someone = person()
    viewer = viewer_of(someone.pk, now)
    services.change_name(by=viewer, at=now, given_name=" Nadia ", family_name="Ben  Kacem")
    assert viewer_of(someone.pk, now).name == "Nadia Ben Kacem"
    with pytest.raises(services.NameMissing):
        services.change_name(by=viewer, at=now, given_name="", family_name="B")


def test_a_closed_account_has_no_right_left(holding, now, city):
    mayor, admin = holding("mayor", city), holding("platform_admin")
    closed = services.deactivate_person(by=admin, at=now, person=Person.objects.get(pk=mayor.person_id), why="décès")
    assert viewer_of(mayor.person_id, now) == Viewer.visitor()
    assert (closed.closed_at, closed.closed_by_id) == (now, admin.person_id)
    assert last_entry(admin).why == "décès"
    services.reopen_person(by=admin, at=now, person=closed, why="erreur")
    assert viewer_of(mayor.person_id, now).grants == ()


@pytest.fixture
def register(now, city):
    def order(by: Viewer, **rest):
        facts = {"name": "Les Ateliers", "kind": "operator", "home": city} | rest
        return services.register_organisation(by=by, at=now, **facts)

    return order


def test_an_organisation_stands_somewhere(register, holding, city):
    leader = holding("project_leader", city)
    made = register(leader, name="  Les   Ateliers ", siret="008 000 069 00016", rna="w80-9999901")
    assert (made.name, made.siret, made.rna) == ("Les Ateliers", "00800006900016", "W809999901")
    assert {city, Perimeter("departement", "80"), made.perimeter} <= made.perimeters()
    assert last_entry(leader).facts["siret"] == "00800006900016"


def test_who_registers_where(register, holding, city, next_city):
    with pytest.raises(services.OutsideYourPerimeter):
        register(holding("project_leader", city), home=next_city, siret="00800006900016")
    with pytest.raises(Forbidden):
        register(holding("mayor", city), siret="00800006900016")


def test_an_organisation_can_be_identified(register, machine):
    with pytest.raises(services.OrganisationUnidentified) as refusal:
        register(machine)
    assert refusal.value.field == "siret"
    assert register(machine, kind="family", name="Foyer Moreau").siret == ""
    with pytest.raises(IntegrityError, match="can_be_identified"), transaction.atomic():
        Organisation.objects.create(name="X", kind="operator")


def test_a_wrong_identifier_is_told_at_its_field(register, machine):
    with pytest.raises(services.IdentifierWrong) as refusal:
        register(machine, siret="00800006900017")
    assert refusal.value.field == "siret" and str(refusal.value)


@pytest.mark.parametrize(
    ("column", "value"),
    [("siret", "1234567890123"), ("uai", "0809901I"), ("rna", "WA21234567"), ("rna", "80999990100")],
)
def test_the_database_knows_the_form_of_identifiers(column, value):
    with pytest.raises(Exception, match="_form|too long"), transaction.atomic():
        Organisation.objects.create(name="X", kind="operator", **{column: value})


def test_corsican_associations_have_their_letter(register, machine):
    assert register(machine, rna="W2A1234567").rna == "W2A1234567"


def test_an_identifier_belongs_to_one(register, machine):
    register(machine, siret="00800006900016")
    with pytest.raises(services.IdentifierTaken) as refusal:
        register(machine, name="Autre", siret="00800006900016")
    assert refusal.value.field == "siret"


def test_an_unknown_home(register, machine):
    with pytest.raises(services.PlaceUnknown):
        register(machine, home=Perimeter("commune", "99999"), siret="00800006900016")


def test_rights_are_judged_today_not_at_registration(holding, city, now):
    viewer = holding("mayor", city)
    assert not viewer_of(viewer.person_id, now + timedelta(days=91)).grants
