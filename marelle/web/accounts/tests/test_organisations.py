"""Organisations on screen: found, registered, ended; who may, each refusal at its field, the price."""

import re

import pytest
from django.urls import reverse

from marelle.domains.accounts.models import Membership, Organisation
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.territories.models import Commune
from marelle.kernel import clock
from marelle.kernel.access import Perimeter
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
LIST, FORM = "/compte/organisations/", "/compte/organisations/nouvelle/"
TYPED = {
    "name": "Les  Ateliers", "kind": "operator", "siret": "008 000 069 00016", "uai": "", "rna": "w80-9999901",
    "where": "commune", "commune": "valmarelle",
}  # fmt: skip


def at_field(text, name):
    start = text.index(f'id="id_{name}_error"')
    return text[start : text.index("</p>", start)]


@pytest.fixture
def admin(holding):
    return holding("platform_admin")


def test_who_finds_registers_and_ends(browser, holding, admin, city, next_city, organisation):
    body = organisation("Les Ateliers", "operator")
    people = {
        "admin": browser(admin),
        "officer": browser(holding("national_officer")),
        "leader": browser(holding("project_leader", city)),
        "neighbour": browser(holding("project_leader", next_city, name="thomas")),
        "manager": browser(holding("operator_manager", body.perimeter, body=body)),
        "observer": browser(holding("elected_observer", city)),
        "nobody": browser(),
    }
    end, back = reverse("end_organisation", args=[body.pk]), reverse("reopen_organisation", args=[body.pk])

    def answers(address):
        return {who: client.get(address).status_code for who, client in people.items()}

    assert answers(FORM) == {
        "admin": 200, "officer": 200, "leader": 200, "neighbour": 200, "manager": 403, "observer": 403, "nobody": 302,
    }  # fmt: skip
    assert answers(end) == answers(back) == {
        "admin": 200, "officer": 200, "leader": 403, "neighbour": 403, "manager": 403, "observer": 403, "nobody": 302,
    }  # fmt: skip
    assert answers(LIST) | {"manager": 302} == {
        "admin": 200, "officer": 200, "leader": 200, "neighbour": 200, "manager": 302, "observer": 403, "nobody": 302,
    }  # fmt: skip
    page(people["admin"].get(reverse("end_organisation", args=[999999])), 404)


def test_the_list_searches_filters_sorts_and_keeps_its_price(browser, admin, organisation, counted, next_city):
    client = browser(admin)
    organisation("École du Moulin", "school", uai="0809902D")
    page(client.get(LIST))
    with counted() as few:
        text = page(client.get(LIST))
    assert "Ville de Valmarelle" in text and "UAI\u00a00809902D" in text and "Valmarelle (commune)" in text
    for number in range(12):
        organisation(f"Atelier {number:02}", "operator")
    with counted() as many:
        text = page(client.get(LIST))
    assert len(many) == len(few) <= 15
    assert text.index("Atelier 03") < text.index("École du Moulin") < text.index("Ville de Valmarelle")
    text = page(client.get(f"{LIST}?tri=-nom"))
    assert text.index("Ville de Valmarelle") < text.index("Atelier 03")
    assert "Ville de" not in page(client.get(f"{LIST}?q=ATELIER"))
    assert "Atelier" not in page(client.get(f"{LIST}?kind=school"))
    assert "Aucune organisation ne correspond" in page(client.get(f"{LIST}?life=terminees"))
    assert "Atelier 03" in page(client.get(f"{LIST}?kind=nothing&life=nothing"))
    for number in ("2", "0", "x", "²"):
        assert "La page demandée n’existe pas, ou plus" in page(client.get(f"{LIST}?page={number}"))


def test_the_neighbour_finds_only_theirs(browser, holding, next_city, organisation):
    organisation("Ville de Clairebise", "commune", next_city)
    text = page(browser(holding("project_leader", next_city)).get(LIST))
    assert "Ville de Clairebise" in text and "Ville de Valmarelle" not in text


def test_registering_where_the_commune_is_typed(browser, admin, city, counted):
    client = browser(admin)
    with counted() as queries:
        page(client.get(FORM))
    assert len(queries) <= 25
    answer = client.post(FORM, TYPED)
    made = Organisation.objects.get(siret="00800006900016")
    assert answer.url == reverse("members", args=[made.pk])
    assert (made.name, made.rna, made.kind) == ("Les Ateliers", "W809999901", "operator")
    assert made.invented, "it stands in an invented commune"
    assert city in made.perimeters()
    text = page(client.get(answer.url))
    assert "Invitez maintenant une première personne" in text and "Inviter quelqu’un" in text


