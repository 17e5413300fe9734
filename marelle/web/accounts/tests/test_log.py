"""The log on screen: who reads how much, what is shown, its file, its price; reading it is written in it."""

import csv
import io
import json
import re
import tomllib
from pathlib import Path

import pytest
from django.urls import reverse

from marelle.domains.accounts import services
from marelle.domains.accounts.models import Person
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.clock.models import Installation
from marelle.web.accounts.gestures import KINDS, gestures
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db
LOG, FILE = "/journal/", "/journal.csv"
MARELLE = Path(__file__).resolve().parents[3]


@pytest.fixture
def dpo(holding):
    return holding("dpo")


def rows(text):
    return text.count('role="rowheader"')


def read_file(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_who_may(browser, holding, dpo, organisation, city):
    body = organisation("Les Ateliers", "operator")
    elsewhere = holding("dpo", body.perimeter, name="dpo-local", body=body)
    officer, mayor, admin = holding("national_officer"), holding("mayor", city), holding("platform_admin", name="admin")
    for address in (LOG, FILE):
        assert browser().get(address).status_code == 302
        assert browser(dpo).get(address).status_code == 200
        assert browser(admin).get(address).status_code == 200
        for viewer in (elsewhere, officer, mayor):
            page(browser(viewer).get(address), 403)


def test_the_log_speaks_in_words_with_todays_names(browser, dpo, holding, city):
    mayor = holding("mayor", city)
    client = browser(mayor)
    client.post(reverse("change_name"), {"given_name": "Hélène", "family_name": "Vasseur"})
    text = page(browser(dpo).get(LOG))
    assert "Correction du nom" in text and "Hélène Vasseur" in text and f"n° {mayor.person_id}" in text
    assert f"Personne {mayor.person_id}" in text and "programme « test »" in text
    assert "03/06/2019 " in text


def test_reading_is_written_and_the_next_reader_sees_it(browser, dpo):
    client = browser(dpo)
    page(client.get(f"{LOG}?action=clock.move"))
    text = page(client.get(f"{LOG}?action=audit.read"))
    assert "Lecture du journal" in text and "action : clock.move" in text
    list(client.get(FILE).streaming_content)
    with acting(Viewer.machine("auditor"), duty="auditor"):
        read = audit.read_log(Viewer.machine("auditor"), audit.Asked(action="audit.read")).entries
    assert [entry.person_id for entry in read] == [dpo.person_id] * 3


def test_the_platform_admin_reads_the_technical_part_and_is_told_so(browser, holding, machine):
    audit.record(machine, "calls.open_call", Installation(singleton=True))
    audit.record(machine, "clock.move", Installation(singleton=True))
    client = browser(holding("platform_admin"))
    text = page(client.get(LOG))
    assert "Les gestes techniques" in text
    main = text[text.index("<tbody") :]
    assert "Horloge déplacée" in main and "Appel ouvert" not in main
    assert {row["geste"].split(".")[0] for row in read_file(client.get(FILE))} <= {"accounts", "clock", "audit"}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("person=99999", 0),
        ("action=clock.move", 3),
        ("on=kernel.installation", 4),
        ("on=kernel.installation&reads=on", 1),
        ("since=2019-06-04", 0),
        ("until=2019-06-02", 0),
        ("action=clock.move&since=2019-06-03&until=2019-06-03", 3),
    ],
)
def test_filters(browser, dpo, machine, query, count):
    for _turn in range(3):
        audit.record(machine, "clock.move", Installation(singleton=True))
    audit.record_read(machine, Installation(singleton=True), "essai")
    assert rows(page(browser(dpo).get(f"{LOG}?{query}"))) == count


@pytest.mark.parametrize("query", ["person=x", "person=0", "person=99999999999999999999", "since=hier", "action=rien"])
def test_a_filter_that_makes_no_sense_is_told_at_its_field(browser, dpo, query):
    text = page(browser(dpo).get(f"{LOG}?{query}"))
    assert "field-wrong" in text and rows(text) >= 3


