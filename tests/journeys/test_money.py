"""The money of an action is recorded and told, the workbook by which a cité enters goes out, accessible and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import violations
from .test_projects import LEADER, address_of
from .test_staff import enter_as, listened

pytestmark = pytest.mark.browser


def money_page(page: Page) -> str:
    """The money of the first action of the plan that a grant was voted for."""
    page.goto(f"{address_of(page, 'Valmarelle')}plan/grille/?annee=2020")
    row = page.locator("tr[data-action]").filter(has=page.locator("td[data-key='voted'] .cell-read")).first
    return str(row.locator("a[href^='/actions/']").first.get_attribute("href")) + "argent/"


@pytest.mark.parametrize("width", [1280, 320])
def test_each_screen_is_accessible_silent_and_fits(visit: Callable[..., Page], width: int) -> None:
    page = visit("/aide/", width=width)
    enter_as(page, LEADER)
    said, faults = listened(page), []
    for address in (money_page(page), f"{address_of(page, 'Valmarelle')}entree/"):
        page.goto(address)
        for one in page.locator("main details").all():
            one.evaluate("one => one.open = true")
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if (found := violations(page)) or said or wide:
            faults.append((address, found, list(said), wide))
    assert faults == []


def test_a_payment_beyond_the_grant_is_refused_then_mended(visit: Callable[..., Page]) -> None:
    page = visit("/aide/", width=1280)
    enter_as(page, LEADER)
    page.goto(money_page(page))
    grant = page.locator("main section").first
    grant.locator("summary", has_text="Inscrire un versement").click()
    grant.get_by_label("Montant versé, en euros").fill("9 000 000")
    day = str(page.locator("main section").first.locator("input[name$=paid_on]").get_attribute("name"))
    grant.locator(f"input[name='{day}']").fill("2019-12-17")
    grant.get_by_label("Pièce qui le dit").fill("Mandat d’essai")
    grant.get_by_role("button", name="Inscrire ce versement").click()
    expect(page.locator("main")).to_contain_text("ne doit plus que")
    grant = page.locator("main section").first
    expect(grant.get_by_label("Pièce qui le dit")).to_have_value("Mandat d’essai")
    grant.get_by_label("Montant versé, en euros").fill("100")
    grant.get_by_role("button", name="Inscrire ce versement").click()
    expect(page.locator("main")).to_contain_text(re.compile("V-\\d+, 100"))