@pytest.mark.parametrize(
    ("where", "stands"),
    [("national:", "national:"), ("region:32", "region:32"), ("departement:80", "departement:80")],
)
def test_registering_for_a_larger_place(browser, admin, somme, where, stands):
    assert browser(admin).post(FORM, {**TYPED, "where": where, "commune": ""}).status_code == 302
    made = Organisation.objects.get(siret="00800006900016")
    assert stands in made.inside and not made.invented


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": " "}, "name", "Écrivez le nom"),
        ({"kind": ""}, "kind", "Choisissez un type"),
        ({"kind": "family"}, "kind", ""),
        ({"siret": "123"}, "siret", "14 chiffres"),
        ({"siret": "008 000 069 00017"}, "siret", "un chiffre est faux"),
        ({"uai": "0809901I"}, "uai", ""),
        ({"uai": "0801194A"}, "uai", "sa lettre ne va pas"),
        ({"rna": "W12"}, "rna", "commence par W"),
        ({"siret": "", "rna": ""}, "siret", "au moins un identifiant"),
        ({"commune": ""}, "commune", "Écrivez la commune"),
        ({"commune": "Zzyx"}, "commune", "Aucune commune ne s’appelle ainsi"),
        ({"where": "site:999999"}, "where", ""),
        ({"where": "region:99"}, "where", ""),
    ],
)
def test_each_refusal_stands_at_its_field(browser, admin, city, changed, field, sentence):
    sent = {**TYPED, **changed}
    text = refused(browser(admin).post(FORM, sent))
    assert sentence in at_field(text, field)
    for name in ("name", "siret", "uai", "rna", "commune"):
        assert f'name="{name}" value="{sent[name]}"' in text or not sent[name].strip()
    assert not Organisation.objects.filter(kind="operator").exists()


def test_two_communes_of_one_name_are_told_apart_by_their_code(browser, admin, city, somme):
    Commune.objects.create(code="80996", name="Valmarelle", departement=somme, invented=True)
    text = at_field(refused(browser(admin).post(FORM, TYPED)), "commune")
    assert "Plusieurs communes répondent" in text and "Valmarelle (80996, Somme)" in text
    assert browser(admin).post(FORM, {**TYPED, "commune": "80996"}).status_code == 302


def test_an_identifier_that_is_taken_leads_to_its_holder(browser, admin, city):
    client = browser(admin)
    client.post(FORM, TYPED)
    text = refused(client.post(FORM, {**TYPED, "name": "Autre", "rna": ""}))
    assert "porte déjà cet identifiant" in at_field(text, "siret")
    link = re.search(r'href="([^"]*\?life=toutes[^"]*)"', text)[1].replace("&amp;", "&")
    assert "Les Ateliers" in page(client.get(link))


def test_a_leader_registers_in_their_commune_only(browser, holding, city, next_city):
    client = browser(holding("project_leader", city))
    text = page(client.get(FORM))
    assert 'value="commune:80998"' in text and "national:" not in text and 'name="commune"' not in text
    sent = {key: value for key, value in TYPED.items() if key != "commune"}
    for where in ("commune:80997", "national:", "departement:80"):
        refused(client.post(FORM, {**sent, "where": where}))
    assert client.post(FORM, {**sent, "where": "commune:80998"}).status_code == 302


def test_ending_says_what_ends_and_asks_why(browser, admin, holding, organisation, counted):
    body = organisation("Les Ateliers", "operator")
    manager = holding("operator_manager", body.perimeter, body=body)
    holding("facilitator", body.perimeter, body=body)
    client, end = browser(admin), reverse("end_organisation", args=[body.pk])
    with counted() as queries:
        assert "2 droits prennent fin" in page(client.get(end))
    assert len(queries) <= 25
    assert "Écrivez le motif" in at_field(refused(client.post(end, {"why": " "})), "why")
    assert client.post(end, {"why": "dissoute"}).url == reverse("members", args=[body.pk])
    assert viewer_of(manager.person_id, clock.now()).grants == ()
    text = page(client.get(reverse("members", args=[body.pk])))
    assert "Cette organisation a pris fin" in text and "Inviter quelqu’un" not in text
    text = refused(client.post(end, {"why": "encore"}))
    assert "a pris fin : aucun droit" in text and 'value="encore"' in text
    assert "Les Ateliers" in page(client.get(f"{LIST}?life=terminees"))
    facts = {"email": "z@v.fr", "role": "facilitator", "perimeter": f"organisation:{body.pk}", "until": "2019-09-01"}
    assert "a pris fin : aucun droit" in refused(client.post(reverse("invite", args=[body.pk]), facts))
    back = reverse("reopen_organisation", args=[body.pk])
    assert client.post(back, {"why": "erreur"}).url == reverse("members", args=[body.pk])
    assert "Inviter quelqu’un" in page(client.get(reverse("members", args=[body.pk])))
    assert "il n’y a rien à rouvrir" in refused(client.post(back, {"why": "encore"}))


def test_the_organisation_of_the_last_key_holder_does_not_end(browser, admin, town):
    text = refused(browser(admin).post(reverse("end_organisation", args=[town.pk]), {"why": "essai"}))
    assert "dernière personne" in text
    assert Membership.objects.filter(organisation=town).exists()
    assert Perimeter("organisation", str(town.pk)) in town.perimeters()
