"""The sites, labelled here or shown by lists, with what is known of each and where it was read."""

from collections.abc import Iterable
from dataclasses import dataclass

from marelle.domains.calls.models import LabelDecision
from marelle.domains.funding.models import StatedAmount
from marelle.domains.funding.queries import amounts_by_year, stated_amounts
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries import projects_of
from marelle.domains.territories.models import Commune, Site, SiteListing, Source
from marelle.domains.territories.queries import sites

from ..rules import says
from .published import (
    PastCommune,
    PublishedCommune,
    PublishedListing,
    PublishedNote,
    PublishedSite,
    PublishedSource,
    StatedTotal,
)
from .standing import Standing, standing, wave_of


def published_sites(
    region: str | None = None,
    wave: int | None = None,
    text: str | None = None,
    include_invented: bool = False,
    identifiers: bool = True,
) -> list[PublishedSite]:
    """The sites that hold a label or that a list shows, by name; of a région, of a wave (2022 is that year or after),
    or whose name, communes or quarters say each word of a text (capitals and accents forgiven). Price: ten queries,
    whatever the number of sites; nine without their `identifiers`."""
    found = sites(include_invented=include_invented, identifiers=identifiers)
    if region:
        found = found.filter(commune_main__departement__region=region)
    return narrowed(_published(found), wave=wave, text=text)


def narrowed(
    published: Iterable[PublishedSite], region: str | None = None, wave: int | None = None, text: str | None = None
) -> list[PublishedSite]:
    """Those of a région, of a wave, whose name, communes or quarters say each word of a text. Price: none."""
    return [
        site
        for site in published
        if (not region or site.region_code == region)
        and (wave is None or site.wave == wave)
        and says(text or "", _words(site))
    ]


def published_slugs(include_invented: bool = False) -> frozenset[str]:
    """The sites that have a public page. Price: three queries."""
    stand = standing()
    shown = [stand.carried.get(number) or held[0].site for number, held in stand.labels.items()]
    shown += [held[0].site for held in stand.listings.values()]
    return frozenset(site.slug for site in shown if include_invented or not site.invented)


def published_site(slug: str) -> PublishedSite | None:
    """One such site, invented ones included and marked, or None. Price: at most ten queries."""
    found = _published(sites(include_invented=True).filter(slug=slug))
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class _Money:
    """What is known of the money of one site."""

    amounts: dict[int, int]
    stated: list[StatedAmount]


def _words(site: PublishedSite) -> list[str]:
    return [site.name, *(commune.name for commune in site.communes), *site.quarters]


def _published(found: Iterable[Site]) -> list[PublishedSite]:
    listed = list(found)
    opened = projects_of(listed)
    stand = standing(listed, [project for there in opened.values() for project in there])
    money = _money(stand.labels, opened)
    return [_site(site, stand, money.get(site.pk, _Money({}, []))) for site in listed if site.pk in stand.sites]


def _money(labels: dict[int, list[LabelDecision]], every: dict[int, list[Project]]) -> dict[int, _Money]:
    """By site: what the projects of its published labels were given and said to have."""
    published = {label.pk for held in labels.values() for label in held}
    projects = {
        site: [project.pk for project in opened if project.decision_id in published] for site, opened in every.items()
    }
    numbers = [number for opened in projects.values() for number in opened]
    tranches, stated = amounts_by_year(numbers), stated_amounts(labels)
    money: dict[int, _Money] = {}
    for site in labels:
        opened = projects.get(site, [])
        amounts: dict[int, int] = {}
        for year, cents in (tranche for number in opened for tranche in tranches.get(number, {}).items()):
            amounts[year] = amounts.get(year, 0) + cents
        money[site] = _Money(amounts, [amount for amount in stated.get(site, []) if amount.budget.project_id in opened])
    return money


def _site(site: Site, stand: Standing, money: _Money) -> PublishedSite:
    place, labels = site.commune_main.departement, stand.labels.get(site.pk, [])
    listings = stand.listings.get(site.pk, [])
    wave, wave_open = wave_of(labels, listings)
    quarters, notes = site.named_quarters, site.said_notes  # type: ignore[attr-defined]
    lon, lat = site.point or (None, None)
    read = [label.source for label in labels]
    read += [amount.source for amount in money.stated] + [quarter.source for quarter in quarters]
    read += [note.source for note in notes] + [listing.source for listing in listings[:1]]
    return PublishedSite(
        id=site.slug,
        name=site.name,
        region_code=place.region_id,
        region_name=place.region.name,
        departement_code=place.code,
        departement_name=place.name,
        academie=place.academie.name if place.academie else "",
        communes=tuple(_commune(member.commune) for member in site.members),
        past_communes=tuple(
            PastCommune(one.commune.name, one.valid_from, one.valid_to) for one in site.past_members if one.valid_to
        ),
        quarters=tuple(quarter.name for quarter in quarters),
        wave=wave,
        wave_open=wave_open,
        labelled_on=labels[0].decided_on if labels else None,
        amounts=money.amounts,
        totals=tuple(_total(amount) for amount in money.stated if amount.kind != "annual"),
        notes=tuple(PublishedNote(note.text, _source(note.source)) for note in notes),
        sources=tuple(dict.fromkeys(_source(source) for source in read if source is not None)),
        identifiers={held.source_code: held.identifier for held in getattr(site, "held_identifiers", ())},
        listings=tuple(_listing(listing) for listing in listings),
        invented=site.invented,
        ended=site.status == "closed",
        lon=lon,
        lat=lat,
    )


def _commune(commune: Commune) -> PublishedCommune:
    return PublishedCommune(commune.code, commune.name, commune.population)


def _listing(listing: SiteListing) -> PublishedListing:
    source = _source(listing.source) if listing.source else None
    return PublishedListing(listing.list_code, listing.identifier, listing.as_of, listing.name, listing.wave, source)


def _source(source: Source) -> PublishedSource:
    return PublishedSource(source.name, source.url, source.published_on)


def _total(amount: StatedAmount) -> StatedTotal:
    return StatedTotal(amount.first_year, amount.last_year, amount.cents, _source(amount.source), amount.note)
