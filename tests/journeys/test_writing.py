"""Two colleagues write one candidature at once, in two browsers, wide and narrow, with scripts and without."""

import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from marelle.flows.demo.cast import CAST

from .conftest import ROOT, sent, violations
from .test_cast import enter

pytestmark = pytest.mark.browser

OPENING = """
from marelle.config.modes import start_django
start_django("web")
from datetime import date, timedelta
from marelle.domains.accounts.models import Organisation
from marelle.domains.calls import services as calls
from marelle.domains.calls.services.applications import start_application
from marelle.domains.territories.queries import site_by_slug
from marelle.flows.demo.terms import told, write_terms
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
by = Viewer.machine("journey")
with acting(by):
    now = clock.now()
    facts = {"slug": "trajet", "title": "Appel du trajet", "edition": 2020, "invented": True, "opens_at": now}
    call = calls.prepare_call(by=by, at=now, closes_at=now + timedelta(days=13), **facts)
    later = {"opinions_by": date(2020, 2, 1), "decision_by": date(2020, 3, 1), "finalise_by": date(2020, 12, 31)}
    write_terms(by, call, {**told(), **later})
    call = calls.open_call(by=by, at=now, call=call)
    town = Organisation.objects.get(name="Ville de Valmarelle")
    print(start_application(by=by, call=call, site=site_by_slug("valmarelle"), organisation_id=town.pk).pk)
"""


@pytest.fixture(scope="module")
def draft(served: dict[str, Any]) -> str:
    """The address of a draft in a call that is open."""
    removed = ("MARELLE_DB_ROLE", "MARELLE_PG_FAST", "DJANGO_SETTINGS_MODULE", "MARELLE_TEST_HOME")
    environment = {key: value for key, value in os.environ.items() if key not in removed}
    command = [str(ROOT / ".venv/bin/python"), "-c", OPENING]
    home = {"MARELLE_HOME": served["home"], "MARELLE_DB_ROLE": "marelle_web"}
    done = subprocess.run(command, env={**environment, **home}, capture_output=True, text=True, check=True)
    return f"/candidatures/{done.stdout.strip().splitlines()[-1]}/"


def at_work(visit: Callable[..., Page], who: str, **how: Any) -> Page:
    page = visit("/aide/", **how)
    member = next(member for member in CAST if member.key == who)
    enter(page, member.email, member.password)
    return page


def saved(page: Page, words: str = "non déposé") -> None:
    expect(page.locator("[data-saved]")).to_contain_text(words, timeout=15_000)


def test_two_colleagues_at_once_lose_no_word(visit: Callable[..., Page], draft: str) -> None:
    hers, theirs = at_work(visit, "nadia.belkacem"), at_work(visit, "helene.vasseur", width=320)
    for page in (hers, theirs):
        page.goto(f"{draft}rubriques/evaluation/")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    hers.locator("[name=method]").fill("Une mesure à l’automne.\n\nPuis chaque année.")
    saved(hers)
    theirs.locator("[name=evaluator][value=university]").check()
    expect(theirs.locator("[name=method]")).to_have_value("Une mesure à l’automne.\n\nPuis chaque année.")
    saved(theirs, "Méthode et calendrier")  # it says what a colleague changed
    hers.locator("[name=method]").fill("Une mesure en octobre.\n\nPuis chaque année.")
    saved(hers)
    theirs.locator("[name=method]").fill("Une mesure à l’automne.\n\nPuis chaque année, devant les familles.")
    both = "Une mesure en octobre.\n\nPuis chaque année, devant les familles."
    theirs.locator("[name=evaluator][value=firm]").focus()
    expect(theirs.locator("[name=method]")).to_have_value(both, timeout=15_000)
    hers.locator("[name=method]").fill("Autre chose.")
    expect(hers.locator("[data-asides] blockquote")).to_have_count(2, timeout=15_000)
    saved(hers, "Les deux textes sont gardés")
    assert violations(hers) == []
    hers.get_by_role("button", name="Prendre le texte mis de côté").click()
    expect(hers.locator("[name=method]")).to_have_value("Autre chose.")
    expect(hers.locator("[data-asides] blockquote")).to_have_count(0)


def test_a_budget_balances_itself_as_one_types(visit: Callable[..., Page], draft: str) -> None:
    page = at_work(visit, "nadia.belkacem")
    page.goto(f"{draft}rubriques/budget/")
    page.locator("[name=uses-school-y2020]").fill("120 000")
    page.locator("[name=resources-state-y2020]").fill("80 000")
    page.keyboard.press("Tab")
    expect(page.locator("#id_resources-commune-y2020")).to_have_text("40\u202f000\xa0€", timeout=15_000)
    page.locator("[name=resources-caf-y2020]").fill("beaucoup")
    page.keyboard.press("Tab")
    expect(page.locator("[data-field=resources] .error")).to_contain_text("n’est pas un montant", timeout=15_000)
    expect(page.locator("[name=resources-caf-y2020]")).to_have_value("beaucoup")


def test_places_are_picked_by_keyboard_and_without_a_script(visit: Callable[..., Page], draft: str) -> None:
    page = at_work(visit, "nadia.belkacem")
    page.goto(f"{draft}rubriques/identite/")
    page.locator("[name=qpv-search]").press_sequentially("tilleuls")
    expect(page.locator("[data-picker=qpv] [data-found] input")).to_have_count(1)
    page.locator("[data-picker=qpv] [data-found] input").press("Space")
    expect(page.locator("#id_population")).to_have_text("5\xa0460", timeout=15_000)
    plain = at_work(visit, "helene.vasseur", scripts=False)
    plain.goto(f"{draft}rubriques/identite/")
    plain.locator("[name=colleges-search]").fill("rosa")
    plain.locator("[name=colleges-search]").press("Enter")
    plain.locator("[data-found] [name=colleges]").check()
    plain.get_by_role("button", name="Enregistrer", exact=True).click()
    plain.locator("[name=lead_college][value='0809901C']").check()
    sent(plain, plain.get_by_role("button", name="Enregistrer", exact=True))
    assert "non déposé" in plain.locator("[data-saved]").inner_text()


def test_a_session_cut_off_keeps_the_words_on_the_page(visit: Callable[..., Page], draft: str) -> None:
    page = at_work(visit, "nadia.belkacem")
    page.goto(f"{draft}rubriques/strategie/")
    page.context.set_offline(True)
    page.locator("[name=objective_school]").fill("Un texte écrit sans réseau.")
    saved(page, "le réseau ne répond pas")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(page.locator("[name=objective_school]")).to_have_value("Un texte écrit sans réseau.")
