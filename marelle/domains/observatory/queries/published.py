"""The shapes in which a labelled site is published."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PublishedSource:
    """Where a fact was read."""

    name: str
    url: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class PublishedCommune:
    """A commune of a site; its population is None when unknown."""

    code: str
    name: str
    population: int | None


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """Cents that a source states without saying how much goes to each year.

    For the years together; or, when both years are None, for a year that the source does not name.
    """

    first_year: int | None
    last_year: int | None
    cents: int
    source: PublishedSource
    note: str = ""


@dataclass(frozen=True, slots=True)
class PublishedNote:
    """What a source says of a site and no column holds: a sum shared by several, a misprint, a later split."""

    text: str
    source: PublishedSource


@dataclass(frozen=True, slots=True)
class PublishedSite:
    """One labelled site. `amounts` holds cents by civil year: a year that is absent is unknown, never zero."""

    id: str
    name: str
    region_code: str
    region_name: str
    departement_code: str
    departement_name: str
    academie: str
    communes: tuple[PublishedCommune, ...]
    quarters: tuple[str, ...]
    wave: int
    labelled_on: date
    amounts: dict[int, int]
    totals: tuple[StatedTotal, ...]
    notes: tuple[PublishedNote, ...]
    sources: tuple[PublishedSource, ...]
    identifiers: dict[str, str]
    invented: bool
    lon: float | None
    lat: float | None
