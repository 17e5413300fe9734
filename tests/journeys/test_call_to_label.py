"""From the call to the label, on the 134 invented candidatures: the guide of the demonstration, walked by its people.

The officer calculates, compares, proposes; the jury says otherwise and signs; the officer decides and publishes;
mayors read their letters. Then the clock crosses the closing of the open call while a page is open, and nothing gets
in, by the page or by a program.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from marelle.flows.demo.cast import CAST
from marelle.flows.demo.people import GUESTS, MIDDLING, STRONG, WEAK

from .conftest import sent, violations
from .test_calls import press, sound
from .test_cast import enter
from .test_staff import listened

pytestmark = pytest.mark.browser
PEOPLE = {member.key: member for member in (*CAST, *GUESTS)}
OFFICER, PRESIDENT, SECOND = "elodie.roussel", "genevieve.lacombe", "etienne.rivoal"
CALL = "/pilotage/appels/demonstration-134/"
LIST, RESULTS = f"{CALL}liste/", "/appels/demonstration-134/resultats/"
BEFORE, AFTER, TODAY = "20 décembre 2019, 16:59", "20 décembre 2019, 17:01", "18 décembre 2019, 09:30"
REASON = "La commune n’a plus de chef de projet depuis novembre : le jury l’attend au prochain appel."
SHOTS = os.environ.get("MARELLE_SHOTS")  # a folder: each page of the walk is kept there, wide and narrow


def seen(page: Page, name: str) -> None:
    """The page is sound wide and narrow; both are kept when somebody asks for them."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        sound(page)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}_{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def entered(visit: Callable[..., Page], key: str) -> tuple[Page, list[str]]:
    page = visit("/aide/")
    enter(page, PEOPLE[key].email, PEOPLE[key].password)
    return page, listened(page)


def follow(page: Page, name: str) -> None:
    sent(page, page.get_by_role("main").get_by_role("link", name=name, exact=True).first)


def test_a_list_of_80_is_chosen_signed_decided_and_explained(visit: Callable[..., Page]) -> None:
    officer, said = entered(visit, OFFICER)
    calculate(officer)
    propose(officer)
    president, hers = entered(visit, PRESIDENT)
    say_otherwise(president)
    officer.goto(f"{LIST}deliberation/")
    press(officer, "Arrêter la liste")
    for key, page in ((PRESIDENT, president), (SECOND, entered(visit, SECOND)[0])):
        sign(page, key)
    decide(officer)
    publish(visit("/appels/demonstration-134/"))
    sound(visit(RESULTS, width=320, dark=True))
    for town, mayor, words in (
        (STRONG, "nicole.garrigue", "Labellisée"),
        (MIDDLING, "paul.estienne", "Liste complémentaire"),
        (WEAK, "odile.marchais", "Non retenue"),
    ):
        read_the_letter(entered(visit, mayor)[0], town.name, words)
    assert said == [] and hers == []


def calculate(page: Page) -> None:
    """The list is calculated at once; the worker then draws the grey zone."""
    page.goto(LIST)
    seen(page, "01-liste")
    press(page, "Calculer la liste")
    page.locator("h2", has_text="Deux listes, côte à côte").wait_for()
    sides = page.locator(".sides").inner_text()
    assert "80" in sides and "78" in sides and MIDDLING.name in sides
    assert "optimum prouvé" in page.inner_text("main")
    page.locator("h2", has_text="La zone grise").wait_for(timeout=240_000)
    assert "Une note plus basse entre avant une plus haute" in page.inner_text("main")
    seen(page, "02-calcul")
    press(page, "Rejouer")
    assert "octet" in page.inner_text("main")  # replayed: the same answer, to the byte


def propose(page: Page) -> None:
    follow(page, "Proposer cette liste au jury")
    for key in (PRESIDENT, SECOND):
        page.get_by_label(PEOPLE[key].name).check()
    page.get_by_label("Candidatures sur la liste complémentaire").fill("3")
    seen(page, "03-proposer")
    press(page, "Proposer au jury")
    assert "80 sites retenus" in page.inner_text("main")


def say_otherwise(page: Page) -> None:
    """One candidature is put aside, with a reason that the minutes publish; without one, it is refused."""
    page.goto(f"{LIST}deliberation/")
    seen(page, "04-deliberation")
    page.locator("tr", has_text="Corvuvre").get_by_role("link", name="Dire autrement").click()
    page.get_by_role("main").get_by_role("radio").first.check()
    press(page, "Écrire")
    assert "Écrivez la raison" in page.locator(".error-summary").inner_text()
    page.get_by_label("Sa raison").fill(REASON)
    seen(page, "05-dire-autrement")
    press(page, "Écrire")
    assert REASON in page.inner_text("main") and "79 sites retenus" in page.inner_text("main")
    seen(page, "06-ecart")


