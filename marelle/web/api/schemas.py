"""The shapes of the public interface. Amounts are whole cents of euro; an absent year is unknown, never zero."""

from datetime import date

from ninja import Field, Schema


class SitesAsked(Schema):
    """What may be asked of the list of sites; everything is optional."""

    region: str | None = Field(None, pattern=r"^[0-9]{2,3}$", description="official code of a region, as 32")
    wave: int | None = Field(None, ge=2019, le=2100, description="year of the wave; 2022 stands for 2022 or later")
    q: str | None = Field(None, max_length=80, description="words of a name, a commune or a quarter")
    limit: int = Field(100, ge=1, le=500)
    offset: int = Field(0, ge=0, le=100_000)


class SourceOut(Schema):
    """Where a fact was read."""

    name: str
    url: str = ""
    published_on: date | None = None


class CommuneOut(Schema):
    """A commune of a site, by its official code."""

    code: str
    name: str
    population: int | None = Field(None, description="inhabitants; null when unknown")


class TotalOut(Schema):
    """An amount that a source states for several years together, without saying how much each year."""

    first_year: int | None = Field(None, description="null when the source does not say the years")
    last_year: int | None = None
    cents: int


class NoteOut(Schema):
    """What a source says of a site and no other field holds, in French as it is written here."""

    text: str
    source: SourceOut


class ListingOut(Schema):
    """A site as a list shows it on a day: a list is not a decision."""

    list: str = Field(description="code of the list; numbers differ from one list to another")
    number: str
    as_of: date
    name: str
    wave: str = Field(description="as deduced: 2019, 2021, 2022+; empty when the list does not say")


class SiteOut(Schema):
    """One site: labelled by a decision that is recorded here, or only shown by a list."""

    id: str = Field(description="stable identifier of the site here")
    name: str
    region: str = Field(description="official code of the region")
    region_name: str
    departement: str
    communes: list[CommuneOut]
    quarters: list[str]
    wave: int | None = Field(None, description="year of the wave in which the label was given; null when unknown")
    wave_deduced: bool = Field(description="true when no decision says the wave: a list implies it")
    wave_or_later: bool = Field(description="true when the label may be of a later year")
    labelled_on: date | None = Field(None, description="null when no decision is known")
    amounts: dict[str, int] = Field(description="cents by civil year, only for the years that a source states")
    totals: list[TotalOut]
    notes: list[NoteOut]
    invented: bool
    identifiers: dict[str, str] = Field(description="identifiers elsewhere, by source")
    listings: list[ListingOut] = Field(description="what lists show, the newest first")
    sources: list[SourceOut]


class SitesOut(Schema):
    """A page of sites and how many there are in all."""

    count: int
    items: list[SiteOut]


class WaveOut(Schema):
    """One call: how many sites it labelled and its envelope by year, in cents."""

    year: int
    name: str
    sites: int
    envelope: dict[str, int]
    allocated: dict[str, int]


class ProgrammeOut(Schema):
    """The programme in figures, each computed from what is recorded here."""

    name: str
    sites: int = Field(description="sites whose label is a decision recorded here")
    listed: int | None = Field(None, description="sites in the most recent list; null when none was read")
    listed_on: date | None = None
    amounts_known: int
    amounts_unknown: int
    waves: list[WaveOut]
    regions: dict[str, int] = Field(description="number of sites by code of region")


class Fault(Schema):
    """Why the answer is no, in a sentence."""

    code: str
    detail: str
