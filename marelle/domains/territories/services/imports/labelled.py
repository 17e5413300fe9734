"""Importing the list of the sites labelled in 2019: it completes what is known of each, and replaces nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from marelle.kernel import audit
from marelle.kernel.sheets.flat import sheet_of

from ...models import Site, SiteIdentifier, SiteNote, SiteQuarter, Source
from ...rules.files.cites import CARTO, WAVES
from ...rules.files.labelled import LABELLED, LabelledRow, ListedAmount
from ...rules.kinds import read_rows
from ...rules.naming import slug_of, words
from ...rules.plans import Plan
from ..importing import Importer, Progress, understood
from ..sites import open_site
from ..sources import cite_source
from .site_book import SiteBook

LABELLED_ON = WAVES["2019"].since
LITTLE_WORDS = {"de", "des", "du", "et", "l", "la", "le", "les", "d"}


class LabelledSites(Importer[LabelledRow]):
    """The sites of 2019, by number and place, else by communes and name. Quarters, a note, a number are added with
    their source where the register has none; what it has stays, and what differs is remarked. Amounts are not taken
    here: the flow `state_listed_amounts` does.

    Price: nine queries, a few for each site that is opened or completed.
    """

    kind = LABELLED
    needs_vintage = False

    def prepare(self, rows: list[LabelledRow]) -> None:
        self._book = SiteBook.read()
        self._list = self._book.list_of(rows, CARTO)
        matches = self._book.matches(rows, self._list)
        self._said = {self.key(row): row for row in rows}
        self._sites = {self.key(row): match.site for row, match in zip(rows, matches, strict=True) if match.site}
        self._quarters = _by_site(SiteQuarter.objects.order_by("pk").values_list("site_id", "name"))
        self._noted = set(SiteNote.objects.values_list("site_id", flat=True))
        self._numbered = {site.pk for (code, _number), site in self._book.numbers.items() if code == self._list}

    def key(self, row: LabelledRow) -> str:
        return row.number or "-".join(words(row.name))

    def known(self) -> Mapping[str, LabelledRow]:
        return {key: self._known(site, self._said[key]) for key, site in self._sites.items()}

    def _known(self, site: Site, row: LabelledRow) -> LabelledRow:
        """What is known of a site, as the line would say it; its number is blank where the line brings one."""
        communes = self._book.communes_of(site, LABELLED_ON) or self._book.communes_of(site)
        free = site.pk not in self._numbered and (self._list, row.number) not in self._book.numbers
        number = "" if free else row.number
        return LabelledRow(number, site.name, communes, tuple(self._quarters.get(site.pk, ())))

    def settled(self, row: LabelledRow, known: LabelledRow | None) -> LabelledRow:
        if known is None:
            return row
        return replace(
            row,
            name=known.name,
            communes=known.communes,
            quarters=known.quarters or row.quarters,
            note="" if self._sites[self.key(row)].pk in self._noted else row.note,
        )

    def objection(self, row: LabelledRow) -> str | None:
        unknown = next((code for code in row.communes if code not in self._book.places), None)
        return _("Commune inconnue : {code}.").format(code=unknown) if unknown else None

    def remark(self, row: LabelledRow) -> str | None:
        site, said = self._sites.get(self.key(row)), self._said[self.key(row)]
        if site is None:
            return None
        ours, theirs = self._quarters.get(site.pk, []), said.quarters
        if set(row.communes) != set(said.communes):
            return _("Le registre donne d’autres communes au 5 septembre 2019 : elles restent.")
        if ours and theirs and _content(ours) != _content(theirs):
            return _("Le registre nomme autrement ses quartiers, d’après une autre source : {names}.").format(
                names=" ; ".join(ours)
            )
        return None

    def write(self, plan: Plan[LabelledRow], progress: Progress) -> None:
        slugs = set(Site.objects.values_list("slug", flat=True))
        rows = [*plan.add, *plan.change]
        for done, row in enumerate(rows, start=1):
            site = self._sites.get(self.key(row))
            if site is None:
                slugs.add(self._open(row, slugs).slug)
            else:
                self._complete(site, row)
            progress(done, len(rows), _("cités"))

    def _open(self, row: LabelledRow, slugs: set[str]) -> Site:
        return open_site(
            by=self.by,
            slug=slug_of(row.name, slugs),
            name=row.name,
            communes=row.communes,
            since=LABELLED_ON,
            quarters=row.quarters,
            quarters_source=source_at(row.quarters_source) if row.quarters else None,
            identifiers={self._list: row.number} if row.number else {},
            notes=[(row.note, source_at(row.note_source))] if row.note else [],
        )

    def _complete(self, site: Site, row: LabelledRow) -> None:
        known = self._known(site, row)
        if row.number != known.number:
            SiteIdentifier.objects.create(site=site, source_code=self._list, identifier=row.number)
        if row.quarters != known.quarters:
            source = source_at(row.quarters_source)
            SiteQuarter.objects.bulk_create(SiteQuarter(site=site, name=name, source=source) for name in row.quarters)
        if row.note:
            SiteNote.objects.create(site=site, text=row.note, source=source_at(row.note_source))
        audit.record(self.by, "territories.describe_site", site)


def _content(names: list[str] | tuple[str, ...]) -> set[str]:
    return {word for name in names for word in words(name)} - LITTLE_WORDS


def _by_site(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for site, text in pairs:
        found.setdefault(site, []).append(text)
    return found


def address_in(text: str) -> str:
    """The first web address in a text; blank where there is none."""
    found = re.search(r"https?://\S+", text)
    return found.group() if found else ""


def source_at(text: str) -> Source:
    """The source that a cell names, kept once: by its address where there is one, else as it is written.

    Price: two queries.
    """
    address = address_in(text)
    known = Source.objects.filter(url=address).order_by("pk").first() if address else None
    if known is not None:
        return known
    site = re.sub(r"^https?://(www\.)?", "", address).split("/")[0]
    return cite_source(name=(site or text)[:200], url=address)


@dataclass(frozen=True, slots=True)
class SiteAmount:
    """An amount that the list states of a site that the register has."""

    site: Site
    amount: ListedAmount


def listed_amounts(content: bytes) -> list[SiteAmount]:
    """The amounts that a list of labelled sites states, on sites that the register has. Writes nothing.

    Refuses (`FileRefused`) a file that it cannot read. Price: five queries.
    """
    reading = understood(lambda: read_rows(sheet_of(content), LABELLED))
    rows: list[LabelledRow] = [line.row for line in reading.lines]
    book = SiteBook.read()
    matches = book.matches(rows, book.list_of(rows, CARTO))
    pairs = zip(rows, matches, strict=True)
    return [SiteAmount(match.site, row.amount) for row, match in pairs if match.site and row.amount]
