"""Importing the ANCT's lists of cités: each becomes a listing of a site, on the day of the list.

A list shows that a label was given; it does not say when, nor how much. It never becomes a decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from marelle.kernel.sheets.flat import Sheet

from ...models import Site, SiteIdentifier, SiteListing, SiteNote, Source
from ...rules.files.cites import (
    CARTO,
    CARTO_DAY,
    CARTO_LIST,
    CITES,
    DATAGOUV,
    LISTED_NOTE,
    SPLIT_NOTE,
    WAVES,
    CiteRow,
    one_cite,
)
from ...rules.kinds import Provenance
from ...rules.naming import main_first, slug_of
from ...rules.plans import Plan
from ..importing import Importer, Progress
from ..sites import change_perimeter, open_site
from ..sources import cite_source
from .site_book import Match, SiteBook


class Cites(Importer[CiteRow]):
    """Cités by their number in a list. Known sites are found by number and place, else by communes and name; the others
    are opened. Communes change from the day of the list; an older list only adds to the history.

    Price: eight queries, a few for each site that is opened or moved.
    """

    kind = CITES

    @classmethod
    def usual_day(cls, sheet: Sheet) -> date | None:
        return CARTO_DAY if cls._says_waves(sheet) else None

    @classmethod
    def provenance(cls, sheet: Sheet) -> Provenance | None:
        return CARTO_LIST if cls._says_waves(sheet) else cls.kind.provenance

    @classmethod
    def _says_waves(cls, sheet: Sheet) -> bool:
        return "wave" in cls.kind.matching(sheet.headings).places

    def prepare(self, rows: list[CiteRow]) -> None:
        self._book, self._sources = SiteBook.read(), dict[Provenance, Source]()
        self._kept: dict[str, tuple[str, ...]] = {}
        says_waves = any(row.wave for row in rows)
        self._list = self._book.list_of(rows, CARTO if says_waves else DATAGOUV)
        placed = [replace(row, communes=self._link(row)) for row in rows]
        self._matches = dict(zip((row.number for row in rows), self._book.matches(placed, self._list), strict=True))
        self._latest = {
            site.pk: max((listing.as_of for listing in site.listings.all()), default=date.min)  # type: ignore[attr-defined]
            for site in self._book.sites
        }

    def _link(self, row: CiteRow) -> tuple[str, ...]:
        return self._book.link(row.communes, dict(row.commune_names))

    def key(self, row: CiteRow) -> str:
        return row.number

    def merged(self, one: CiteRow, two: CiteRow) -> CiteRow | None:
        return one_cite(one, two)

    def known(self) -> Mapping[str, CiteRow]:
        listed = SiteListing.objects.filter(list_code=self._list, as_of=self.facts_on)
        columns = "identifier", "name", "communes", "wave", "quarters"
        return {
            number: CiteRow(number, name, tuple(communes), wave, tuple(quarters))
            for number, name, communes, wave, quarters in listed.values_list(*columns)
        }

    def settled(self, row: CiteRow, known: CiteRow | None) -> CiteRow:
        match = self._match(row)
        name = row.name or (known.name if known else "") or (match.site.name if match.site else "")
        linked, there = self._link(row), known.communes if known else ()
        # A copy of one day's list that lost lines ends nothing that the list said: both are read together.
        self._kept[row.number] = tuple(code for code in there if linked and code not in linked)
        communes = self._ordered(match, name, (*linked, *self._kept[row.number]))
        return replace(
            row,
            name=name,
            communes=communes or (known.communes if known else ()),
            wave=row.wave or (known.wave if known else ""),
            quarters=row.quarters or (known.quarters if known else ()),
        )

    def _match(self, row: CiteRow) -> Match:
        return self._matches[row.number]

    def _ordered(self, match: Match, name: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        """The main commune first: that of the site where it is among them, else the first that the name says."""
        if not codes:
            return ()
        main = match.site.commune_main_id if match.site else ""
        if main in codes:
            return (main, *sorted(set(codes) - {main}))
        return main_first(name, {code: self._book.places.get(code, "") for code in codes})

    def objection(self, row: CiteRow) -> str | None:
        for code in row.communes:
            if code not in self._book.places:
                return _("Commune inconnue : {code}.").format(code=code)
        match = self._match(row)
        if match.site is None and not row.communes:
            return _(
                "Cette liste ne dit pas les communes de la cité « {name} », que le registre n’a pas : importez d’abord "
                "la liste des communes."
            ).format(name=row.name or row.number)
        return None if row.name else _("Cette ligne n’a pas de nom.")

    def remark(self, row: CiteRow) -> str | None:
        match, said = self._match(row), []
        if kept := self._kept[row.number]:
            sentence = _("La liste du même jour, lue avant, lui donnait aussi : {codes}. Elle les garde.")
            said.append(sentence.format(codes=", ".join(kept)))
        for code, other in self._book.linked.items():
            if code in dict(row.commune_names):
                sentence = _("La commune {code} n’existe plus : reliée par son nom à {other}.")
                said.append(sentence.format(code=code, other=other))
        if match.elsewhere is not None:
            said.append(
                _("Ce numéro était celui de « {name} », ailleurs : le numéro n’a pas été cru.").format(
                    name=match.elsewhere.name
                )
            )
        if match.site is not None and match.how == "near":
            said.append(
                _("Reliée à « {name} », qui a les mêmes communes et un nom proche.").format(name=match.site.name)
            )
        if match.site is not None and self._differs(match.site, row) and not self._moves(match.site, row):
            said.append(_("Ses communes ne changent pas : le registre en sait de plus récentes."))
        return " ".join(said) or None

    def _differs(self, site: Site, row: CiteRow) -> bool:
        return bool(row.communes) and set(row.communes) != set(self._book.communes_of(site))

    def _moves(self, site: Site, row: CiteRow) -> bool:
        """True where the list is the last word on the communes of a site, and comes after they entered it."""
        entered = [one.valid_from for one in site.memberships.all() if one.valid_to is None]  # type: ignore[attr-defined]
        newest = self._latest[site.pk] <= self.facts_on and max(entered, default=date.min) < self.facts_on
        return site.status == "open" and newest and self._differs(site, row)

    def write(self, plan: Plan[CiteRow], progress: Progress) -> None:
        rows, opened = [*plan.add, *plan.change], []
        slugs = set(Site.objects.values_list("slug", flat=True))
        for done, row in enumerate(rows, start=1):
            match = self._match(row)
            if match.site is None:
                match.site = self._open(row, slugs)
                slugs.add(match.site.slug)
                opened.append((row, match.site))
            elif self._moves(match.site, row):
                change_perimeter(by=self.by, site=match.site, communes=row.communes, since=self.facts_on)
            progress(done, len(rows), _("cités"))
        self._number([row for row in rows if self._match(row).how in ("name", "near")])
        self._list_all(rows)
        self._say_what_was_split(opened)

    def _open(self, row: CiteRow, slugs: set[str]) -> Site:
        wave = WAVES.get(row.wave)
        note, said = (wave.note, wave.source) if wave else (LISTED_NOTE.format(day=self._day()), None)
        taken = (self._list, row.number) in self._book.numbers  # by a site elsewhere
        return open_site(
            by=self.by,
            slug=slug_of(row.name, slugs),
            name=row.name,
            communes=row.communes,
            since=wave.since if wave else self.facts_on,
            identifiers={} if taken else {self._list: row.number},
            notes=[(note, self._cited(said))] if note else [],
        )

    def _cited(self, said: Provenance | None) -> Source:
        if said is None:
            return self.source
        if said not in self._sources:
            self._sources[said] = cite_source(name=said.name, url=said.url, licence=said.licence)
        return self._sources[said]

    def _day(self) -> str:
        with override("fr"):  # a note is kept as it is written
            return date_format(self.facts_on, "j F Y")

    def _number(self, rows: Sequence[CiteRow]) -> None:
        """The number of sites that were found otherwise, unless they have another one in this list."""
        sites = {row.number: site for row in rows if (site := self._match(row).site)}
        numbered = {site.pk for (code, _number), site in self._book.numbers.items() if code == self._list}
        free = {number: site for number, site in sites.items() if (self._list, number) not in self._book.numbers}
        SiteIdentifier.objects.bulk_create(
            SiteIdentifier(site=site, source_code=self._list, identifier=number)
            for number, site in free.items()
            if site.pk not in numbered
        )

    def _list_all(self, rows: Sequence[CiteRow]) -> None:
        SiteListing.objects.bulk_create(
            [
                SiteListing(
                    site=self._match(row).site,
                    list_code=self._list,
                    identifier=row.number,
                    as_of=self.facts_on,
                    name=row.name,
                    communes=list(row.communes),
                    quarters=list(row.quarters),
                    wave=row.wave,
                    source=self.source,
                )
                for row in rows
            ],
            update_conflicts=True,
            unique_fields=["list_code", "identifier", "as_of"],
            update_fields=["site", "name", "communes", "quarters", "wave", "source"],
        )

    def _say_what_was_split(self, opened: Sequence[tuple[CiteRow, Site]]) -> None:
        """A site of several communes that the list no longer names, while it opens others in each: nobody says since
        when, so it stays as it is, with a note."""
        matched = {match.site.pk for match in self._matches.values() if match.site}
        for site in self._book.sites:
            communes = set(self._book.communes_of(site))
            parts = [row for row, _site in opened if set(row.communes) <= communes]
            covered = {code for row in parts for code in row.communes}
            if site.pk in matched or len(parts) < 2 or covered != communes or self._has_note(site, self.source):
                continue
            names = ", ".join(f"{row.name} ({row.number})" for row in parts)
            SiteNote.objects.create(
                site=site, text=SPLIT_NOTE.format(day=self._day(), names=names)[:500], source=self.source
            )

    def _has_note(self, site: Site, source: Source) -> bool:
        return SiteNote.objects.filter(site=site, source=source).exists()
