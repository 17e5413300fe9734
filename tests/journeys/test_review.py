"""A reviewer from their links to the comparison; préfet and rector in one thread, each at work in sight of the other;
the national team follows. By keyboard where it matters, at 1280 and at 320, in the light and in the dark."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .conftest import sent, violations
from .test_staff import OFFICER, enter_as, listened, tab_to

pytestmark = pytest.mark.browser

CLAIRE, PREFECT, RECTOR = "claire.fontaine", "catherine.morel", "olivier.lemaire"
CALL = "/pilotage/appels/demonstration-2019/"
REASON = "Le diagnostic nomme les heures sans offre."


def faults(page: Page, width: int) -> list[str]:
    """What is wrong with a page: axe, and whatever makes it wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return violations(page) + ([f"{wide} px wide"] if wide > width else [])


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_the_screens_of_the_review_are_accessible_silent_and_fit(
    visit: Callable[..., Page], width: int, dark: bool
) -> None:
    page = visit("/aide/", width=width, dark=dark)
    enter_as(page, OFFICER)
    said = listened(page)
    page.goto(f"{CALL}notes/")
    found = []
    rest = ("jury", "repartition", "notes", "calibrage", "relances")
    readers = page.locator("main table a[href*='/lecteurs/']").evaluate_all("all => all.map(one => one.href)")
    for address in [*(f"{CALL}{one}/" for one in rest), *readers]:
        answer = page.goto(address)
        assert answer is not None
        if answer.status != 200 or faults(page, width) or said:
            found.append((address, answer.status, faults(page, width), said[:]))
    assert found == []


def test_a_reviewer_goes_from_their_links_to_the_comparison(visit: Callable[..., Page]) -> None:
    """On a phone, by keyboard: what links one, the file, a draft, an error, the marks, what the other gave."""
    page = visit("/aide/", width=320)
    enter_as(page, CLAIRE)
    said = listened(page)
    page.goto("/accueil/")
    assert re.search(r"candidatures? atten(d|dent) vos notes", page.locator("main").inner_text())
    page.goto("/notation/")
    assert faults(page, 320) == []
    tab_to(page, "Ouvrir : Clairebise")
    page.keyboard.press("Enter")
    page.wait_for_url("**/liens/")
    assert faults(page, 320) == []
    tab_to(page, "Non, aucun")
    page.keyboard.press("Space")
    tab_to(page, "Enregistrer ma réponse")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Mes notes").wait_for()
    assert faults(page, 320) == []
    page.locator("input[name=mark_diagnosis][value='4']").check()
    page.locator("textarea[name=reason_diagnosis]").fill(REASON)
    page.get_by_role("button", name="Enregistrer sans envoyer").click()
    page.get_by_text("Vos notes ne sont pas encore envoyées").wait_for()
    assert page.locator("textarea[name=reason_diagnosis]").input_value() == REASON
    page.get_by_role("button", name="Envoyer mes notes").click()
    page.wait_for_selector(".error-summary:focus")
    assert "Donnez une note" in page.locator(".error-summary").inner_text()
    assert faults(page, 320) == []
    for code in ("steering", "indicators", "actions"):
        page.locator(f"input[name=mark_{code}][value='3']").check()
        page.locator(f"textarea[name=reason_{code}]").fill(REASON)
    page.get_by_role("button", name="Envoyer mes notes").click()
    page.get_by_text("Vos notes sont envoyées. Merci.").wait_for()
    assert faults(page, 320) == []
    page.get_by_role("link", name="Comparer les notes").click()
    page.get_by_role("heading", name="Notes de Clairebise").wait_for()
    assert faults(page, 320) == []
    assert REASON in page.locator("main").inner_text()
    assert said == []


@pytest.mark.parametrize("width", [1280, 320])
def test_prefect_and_rector_write_to_each_other_and_see_each_other(visit: Callable[..., Page], width: int) -> None:
    hers, his = visit("/aide/", width=width), visit("/aide/", width=width, dark=True)
    enter_as(hers, PREFECT)
    enter_as(his, RECTOR)
    said = listened(hers)
    hers.goto("/candidatures/")
    hers.locator("main table a", has_text="Clairebise").first.click()
    sent(hers, hers.get_by_role("link", name="Échange entre autorités"))
    his.goto(hers.url)
    assert "Préfet : Catherine Morel" in his.locator("[data-presence]").inner_text()
    question = f"Le mi-temps suffit-il, sur un écran de {width} ?"
    hers.get_by_label("Votre message").fill(question)
    hers.get_by_role("button", name="Envoyer").click()
    hers.locator("#dernier").wait_for()
    assert "Recteur : Olivier Lemaire" in hers.locator("[data-presence]").inner_text()
    his.reload()
    assert question in his.locator(".thread").inner_text()
    assert faults(hers, width) == faults(his, width) == []
    sent(hers, hers.get_by_role("link", name="Lire le texte et donner un avis"))
    assert "Recteur : Olivier Lemaire" in hers.locator("[data-presence]").inner_text()
    assert faults(hers, width) == []
    hers.goto("/suppleances/")
    assert faults(hers, width) == []
    assert said == []


def test_the_presence_line_asks_again_by_itself(visit: Callable[..., Page]) -> None:
    page = visit("/aide/")
    enter_as(page, PREFECT)
    page.clock.install()
    page.goto("/candidatures/")
    page.locator("main table a", has_text="Clairebise").first.click()
    page.get_by_role("link", name="Échange entre autorités").click()
    page.wait_for_load_state("networkidle")
    with page.expect_response("**/presence/") as answer:
        page.clock.fast_forward(61_000)
    assert answer.value.status == 200
