"""A list chosen live in a real browser: calculated, set aside by the jury in one place, signed by two, decided."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from marelle.flows.demo.cast import CAST
from marelle.flows.demo.shortlist import SLUG, WORDS

from .conftest import ROOT, violations

COUNT = 12
PLAY = f"""
from marelle.domains.accounts.models import Person
from marelle.domains.accounts.queries import viewer_of
from marelle.flows.demo.shortlist import play_shortlist
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
by = Viewer.machine("demonstration")
with acting(by):
    keys = [Person.objects.get(email__startswith=key).pk for key in ("catherine.morel@", "olivier.lemaire@")]
    play_shortlist(by, tuple(viewer_of(key, clock.now()) for key in keys), {COUNT})
"""
LIST = f"/pilotage/appels/{SLUG}/liste/"


@pytest.fixture(scope="module")
def shortlist(served: dict[str, Any]) -> None:
    """The call of a dozen invented communes, played in the served demonstration."""
    removed = ("MARELLE_DB_ROLE", "MARELLE_PG_FAST", "DJANGO_SETTINGS_MODULE", "MARELLE_TEST_HOME")
    environment = {key: value for key, value in os.environ.items() if key not in removed}
    command = [str(ROOT / ".venv/bin/marelle"), "manage", "shell", "-c", PLAY]
    environment["MARELLE_HOME"] = str(served["home"])
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]


def log_in(page: Page, email: str, password: str) -> Page:
    page.goto("/connexion/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/connexion/" not in url)
    return page


def test_a_list_is_chosen_live(visit: Callable[..., Page], shortlist: None) -> None:
    elodie = next(member for member in CAST if member.key == "elodie.roussel")
    officer = log_in(visit("/aide/"), elodie.email, elodie.password)
    officer.goto(LIST)
    assert violations(officer) == []
    officer.get_by_role("button", name="Calculer la liste").click()
    officer.get_by_role("heading", name="Deux listes, côte à côte").wait_for()
    assert violations(officer) == []
    officer.get_by_role("heading", name="La zone grise").wait_for(timeout=120_000)  # the worker has studied it
    assert violations(officer) == []
    officer.get_by_role("button", name="Rejouer").click()
    officer.get_by_text("octet pour octet.").wait_for()
    officer.get_by_role("link", name="Proposer cette liste au jury").click()
    for name in ("Estelle Montbrun", "Fabien Lacordelle"):
        officer.get_by_label(name).check()
    officer.get_by_role("button", name="Proposer au jury").click()

    signers = [
        log_in(visit("/aide/", width=width), f"signer{number}.selection@valmarelle.invalid", "-".join(WORDS))
        for number, width in ((1, 1280), (2, 320))
    ]
    signers[0].goto(f"{LIST}deliberation/")
    signers[0].get_by_role("link", name="Dire autrement").first.click()
    signers[0].get_by_label("Sa raison").fill("Le projet se redit d’une partie à l’autre.")
    assert violations(signers[0]) == []
    signers[0].get_by_role("button", name="Écrire").click()
    officer.goto(f"{LIST}deliberation/")
    officer.get_by_role("button", name="Arrêter la liste").click()
    officer.get_by_text("La liste est arrêtée.").wait_for()
    for page in signers:
        page.goto(f"{LIST}signature/")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
        page.get_by_label("Je signe cette liste").check()
        page.get_by_role("button", name="Répondre").click()
        page.get_by_text("je signe cette liste").wait_for()

    officer.goto(f"{LIST}decision/")
    officer.get_by_role("button", name="Vérifier").click()
    officer.get_by_role("button", name="Décider la liste").click()
    officer.get_by_role("heading", name="Les suites").wait_for(timeout=60_000)
    assert violations(officer) == []
    public = visit(f"/appels/{SLUG}/resultats/", width=320, dark=True)
    assert violations(public) == []
    assert public.evaluate("document.documentElement.scrollWidth") <= 320
    assert public.get_by_text("Le projet se redit d’une partie à l’autre.").count() == 1
    assert public.request.get(f"/appels/{SLUG}/resultats/proces-verbal.pdf").body().startswith(b"%PDF-")
