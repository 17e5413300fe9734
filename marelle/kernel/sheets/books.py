"""A workbook with several sheets, cell by cell: what is written, and what in it cannot be trusted, each with its place.

A program that fills a workbook leaves things that a reader would swallow in silence: a formula whose result nobody
kept, a merged cell that hides the ones beside it, a hidden sheet. Here each is a fault that names its cell. Pure.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from .flat import LONGEST_HEADING, sheet_of
from .reading import FileUnreadable, unpacked
from .workbooks import SPREADSHEETS, ZIP, check_workbook

MOST_SHEETS, MOST_CELLS, WIDEST = 60, 600_000, 1000
LONGEST = 60_000  # characters of one cell


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, as a person would read it; `fault` where it cannot be believed."""

    text: str = ""
    fault: str = ""
    whole: bool = False  # whether the text can be taken as it is, once somebody has seen it
    percent: bool = False  # whether the spreadsheet shows the number as « 50 % »


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its name (empty in a CSV), its headings with the number of their line, and each line that is not
    blank, with its number. `unseen`: the columns that the spreadsheet hides."""

    name: str
    headings: tuple[str, ...]
    lines: tuple[tuple[int, tuple[Cell, ...]], ...]
    hidden: bool = False
    top: int = 1
    unseen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A cell by its sheet, its line and its column (from 1)."""

    sheet: str
    line: int
    column: int = 0

    @property
    def letter(self) -> str:
        return get_column_letter(self.column) if self.column else ""

    def __str__(self) -> str:
        """« Feuille « Actions », ligne 5, colonne F »"""
        parts = [_("feuille « {name} »").format(name=self.sheet)] if self.sheet else []
        parts.append(_("ligne {n}").format(n=self.line))
        parts += [_("colonne {letter}").format(letter=self.letter)] if self.column else []
        said = ", ".join(parts)
        return said[:1].upper() + said[1:]


def book_of(content: bytes) -> tuple[Page, ...]:
    """The sheets of a file that hold something, in their order; a CSV is one. Raises FileUnreadable, in a sentence."""
    content = unpacked(content)
    if not content.startswith(SPREADSHEETS):
        sheet = sheet_of(content)
        return (Page("", sheet.headings, tuple((n, _plain(values)) for n, values in sheet.lines), top=sheet.top),)
    check_workbook(content)
    _must_be_small(content)
    pages = tuple(_excel(content) if _is_excel(content) else _others(content))
    if not pages:
        raise FileUnreadable(_("Ce fichier est vide. Choisissez-en un autre."))
    return pages


def _plain(values: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(_text(value) for value in values)


def _text(text: str) -> Cell:
    if len(text) > LONGEST:
        said = _("ce texte est trop long : {n} caractères, {most} au plus").format(n=len(text), most=LONGEST)
        return Cell(text[:200], said)
    return Cell(text)


def _is_excel(content: bytes) -> bool:
    return content.startswith(ZIP) and b"xl/workbook" in content[-65_536:] + content[:65_536]


def _must_be_small(content: bytes) -> None:
    """Measured by a fast reader, before a slow one makes an object of every cell."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names[: MOST_SHEETS + 1]]
        shapes = [(one.name, one.total_height, one.total_width) for one in sheets]
    except (CalamineError, OSError, ValueError, IndexError):
        raise FileUnreadable(
            _("Ce classeur est abîmé, ou protégé par un mot de passe. Enregistrez-le en CSV et recommencez.")
        ) from None
    if len(shapes) > MOST_SHEETS:
        raise FileUnreadable(
            _("Ce classeur a plus de {most} feuilles. Gardez celles du modèle.").format(most=MOST_SHEETS)
        )
    for name, height, width in shapes:
        if width > WIDEST or height * width > MOST_CELLS:
            sentence = _(
                "La feuille « {name} » est trop grande\u00a0: {rows} lignes sur {columns} colonnes. "
                "Effacez ce qui est de trop."
            )
            raise FileUnreadable(sentence.format(name=name, rows=height, columns=width))


def _excel(content: bytes) -> Iterator[Page]:
    try:
        workbook = load_workbook(io.BytesIO(content))
    except Exception as fault:  # whatever its reader stumbles on, the file is damaged
        raise FileUnreadable(
            _("Ce classeur est abîmé, ou protégé par un mot de passe. Enregistrez-le en CSV et recommencez.")
        ) from fault
    for sheet in workbook.worksheets:
        merged = {(row, column): str(area) for area in sheet.merged_cells.ranges for row, column in area.cells}
        rows = [[_cell(cell, merged) for cell in row] for row in sheet.iter_rows()]
        yield from _page(
            sheet.title, rows, sheet.sheet_state != "visible", _hidden_lines(sheet), _hidden_columns(sheet)
        )


def _hidden_lines(sheet: Any) -> set[int]:
    return {number for number, size in sheet.row_dimensions.items() if size.hidden}


def _hidden_columns(sheet: Any) -> tuple[int, ...]:
    """One mark may hide several columns: its first and its last are told."""
    sizes = [size for size in sheet.column_dimensions.values() if size.hidden]
    spans = [range(size.min or column_index_from_string(size.index), (size.max or 0) + 1) for size in sizes]
    return tuple(sorted({place for span in spans for place in span if place <= WIDEST}))


def _others(content: bytes) -> Iterator[Page]:
    """An OpenDocument or an old workbook: values as they were last calculated."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        yield from _page(name, [[_text(_said(value)) for value in row] for row in rows], False, set())


def _page(
    name: str, rows: list[list[Cell]], hidden: bool, hidden_lines: set[int], unseen: tuple[int, ...] = ()
) -> Iterator[Page]:
    filled = [(n, tuple(row)) for n, row in enumerate(rows, 1) if any(cell.text or cell.fault for cell in row)]
    if not filled:
        return
    top, first = filled[0]
    headings = titles_of(first)
    if any(len(one) > LONGEST_HEADING for one in headings):
        raise FileUnreadable(_("La première ligne de ce fichier n’est pas une ligne de titres : elle est trop longue."))
    lines = [(n, _unseen(row) if n in hidden_lines else row) for n, row in filled[1:]]
    yield Page(name, headings, tuple(lines), hidden, top, unseen)


def titles_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """A line as headings: what is empty at its end is none."""
    headings = [cell.text.strip() for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    return tuple(headings)


def _unseen(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """A line that its author does not see is not brought in behind their back."""
    return (Cell(row[0].text, _("cette ligne est masquée : affichez-la, ou supprimez-la"), whole=True), *row[1:])


def _cell(cell: Any, merged: dict[tuple[int, int], str]) -> Cell:
    area = merged.get((cell.row, cell.column))
    if area:
        return Cell(
            _said(getattr(cell, "value", None)),
            _("cellules fusionnées ({area})\u00a0: séparez-les").format(area=area),
            whole=True,
        )
    if cell.data_type == "f":
        return Cell(str(cell.value)[:80], _("une formule : collez sa valeur à la place"))
    if cell.data_type == "e":
        return Cell(
            str(cell.value)[:80], _("une erreur de calcul ({text}) : écrivez la valeur").format(text=cell.value)
        )
    value = cell.value
    if isinstance(value, float | int) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        # What is seen: 0.12 shown as « 12 % » is twelve.
        return replace(_text(_said(round(value * 100, 10))), percent=True)
    return _text(_said(value))


def _said(value: Any) -> str:
    """A value as a person types it: days as 30/06/2019, whole numbers without « .0 »."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time | timedelta):
        return str(value)
    return "" if value is None else str(value).strip()
