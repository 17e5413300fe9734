"""The template of the import: the questions of the form as columns, a sheet for each of its tables, the sites and the
possible answers beside."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from marelle.domains.calls.models import Call
from marelle.domains.calls.queries.terms import sites_to_preselect
from marelle.domains.calls.rules.sheets import (
    MOST_LINES,
    asked_in_sheets,
    columns_in_sheets,
    headings,
    table_headings,
    tables_in_sheets,
)
from marelle.kernel.questionnaires import Definition, Field
from marelle.web.ui.cells import safe_text

HEAD = PatternFill("solid", fgColor="0D5463")
LONGEST_NAME, NOT_IN_A_NAME = 31, str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
ROWS_OFFERED = 5000


def template(call: Call, definition: Definition) -> bytes:
    """The xlsx that goes out and comes back. Price: one query, for the sites."""
    data_book = Workbook()
    sheet = data_book.active
    sheet.title = _("Candidatures")
    _head(sheet, headings(definition))
    tables = [(one, data_book.create_sheet(_name(data_book, one.label))) for one in tables_in_sheets(definition)]
    answers = data_book.create_sheet(_name(data_book, _("Réponses possibles")))
    offers = _Offers(answers)
    _fill(sheet, list(enumerate(asked_in_sheets(definition), start=3)), offers, MOST_LINES)
    for table, beside in tables:
        _head(beside, table_headings(table))
        _table(beside, table, offers)
    _sites(data_book.create_sheet(_("Sites")), call)
    written = io.BytesIO()
    data_book.save(written)
    return written.getvalue()


def _name(book: Workbook, label: str) -> str:
    """A name that a sheet may bear, and that no other bears."""
    base = " ".join(label.translate(NOT_IN_A_NAME).split())[:LONGEST_NAME] or "?"
    names = (base, *(f"{base[: LONGEST_NAME - 3]} {n}" for n in range(2, 99)))
    return next(name for name in names if name not in book.sheetnames)


def _sites(sheet: Any, call: Call) -> None:
    _head(sheet, [_("Code"), _("Site"), _("Commune"), _("Département")])
    for site in sites_to_preselect(call):
        commune = site.commune_main
        sheet.append([safe_text(text) for text in (site.slug, site.name, commune.name, commune.departement_id)])


def _head(sheet: Any, titles: list[str]) -> None:
    sheet.append([safe_text(title) for title in titles])
    sheet.freeze_panes = "A2"
    for place, cell in enumerate(sheet[1], start=1):
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = 28


def _table(sheet: Any, table: Field, offers: _Offers) -> None:
    """The columns of a table; where its rows are fixed, their names are offered, but for those that are computed."""
    first = 2
    if table.rows:
        offers.put(sheet, first, table.label, [one.label for one in table.rows if not one.balances], ROWS_OFFERED)
        first += 1
    _fill(sheet, list(enumerate(columns_in_sheets(table), start=first)), offers, ROWS_OFFERED)


def _fill(sheet: Any, columns: Iterable[tuple[int, Field]], offers: _Offers, lines: int) -> None:
    """Each choice has its list, offered in its column; the help of each question is a note on its title."""
    for place, field in columns:
        if field.help:
            sheet.cell(1, place).comment = Comment(field.help[:1000], "Marelle", width=320, height=120)
        if field.kind in ("choice", "choices"):
            labels = [option.label for option in field.options]
            offers.put(sheet if field.kind == "choice" else None, place, field.label, labels, lines)


class _Offers:
    """The sheet of the possible answers, column after column."""

    def __init__(self, sheet: Any) -> None:
        self.sheet, self.place = sheet, 0

    def put(self, into: Any, column: int, title: str, labels: Sequence[str], lines: int) -> None:
        """One more list, offered in a column of a sheet where one is named."""
        self.place += 1
        self.sheet.cell(1, self.place, safe_text(title)).font = Font(bold=True)
        for row, label in enumerate(labels, start=2):
            self.sheet.cell(row, self.place, safe_text(label))
        if into is None:
            return
        letter, target = get_column_letter(self.place), get_column_letter(column)
        source = f"'{self.sheet.title}'!${letter}$2:${letter}${len(labels) + 1}"
        offered = DataValidation(type="list", formula1=source, allow_blank=True)
        offered.add(f"{target}2:{target}{lines + 1}")
        into.add_data_validation(offered)
