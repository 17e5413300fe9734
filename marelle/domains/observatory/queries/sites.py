"""The labelled sites, with what is known of each and where it was read."""

from collections.abc import Iterable
from dataclasses import dataclass

from marelle.domains.calls.models import LabelDecision
from marelle.domains.calls.queries import current_labels
from marelle.domains.funding.models import StatedAmount
from marelle.domains.funding.queries import amounts_by_year, stated_amounts
from marelle.domains.projects.queries import projects_of
from marelle.domains.territories.models import Commune, Site, Source
from marelle.domains.territories.queries import sites

from ..rules import says
from .published import PublishedCommune, PublishedNote, PublishedSite, PublishedSource, StatedTotal


def published_sites(
    region: str | None = None, wave: int | None = None, text: str | None = None, include_invented: bool = False
) -> list[PublishedSite]:
    """The labelled sites by name; of a région, of a wave, or whose name, communes or quarters say each word of a text
    (capitals and accents forgiven). Price: nine queries, whatever the number of sites."""
    found = sites(include_invented=include_invented)
    if region:
        found = found.filter(commune_main__departement__region=region)
    published = _published(found)
    return [site for site in published if (wave is None or site.wave == wave) and says(text or "", _words(site))]


def published_slugs(include_invented: bool = False) -> frozenset[str]:
    """The sites that have a public page. Price: one query."""
    labels = current_labels(include_invented=include_invented)
    return frozenset(label.site.slug for label in labels if label.site.invented or not label.call.invented)


def published_site(slug: str) -> PublishedSite | None:
    """One labelled site, invented ones included and marked, or None. Price: at most nine queries."""
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
    labels = _labels(listed)
    money = _money(labels)
    return [_site(site, labels[site.pk], money[site.pk]) for site in listed if site.pk in labels]


def _labels(listed: list[Site]) -> dict[int, list[LabelDecision]]:
    """The labels that hold, by site, oldest first. One that an invented call gave to a real site is never published."""
    held: dict[int, list[LabelDecision]] = {}
    for label in current_labels(listed):
        if label.site.invented or not label.call.invented:
            held.setdefault(label.site_id, []).append(label)
    return held


def _money(labels: dict[int, list[LabelDecision]]) -> dict[int, _Money]:
    """By site: what the projects of its published labels were given and said to have."""
    published = {label.pk for held in labels.values() for label in held}
    projects = {
        site: [project.pk for project in opened if project.decision_id in published]
        for site, opened in projects_of(labels).items()
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


def _site(site: Site, labels: list[LabelDecision], money: _Money) -> PublishedSite:
    place, first = site.commune_main.departement, labels[0]
    quarters, notes = list(site.quarters.all()), list(site.notes.all())
    lon, lat = site.point or (None, None)
    read = [label.source for label in labels]
    read += [amount.source for amount in money.stated] + [quarter.source for quarter in quarters]
    read += [note.source for note in notes]
    return PublishedSite(
        id=site.slug,
        name=site.name,
        region_code=place.region_id,
        region_name=place.region.name,
        departement_code=place.code,
        departement_name=place.name,
        academie=place.academie.name if place.academie else "",
        communes=tuple(_commune(membership.commune) for membership in site.memberships.all()),
        quarters=tuple(quarter.name for quarter in quarters),
        wave=first.wave,
        labelled_on=first.decided_on,
        amounts=money.amounts,
        totals=tuple(_total(amount) for amount in money.stated if amount.kind != "annual"),
        notes=tuple(PublishedNote(note.text, _source(note.source)) for note in notes),
        sources=tuple(dict.fromkeys(_source(source) for source in read if source is not None)),
        identifiers={held.source_code: held.identifier for held in site.identifiers.all()},
        invented=site.invented,
        lon=lon,
        lat=lat,
    )


def _commune(commune: Commune) -> PublishedCommune:
    return PublishedCommune(commune.code, commune.name, commune.population)


def _source(source: Source) -> PublishedSource:
    return PublishedSource(source.name, source.url, source.published_on)


def _total(amount: StatedAmount) -> StatedTotal:
    return StatedTotal(amount.first_year, amount.last_year, amount.cents, _source(amount.source), amount.note)
