"""What every kind of table that comes back stands on: its pages, how many orders, what was corrected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any, Final, Protocol

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires.spreadsheets import CODE, code_of
from marelle.kernel.sheets.books import Cell, Page, titles_of
from marelle.kernel.sheets.flat import TITLES
from marelle.kernel.words import plain

from .declaring import Asked
from .outcome import LineRead
from .sending import OutSheet

PASSED_OVER = "[-]"  # the heading of a column that somebody said is not to be read
MOST_AT_ONCE, SECONDS = 500, 20.0  # orders that one bringing in gives, and for how long; the rest enters the next time
MOST_REHEARSED = MOST_AT_ONCE  # orders that a page which only looks tries: those that would be given


CELL: Final = re.compile(r"\d{1,2}\.\d{1,7}\.\d{1,4}", re.ASCII)
MOST_CORRECTIONS, LONGEST = 5000, 20_000


class CorrectionsTooMany(Refused):
    """A page is not the place to write a workbook again."""

    code = "tables.corrections_too_many"
    sentence = _("Trop de cases sont corrigées ici\u00a0: corrigez le classeur, puis renvoyez-le.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a workbook, with its place there and the code of each of its columns (empty: not known)."""

    place: int
    page: Page
    codes: tuple[str, ...]


@dataclass(slots=True)
class Run:
    """One reading of a workbook.

    accepted  the lines that enter, by their `id`; None: every one that is new or changed, no clash.
    orders    how many orders may still be given.
    entered   what lines of this workbook already became, by their `id`: the key of their row.
    rehearsed True: everything is taken back afterwards.
    until     when no more order is given, so that nobody waits for long: told by the first of them.
    """

    accepted: frozenset[str] | None = None
    orders: int = MOST_AT_ONCE
    entered: dict[str, str] = field(default_factory=dict)
    rehearsed: bool = False
    until: float | None = None
    waiting: int = 0  # lines that are for the next time, or that nobody tried
    notes: list[str] = field(default_factory=list)

    @property
    def is_spent(self) -> bool:
        """True once a line had to wait: those that name it wait too."""
        return self.waiting > 0

    def takes(self, line: str, clash: bool = False) -> bool:
        """True for a line that was accepted: by name, or with all where it clashes with nothing."""
        if self.rehearsed:
            return True
        return line in self.accepted if self.accepted is not None else not clash

    def opened(self, sheet: int, key: str, line: str) -> int:
        """The number of another line of a sheet that this run, or one before it, made the same row of; or zero."""
        others = (name for name, row in self.entered.items() if row == key and name != line)
        return next((int(name.partition(".")[2]) for name in others if name.partition(".")[0] == str(sheet)), 0)

    def spends(self) -> bool:
        """True when one more order may be given; else the line waits."""
        self.until = self.until or monotonic() + SECONDS
        if self.orders <= 0 or monotonic() > self.until:
            self.orders = 0
            self.waiting += 1
            return False
        self.orders -= 1
        return True


class Returned(Protocol):
    """A table of any kind: declared here, or asked by a form."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> Any: ...
    @property
    def about(self) -> Any: ...

    @property
    def returns(self) -> bool:
        """Whether it comes back at all."""

    def see(self, asked: Asked) -> None:
        """Refuses whoever may not take it out."""

    def refuse(self, asked: Asked) -> None:
        """Refuses whoever may not send it back."""

    def labels(self, asked: Asked) -> Mapping[str, str]:
        """The codes of its headings, by their plain words."""

    def claims(self, asked: Asked, sheets: Sequence[Sheet]) -> list[Sheet]:
        """Which sheets are its own, the main one first; none where it is not in the workbook."""

    def lines(self, asked: Asked, sheets: Sequence[Sheet], run: Run) -> Iterable[LineRead]:
        """What becomes of each of its lines: it is done."""

    def sheets(self, asked: Asked) -> Iterable[OutSheet]:
        """Its sheets as they go out."""


def coded(pages: Sequence[Page], labels: Mapping[str, str]) -> list[Sheet]:
    """The pages with the codes of their columns: those that the headings carry, else those of their very words."""
    found = []
    for place, page in enumerate(pages):
        under = _without_passed(below_titles(page, labels))
        found.append(Sheet(place, under, tuple(code_of(title, labels) for title in under.headings)))
    return found


def below_titles(page: Page, labels: Mapping[str, str]) -> Page:
    """A page that starts at its headings: lines of titles above them are passed over."""
    if sum(bool(code_of(title, labels)) for title in page.headings) > 1:
        return page
    for number, (line, cells) in enumerate(page.lines[:TITLES]):
        headings = titles_of(cells)
        if sum(bool(CODE.search(one)) for one in headings) > 1:
            return replace(page, headings=headings, lines=page.lines[number + 1 :], top=line)
    return page


def _without_passed(page: Page) -> Page:
    """The page, where somebody said which of its columns are not to be read."""
    passed = {place for place, title in enumerate(page.headings, 1) if title == PASSED_OVER}
    if not passed:
        return page
    blank = Cell()
    lines = tuple(
        (number, tuple(blank if place in passed else cell for place, cell in enumerate(cells, 1)))
        for number, cells in page.lines
    )
    return replace(page, headings=tuple("" if one == PASSED_OVER else one for one in page.headings), lines=lines)


def with_cells(before: Mapping[str, str], cells: Mapping[str, str]) -> dict[str, str]:
    """What was corrected of a file, with what is typed now. Refuses `CorrectionsTooMany`."""
    told = {place: text.replace("\x00", "")[:LONGEST] for place, text in cells.items() if CELL.fullmatch(place)}
    kept = {**before, **told}
    if len(kept) > MOST_CORRECTIONS:
        raise CorrectionsTooMany
    return kept


def corrected(pages: Sequence[Page], corrections: Mapping[str, str]) -> tuple[Page, ...]:
    """The pages, with what was typed on the spot in the place of cells: « 0.5.3 » is the third of line 5."""
    told: dict[int, dict[int, dict[int, str]]] = {}
    for name, text in corrections.items():
        sheet, line, column = (int(part) for part in name.split("."))
        told.setdefault(sheet, {}).setdefault(line, {})[column] = text
    return tuple(_page(page, told[place]) if place in told else page for place, page in enumerate(pages))


def _page(page: Page, told: Mapping[int, Mapping[int, str]]) -> Page:
    titles = told.get(page.top, {})
    headings = tuple(titles.get(place, title) for place, title in enumerate(page.headings, 1))
    return replace(page, headings=headings, lines=tuple((n, _line(cells, told.get(n, {}))) for n, cells in page.lines))


def _line(cells: Sequence[Cell], told: Mapping[int, str]) -> tuple[Cell, ...]:
    if not told:
        return tuple(cells)
    width = max(len(cells), *told)
    padded = [*cells, *([Cell()] * (width - len(cells)))]
    return tuple(Cell(told[place]) if place in told else cell for place, cell in enumerate(padded, 1))


def unread_names(pages: Sequence[Page], read: Iterable[Sheet], beside: Iterable[str]) -> list[str]:
    """The names of the sheets that nothing read, but for those that we put there ourselves to help."""
    places, known = {one.place for one in read}, {plain(name) for name in beside}
    return [page.name for n, page in enumerate(pages) if n not in places and plain(page.name) not in known]
