"""A working table out to a spreadsheet and back, without JavaScript and by keyboard; every screen of it accessible."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from .conftest import violations
from .test_projects import LEADER, address_of
from .test_staff import enter_as, listened

pytestmark = pytest.mark.browser
TABLES = ("actions", "meetings", "decisions", "roles")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def taken(page: Page, desk: str) -> Any:
    """The workbook that a page gives."""
    answer = page.request.get(f"{desk}telechargement/xlsx/")
    assert answer.ok
    return load_workbook(io.BytesIO(answer.body()))


def place(sheet: Any, code: str) -> int:
    return next(n for n, cell in enumerate(sheet[1], 1) if str(cell.value).endswith(f"[{code}]"))


def send(page: Page, desk: str, book: Any) -> None:
    made = io.BytesIO()
    book.save(made)
    page.goto(desk)
    page.locator("input[type=file]").set_input_files(
        {"name": "retour.xlsx", "mimeType": XLSX, "buffer": made.getvalue()}
    )
    page.get_by_role("button", name="Voir les différences").click()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_each_screen_is_accessible_silent_and_fits(visit: Callable[..., Page], width: int, dark: bool) -> None:
    page = visit("/aide/", width=width, dark=dark)
    enter_as(page, LEADER)
    said, faults = listened(page), []
    here = address_of(page, "Valmarelle")

    def look(name: str) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found = violations(page)
        if found or said or wide:
            faults.append((name, found, list(said), wide))
        said.clear()

    for table in TABLES:
        page.goto(f"{here}tableurs/{table}/")
        look(table)
    book = taken(page, f"{here}tableurs/actions/")
    sheet = book["Actions"]
    sheet.cell(2, place(sheet, "title")).value = "Un autre nom"
    sheet.cell(3, place(sheet, "year")).value = "deux mille vingt"
    sheet.cell(3, place(sheet, "themes")).value = "Poterie"
    sheet.append([None] * (place(sheet, "title") - 1) + ["Une chorale"])
    send(page, f"{here}tableurs/actions/", book)
    expect(page.get_by_role("heading", name="À corriger")).to_be_visible()
    look("what came back")
    assert faults == []


def test_a_cell_is_corrected_on_the_spot_without_scripts(visit: Callable[..., Page]) -> None:
    page = visit("/aide/", width=1280, scripts=False)
    enter_as(page, LEADER)
    desk = f"{address_of(page, 'Valmarelle')}tableurs/meetings/"
    page.goto(f"{desk.partition('tableurs')[0]}pilotage/")
    page.get_by_role("link", name="Sortir vers un tableur").click()
    book = taken(page, desk)
    sheet = book.worksheets[0]
    first = next(n for n in range(2, sheet.max_row + 1) if sheet.cell(n, place(sheet, "state")).value == "Tenue")
    notes = place(sheet, "notes")
    sheet.cell(first, notes).value = "=A1"
    send(page, desk, book)
    cell = page.get_by_label("Relevé")
    expect(page.get_by_text("une formule")).to_be_visible()
    cell.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Les trois ont relu le plan.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Vérifier ce que j’ai corrigé")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Changées", exact=False)).to_be_visible()
    expect(page.get_by_text("Les trois ont relu le plan.")).to_be_visible()
    page.get_by_role("button", name="Reprendre").click()
    expect(page.get_by_text("1 ligne changée").first).to_be_visible()
    expect(page.get_by_text("Rien ne change")).to_be_visible()
