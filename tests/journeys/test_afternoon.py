"""A running cité enters in an afternoon: from nothing, one workbook, thirty mistakes corrected on the spot."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from .conftest import sent, violations
from .test_projects import WRITER, address_of
from .test_staff import enter_as, listened

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARTNERS, ACTIONS, GRANTS, PAYMENTS = 60, 45, 40, 60
KINDS = "Opérateur (association, centre social, service)"
THEMES = ("Sport", "Culture et arts", "Sport; Culture et arts")
# A cell of the nth line of a sheet: what is written wrong, what was meant.
MISTAKES: tuple[tuple[str, int, str, Any, str], ...] = (
    ("Partenaires", 3, "kind", "Collectif", "Opérateur (association, centre social, service)"),
    ("Partenaires", 7, "siret", "7,84672E+13", ""),
    ("Partenaires", 9, "siret", "12345", ""),
    ("Partenaires", 14, "rna", "123", "W801000014"),
    ("Partenaires", 21, "name", "=A2", "Les voisins du bief"),
    ("Partenaires", 30, "kind", None, "Opérateur (association, centre social, service)"),
    ("Partenaires", 41, "name", "#REF!", "L’atelier du bief"),
    ("Actions", 2, "year", "deux mille vingt", "2020"),
    ("Actions", 5, "objective", "Tout faire", "Conforter le rôle de l’école"),
    ("Actions", 8, "themes", "Spotr", "Sport"),
    ("Actions", 11, "starts_on", "31/02/2020", "28/02/2020"),
    ("Actions", 15, "starts_on", 43900, "10/03/2020"),
    ("Actions", 20, "year", 2031, "2021"),
    ("Actions", 24, "operator", "Association fantôme", ""),
    ("Actions", 31, "hours_each", "douze heures", "12"),
    ("Actions", 40, "title", None, "Atelier inventé 40"),
    ("Subventions", 4, "amount", "huit cents", "800"),
    ("Subventions", 6, "amount", "1,234", "1234"),
    ("Subventions", 9, "financer", "Comune", "Commune"),
    ("Subventions", 12, "for_action", "Le club des poètes", "Atelier inventé 12"),
    ("Subventions", 16, "voted_on", "12/25/2019", "05/12/2019"),
    ("Subventions", 19, "voted_on", "########", "05/12/2019"),
    ("Subventions", 25, "amount", "=400*2", "800"),
    ("Subventions", 33, "notified_on", "01/12/2019", "12/12/2019"),
    ("Versements", 3, "paid_on", "31/11/2019", "16/12/2019"),
    ("Versements", 8, "amount", "100 $", "100"),
    ("Versements", 13, "amount", 90_000, "90"),
    ("Versements", 22, "paid_on", "01/10/2019", "16/12/2019"),
    ("Versements", 35, "paid_on", None, "16/12/2019"),
    ("Versements", 50, "for_action", "Atelier inventé 999", "Atelier inventé 10"),
)


class Workbook:
    """What the page gave, filled as a project leader does from her own files."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(io.BytesIO(content))
        self.first: dict[str, int] = {}
        self.fill()

    def sheet(self, name: str) -> Any:
        return next(one for one in self.book.worksheets if one.title.startswith(name))

    def column(self, name: str, code: str) -> int:
        titles = [str(cell.value) for cell in self.sheet(name)[1]]
        return next(n for n, title in enumerate(titles, 1) if title.endswith(f"[{code}]"))

    def put(self, name: str, number: int, /, **said: Any) -> None:
        for code, value in said.items():
            self.sheet(name).cell(self.line(name, number), self.column(name, code)).value = value

    def line(self, name: str, number: int) -> int:
        return self.first.setdefault(name, self.sheet(name).max_row + 1) + number - 1

    def fill(self) -> None:
        financer = "Commune"
        for n in range(1, PARTNERS + 1):
            self.put("Partenaires", n, name=f"Partenaire inventé {n}", kind=KINDS, contact="Secrétariat")
            self.put("Partenaires", n, rna=f"W8010{n:05d}")
        for n in range(1, ACTIONS + 1):
            told = {"title": f"Atelier inventé {n}", "objective": "Conforter le rôle de l’école", "year": 2020}
            self.put("Actions", n, **told, themes=THEMES[n % 3], operator_name=f"Partenaire inventé {n}")
        for n in range(1, GRANTS + 1):
            told = {"for_action": f"Atelier inventé {n}", "financer": financer, "amount": 1000 + n}
            self.put("Subventions", n, **told, voted_on="05/12/2019", notified_on="12/12/2019")
        for n in range(1, PAYMENTS + 1):
            told = {"for_action": f"Atelier inventé {1 + n % 30}", "financer": financer, "amount": f"{100 + n},50"}
            self.put("Versements", n, **told, paid_on="16/12/2019")
        for name, number, code, wrong, _right in MISTAKES:
            self.put(name, number, **{code: wrong})

    def bytes(self) -> bytes:
        written = io.BytesIO()
        self.book.save(written)
        return written.getvalue()

    def field(self, name: str, number: int, code: str) -> str:
        """The name of the field that takes the place of a cell."""
        place = self.book.worksheets.index(self.sheet(name))
        return f"cell-{place}.{self.line(name, number)}.{self.column(name, code)}"