def sign(page: Page, key: str) -> None:
    page.goto("/accueil/")
    page.goto(f"{LIST}signature/")
    assert REASON in page.inner_text("main")
    seen(page, f"07-signer-{key}")
    page.get_by_label("Je signe cette liste").check()
    press(page, "Répondre")


def decide(page: Page) -> None:
    page.goto(LIST)
    follow(page, "Vérifier et décider")
    press(page, "Vérifier")
    assert "79 labels sont donnés" in page.inner_text("main")
    seen(page, "08-verifier")
    press(page, "Décider la liste")
    page.get_by_text("La liste est décidée").first.wait_for(timeout=60_000)
    seen(page, "09-decidee")
    follow(page, "Les suites")
    seen(page, "09-suites")


def publish(page: Page) -> None:
    """What everybody reads, without an account: 79 labels, where the jury said otherwise, the question to do again."""
    follow(page, "Les résultats")
    words = page.inner_text("main")
    assert "79 sites labellisés" in words and REASON in words and "appel inventé" in words
    seen(page, "10-resultats")
    for name in ("labels.csv", "labels.json", "question.json", "proces-verbal.pdf"):
        assert page.request.get(f"{RESULTS}{name}").ok, name
    page.goto("/cites/")
    assert STRONG.name not in page.inner_text("main")  # no invented site is among the real ones


def read_the_letter(page: Page, town: str, words: str) -> None:
    page.goto("/candidatures/")
    page.locator("tr", has_text="Appel national de la démonstration").get_by_role("link").first.click()
    follow(page, "La décision et sa lettre")
    text = page.inner_text("main")
    assert town in text and words in text and "Note finale" in text
    if words != "Labellisée":
        assert "Ce qui aurait changé cette décision" in text and "recours" in text
    seen(page, f"11-reponse-{words.split()[0].lower()}")
    letter = page.request.get(page.get_by_role("link", name="La lettre (PDF)").get_attribute("href") or "")
    assert letter.ok and letter.body().startswith(b"%PDF")


def test_the_deadline_holds_on_a_page_opened_before_and_for_a_program(visit: Callable[..., Page]) -> None:
    mayor, said = entered(visit, "helene.vasseur")
    anybody = visit("/demonstration/horloge/")
    secret = a_token(mayor)
    try:
        move(anybody, BEFORE)
        number = open_draft(mayor)
        seen(mayor, "20-avant")
        move(anybody, AFTER)
        press(mayor, "Déposer la candidature")
        assert "est clos depuis le 20 décembre 2019" in mayor.inner_text("main")
        seen(mayor, "21-apres")
        asked = {"Authorization": f"Bearer {secret}"}
        answer = mayor.request.post(f"/api/v1/applications/{number}/filing", headers=asked)
        assert answer.status in (403, 409, 422) and answer.json()["code"] == "calls.closed", answer.text()
        move(anybody, BEFORE)
        mayor.goto(f"/candidatures/{number}/depot/")
        press(mayor, "Déposer la candidature")
        assert "Accusé de dépôt" in mayor.inner_text("main")
        seen(mayor, "22-depose")
    finally:
        move(anybody, TODAY)
    assert said == []


def move(page: Page, label: str) -> None:
    page.goto("/demonstration/horloge/")
    press(page, label)


def open_draft(page: Page) -> int:
    page.goto("/candidatures/")
    sent(page, page.locator("tr", has_text="Appel 2020 de la démonstration").get_by_role("link").first)
    number = int(page.url.rstrip("/").rsplit("/", 1)[-1])
    page.goto(f"/candidatures/{number}/depot/")
    return number


def a_token(page: Page) -> str:
    """A token that files, made on the screen."""
    page.goto("/compte/jetons/")
    page.get_by_role("link", name="Faire un jeton").first.click()
    page.locator("input[type=password]").fill(PEOPLE["helene.vasseur"].password)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_label("Nom du jeton").fill("Dépôt")
    page.get_by_label("Déposer la candidature de sa commune").check()
    page.get_by_role("button", name="Faire le jeton").click()
    secret = page.get_by_label("Le jeton", exact=True).input_value()
    assert violations(page) == []
    return secret
