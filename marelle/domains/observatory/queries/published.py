"""The shapes in which a site is published."""

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
class PastCommune:
    """A commune that a site covered from a day to a day, that one left out."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PublishedNote:
    """What a source says of a site and no column holds: a sum shared by several, a misprint, a later split."""

    text: str
    source: PublishedSource


@dataclass(frozen=True, slots=True)
class PublishedListing:
    """A site as a list shows it on a day. The wave is deduced: « 2019 », « 2022+ » for that year or after, or blank."""

    list_code: str
    number: str
    as_of: date
    name: str
    wave: str
    source: PublishedSource | None


@dataclass(frozen=True, slots=True)
class PublishedSite:
    """One site, labelled by a decision recorded here, or shown by a list; then the day of its label is None: unknown.

    `wave` is a year, or None; `wave_open` says that it may be a later one. `amounts` holds cents by civil year: a year
    that is absent is unknown, never zero.
    """

    id: str
    name: str
    region_code: str
    region_name: str
    departement_code: str
    departement_name: str
    academie: str
    communes: tuple[PublishedCommune, ...]
    past_communes: tuple[PastCommune, ...]
    quarters: tuple[str, ...]
    wave: int | None
    wave_open: bool
    labelled_on: date | None
    amounts: dict[int, int]
    totals: tuple[StatedTotal, ...]
    notes: tuple[PublishedNote, ...]
    sources: tuple[PublishedSource, ...]
    identifiers: dict[str, str]
    listings: tuple[PublishedListing, ...]
    invented: bool
    ended: bool  # it split or merged, or its label was left: what it did stays to be read
    lon: float | None
    lat: float | None

    @property
    def wave_deduced(self) -> bool:
        """True when no decision recorded here says the wave: a list implies it."""
        return self.wave is not None and self.labelled_on is None
