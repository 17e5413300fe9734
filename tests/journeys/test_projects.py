"""From the label to the final project: every screen accessible and narrow enough, then three browsers, three voices."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .conftest import sent, violations
from .test_staff import enter_as, listened

pytestmark = pytest.mark.browser

LEADER, PREFECT, RECTOR = "nadia.belkacem", "catherine.morel", "olivier.lemaire"
OFFICER = "elodie.roussel"
# The city whose project is still to be final: whoever writes there, and whoever speaks for its commune.
WRITER, ITS_MAYOR = "maelle.corbel", "agnes.delmas"
PAGES = (
    "", "chapitres/", "chapitres/diagnostic/", "chapitres/budget/suivi/", "taches/", "versions/", "etapes/1/",
    "voix/", "reserves/", "delai/", "pilotage/", "instances/", "suites/", "revues/",
)  # fmt: skip
TEXT = "Un texte assez long pour dire ce que la cité fera, avec qui, quand, et comment elle saura que c’est réussi."


def address_of(page: Page, name: str) -> str:
    """The address of the project of a city, from the list: other journeys may have opened eighty more."""
    page.goto(f"/projets/?q={name}")
    return str(page.get_by_role("link", name=name, exact=True).first.get_attribute("href"))


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_each_screen_is_accessible_silent_and_fits(visit: Callable[..., Page], width: int, dark: bool) -> None:
    faults = []
    for key, name in ((WRITER, "Fontarel"), (PREFECT, "Valmarelle"), (OFFICER, "Fontarel")):
        page = visit("/aide/", width=width, dark=dark)
        enter_as(page, key)
        said = listened(page)
        here = address_of(page, name)
        written = key == WRITER
        for rest in (one for one in PAGES if written or not one.startswith("chapitres/diagnostic")):
            answer = page.goto(here + rest)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found = violations(page)
            if found or said or wide or answer is None or answer.status != 200:
                faults.append((key, rest, answer and answer.status, found, said, wide))
            said.clear()
    assert faults == []


def write(page: Page, here: str, section: str) -> None:
    """Answers all that is empty in a chapter, then says that it is ready."""
    page.goto(f"{here}chapitres/{section}/")
    for box in page.locator("#section-form textarea").all():
        if not box.input_value():
            box.fill(TEXT)
    for box in page.locator("#section-form input[type=text]").all():
        if section == "signatures" and not box.input_value():
            box.fill("26/11/2019" if box.get_attribute("name") == "council_vote_on" else "Personne inventée")
    for box in page.locator("#section-form input[name^=commits]").all():
        box.check()
    sent(page, page.get_by_role("button", name="Enregistrer", exact=True))
    page.goto(f"{here}chapitres/{section}/suivi/")
    ready = page.get_by_role("button", name="Dire : Prêt")
    if ready.count():
        sent(page, ready)


def speak(page: Page, here: str, opinion: str = "Favorable") -> None:
    page.goto(f"{here}voix/")
    page.get_by_label(opinion, exact=True).check()
    sent(page, page.get_by_role("button", name="Donner cette voix"))


def test_three_voices_in_three_browsers_and_an_edit_between_two(visit: Callable[..., Page]) -> None:
    leader, mayor, prefect, rector = (visit("/aide/", scripts=False) for _one in range(4))
    for page, key in ((leader, WRITER), (mayor, ITS_MAYOR), (prefect, PREFECT), (rector, RECTOR)):
        enter_as(page, key)
    here = address_of(leader, "Fontarel")
    # What the demonstration left: a text that was edited once it was submitted, and a vote to be taken again.
    leader.goto(here)
    assert leader.get_by_text("les voix données sont tombées").count()
    for section in (
        "identite", "diagnostic", "strategie", "gouvernance", "partenaires", "actions", "budget", "evaluation",
        "signatures",
    ):  # fmt: skip
        write(leader, here, section)
    leader.goto(f"{here}voix/")
    leader.get_by_role("button", name="Soumettre aux trois voix").click()
    speak(mayor, here)
    # An edit between two signatures: the voice given lapses, and every page says so.
    leader.goto(f"{here}chapitres/identite/")
    leader.locator("[name=name]").fill("Cité éducative des deux rives")
    sent(leader, leader.get_by_role("button", name="Enregistrer", exact=True))
    assert leader.get_by_text("cochez").count()
    leader.locator("[name=name]").fill("Cité éducative des deux rives")
    leader.get_by_label("Je reprends l’écriture").check()
    sent(leader, leader.get_by_role("button", name="Enregistrer", exact=True))
    assert leader.get_by_text("les voix données sont tombées").count()
    mayor.goto(f"{here}voix/")
    assert mayor.get_by_text("qui n’est plus soumise").count()
    write(leader, here, "identite")
    leader.goto(f"{here}voix/")
    leader.get_by_role("button", name="Soumettre aux trois voix").click()
    for page in (mayor, prefect, rector):
        speak(page, here)
    assert rector.get_by_text("le projet est finalisé").count()
    leader.goto(here)
    assert leader.get_by_text("Le projet est finalisé").count()
    # The two submitted versions differ by the name alone.
    leader.goto(f"{here}versions/")
    sent(leader, leader.get_by_role("button", name="Comparer"))
    assert leader.locator("ins", has_text="deux").count()


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (320, False)])
def test_a_meeting_and_its_decision_are_accessible_and_fit(visit: Callable[..., Page], width: int, dark: bool) -> None:
    page, faults = visit("/aide/", width=width, dark=dark), []
    enter_as(page, LEADER)
    said, here = listened(page), address_of(page, "Valmarelle")
    for lists, kind in (
        ("pilotage/", "reunions/"),
        ("suites/", "suites/"),
        ("roles/", "roles/"),
        ("instances/", "instances/"),
    ):
        page.goto(here + lists)
        address = str(page.locator(f"main a[href^='{here}{kind}']:not([href$='.csv'])").first.get_attribute("href"))
        answer = page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if violations(page) or said or wide or answer is None or answer.status != 200:
            faults.append((address, violations(page), said, wide))
        said.clear()
    assert faults == []


def test_the_third_voice_carries_a_decision_without_scripts(visit: Callable[..., Page]) -> None:
    page = visit("/aide/", scripts=False)
    enter_as(page, RECTOR)
    page.goto("/reunions/")
    page.get_by_role("link", name="Valmarelle, D-001").click()
    page.get_by_label("Favorable", exact=True).check()
    sent(page, page.get_by_role("button", name="Donner cette voix"))
    assert page.get_by_text("Votre voix est enregistrée").count() == 1
    assert page.get_by_text("Au plan").count() >= 1
