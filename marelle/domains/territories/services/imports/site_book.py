"""The sites that are known, as the lists of cités need to find them: by a list's number, or by communes and name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from ...models import Commune, Site
from ...rules.naming import near, words

How = Literal["number", "name", "near"]


class Listed(Protocol):
    """A line about a site: its number in the list (blank: none), its name, its communes."""

    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def communes(self) -> tuple[str, ...]: ...


@dataclass(slots=True)
class Match:
    """The site that a line is about, and how it was found; `elsewhere` is the one that has its number by mistake."""

    site: Site | None = None
    how: How | None = None
    elsewhere: Site | None = None


@dataclass(slots=True)
class SiteBook:
    """Real sites with their communes over time, their numbers and listings. Price: five queries, once."""

    sites: list[Site]
    places: Mapping[str, str]  # names of real communes, by code
    numbers: dict[tuple[str, str], Site] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)  # communes that are no more, and those of their names

    @classmethod
    def read(cls) -> SiteBook:
        found = (
            Site.objects.filter(invented=False)
            .order_by("pk")
            .prefetch_related("memberships", "identifiers", "listings")
        )
        places = dict(Commune.objects.filter(invented=False).values_list("code", "name"))
        book = cls(list(found), places)
        for site in book.sites:
            for held in site.identifiers.all():  # type: ignore[attr-defined]
                book.numbers[held.source_code, held.identifier] = site
        return book

    def list_of(self, rows: Iterable[Listed], default: str) -> str:
        """The list whose numbers these are: that in which known numbers fall on the same places. Else the default."""
        agree: Counter[str] = Counter()
        for code in {code for code, _number in self.numbers}:
            for row in rows:
                site = self.numbers.get((code, row.number))
                if site is not None:
                    agree[code] += 1 if self._same_place(row, site) else -1
        best = max(agree.items(), key=lambda item: item[1], default=(default, 1))
        return best[0] if best[1] > 0 else default

    def _same_place(self, row: Listed, site: Site) -> bool:
        if row.communes:
            return bool(set(row.communes) & {member.commune_id for member in site.memberships.all()})  # type: ignore[attr-defined]
        names = (site.name, *(listing.name for listing in site.listings.all()))  # type: ignore[attr-defined]
        return words(row.name) in {words(name) for name in names}

    def matches(self, rows: Sequence[Listed], code: str) -> list[Match]:
        """The site of each row, in order. A number alone is never believed: places must agree. No site serves two."""
        found = [self._by_number(row, code) for row in rows]
        taken = {match.site.pk for match in found if match.site}
        alike = Counter(frozenset(row.communes) for row in rows)
        for row, match in zip(rows, found, strict=True):
            if match.site is None:
                free = [site for site in self.sites if site.status == "open" and site.pk not in taken]
                match.site, match.how = self._by_place(row, free, alone=alike[frozenset(row.communes)] == 1)
                taken |= {match.site.pk} if match.site else set()
        return found

    def _by_number(self, row: Listed, code: str) -> Match:
        site = self.numbers.get((code, row.number))
        if site is None or not row.number:
            return Match()
        renamed = not row.communes and not row.name
        return Match(site, "number") if renamed or self._same_place(row, site) else Match(elsewhere=site)

    def _by_place(self, row: Listed, free: list[Site], alone: bool) -> tuple[Site | None, How | None]:
        if not row.communes:
            named = [site for site in free if words(site.name) == words(row.name)]
            return (named[0], "name") if len(named) == 1 else (None, None)
        there = [site for site in free if set(self.communes_of(site)) == set(row.communes)]
        same = [site for site in there if words(site.name) == words(row.name)]
        if len(same) == 1:
            return same[0], "name"
        known = [self.places[code] for code in row.communes if code in self.places]
        if alone and len(there) == 1 and near(row.name, there[0].name, known):
            return there[0], "near"
        return None, None

    def link(self, codes: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
        """The codes of communes; one that is no more is replaced by that of the only commune of its name nearby."""
        for code in codes:
            if code not in self.places and code not in self.linked and names.get(code):
                said = words(names[code])
                same = [one for one, name in self.places.items() if one[:2] == code[:2] and words(name) == said]
                if len(same) == 1:
                    self.linked[code] = same[0]
        return tuple(dict.fromkeys(self.linked.get(code, code) for code in codes))

    def communes_of(self, site: Site, day: date | None = None) -> tuple[str, ...]:
        """The codes of the communes of a site on a day (none: today), the main one first."""
        members = [
            member
            for member in site.memberships.all()  # type: ignore[attr-defined]
            if (member.valid_to is None if day is None else member.valid_from <= day < (member.valid_to or date.max))
        ]
        return tuple(member.commune_id for member in sorted(members, key=lambda one: (not one.is_main, one.commune_id)))
