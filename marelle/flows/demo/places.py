"""The quarters and schools of the invented city, with invented figures, so that every page has something to show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from marelle.domains.territories import services as register
from marelle.kernel.access import Viewer
from marelle.kernel.periods import civil_year, school_year

if TYPE_CHECKING:
    from marelle.domains.territories.models import Commune, Quarter, Source
    from marelle.kernel.periods import Period

Told = tuple[str, str, int | None, str | None]
COLLEGE = "0809901C"
NEIGHBOUR_COLLEGE = "0809911N"
# Code, name, inhabitants, poverty rate; None: not public.
QUARTERS_2015: tuple[Told, ...] = (
    ("QP080997", "Les Tilleuls", 5_460, "46.2"),
    ("QP080998", "La Verrerie", 2_310, "41.0"),
)
QUARTERS_2024: tuple[Told, ...] = (
    ("QN08097M", "Les Tilleuls - Canal", 5_730, "45.1"),
    ("QN08098M", "La Verrerie", None, None),
)
# Young people of the quarters of 2015, by age; what is missing is not public.
YOUNG: dict[str, dict[str, int]] = {
    "QP080997": {
        "young_0_2": 310,
        "young_3_5": 330,
        "young_6_10": 560,
        "young_11_14": 420,
        "young_15_17": 290,
        "young_18_25": 610,
    },
    "QP080998": {"young_0_2": 95, "young_3_5": 100, "young_6_10": 170, "young_11_14": 140, "young_15_24": 260},
}
# The city in its second year: its two quarters, its collège and its schools.
SECOND_COLLEGE = "0809931K"
SECOND_QUARTERS: tuple[Told, ...] = (
    ("QP080994", "Les Peupliers", 3_940, "44.7"),
    ("QP080993", "Le Moulin", 1_870, "39.2"),
)
SECOND_SCHOOLS = (
    (SECOND_COLLEGE, "Collège Louise-Michel", "college", 421, "81.3"),
    ("0809932L", "École Les Peupliers", "primaire", 248, "77.0"),
    ("0809933M", "École maternelle du Moulin", "maternelle", 96, "80.4"),
    ("0809934N", "École élémentaire du Moulin", "elementaire", 171, "79.8"),
)
YOUNG |= {
    "QP080994": {
        "young_0_2": 220,
        "young_3_5": 235,
        "young_6_10": 390,
        "young_11_14": 300,
        "young_15_17": 210,
        "young_18_25": 430,
    },
    "QP080993": {
        "young_0_2": 80,
        "young_3_5": 85,
        "young_6_10": 150,
        "young_11_14": 120,
        "young_15_17": 95,
        "young_18_25": 205,
    },
}
# UAI, name, kind, pupils, IPS, network, longitude, latitude.
SCHOOLS = (
    (COLLEGE, "Collège Rosa-Bonheur", "college", 512, "78.4", "REP+", 2.052, 49.981),
    ("0809902D", "École Les Tilleuls", "primaire", 236, "74.9", "REP+", 2.049, 49.983),
    ("0809903E", "École maternelle du Canal", "maternelle", 118, "76.3", "REP+", 2.047, 49.979),
    ("0809904F", "École élémentaire du Canal", "elementaire", 203, "73.8", "REP+", 2.0475, 49.9785),
    ("0809905G", "École La Verrerie", "primaire", 167, "88.2", "", 2.061, 49.977),
    ("0809906H", "Collège Jean-de-La-Craie", "college", 438, "101.7", "", 2.064, 49.986),
    ("0809907J", "Lycée des Hortillons", "lycee_poly", 890, "96.5", "", 2.058, 49.988),
)


def make_places(by: Viewer, commune: Commune) -> None:
    """Makes what is missing; told a second time, it changes nothing."""
    source = register.cite_source(name="Données inventées pour la démonstration")
    old = [_quarter(by, commune, source, told, 2015) for told in QUARTERS_2015]
    new = [_quarter(by, commune, source, told, 2024) for told in QUARTERS_2024]
    for before, after in zip(old, new, strict=True):
        register.say_invented_passage(by=by, before=before, after=after, source=source)
    for uai, name, kind, pupils, ips, network, lon, lat in SCHOOLS:
        register.add_invented_school(
            by=by,
            uai=uai,
            name=name,
            kind=kind,
            commune=commune,
            since=date(2019, 9, 1),
            point=(lon, lat),
            network=network,
            head_uai=COLLEGE if network else "",
            source=source,
        )
        for indicator, value in (("pupils", Decimal(pupils)), ("ips", Decimal(ips))):
            _figure(by, source, f"school:{uai}", indicator, school_year(2019), value)


def make_neighbour_places(by: Viewer, commune: Commune) -> None:
    """The one quarter and the one collège of the city next door; told a second time, it changes nothing."""
    source = register.cite_source(name="Données inventées pour la démonstration")
    _quarter(by, commune, source, ("QP080996", "La Sablonnière", 3_180, "43.5"), 2015)
    register.add_invented_school(
        by=by,
        uai=NEIGHBOUR_COLLEGE,
        name="Collège des Deux-Rives",
        kind="college",
        commune=commune,
        since=date(2019, 9, 1),
        network="REP",
        head_uai=NEIGHBOUR_COLLEGE,
        source=source,
    )
    for indicator, value in (("pupils", Decimal(347)), ("ips", Decimal("85.2"))):
        _figure(by, source, f"school:{NEIGHBOUR_COLLEGE}", indicator, school_year(2019), value)


def make_second_places(by: Viewer, commune: Commune) -> None:
    """The quarters and schools of the city in its second year; told a second time, it changes nothing."""
    source = register.cite_source(name="Données inventées pour la démonstration")
    for told in SECOND_QUARTERS:
        _quarter(by, commune, source, told, 2015)
    for uai, name, kind, pupils, ips in SECOND_SCHOOLS:
        register.add_invented_school(
            by=by,
            uai=uai,
            name=name,
            kind=kind,
            commune=commune,
            since=date(2016, 9, 1),
            network="REP",
            head_uai=SECOND_COLLEGE,
            source=source,
        )
        for indicator, value in (("pupils", Decimal(pupils)), ("ips", Decimal(ips))):
            _figure(by, source, f"school:{uai}", indicator, school_year(2019), value)


def _quarter(by: Viewer, commune: Commune, source: Source, told: Told, year: int) -> Quarter:
    code, name, people, poor = told
    since, until = (date(2015, 1, 1), date(2024, 1, 1)) if year == 2015 else (date(2024, 1, 1), None)
    quarter = register.add_invented_quarter(by=by, code=code, name=name, commune=commune, since=since, until=until)
    figures = {"population": people, "poverty": poor, **YOUNG.get(code, {})}
    for indicator, value in figures.items():
        if value is not None:
            _figure(by, source, f"quarter:{code}", indicator, civil_year(year + 3), Decimal(value))
    return quarter


def _figure(by: Viewer, source: Source, place: str, indicator: str, period: Period, value: Decimal) -> None:
    register.add_figure(by=by, place=place, indicator=indicator, period=period, value=value, source=source)
