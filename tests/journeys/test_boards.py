"""Boards: the list of a call and an order on several files, the funnel, a spreadsheet that comes back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .conftest import violations
from .test_staff import OFFICER, enter_as, listened, tab_to

pytestmark = pytest.mark.browser
CALL = "/pilotage/appels/demonstration-2019/"
SHEET = b"Site [site];Organisation [organisation]\nnulle-part;Ville de Valmarelle\n"


def sound(page: Page) -> None:
    assert violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_the_officer_looks_before_giving_an_order(visit: Callable[..., Page], width: int, dark: bool) -> None:
    page = visit("/aide/", width=width, dark=dark)
    enter_as(page, OFFICER)
    said = listened(page)
    page.goto("/accueil/")
    sound(page)
    page.goto(f"{CALL}candidatures/")
    sound(page)
    page.get_by_label("Choisir Valmarelle").check()
    page.get_by_label("Geste", exact=True).select_option(label="Relancer\u00a0: les avis attendus")
    page.get_by_role("button", name="Voir ce que cela ferait").click()
    page.get_by_text("Rien n’est encore fait.").wait_for()
    assert "Valmarelle" in page.locator("main table").inner_text()
    sound(page)
    page.goto(f"{CALL}candidatures/?page=99")
    assert "n’existe pas, ou plus" in page.locator("main").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="LibreOffice (.ods)").click()
    assert download.value.suggested_filename.endswith(".ods")
    assert said == []


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (320, False)])
def test_the_funnel_and_a_sheet_that_comes_back(visit: Callable[..., Page], width: int, dark: bool) -> None:
    page = visit("/aide/", width=width, dark=dark)
    enter_as(page, OFFICER)
    said = listened(page)
    page.goto(f"{CALL}avancement/")
    assert page.locator(".funnel polygon").count() == 5 and page.locator("#regions table").count() == 1
    sound(page)
    page.goto(f"{CALL}import/")
    sound(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le modèle").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_label("Tableau rempli").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": SHEET})
    page.get_by_role("button", name="Voir ce qui entrerait").click()
    page.get_by_text("1 ligne est refusée.").wait_for()
    assert "n’est pas connu ici" in page.locator("main table").inner_text()
    sound(page)
    assert said == []


def test_the_list_is_narrowed_by_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit("/aide/")
    enter_as(page, OFFICER)
    page.goto(f"{CALL}candidatures/")
    tab_to(page, "Un site, une organisation")
    page.keyboard.type("clairebise")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=clairebise**")
    assert "1 candidature" in page.locator("main").inner_text()
    assert "Valmarelle" not in page.locator("#liste").inner_text()


def test_the_navigation_of_the_staff_stands_on_one_line(visit: Callable[..., Page]) -> None:
    page = visit("/aide/")
    enter_as(page, OFFICER)
    page.goto("/accueil/")
    tops = page.evaluate("[...document.querySelectorAll('.nav a')].map(link => link.getBoundingClientRect().top)")
    assert len(tops) >= 4 and len(set(tops)) == 1
