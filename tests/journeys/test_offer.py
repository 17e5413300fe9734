"""A parent on a phone, without JavaScript: what is there for my child? And a teacher: Tuesday 17:00, a 5e pupil."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from marelle.flows.demo.cast import CAST

from .conftest import sent, violations

pytestmark = pytest.mark.browser


def test_a_parent_on_a_phone_finds_what_there_is(visit: Callable[..., Page]) -> None:
    page = visit("/cites/valmarelle/", width=320, scripts=False)
    page.get_by_role("link", name="Ce qu’il y a pour mon enfant").click()
    page.get_by_label("Âge de mon enfant").fill("12")
    page.locator("#id_moment").select_option("wednesday")
    sent(page, page.get_by_role("button", name="Chercher", exact=True).last)
    assert "age=12" in page.url and page.locator("main").get_by_role("status").inner_text()
    assert page.locator(".offer").count() > 0
    assert page.locator(".week-list").is_visible() and not page.locator(".week-table").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto("/cites/valmarelle/actions/?age=24&moment=wednesday")
    assert "Rien le mercredi pour un enfant de 24 ans" in page.locator("main").inner_text().replace("\xa0", " ")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_is_accessible(visit: Callable[..., Page], width: int) -> None:
    for query in ("", "?age=24&moment=wednesday", "?age=douze"):
        page = visit(f"/cites/valmarelle/actions/{query}", width=width)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_head_teacher_prints_one_page(visit: Callable[..., Page]) -> None:
    member = next(one for one in CAST if one.key == "karim.haddad")
    page = visit("/connexion/", width=320)
    page.locator("input[name=login]").fill(member.email)
    page.locator("input[name=password]").fill(member.password)
    sent(page, page.locator("main form:has(input[name=password]) button[type=submit]").first)
    page.goto("/cites/valmarelle/annuaire/eleve/?niveau=5e&jour=1&heure=17:00")
    assert page.get_by_role("heading", level=1).inner_text().replace("\xa0", " ") == "Mardi 17 h, un élève de 5e"
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    printed = page.pdf(format="A4")
    assert printed.count(b"/Type /Page\n") == 1, "more than one page"
