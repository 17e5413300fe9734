"""The directory, the page for teachers, the sheets: who may, what is shown, what it costs."""

import re

import pytest
from django.test import Client

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.models import Person
from marelle.domains.funding.tests.ground import AT, BY
from marelle.domains.network.models import Partner
from marelle.domains.network.tests.world import LATER, TOLD, make_world, run
from marelle.domains.projects.tests.test_offer import SECRETS
from marelle.web.ui.answers import HEADER

ADDRESS = "/cites/site-0/annuaire/"
TUESDAY = {"niveau": "5e", "jour": "1", "heure": "17:00"}


@pytest.fixture
def world(at):
    at("2019-12-02T10:00")
    found = make_world()
    run(
        found,
        title="Aide aux devoirs",
        bands=[{"row": "after_school", "sessions": 9, "minutes": 60}],
        timetable=[],
        **SECRETS,
    )
    found.sheet(found.declares)
    return found


@pytest.fixture
def enter(world):
    def entered(role, body, place=None):
        name = f"{role}-{body.pk}".replace("_", "-")
        facts = {"email": f"{name}@essai.invalid", "given_name": "Ana", "family_name": "Essai"}
        someone = accounts.register_person(by=BY, at=AT, password="craie-cerceau-tilleul", invented=True, **facts)
        dates = {"valid_from": AT.replace(year=2019, month=1), "valid_to": LATER.replace(year=2022)}
        order = {"person": someone, "organisation": body, "role": role, "perimeter": place or body.perimeter}
        accounts.grant_membership(by=BY, at=AT, **order, **dates)
        client = Client()
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(Person.objects.get(pk=someone.pk), backend=backend)
        return client

    return entered


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_who_reads_the_directory(world, enter):
    assert enter("school_contact", world.runs).get(ADDRESS).status_code == 200
    assert enter("operator_manager", world.elsewhere).get(ADDRESS).status_code == 404
    assert enter("town_desk", world.runs).get(ADDRESS).status_code == 403
    assert Client().get(ADDRESS).status_code == 302


def test_each_organisation_stands_once_with_its_desk(world, enter):
    told = text(enter("school_contact", world.runs).get(ADDRESS))
    assert told.count('id="partenaire-') == 2 and TOLD["phone"] in told and "Aide aux devoirs" in told
    assert "téléphone inconnu" in told and "CANARI" not in told


def test_the_page_for_teachers_answers_tuesday_five_o_clock(world, enter):
    client = enter("school_contact", world.runs)
    told = text(client.get(f"{ADDRESS}eleve/", TUESDAY))
    assert "<h1>Mardi 17 h, un élève de 5e</h1>" in told
    sure, maybe = told.split("À vérifier par téléphone", 1)
    assert "Chorale" in sure and TOLD["phone"] in sure and "Aide aux devoirs" not in sure
    assert "Aide aux devoirs" in maybe and "CANARI" not in told
    nobody = text(client.get(f"{ADDRESS}eleve/", {**TUESDAY, "niveau": "CP"}))
    assert "Personne ne répond à cette demande" in nobody


@pytest.mark.parametrize(("name", "value"), [("niveau", "bac+2"), ("heure", "25h"), ("jour", "9"), ("quartier", "X")])
def test_what_cannot_be_read_is_said(world, enter, name, value):
    told = text(enter("school_contact", world.runs).get(f"{ADDRESS}eleve/", {**TUESDAY, name: value}))
    assert 'aria-invalid="true"' in told and "Ils peuvent le prendre" not in told


def test_nobody_confirmed_for_months_is_said(world, enter, at):
    client = enter("school_contact", world.runs)
    at("2020-07-15T10:00")
    assert "non confirmé depuis 7 mois" in text(client.get(ADDRESS))
    assert "non confirmé depuis 7 mois" in text(client.get(f"{ADDRESS}eleve/", TUESDAY))


def test_the_price_does_not_grow(world, enter, django_assert_max_num_queries):
    client = enter("school_contact", world.runs)
    client.get(ADDRESS)
    with django_assert_max_num_queries(22) as first:
        client.get(ADDRESS)
    for number in range(8):
        run(world, title=f"Action {number}")
    world.sheet(world.runs)
    with django_assert_max_num_queries(len(first)):
        client.get(ADDRESS)


def test_a_file_of_the_directory(world, enter):
    response = enter("school_contact", world.runs).get("/cites/site-0/annuaire.csv", {"niveau": "5e"})
    lines = b"".join(response).decode().splitlines()
    assert lines[0].startswith("organisation,activity,source,ages") and len(lines) == 4
    assert "no-store" in response["Cache-Control"]


