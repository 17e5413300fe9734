"""A commune sees how it stands before the rules when it starts; asks the préfet; the answer is read with the file."""

import pytest

from marelle.domains.calls.models import Application, Derogation
from marelle.domains.calls.tests.test_eligibility import blocking, call, conditions  # noqa: F401
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db


def at(application, rest="eligibilite/"):
    return f"/candidatures/{application.pk}/{rest}"


def test_who_starts_lands_on_the_result(entered, leader, call, site, town):  # noqa: F811
    client = entered(leader)
    chosen = {"call": call.pk, "site": site.pk, "organisation": town.pk}
    answer = client.post("/candidatures/nouvelle/", chosen)
    assert answer.headers["Location"] == at(Application.objects.get())
    assert "Condition par condition" in page(client.get(answer.headers["Location"]))


def test_the_result_says_figures_source_and_date(entered, complete, mayor):
    text = page(entered(mayor).get(at(complete)))
    for words in (
        "Une condition au moins n’est pas remplie.", "Un lycée.", "pas remplie", "Les Tilleuls", "2015",
        "Ce périmètre ne peut pas être déposé ainsi", "Demander une dérogation",
    ):  # fmt: skip
        assert words in text, words


def test_filing_is_refused_with_the_way_on_then_let_through(entered, complete, mayor, prefect, rector):
    client, state = entered(mayor), entered(prefect)
    text = refused(client.post(at(complete, "depot/")))
    assert "ne remplit pas une condition" in text and at(complete) in text
    assert "Dites pourquoi." in refused(client.post(at(complete), {"reasons": " "}))
    assert client.post(at(complete), {"reasons": "Le lycée est en face."}).status_code == 302
    assert "réponse attendue" in page(client.get(at(complete)))
    one = Derogation.objects.get()
    there = f"/derogations/{one.pk}/"
    assert there in page(state.get("/derogations/")) and "/derogations/" in page(state.get("/candidatures/"))
    assert "Le lycée est en face." in page(state.get(there))
    page(entered(rector).get(there), 403)
    page(client.get(there), 403)
    assert "Choisissez la réponse." in refused(state.post(there, {"why": "Oui."}))
    assert state.post(there, {"granted": "yes", "why": "À deux cents mètres."}).status_code == 302
    assert "À deux cents mètres." in page(client.get(at(complete)))
    assert client.post(at(complete, "depot/")).status_code == 302
    for viewer, rest in ((mayor, "deposee/"), (prefect, "avis/"), (rector, "versions/1/")):
        text = page(entered(viewer).get(at(complete, rest)))
        assert "L’éligibilité au jour du dépôt" in text and "À deux cents mètres." in text, rest


def test_the_neighbour_finds_nothing(entered, complete, mayor, holding, next_city):
    other = entered(holding("mayor", next_city, name="thomas"))
    page(other.get(at(complete)), 404)
    page(other.post(at(complete), {"reasons": "À moi."}), 404)
    page(other.get("/derogations/"), 403)


def test_the_result_costs_at_most_a_page(entered, complete, mayor, counted):
    client = entered(mayor)
    client.get(at(complete))
    with counted() as asked:
        client.get(at(complete))
    assert len(asked) <= 25


def test_the_public_page_says_whether_rules_bind(client, call):  # noqa: F811
    assert "Ces règles sont bloquantes" in page(client.get(f"/appels/{call.slug}/"))
