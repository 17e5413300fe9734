"""Many invented places at once, each with its site, its quarters and its collège: audited once, refused as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer
from marelle.kernel.periods import civil_year

from ..models import Commune, Departement, Quarter, QuarterCommune, School, Site, SiteCommune, Source
from ..models.places import plain
from ..rules.identifiers import check_qpv, check_uai, is_commune_code, qpv_generation, uai_letter
from ..rules.values import Value
from .figures import bring_figures
from .inventions import InventionRefused


@dataclass(frozen=True, slots=True)
class InventedQuarter:
    """One priority neighbourhood of an invented commune; `figures`: what is known of it, by indicator."""

    code: str
    name: str
    figures: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class InventedPlace:
    """What a demonstration says of one invented commune; `college` is the seven digits of an UAI, which the register
    completes, then a name."""

    code: str
    name: str
    slug: str
    departement: str
    population: int
    point: tuple[float, float]
    quarters: tuple[InventedQuarter, ...]
    college: tuple[str, str]


@transaction.atomic
def add_invented_places(*, by: Viewer, places: Sequence[InventedPlace], since: date, source: Source) -> list[Site]:
    """Adds what is missing of these places, with their sites; those that are there are only given back, in this order.

    Refuses without `territories.import`; `InventionRefused` outside a demonstration, and for one code or name that a
    real place has. Price: sixteen queries, whatever their number.
    """
    by.must("territories.import")
    known = set(
        Commune.objects.filter(code__in=[one.code for one in places], invented=True).values_list("pk", flat=True)
    )
    missing = [one for one in places if one.code not in known]
    if missing:
        _must_be_new(missing)
        _write(missing, since)
        bring_figures(by, source, [figure for one in missing for figure in _figures(one)])
        audit.record(by, "territories.add_invented_places", source, facts={"communes": len(missing)})
    return _sites(places)


def _must_be_new(places: Sequence[InventedPlace]) -> None:
    """Neither the code nor the name of a real place, whichever of the three it invents."""
    sound = all(is_commune_code(one.code) and one.code.startswith(one.departement) for one in places)
    taken = (
        Commune.objects.filter(code__in=[one.code for one in places]),
        Commune.objects.filter(plain__in=[plain(one.name) for one in places], invented=False),
        Quarter.objects.filter(code__in=[quarter.code for one in places for quarter in one.quarters]),
        School.objects.filter(uai__in=[uai_of(one) for one in places]),
        Site.objects.filter(slug__in=[one.slug for one in places]),
    )
    wanted = {one.departement for one in places}
    sound = sound and Departement.objects.filter(code__in=wanted).count() == len(wanted)
    if not sound or not clock.read().is_demonstration or any(found.exists() for found in taken):
        raise InventionRefused


def uai_of(place: InventedPlace) -> str:
    """The whole UAI of its collège."""
    return check_uai(place.college[0] + uai_letter(place.college[0]))


def _write(places: Sequence[InventedPlace], since: date) -> None:
    Commune.objects.bulk_create(_commune(one) for one in places)
    told = [(one, quarter) for one in places for quarter in one.quarters]
    Quarter.objects.bulk_create(_quarter(one, quarter, since) for one, quarter in told)
    QuarterCommune.objects.bulk_create(
        QuarterCommune(quarter_id=quarter.code, commune_id=one.code) for one, quarter in told
    )
    School.objects.bulk_create(_college(one, since) for one in places)
    sites = Site.objects.bulk_create(
        Site(slug=one.slug, name=one.name, commune_main_id=one.code, invented=True) for one in places
    )
    SiteCommune.objects.bulk_create(
        SiteCommune(site=site, commune_id=site.commune_main_id, is_main=True, valid_from=since) for site in sites
    )


def _commune(one: InventedPlace) -> Commune:
    lon, lat = one.point
    facts = {"name": one.name, "departement_id": one.departement, "population": one.population}
    return Commune(code=one.code, lon=lon, lat=lat, invented=True, **facts)


def _quarter(one: InventedPlace, quarter: InventedQuarter, since: date) -> Quarter:
    return Quarter(
        code=check_qpv(quarter.code),
        name=quarter.name,
        generation=qpv_generation(quarter.code) or 0,
        departement_id=one.departement,
        valid_from=since,
        invented=True,
    )


def _college(one: InventedPlace, since: date) -> School:
    facts = {"name": one.college[1], "kind": "college", "sector": "public", "commune_id": one.code}
    return School(uai=uai_of(one), facts_on=since, invented=True, **facts)


def _figures(one: InventedPlace) -> Iterator[Value]:
    for quarter in one.quarters:
        for indicator, value in quarter.figures.items():
            yield Value(f"quarter:{quarter.code}", indicator, civil_year(2018), value)


def _sites(places: Sequence[InventedPlace]) -> list[Site]:
    found = Site.objects.select_related("commune_main__departement")
    by_slug = {site.slug: site for site in found.filter(slug__in=[one.slug for one in places], invented=True)}
    return [by_slug[one.slug] for one in places]
