"""The review of a city in its second year: last year's locked, this year's beside it, three voices, three browsers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .conftest import sent, violations
from .test_projects import OFFICER, PREFECT, RECTOR, TEXT, address_of
from .test_staff import enter_as, listened

pytestmark = pytest.mark.browser

LEADER, MAYOR = "farid.osmont", "luce.breval"
CITY = "Mirelande"
CHAPTERS = ("gouvernance", "deploiement", "relations", "communication", "finances", "evaluation")
PAGES = (
    "revues/", "revues/2018/", "revues/2018/voix/", "revues/2019/", "revues/2019/volets/finances/",
    "revues/2019/voix/",
)  # fmt: skip


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (320, False)])
def test_its_screens_are_accessible_silent_and_fit(visit: Callable[..., Page], width: int, dark: bool) -> None:
    page, faults = visit("/aide/", width=width, dark=dark), []
    enter_as(page, LEADER)
    said, here = listened(page), address_of(page, CITY)
    for rest in PAGES:
        answer = page.goto(here + rest)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found = violations(page)
        if found or said or wide or answer is None or answer.status >= 400:
            faults.append((rest, answer and answer.status, found, said, wide))
        said.clear()
    assert faults == []


def test_the_review_of_last_year_is_locked(visit: Callable[..., Page]) -> None:
    page = visit("/aide/", scripts=False)
    enter_as(page, MAYOR)
    here = address_of(page, CITY)
    page.goto(f"{here}revues/2018/")
    assert page.get_by_text("Ils ne changent plus.").count() == 1
    assert page.get_by_text("28 janvier 2019").count() > 20  # each figure says its day
    assert page.get_by_role("link", name="Écrire :").count() == 0
    page.goto(f"{here}revues/2018/voix/")
    assert page.get_by_text("Favorable", exact=True).count() == 3


def write(page: Page, here: str, chapter: str) -> None:
    """Answers all that is empty in a chapter."""
    page.goto(f"{here}revues/2019/volets/{chapter}/")
    for box in page.locator("#section-form textarea").all():
        if not box.input_value():
            box.fill(TEXT)
    first = page.locator("#section-form input[name=money_late]")
    if first.count():
        first.first.check()
    sent(page, page.get_by_role("button", name="Enregistrer", exact=True))


def speak(page: Page, here: str) -> None:
    page.goto(f"{here}revues/2019/voix/")
    page.get_by_label("Favorable", exact=True).check()
    sent(page, page.get_by_role("button", name="Donner cette voix"))


def test_this_year_beside_the_last_then_three_voices_in_three_browsers(visit: Callable[..., Page]) -> None:
    leader, mayor, prefect, rector = (visit("/aide/", scripts=False) for _one in range(4))
    for page, key in ((leader, LEADER), (mayor, MAYOR), (prefect, PREFECT), (rector, RECTOR)):
        enter_as(page, key)
    here = address_of(leader, CITY)
    leader.goto(f"{here}revues/2019/")
    plan = leader.locator(".review-figure", has_text="Actions au plan").first.inner_text()
    assert "L’an dernier" in plan and "9" in plan
    for chapter in CHAPTERS:
        write(leader, here, chapter)
    leader.goto(f"{here}revues/2019/")
    leader.get_by_role("button", name="Soumettre aux trois voix").click()
    leader.get_by_text("Soumise aux trois voix").first.wait_for()
    for page in (mayor, prefect, rector):
        speak(page, here)
    leader.goto(f"{here}revues/2019/")
    assert leader.get_by_text("Validée").count() and leader.get_by_text("Ils ne changent plus.").count()
    leader.goto(f"{here}revues/2019/volets/evaluation/")
    assert leader.locator("#section-form textarea:not([disabled])").count() == 0
    officer = visit("/aide/", scripts=False)
    enter_as(officer, OFFICER)
    officer.goto("/revues/")
    assert officer.locator("main table").get_by_text(CITY).count() >= 1
