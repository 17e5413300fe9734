"""The week of whoever follows cités, and who owes what to a project: at any width, without a script, in the dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .conftest import violations
from .test_projects import LEADER, address_of
from .test_staff import enter_as, listened

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "dark", "scripts"), [(1280, False, True), (320, True, True), (1280, False, False)])
def test_the_week_and_what_is_owed_are_read_everywhere(
    visit: Callable[..., Page], width: int, dark: bool, scripts: bool
) -> None:
    page = visit("/aide/", width=width, dark=dark, scripts=scripts)
    enter_as(page, LEADER)
    said = listened(page)
    owed = f"{address_of(page, 'Valmarelle')}attendu/"
    page.goto("/accueil/")
    page.get_by_role("link", name="Ma semaine", exact=True).click()
    page.wait_for_url("**/ma-semaine/")
    for address in ("/ma-semaine/", "/ma-semaine/?du=2019-12-30", owed):
        page.goto(address)
        if scripts:
            assert violations(page) == [], page.url
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert said == []
