"""An officer brings a file with a heading that nobody knows, follows it to its report, and brings it again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .conftest import violations
from .test_staff import OFFICER, enter_as, listened

pytestmark = pytest.mark.browser
GROUPINGS = "siren;nom;sorte de groupement\n248000531;CA Amiens Métropole;CA\n24;Nulle part;CC\n"


def sent(page: Page, file: Path) -> None:
    page.goto("/donnees/importer/")
    page.get_by_label("Fichier", exact=True).set_input_files(file)
    page.get_by_role("button", name="Voir ce qu’il changerait").click()
    page.wait_for_url("**/donnees/importer/*/")


def looked_at(page: Page, heading: str) -> None:
    """The page of this heading is accessible and fits, on a screen and on a phone."""
    page.get_by_role("heading", name=heading).first.wait_for()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], (heading, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (heading, width)


def test_a_file_is_explained_imported_and_nothing_changes_the_second_time(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit("/aide/")
    enter_as(page, OFFICER)
    said = listened(page)
    page.goto("/donnees/importer/")
    page.get_by_role("button", name="Voir ce qu’il changerait").click()
    page.wait_for_selector(".error-summary:focus")
    looked_at(page, "Importer un fichier")
    file = tmp_path / "groupements 2026.csv"
    file.write_text(GROUPINGS)
    sent(page, file)
    looked_at(page, "Aperçu de groupements 2026.csv")
    page.get_by_label("Ce que contient ce fichier").select_option("epci")
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.get_by_text("Il manque une colonne nécessaire").wait_for()
    looked_at(page, "Aperçu de groupements 2026.csv")
    page.get_by_label("« sorte de groupement »").select_option("kind")
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.get_by_role("button", name="Importer", exact=True).wait_for()
    looked_at(page, "Aperçu de groupements 2026.csv")
    assert "Ligne 3" in page.locator("main table").inner_text()
    page.get_by_role("button", name="Importer", exact=True).click()
    page.get_by_role("heading", name="D’où il vient").wait_for(
        timeout=60_000
    )  # the worker has passed, the page followed
    looked_at(page, "groupements 2026.csv")
    page.get_by_role("link", name="Sa page publique").click()
    looked_at(page, "Groupements de communes (EPCI)")
    assert "1er janvier 2026" in page.locator("main").inner_text()
    sent(page, file)
    page.get_by_text("Rien à changer").wait_for()
    assert page.get_by_label("« sorte de groupement »").input_value() == "kind"
    assert said == []


def test_all_of_it_without_javascript(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit("/aide/", scripts=False, width=320)
    enter_as(page, OFFICER)
    file = tmp_path / "regions_2026.csv"
    file.write_text("code,nom,chef_lieu\n32,Hauts-de-France,59350\n")
    sent(page, file)
    page.get_by_role("button", name="Importer", exact=True).click()
    page.get_by_role("heading", name="D’où il vient").wait_for(timeout=60_000)
    assert "Rien à changer" in page.locator("main").inner_text()
    page.goto("/donnees/importer/")
    assert "Importé" in page.locator("main table").inner_text()