def took(began: float, told: list[str], what: str) -> float:
    """Notes how long a step took; the figures are in docs/performance.md, no test rests on them."""
    told.append(f"{what}: {time.monotonic() - began:.1f} s")
    return time.monotonic()


def test_a_running_city_enters_by_one_workbook(visit: Callable[..., Page]) -> None:
    page = visit("/aide/", width=1280)
    page.set_default_timeout(120_000)
    enter_as(page, WRITER)
    said, told = listened(page), list[str]()
    desk = f"{address_of(page, 'Fontarel')}entree/"
    answer = page.request.get(f"{desk}telechargement/xlsx/")
    assert answer.ok
    book, began = Workbook(answer.body()), time.monotonic()
    page.goto(desk)
    file = {"name": "entree.xlsx", "mimeType": XLSX, "buffer": book.bytes()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Voir les différences").click()
    expect(page.get_by_role("heading", name="À corriger")).to_be_visible(timeout=120_000)
    began = took(began, told, "sent and looked at")
    assert violations(page) == [] and said == []
    wrong = int(re.sub(r"\D", "", page.locator("#lignes-refused .count").inner_text()))
    assert wrong >= len(MISTAKES)
    rounds = 0
    while page.locator("#lignes-refused").count():
        rounds += 1
        assert rounds < 6, page.locator("#bulk").inner_text()[:3000]
        for name, number, code, _wrong, right in MISTAKES:
            field = page.locator(f"[name='{book.field(name, number, code)}']")
            if field.count():
                field.fill(right)
        sent(page, page.get_by_role("button", name="Vérifier ce que j’ai corrigé"))
        began = took(began, told, f"corrected, round {rounds}")
    whole, parts = PARTNERS + ACTIONS + GRANTS + PAYMENTS, 0
    while page.locator("#lignes-new").count():  # on a busy machine, in more than one part
        parts += 1
        sent(page, page.get_by_role("button", name="Reprendre"))
        assert parts < 20
    expect(page.locator("main")).to_contain_text(f"{whole} lignes nouvelles")
    expect(page.get_by_text("Rien ne change")).to_be_visible()
    took(began, told, f"{whole} lines entered in {parts} parts")
    print("\n".join(told))  # noqa: T201 -- the figures of docs/performance.md


def test_what_is_to_correct_fits_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit("/aide/", width=320)
    page.set_default_timeout(120_000)
    enter_as(page, WRITER)
    said = listened(page)
    desk = f"{address_of(page, 'Fontarel')}entree/"
    page.goto(desk)
    book = load_workbook(io.BytesIO(page.request.get(f"{desk}telechargement/xlsx/").body()))
    sheet = book["Partenaires"]
    sheet.append(
        [None, "Une association au nom vraiment très long pour un écran étroit, et sans nature", "12345", "W801000101"]
    )
    sheet.append([None, "Une ligne masquée", None, "W801000102", "Opérateur (association, centre social, service)"])
    sheet.row_dimensions[sheet.max_row].hidden = True
    written = io.BytesIO()
    book.save(written)
    file = {"name": "entree.xlsx", "mimeType": XLSX, "buffer": written.getvalue()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Voir les différences").click()
    expect(page.get_by_role("heading", name="À corriger")).to_be_visible(timeout=120_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == [] and said == []
    page.get_by_label("Prendre cette case telle qu’elle est").check()
    page.get_by_label("SIRET").fill("")
    sent(page, page.get_by_role("button", name="Vérifier ce que j’ai corrigé"))
    expect(page.locator("li.fate-new")).to_contain_text("Une ligne masquée")
    expect(page.locator("li.fate-refused")).to_contain_text("une nouvelle ligne a besoin de")