def test_pages_by_key_keep_the_filters_and_the_price(browser, dpo, machine, counted):
    client = browser(dpo)
    page(client.get(LOG))
    with counted() as few:
        assert rows(page(client.get(LOG))) < 10
    for number in range(120):
        audit.record(Viewer(number + 1, "A"), "clock.move", Installation(singleton=True), facts={"n": number})
    with counted() as many:
        text = page(client.get(f"{LOG}?action=clock.move"))
    assert len(many) == len(few) <= 15
    assert rows(text) == 50 and "Plus récent" not in text
    older = re.search(r'href="(\?action=clock.move&amp;avant=\d+)"', text)[1].replace("&amp;", "&")
    audit.record(machine, "clock.move", Installation(singleton=True))  # what comes meanwhile moves no page
    text = page(client.get(LOG + older))
    assert "n : 69" in text and "n : 20" in text and rows(text) == 50
    newer = re.search(r'href="(\?action=clock.move&amp;apres=\d+)"', text)[1].replace("&amp;", "&")
    assert "n : 119" in page(client.get(LOG + newer))
    for key in ("avant=x", "avant=-3", "apres=99999999999999999999", "avant=²"):
        page(client.get(f"{LOG}?{key}"))
    assert "Aucune écriture ne correspond" in page(client.get(f"{LOG}?avant=1"))


def test_the_file_has_numbers_and_no_name(browser, dpo, holding, city, machine, now):
    mayor = holding("mayor", city)
    services.deactivate_person(by=machine, at=now, person=Person.objects.get(pk=mayor.person_id), why="=1+1")
    answer = browser(dpo).get(f"{FILE}?on=accounts.person&action=accounts.deactivate_person&avant=1")
    assert answer["Content-Disposition"] == 'attachment; filename="journal.csv"'
    [row] = read_file(answer)
    assert (row["qui"], row["geste"], row["lecture"], row["motif"]) == (
        "test",
        "accounts.deactivate_person",
        "false",
        "'=1+1",
    )
    assert row["quand"].startswith("2019-06-03T10:0") and row["quand"].endswith("+02:00")
    whole = read_file(browser(dpo).get(FILE))
    assert "Essai" not in json.dumps(whole) and "@" not in json.dumps(whole)
    rights = next(row for row in whole if row["geste"] == "accounts.grant_membership" and row["numero_objet"])
    assert json.loads(rights["precisions"])["role"]


def test_the_seal_in_plain_words(browser, dpo, machine):
    client = browser(dpo)
    text = page(client.get(LOG))
    assert "Rien n’est encore scellé" in text and "attendent leur sceau" in text
    audit.seal()
    text = page(client.get(LOG))
    assert "Le journal est scellé jusqu’à l’écriture" in text and "Une écriture attend son sceau" in text
    audit.seal()
    assert "heure de la machine" in text


def test_every_gesture_and_every_object_of_the_log_has_its_word():
    roles = tomllib.loads((MARELLE / "domains/accounts/roles.toml").read_text())
    domains = "accounts|calls|clock|dossiers|funding|projects|territories"
    said, kinds = set(), {"kernel.auditentry"}
    for path in [*MARELLE.glob("domains/*/services/**/*.py"), *MARELLE.glob("domains/*/services.py"),
                 *MARELLE.glob("kernel/dossiers/*.py"), *MARELLE.glob("web/accounts/*.py")]:  # fmt: skip
        text = path.read_text()
        for call in re.findall(r"(?:audit\.record|_moved?|_written)\(([^\n]*)", text):
            said |= set(re.findall(rf'"((?:{domains})\.[a-z_]+)"', call))
    assert len(said) > 35
    assert said - set(roles["permissions"]) - set(gestures()) == set()
    from marelle.kernel.access.rows import own_models

    assert set(KINDS) - {model._meta.label_lower for model in own_models()} - kinds == set()
