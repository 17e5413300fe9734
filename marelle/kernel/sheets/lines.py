"""The lines of a spreadsheet whose headings carry codes: what each says, where it stood, each fault at its cell.

What a form asks is the reader's to say; this knows sheets, places and headings. Price: none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .books import Cell, Page, Place


@dataclass(frozen=True, slots=True)
class CellFault:
    """One thing to mend: the cell, the title of its column, and what to do."""

    place: Place
    title: str
    sentence: str

    def __str__(self) -> str:
        """« Feuille « Actions », ligne 5, colonne F (Coût) : écrivez un montant. »"""
        where = f"{self.place} ({self.title})" if self.title else str(self.place)
        said = self.sentence.strip().rstrip(".")
        return f"{where}\u00a0: {said}" if said.endswith("?") else f"{where}\u00a0: {said}."


@dataclass(slots=True)
class SheetLine:
    """One record of a spreadsheet: its line, its answers, and where each of them stood.

    `places` gives the cell of each answer by the path that a fault carries: `name`, `actions.2.cost`.
    """

    place: Place
    answers: dict[str, Any] = field(default_factory=dict, kw_only=True)
    places: dict[str, tuple[Place, str]] = field(default_factory=dict, kw_only=True)
    faults: list[CellFault] = field(default_factory=list, kw_only=True)

    def at(self, path: str, sentence: str) -> CellFault:
        """A fault of an answer, at its cell; at that of the row or of the line where the cell is not known."""
        while path and path not in self.places:
            path = path.rpartition(".")[0]
        place, title = self.places.get(path, (self.place, ""))
        return CellFault(place, title, sentence)


def said_by_code(codes: Sequence[str], cells: Sequence[Cell]) -> dict[str, str]:
    """What a line says, by code; a cell that cannot be believed says nothing."""
    pairs = zip(codes, cells, strict=False)
    return {code: cell.text.strip() for code, cell in pairs if code and cell.text.strip() and not cell.fault}


def cell_of(page: Page, number: int, codes: Sequence[str], code: str) -> tuple[Place, str]:
    """The cell of a code in a line, and the title of its column; the line alone where no column has it."""
    if code not in codes:
        return Place(page.name, number), ""
    place = codes.index(code)
    return Place(page.name, number, place + 1), page.headings[place]


def unbelieved(
    page: Page,
    number: int,
    codes: Sequence[str],
    cells: Sequence[Cell],
    is_asked: Callable[[str], bool],
    unknown: Callable[[str], str],
) -> Iterator[CellFault]:
    """What in these cells cannot be believed, and cells that no question asks for: `unknown` says it of a title."""
    for place, cell in enumerate(cells, 1):
        code = codes[place - 1] if place <= len(codes) else ""
        title = page.headings[place - 1] if place <= len(page.headings) else ""
        if cell.fault:
            yield CellFault(Place(page.name, number, place), title, cell.fault)
        elif cell.text.strip() and not is_asked(code):
            words = unknown(title) if title else _("cette colonne n’a pas de titre")
            yield CellFault(Place(page.name, number, place), title, words)


def unsound(page: Page, codes: Sequence[str], most: int, too_many: str) -> tuple[Place, str] | None:
    """Why a whole sheet cannot be read without guessing, and where; `too_many` is said of more than `most` lines."""
    if page.hidden:
        return Place(page.name, page.top), _("cette feuille est masquée\u00a0: affichez-la, ou supprimez-la")
    for place, code in enumerate(codes, 1):
        if code and code in codes[: place - 1]:
            words = _("le titre «\u00a0{title}\u00a0» est déjà dans une autre colonne\u00a0: ôtez l’une des deux")
            return Place(page.name, page.top, place), words.format(title=page.headings[place - 1])
    return (Place(page.name, page.top), too_many.format(most=most)) if len(page.lines) > most else None
