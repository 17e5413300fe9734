"""A new set of rules is data entry: written, corrected, published, and the answers follow."""

import pytest

from marelle.domains.territories import queries
from marelle.flows.reference import load_rules
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db
RULES = {
    "code": "2030",
    "title": "Vague 2030",
    "summary": "",
    "generation": "2024",
    "applies_from": "2030-01-01",
    "applies_to": "",
    "source_name": "Circulaire inventée",
    "source_url": "",
    "count": "2",
    "c0-label": "Un quartier de plus de 3 000 habitants",
    "c0-kind": "quarter_population",
    "c0-required": "on",
    "c0-over": "3000",
    "c0-place": "commune",
    "c1-label": "",
    "c1-kind": "quarter_exists",
    "c1-place": "commune",
}
NEW = "/eligibilite/regles/nouvelles/"


@pytest.fixture
def ground(somme, machine: Viewer) -> None:
    load_rules(machine, clock.now())


def test_everybody_reads_them_and_few_write_them(client, ground, entered, officer) -> None:
    assert "Première vague, 2019" in page(client.get("/eligibilite/regles/"))
    assert "plus de 5 000 habitants" in page(client.get("/eligibilite/regles/2019/1/"))
    assert client.get(NEW).status_code == 302
    assert entered(officer).get(NEW).status_code == 200


def test_from_a_draft_to_the_answers(client, ground, entered, officer) -> None:
    browser = entered(officer)
    answer = browser.post(NEW, RULES)
    assert answer.status_code == 302
    assert answer.url == "/eligibilite/regles/2030/1/"
    assert client.get(answer.url).status_code == 404  # a draft is for those who write it
    assert "2030" not in [rules.code for rules in queries.published_rules()]
    browser.post("/eligibilite/regles/2030/1/publier/")
    assert "2030" in [rules.code for rules in queries.published_rules()]
    assert "plus de 3 000 habitants" in page(client.get(answer.url))
    browser.post("/eligibilite/regles/2030/", RULES | {"title": "Vague 2030, corrigée"})
    assert queries.rules_version("2030", 2) is not None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"c0-over": ""}, "habitants à dépasser"),
        ({"c0-over": "beaucoup"}, "point à corriger"),
        ({"c0-label": ""}, "au moins une condition"),
        ({"applies_to": "2029-01-01"}, "vient avant le premier"),
        ({"title": ""}, "point à corriger"),
        ({"c0-kind": "magic"}, "point à corriger"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_typed_is_lost(ground, entered, officer, change, words: str) -> None:
    answer = entered(officer).post(NEW, RULES | change)
    assert answer.status_code == 200
    text = page(answer)
    assert words in text
    assert "Circulaire inventée" in text
    assert queries.rules_version("2030", 1) is None


def test_one_more_condition_keeps_what_was_typed(ground, entered, officer) -> None:
    text = page(entered(officer).post(NEW, RULES | {"more": "1"}))
    assert "Condition 3" in text
    assert "plus de 3 000 habitants" in text


def test_a_figure_is_added_with_its_source(client, ground, communes, entered, officer) -> None:
    browser = entered(officer)
    address = "/eligibilite/80021/chiffre/"
    assert client.get(address).status_code == 302
    said = {
        "place": "commune:80021",
        "indicator": "poverty",
        "value": "23,5",
        "year": "2021",
        "calendar": "civil",
        "source_name": "Insee, Filosofi",
        "source_url": "",
        "note": "",
    }
    for change in ({"value": "x"}, {"place": "commune:75056"}, {"year": "1200"}, {"source_name": ""}):
        assert "point à corriger" in page(browser.post(address, said | change))
    assert browser.post(address, said).status_code == 302
    assert "Insee, Filosofi" in page(client.get("/communes/80021/"))
