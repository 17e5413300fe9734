"""The staff: each screen accessible, silent, narrow enough; a decision by keyboard alone, refusals without noise."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from marelle.flows.demo.cast import CAST
from marelle.flows.demo.people import TEAMS

from .conftest import sent, violations
from .test_cast import enter

pytestmark = pytest.mark.browser

OFFICER, ADMIN, DPO = "elodie.roussel", "ines.garnier", "philippe.marchand"
SCREENS = [
    (OFFICER, "/pilotage/appels/"),
    (OFFICER, "/pilotage/appels/demonstration-2019/"),
    (OFFICER, "/pilotage/appels/demonstration-2019/?q=introuvable"),
    (OFFICER, "/pilotage/appels/cites-educatives-2019/"),
    (OFFICER, "/pilotage/appels/cites-educatives-2019/decision-passee/"),
    (OFFICER, "/pilotage/appels/demonstration-2019/decision-passee/"),
    (OFFICER, "/decisions/1/"),
    (OFFICER, "/donnees/importer/"),
    (ADMIN, "/compte/organisations/"),
    (ADMIN, "/compte/organisations/nouvelle/"),
    (ADMIN, "/compte/organisations/1/fin/"),
    (ADMIN, "/compte/organisations/1/rouvrir/"),
    (ADMIN, "/personnes/"),
    (ADMIN, "/personnes/1/"),
    (ADMIN, "/personnes/1/fermer/"),
    (ADMIN, "/personnes/1/rouvrir/"),
    (ADMIN, "/journal/"),
    (DPO, "/journal/"),
    (DPO, "/journal/?since=hier"),
]


def enter_as(page: Page, key: str) -> None:
    member = next(member for member in (*CAST, *TEAMS) if member.key == key)
    enter(page, member.email, member.password)


def listened(page: Page) -> list[str]:
    """What the page will say in the console of the browser, as errors."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_each_screen_is_accessible_silent_and_fits(visit: Callable[..., Page], width: int, dark: bool) -> None:
    faults = []
    for key in (OFFICER, ADMIN, DPO):
        page = visit("/aide/", width=width, dark=dark)
        enter_as(page, key)
        said = listened(page)
        for address in (address for who, address in SCREENS if who == key):
            answer = page.goto(address)
            wide = page.evaluate("document.documentElement.scrollWidth") > width
            if answer is None or answer.status != 200 or violations(page) or said or wide:
                faults.append((key, address, answer and answer.status, violations(page), said[:], wide))
    assert faults == []


def tab_to(page: Page, wanted: str) -> None:
    """Presses Tab until what has the focus says `wanted`: its text, or the label of a control."""
    for _turn in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "[...(document.activeElement.labels ?? []), document.activeElement].map(e => e.innerText ?? '').join(' ')"
        )
        if wanted in focused:
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_a_decision_is_written_corrected_and_recorded_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit("/aide/", width=320)
    enter_as(page, OFFICER)
    said = listened(page)
    page.goto("/pilotage/appels/demonstration-2019/?step=pretes")
    tab_to(page, "Rien")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decision/")
    tab_to(page, "Labellisée")
    page.keyboard.press("Space")
    tab_to(page, "Montant pour 2020")
    page.keyboard.type("900 000")
    tab_to(page, "Vérifier la décision")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary:focus")
    assert "L’enveloppe 2020 ne suffit pas" in page.locator(".error-summary").inner_text()
    assert violations(page) == []
    tab_to(page, "ne suffit pas")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "amount_2020"
    page.keyboard.press("Control+a")
    page.keyboard.type("150 000")
    tab_to(page, "Vérifier la décision")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Vérifier la décision sur Clairebise").wait_for()
    assert "650" in page.locator("main table").inner_text()
    assert violations(page) == []
    tab_to(page, "Enregistrer la décision")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/**")
    assert page.get_by_role("heading", level=1).inner_text() == "Clairebise est labellisée"
    assert violations(page) == []
    page.goto("/cites/clairebise/")
    assert "150" in page.locator("#argent ~ table").first.inner_text()
    assert said == []


def test_a_wrong_siret_is_told_at_its_field_and_the_console_stays_silent(visit: Callable[..., Page]) -> None:
    page = visit("/aide/", width=320)
    enter_as(page, ADMIN)
    said = listened(page)
    page.goto("/compte/organisations/nouvelle/")
    page.get_by_label("Nom").fill("Maison des jeunes")
    page.get_by_label("Type").select_option("operator")
    page.get_by_label("SIRET").fill("008 000 069 00017")
    page.get_by_label("Commune", exact=True).fill("Valmarelle")
    sent(page, page.get_by_role("button", name="Enregistrer l’organisation"))
    assert "un chiffre est faux" in page.locator("#id_siret_error").inner_text()
    assert page.get_by_label("Nom").input_value() == "Maison des jeunes"
    assert violations(page) == []
    assert said == []


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_a_token_is_made_seen_once_and_withdrawn(visit: Callable[..., Page], width: int, dark: bool) -> None:
    page = visit("/aide/", width=width, dark=dark)
    enter_as(page, OFFICER)
    said = listened(page)
    page.goto("/compte/jetons/")
    assert violations(page) == []
    page.get_by_role("link", name="Faire un jeton").first.click()
    member = next(member for member in CAST if member.key == OFFICER)
    page.locator("input[type=password]").fill(member.password)  # a key is made by who knows the password
    page.locator("main form button[type=submit]").first.click()
    name = f"Essai à {width}"
    page.get_by_label("Nom du jeton").fill(name)
    page.get_by_role("button", name="Faire le jeton").click()  # nothing is ticked yet
    assert violations(page) == []
    assert page.get_by_label("Nom du jeton").input_value() == name
    page.get_by_label("Lire ce que Marelle a noté de ses propres gestes").check()
    page.get_by_role("button", name="Faire le jeton").click()
    secret = page.get_by_label("Le jeton", exact=True).input_value()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    asked = {"Authorization": f"Bearer {secret}"}
    assert page.request.get("/api/v1/me", headers=asked).json()["grants"]
    page.goto("/compte/jetons/")
    assert secret not in page.content()
    page.get_by_role("link", name=f"Retirer le jeton « {name} »").click()
    page.get_by_role("button", name="Retirer le jeton").click()
    assert violations(page) == []
    assert page.request.get("/api/v1/me", headers=asked).status == 401
    assert said == []
