"""Action sheets and the grid of the plan: every screen accessible and narrow enough; a block pasted, then undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import violations
from .test_projects import LEADER, address_of
from .test_staff import enter_as, listened

pytestmark = pytest.mark.browser
SCREENS = ("actions/", "actions/nouvelle/", "tableurs/actions/", "plan/grille/?annee=2020",
           "plan/grille/?annee=2020&colonnes=moments", "plan/grille/?annee=2020&colonnes=budget")  # fmt: skip
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_each_screen_is_accessible_silent_and_fits(visit: Callable[..., Page], width: int, dark: bool) -> None:
    page = visit("/aide/", width=width, dark=dark)
    enter_as(page, LEADER)
    said = listened(page)
    here, faults = address_of(page, "Valmarelle"), []
    page.goto(f"{here}actions/")
    action = str(page.locator("main table a[href^='/actions/']").first.get_attribute("href"))
    own = ("", "fiche/action/", "fiche/temps/", "historique/")
    for address in (*(here + one for one in SCREENS), *(action + one for one in own), "/bibliotheque/"):
        answer = page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found = violations(page)
        if found or said or wide or answer is None or answer.status != 200:
            faults.append((address, answer and answer.status, found, list(said), wide))
        said.clear()
    assert faults == []


def test_the_grid_is_worked_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit("/aide/", width=1280)
    enter_as(page, LEADER)
    here = address_of(page, "Valmarelle")
    page.goto(f"{here}plan/grille/?annee=2020&colonnes=moments")
    cells = page.locator("td[data-key='bands.wednesday.seats']")
    first, second = cells.nth(0), cells.nth(1)
    before = (first.inner_text(), second.inner_text())
    first.click()
    page.keyboard.type("37")
    page.keyboard.press("Enter")
    expect(first).to_have_text("37")
    expect(page.locator(".grid-said")).to_contain_text("1 case(s) enregistrée(s)")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.evaluate(PASTE, "41\n-5")
    expect(first).to_have_text("41")
    expect(second).to_contain_text("Trop peu")
    expect(page.locator(".grid-said")).to_contain_text("Trop peu")
    assert violations(page) == []
    page.keyboard.press("Control+z")
    expect(first).to_have_text("37")
    page.keyboard.press("Control+y")
    expect(first).to_have_text("41")
    expect(page.locator(".cell-sending")).to_have_count(0)
    for _step in range(2):
        page.keyboard.press("Control+z")
        expect(page.locator(".cell-sending")).to_have_count(0)  # a cell shows at once what is on its way
    expect(first).to_have_text(before[0])
    page.reload()
    assert (first.inner_text(), second.inner_text()) == before
