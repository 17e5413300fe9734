"""Headings that were renamed, doubled or added: which column each may be, so that it is said on the spot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from marelle.kernel.questionnaires.spreadsheets import code_of
from marelle.kernel.sheets.books import Page, Place

from .cells import nearest
from .declaring import MARK, Asked
from .returned import PASSED_OVER, Returned, below_titles
from .sending import OutSheet

TOGETHER: Final = 2  # headings of ours by which a sheet is known


@dataclass(frozen=True, slots=True)
class Strange:
    """One heading that is none of ours: its place (« 0.1.3 »), its words, the columns that it may be, likest first."""

    cell: str
    place: Place
    title: str
    may_be: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Ours:
    """One sheet as it goes out: its name, its headings by their code, the codes by their plain words."""

    name: str
    headings: Mapping[str, str]
    labels: Mapping[str, str]

    def alike(self, page: Page) -> int:
        """How many headings of a page are of this sheet; its name counts as one."""
        codes = {code_of(title, self.labels) for title in below_titles(page, self.labels).headings}
        same = len(codes & set(self.headings))
        return same + (1 if same and page.name == self.name[:31] else 0)


def strange_headings(tables: Sequence[Returned], asked: Asked, pages: Sequence[Page]) -> list[Strange]:
    """Every heading that no column has, or that two columns have. Price: that of the rows of each table."""
    ours = [_ours(table, sheet, asked) for table in tables for sheet in table.sheets(asked)]
    found: list[Strange] = []
    for number, page in enumerate(pages):
        known = max(ours, key=lambda one: one.alike(page), default=None)
        if known and known.alike(page) >= TOGETHER:
            found += _strange(number, below_titles(page, known.labels), known)
    return found


def _ours(table: Returned, sheet: OutSheet, asked: Asked) -> _Ours:
    return _Ours(sheet.name, {code_of(one.heading, {}): one.heading for one in sheet.columns}, table.labels(asked))


def _strange(number: int, page: Page, ours: _Ours) -> Iterator[Strange]:
    codes = [code_of(title, ours.labels) for title in page.headings]
    gone = [heading for code, heading in ours.headings.items() if code not in codes and code != MARK]
    words = {_plainly(heading): heading for heading in gone}
    for place, (title, code) in enumerate(zip(page.headings, codes, strict=True), 1):
        if not title or title == PASSED_OVER or (code in ours.headings and code not in codes[: place - 1]):
            continue
        likest = next(iter(nearest(words, _plainly(title))), "")
        may_be = sorted(gone, key=lambda one: one != likest)
        yield Strange(f"{number}.{page.top}.{place}", Place(page.name, page.top, place), title, may_be)


def _plainly(heading: str) -> str:
    return heading.partition(" [")[0].casefold()
