"""The template of the import: the questions of the form as columns, the sites and the possible answers beside."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from marelle.domains.calls.models import Call
from marelle.domains.calls.queries.terms import sites_to_preselect
from marelle.domains.calls.rules.sheets import MOST_LINES, asked_in_sheets, headings
from marelle.kernel.questionnaires import Definition
from marelle.web.ui.cells import safe_text

HEAD = PatternFill("solid", fgColor="0D5463")


def template(call: Call, definition: Definition) -> bytes:
    """The xlsx that goes out and comes back. Price: one query, for the sites."""
    data_book = Workbook()
    sheet = data_book.active
    sheet.title = _("Candidatures")
    _head(sheet, headings(definition))
    answers = data_book.create_sheet(_("Réponses possibles"))
    _answers(sheet, answers, definition)
    sites = data_book.create_sheet(_("Sites"))
    _head(sites, [_("Code"), _("Site"), _("Commune"), _("Département")])
    for site in sites_to_preselect(call):
        commune = site.commune_main
        sites.append([safe_text(text) for text in (site.slug, site.name, commune.name, commune.departement_id)])
    written = io.BytesIO()
    data_book.save(written)
    return written.getvalue()


def _head(sheet: Any, titles: list[str]) -> None:
    sheet.append([safe_text(title) for title in titles])
    sheet.freeze_panes = "A2"
    for place, cell in enumerate(sheet[1], start=1):
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = 28


def _answers(sheet: Any, answers: Any, definition: Definition) -> None:
    """Each choice has its list, offered in its column; the help of each question is a note on its title."""
    place = 0
    for column, field in enumerate(asked_in_sheets(definition), start=3):
        if field.help:
            sheet.cell(1, column).comment = Comment(field.help[:1000], "Marelle", width=320, height=120)
        if field.kind not in ("choice", "choices"):
            continue
        place += 1
        answers.cell(1, place, safe_text(field.label)).font = Font(bold=True)
        for row, option in enumerate(field.options, start=2):
            answers.cell(row, place, safe_text(option.label))
        if field.kind == "choice":
            letter = get_column_letter(place)
            source = f"'{answers.title}'!${letter}$2:${letter}${len(field.options) + 1}"
            offered = DataValidation(type="list", formula1=source, allow_blank=True)
            offered.add(f"{get_column_letter(column)}2:{get_column_letter(column)}{MOST_LINES + 1}")
            sheet.add_data_validation(offered)
