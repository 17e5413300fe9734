"""The cast: each enters with one click, finds a home that says what comes next, and meets no fault on the way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from marelle.flows.demo.cast import CAST
from marelle.flows.demo.people import TEAMS

from .conftest import sent, violations

pytestmark = pytest.mark.browser


def enter(page: Page, email: str, password: str) -> None:
    page.goto("/connexion/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    sent(page, page.locator("main form:has(input[name=password]) button[type=submit]").first)


@pytest.mark.parametrize("member", CAST, ids=lambda member: member.key)
def test_each_member_enters_and_finds_a_home(visit: Callable[..., Page], member: object) -> None:
    page = visit("/aide/", width=320)
    enter(page, member.email, member.password)
    page.goto("/accueil/")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Bonjour")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto("/compte/")
    assert violations(page) == []


def test_the_project_leader_is_told_how_many_days_are_left(visit: Callable[..., Page]) -> None:
    page = visit("/aide/")
    leader = next(member for member in TEAMS if member.key == "maelle.corbel")
    enter(page, leader.email, leader.password)
    page.goto("/accueil/")
    assert "Il reste 13 jours" in page.locator("main").inner_text()


def test_a_visitor_is_sent_to_log_in_and_nothing_is_said(visit: Callable[..., Page]) -> None:
    page = visit("/accueil/")
    assert "/connexion/" in page.url