def test_a_manager_opens_completes_and_confirms_the_sheet(world, enter):
    client = enter("operator_manager", world.runs)
    told = text(client.get("/annuaire/fiches/"))
    assert "Ateliers, Site 0" in told
    opened = client.post("/annuaire/fiches/", {"open": f"{world.runs.pk},{world.site.pk}"})
    page = client.get(opened.url)
    assert "Aide aux devoirs" in text(page) and "Incomplet" in text(page)
    partner = Partner.objects.get(organisation=world.runs)
    words = {"text": "Devoirs et jeux", "ages": ["a11_14"], "moments": ["after_school"], "themes": ["culture"]}
    refused = client.post(opened.url, {**words, "revision": partner.sheet.revision, "timetable-count": "0"})
    assert "Votre texte est enregistré." in text(refused) and "Téléphone de l’accueil" in text(refused)
    partner.refresh_from_db()
    sent = {**words, "phone": "03 53 01 12 34", "revision": partner.sheet.revision, "timetable-count": "0"}
    assert client.post(opened.url, sent).status_code == 302
    partner.refresh_from_db()
    assert partner.confirmed_at is not None and partner.phone == "03 53 01 12 34"
    assert client.post(opened.url, {"then": "confirm"}).url == "/annuaire/fiches/"


def test_an_unreadable_answer_keeps_what_was_typed(world, enter):
    client = enter("operator_manager", world.declares)
    partner = Partner.objects.get(organisation=world.declares)
    sent = {"text": "Nouveau", "timetable-count": "1", "timetable-1-day": "monday", "timetable-1-from": "99h"}
    page = client.post(f"/annuaire/fiches/{partner.pk}/", {**sent, "revision": partner.sheet.revision})
    assert page[HEADER] == "refused" and "99h" in text(page)
    partner.refresh_from_db()
    assert partner.text == TOLD["text"]


def test_two_colleagues_write_one_sheet_and_neither_loses_a_word(world, enter):
    partner = Partner.objects.get(organisation=world.declares)
    here, seen = f"/annuaire/fiches/{partner.pk}/", partner.sheet.revision
    one, other = (enter(role, world.declares) for role in ("operator_manager", "head_teacher"))
    base = f'{{"text": {seen}}}'
    sent = {"base": base, "revision": seen, "timetable-count": "0"}
    told = one.post(f"{here}enregistrer/", {**sent, "text": "Échecs, chorale et théâtre."}).json()
    assert told["changed"] == ["text"]
    clash = other.post(f"{here}enregistrer/", {**sent, "text": "Échecs le mardi."}).json()
    assert clash["clashing"] == ["text"]
    assert "Échecs le mardi." in clash["asides"] and "Échecs, chorale et théâtre." in clash["asides"]
    page = text(other.get(here))
    number = re.search(r'value="take:(\d+)"', page)[1]
    taken = other.post(here, {"then": f"take:{number}", "revision": told["revision"], "timetable-count": "0"})
    assert "a pris la place" in text(taken)
    partner.refresh_from_db()
    assert partner.text == "Échecs le mardi."


def test_a_sheet_is_written_by_nobody_else(world, enter):
    partner = Partner.objects.get(organisation=world.declares)
    assert enter("operator_manager", world.runs).get(f"/annuaire/fiches/{partner.pk}/").status_code == 404
    assert enter("school_contact", world.declares).get(f"/annuaire/fiches/{partner.pk}/").status_code == 403
    other = enter("head_teacher", world.runs)
    assert other.post("/annuaire/fiches/", {"open": f"{world.declares.pk},{world.site.pk}"}).status_code == 404


def test_both_questions_through_programs(world, enter):
    client = enter("school_contact", world.runs)
    told = client.get("/api/v1/sites/site-0/directory", {"level": "5e", "day": 2, "at": "17:00"}).json()
    answers = {(one["organisation"], one["answer"], one["phone"]) for one in told["items"]}
    assert answers == {("Chorale", "yes", TOLD["phone"]), ("Ateliers", "maybe", None)}
    assert client.get("/api/v1/sites/site-0/directory", {"level": "bac+2"}).status_code == 422
    assert enter("operator_manager", world.elsewhere).get("/api/v1/sites/site-0/directory").status_code == 404
    assert Client().get("/api/v1/sites/site-0/directory").status_code == 401
    assert Client().get("/api/v1/sites/site-0/actions").status_code == 404  # invented places are never here
