"""One's week in one's own calendar: the address is made, read as a file, replaced, withdrawn; the old one dies."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from marelle.flows.demo.cast import CAST

from .conftest import sent, violations
from .test_staff import enter_as, listened

pytestmark = pytest.mark.browser
PREFECT = next(one for one in CAST if one.key == "catherine.morel")


def made(page: Page, button: str) -> str:
    """The address, once the person has shown that it is they: what they asked for goes on by itself."""
    sent(page, page.get_by_role("button", name=button))
    if "/compte/confirmer/" in page.url:
        page.get_by_label("Mot de passe").fill(PREFECT.password)
        sent(page, page.get_by_role("button", name="Confirmer"))
    return page.get_by_label("L’adresse de votre agenda").input_value()


def answer(page: Page, address: str) -> tuple[int, str]:
    """As the calendar of a telephone asks for it: without the session of anybody."""
    context = page.context.browser.new_context()  # type: ignore[union-attr]
    got = context.request.get(address)
    told = got.status, got.text()
    context.close()
    return told


@pytest.mark.parametrize("width", [1280, 320])
def test_the_address_is_made_read_replaced_and_withdrawn(visit: Callable[..., Page], width: int) -> None:
    page = visit("/aide/", width=width)
    enter_as(page, PREFECT.key)
    said = listened(page)
    page.goto("/accueil/")
    page.locator("main").get_by_role("link", name="Toute ma semaine").click()
    page.wait_for_url("**/ma-semaine/")
    page.get_by_role("link", name="La suivre dans mon agenda").click()
    page.wait_for_url("**/ma-semaine/agenda/")
    lines = int(str(re.search(r"Aujourd’hui, (\d+) ligne", page.locator("main").inner_text())[1]))  # type: ignore[index]
    first = made(page, "Faire mon adresse d’agenda")
    assert violations(page) == [] and said == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    status, text = answer(page, first)
    assert status == 200 and text.startswith("BEGIN:VCALENDAR") and text.count("BEGIN:VEVENT") == lines > 0
    assert "Valmarelle" in text and "\r\n" in text
    page.goto("/ma-semaine/agenda/")
    expect(page.locator("main")).to_contain_text("Elle a été lue le")
    second = made(page, "Faire une autre adresse")
    assert second != first
    assert answer(page, first)[0] == 404, "the old address is dead"
    assert answer(page, second)[0] == 200
    page.goto("/ma-semaine/agenda/")
    expect(page.get_by_label("L’adresse de votre agenda")).to_have_count(0)  # told once
    sent(page, page.get_by_role("button", name="Retirer l’adresse"))
    expect(page.locator("main")).to_contain_text("Vous n’avez pas d’adresse d’agenda.")
    assert answer(page, second)[0] == 404
