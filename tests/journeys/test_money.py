"""The money of an action is recorded and told, the workbook by which a cité enters goes out, accessible and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import sent, violations
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


PAPER, AWAITED = "Arrêté d’essai, rentrée", "Subvention de 1 234,50 € à verser, Éducation nationale"


def plain(page: Page) -> str:
    """What the page says, each kind of space as one."""
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def grant_of(page: Page, address: str) -> Locator:
    page.goto(address)
    return page.locator("main section").filter(has_text=PAPER)


def test_a_grant_notified_long_ago_is_awaited_until_it_is_paid(visit: Callable[..., Page]) -> None:
    """Entered, said to be late, paid, awaited again once the payment is taken back; then taken back itself."""
    page = visit("/aide/", width=1280)
    enter_as(page, LEADER)
    address, owed = money_page(page), f"{address_of(page, 'Valmarelle')}attendu/"
    page.goto(owed)
    assert AWAITED not in plain(page)

    page.goto(address)
    new = page.locator("main section").filter(has=page.locator("#nouvelle"))
    new.get_by_label("Qui donne").select_option(label="Éducation nationale, vie de l’élève (230)")
    new.get_by_label("Montant voté, en euros").fill("1 234,50")
    new.get_by_label("Votée le").fill("2019-08-01")
    new.get_by_label("Notifiée le").fill("2019-09-02")
    new.get_by_label("Pièce qui le dit").fill(PAPER)
    sent(page, new.get_by_role("button", name="Inscrire cette subvention"))
    expect(page.locator("main, .messages").first).to_contain_text("La subvention est inscrite.")
    page.goto(owed)
    assert AWAITED in plain(page) and "en retard de" in plain(page)
    page.goto("/ma-semaine/")
    assert "À verser, Recteur" in plain(page)

    grant = grant_of(page, address)
    grant.locator("summary", has_text="Inscrire un versement").click()
    grant.get_by_label("Montant versé, en euros").fill("1 234,50")
    grant.get_by_label("Versé le").fill("2019-12-17")
    grant.get_by_label("Pièce qui le dit").fill("Mandat d’essai, rentrée")
    sent(page, grant.get_by_role("button", name="Inscrire ce versement"))
    page.goto(owed)
    assert AWAITED not in plain(page)

    grant = grant_of(page, address)
    expect(grant).to_contain_text("versée en 106 jours")
    take_back(page, grant, "Le versement V-")
    page.goto(owed)
    assert AWAITED in plain(page)
    take_back(page, grant_of(page, address), "La subvention S-")
    page.goto(owed)
    assert AWAITED not in plain(page)
    expect(grant_of(page, address)).to_have_count(0)


def take_back(page: Page, grant: Locator, what: str) -> None:
    grant.locator("summary", has_text="Annuler une erreur").click()
    grant.get_by_label(what).check()
    grant.get_by_label("Pourquoi").last.fill("Essai d’un parcours")
    sent(page, grant.get_by_role("button", name="Annuler", exact=True))
