"""The plan of the invented city: read at any width, a cell opened by keyboard, without JavaScript, in the dark."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .conftest import ROOT, violations
from .test_staff import enter_as, listened

pytestmark = pytest.mark.browser
LEADER = "nadia.belkacem"


def opened(page: Page) -> str:
    """The address of the plan of the city, reached from the navigation."""
    enter_as(page, LEADER)
    page.goto("/plans/?annee=2020")
    page.get_by_role("link", name="Valmarelle", exact=True).click()
    page.wait_for_url("**/plan/**")
    return page.url


@pytest.mark.parametrize(("width", "dark", "scripts"), [(1280, False, True), (320, True, True), (1280, True, False)])
def test_the_plan_is_read_everywhere(visit: Callable[..., Page], width: int, dark: bool, scripts: bool) -> None:
    page = visit("/aide/", width=width, dark=dark, scripts=scripts)
    plan = opened(page)
    said = listened(page)
    folder = plan.split("?")[0]
    cell = f"{folder}?annee=2020&cellule=wednesday.a18_25"
    for address in (plan, cell, f"{folder}?avec=A-019", f"{folder}tableau/", f"{folder}cites-proches/", "/plans/"):
        page.goto(address)
        if scripts:
            assert violations(page) == [], page.url
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    page.goto(cell)
    assert "Trou." in page.locator("#cellule").inner_text()
    assert page.locator(".week table").is_visible() == (width == 1280)
    assert page.locator(".holes > li").count() == 10
    assert said == []


def test_what_is_missing_beside_others_leads_to_the_action_to_take_up(visit: Callable[..., Page]) -> None:
    page = visit("/aide/")
    page.goto(f"{opened(page).split('?')[0]}cites-proches/?annee=2020")
    told = page.locator("main").inner_text()
    assert "6 cités proches" in told and "6 à 10 ans, le samedi" in told and "Ormelune à côté" not in told
    page.get_by_role("link", name="Samedi en famille à la médiathèque (Castelvire)").click()
    page.wait_for_url("**/bibliotheque/*/")
    assert "Une action de Castelvire, en 2020" in page.locator("main").inner_text()


def test_a_cell_is_opened_by_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit("/aide/")
    opened(page)
    page.locator("#id_theme").focus()
    for _step in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('td.sq') !== null"):
            break
    page.keyboard.press("Control+End")
    assert page.evaluate("document.activeElement === [...document.querySelectorAll('td.sq > a')].at(-1)")
    page.keyboard.press("Control+Home")
    for key in ("ArrowRight", "End", "ArrowLeft", "Home", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.querySelector('td.sq > a')")
    rows = page.locator(".week tbody tr")
    place = next(number for number in range(rows.count()) if rows.nth(number).locator("td.sq-hole").count())
    for _step in range(place):
        page.keyboard.press("ArrowDown")
    for _step in range(7):
        if page.evaluate("document.activeElement.closest('td.sq-hole') !== null"):
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**cellule=**")
    panel = page.locator("#cellule").inner_text()
    assert "Trou." in panel and "Ce qui pourrait la remplir" in panel
    assert page.locator("td.sq a[aria-current]").count() == 1


def test_a_proposed_action_is_tried_without_changing_anything(visit: Callable[..., Page]) -> None:
    page = visit("/aide/", scripts=False)
    opened(page)
    before = page.locator(".lede").inner_text()
    page.get_by_role("link", name="Voir le plan avec elle A-019").click()
    page.wait_for_url("**avec=A-019**")  # whole: a click only waits for its beginning
    assert "Rien n’est changé au plan." in page.locator("main").inner_text()
    assert page.locator(".sq-before").count() > 0
    page.get_by_role("link", name="Revoir le plan tel qu’il est").click()
    page.wait_for_url(lambda url: "avec=" not in url)
    assert page.locator(".sq-before").count() == 0
    assert page.locator(".lede").inner_text() == before


def test_the_plan_of_valmarelle_is_found_again_from_its_file_alone(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit("/aide/", width=1280)
    answer = page.request.get(f"{opened(page).split('?')[0]}telechargement/xlsx/?annee=2020")
    assert answer.ok
    file = tmp_path / "plan.xlsx"
    file.write_bytes(answer.body())
    command = [sys.executable, str(ROOT / "scripts/coverage_by_hand.py"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own script
    assert done.returncode == 0, done.stdout
    assert " 0 differences" in done.stdout and "0 slots" not in done.stdout
