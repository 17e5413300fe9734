"""The visitor: every public page, light and dark, wide and narrow; the register by keyboard and without JavaScript."""

import json
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from .conftest import sent, violations

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/cites/",
    "/cites/?region=32&q=amiens",
    "/cites/?q=introuvable",
    "/cites/amiens-nord/",
    "/cites/mamoudzou/",
    "/cites/valmarelle/",
    "/carte/",
    "/carte/?mesure=ips&couche=cites&couche=quartiers",
    "/carte/80/",
    "/carte/974/?ecoles=college",
    "/calendrier/",
    "/donnees/",
    "/donnees/imports/",
    "/recherche/?q=valmarelle",
    "/recherche/?q=zzzz",
    "/communes/80021/",
    "/communes/80998/",
    "/communes/80998/ecoles/",
    "/quartiers/QN08097M/",
    "/ecoles/0809901C/",
    "/quartiers/adresse/",
    "/comparer/?cite=amiens-nord&cite=valmarelle",
    "/eligibilite/",
    "/eligibilite/80998/",
    "/eligibilite/regles/",
    "/eligibilite/regles/2019/1/",
    "/donnees/imports/historique/",
    "/donnees/imports/1/",
    "/api/v1/docs",
    "/aide/",
    "/contact/",
    "/mentions-legales/",
    "/confidentialite/",
    "/accessibilite/",
    "/plan-du-site/",
    "/droits/",
    "/connexion/",
    "/demonstration/",
    "/demonstration/horloge/",
    "/ui/",
    "/nulle-part/",
]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_each_page_is_accessible_silent_and_fits(
    visit: Callable[..., Page], address: str, width: int, dark: bool
) -> None:
    page = visit("/aide/", width=width, dark=dark)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    foreign: list[str] = []
    base = page.url.split("/aide/")[0]
    page.on(
        "request", lambda request: foreign.append(request.url) if not request.url.startswith((base, "data:")) else None
    )
    answer = page.goto(address)
    assert answer is not None
    if answer.status == 404:  # the browser itself reports the status of the page that was asked for
        said = [text for text in said if "404" not in text]
    assert violations(page) == []
    assert said == []
    assert foreign == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_register_filters_sorts_and_says_unknown_without_javascript(visit: Callable[..., Page]) -> None:
    page = visit("/cites/", scripts=False)
    page.get_by_label("Région").select_option("32")
    sent(page, page.get_by_role("button", name="Filtrer"))
    assert page.locator("main").get_by_role("status").inner_text().startswith("13")
    assert page.locator("tbody tr").count() == 13
    sent(page, page.locator("thead").get_by_role("link", name="2020").first)
    assert "430" in page.locator("tbody tr").first.inner_text()
    assert "inconnu" in page.locator("tbody tr").last.inner_text()


def test_a_site_is_reached_by_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit("/cites/?q=amiens")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Aller au contenu"
    for _turn in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/cites/amiens-nord/":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/cites/amiens-nord/")
    assert page.get_by_role("heading", level=1).inner_text() == "Amiens Nord"


def test_the_map_is_one_stop_of_the_keyboard_and_the_arrows_walk_it(visit: Callable[..., Page]) -> None:
    page = visit("/carte/")
    assert page.locator(".map-point[tabindex='0']").count() == 1
    somme = page.locator(".map-area[href='/carte/80/']")
    somme.focus()
    page.keyboard.press("ArrowUp")
    reached = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert reached and not reached.startswith("Somme")
    assert page.locator("[data-map-said]").inner_text() == reached
    assert page.locator(".map-point[tabindex='0']").count() == 1
    somme.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/carte/80/")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Somme")


def test_the_map_is_chosen_without_javascript(visit: Callable[..., Page]) -> None:
    page = visit("/carte/", scripts=False)
    page.get_by_label("Couleur des départements").select_option("cites")
    page.get_by_label("Cités éducatives", exact=True).uncheck()
    sent(page, page.get_by_role("button", name="Montrer"))
    assert page.get_by_role("heading", level=2).first.inner_text() == "Cités éducatives"
    assert page.locator(".map-points a").count() == 0
    page.locator("tbody").get_by_role("link", name="Somme").click()
    page.wait_for_url("**/carte/80/")


def test_the_interface_says_what_the_screen_says(served: dict[str, Any]) -> None:
    with urlopen(f"{served['base_url']}/api/v1/sites?region=32&wave=2019&limit=500") as answer:
        told = json.load(answer)
    assert told["count"] == len(told["items"]) == 13
    amiens = next(site for site in told["items"] if site["id"] == "amiens-nord")
    assert amiens["amounts"] == {"2020": 43000000, "2021": 43000000, "2022": 43000000}
    assert not any(site["invented"] for site in told["items"])
