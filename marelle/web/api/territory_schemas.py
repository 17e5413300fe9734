"""The shapes of the territory: communes, quarters, schools, figures, rules. What is unknown is null or absent."""

from datetime import date
from typing import Literal

from ninja import Field, Schema

from .schemas import SourceOut

COMMUNE = r"^[0-9][0-9AB][0-9]{3}$"


class Page(Schema):
    """Which part of a list."""

    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=1_000_000)


class SearchAsked(Schema):
    """What is looked for among the public places."""

    q: str = Field(..., min_length=1, max_length=80, description="words or codes; accents and typing errors forgiven")
    kind: Literal["", "site", "commune", "epci", "quarter", "school"] = ""
    limit: int = Field(20, ge=1, le=50)


class PlaceOut(Schema):
    """A place that answers a search."""

    kind: str
    code: str
    name: str
    detail: str


class PlacesOut(Schema):
    """The places that answer, best first."""

    items: list[PlaceOut]


class FigureOut(Schema):
    """One value of one indicator over one period, as one source gives it."""

    indicator: str
    label: str
    unit: str
    value: float
    starts_on: date
    ends_on: date = Field(description="the first day after the period")
    calendar: Literal["civil", "school"]
    source: SourceOut


class CommunesAsked(Page):
    """Which communes."""

    q: str | None = Field(None, max_length=80)
    departement: str | None = Field(None, pattern=r"^([0-9]{2}|2[AB]|9[78][0-9])$")


class CommuneLineOut(Schema):
    """One commune on a list."""

    code: str
    name: str
    departement: str
    parent: str | None = Field(None, description="the commune of which it is an arrondissement")
    population: int | None = None
    population_year: int | None = None


class CommunesOut(Schema):
    """A page of communes and how many there are in all."""

    count: int
    items: list[CommuneLineOut]


class CommuneFullOut(CommuneLineOut):
    """One commune, with what is known of it."""

    region: str
    academie: str | None
    holiday_zone: str
    postcodes: list[str]
    epci: str | None = Field(None, description="SIREN of its grouping today")
    lon: float | None
    lat: float | None
    quarters: list[str] = Field(description="codes of its priority neighbourhoods, both lists")
    sites: list[str] = Field(description="identifiers of the sites that cover it today")
    figures: list[FigureOut]


class QuartersAsked(Page):
    """Which priority quarters."""

    commune: str | None = Field(None, pattern=COMMUNE)
    departement: str | None = Field(None, pattern=r"^([0-9]{2}|2[AB]|9[78][0-9])$")
    generation: Literal[2015, 2024] | None = None


class QuarterLineOut(Schema):
    """One quarter on a list."""

    code: str
    name: str
    generation: int
    departement: str
    communes: list[str]
    valid_from: date
    valid_to: date | None


class QuartersOut(Schema):
    """A page of quarters and how many there are in all."""

    count: int
    items: list[QuarterLineOut]


class PassageOut(Schema):
    """A quarter of the other list, and how the link is known."""

    code: str
    basis: Literal["outline", "name", "source"]
    share: float | None = Field(None, description="part of the older quarter's surface, 0 to 1")


class QuarterFullOut(QuarterLineOut):
    """One quarter, with its figures."""

    became: list[PassageOut]
    came_from: list[PassageOut]
    figures: list[FigureOut]


class SchoolsAsked(Page):
    """Which schools."""

    commune: str | None = Field(None, pattern=COMMUNE)
    departement: str | None = Field(None, pattern=r"^([0-9]{2}|2[AB]|9[78][0-9])$")
    kind: str | None = Field(None, max_length=12)
    network: Literal["REP", "REP+"] | None = None


class SchoolLineOut(Schema):
    """One school on a list."""

    uai: str
    name: str
    kind: str
    sector: str = Field(description="public, contract, private; empty: no list says it")
    commune: str | None
    network: str = Field("", description="REP, REP+ or empty, today")
    network_head: str = ""
    lon: float | None
    lat: float | None


class SchoolsOut(Schema):
    """A page of schools and how many there are in all."""

    count: int
    items: list[SchoolLineOut]


class SchoolFullOut(SchoolLineOut):
    """One school, with its figures."""

    closed_on: date | None
    facts_on: date
    figures: list[FigureOut]


class FactOut(Schema):
    """One fact on which an answer stands."""

    label: str
    value: float | None
    unit: str
    period: str
    source: str
    url: str


class ConditionOut(Schema):
    """One condition of a set of rules, answered."""

    id: str
    label: str
    required: bool
    verdict: Literal["holds", "fails", "unknown", "judged"]
    because: str
    settles: str
    facts: list[FactOut]


class WaveAnswerOut(Schema):
    """A commune before one set of rules."""

    rules: str
    version: int
    title: str
    verdict: Literal["holds", "fails", "unknown", "judged"]
    generation: int = Field(description="the list of quarters that was looked at")
    stands_in: bool = Field(description="true: today's list answers for one that is not known here")
    conditions: list[ConditionOut]


class EligibilityOut(Schema):
    """What a commune meets of the published rules, condition by condition."""

    commune: str
    waves: list[WaveAnswerOut]


class PointsIn(Schema):
    """Points to be located. They are in the body, so that no address and no log holds them; nothing is kept."""

    points: list[tuple[float, float]] = Field(..., min_length=1, max_length=10_000, description="longitude, latitude")
    generation: Literal[2015, 2024] = 2024


class LocatedOut(Schema):
    """The answer for one point, in the order of the points."""

    verdict: Literal["inside", "border", "outside", "unknown", "nowhere"]
    quarter: str | None
    name: str | None


class PointsOut(Schema):
    """Where each of the points that were sent lies."""

    generation: int
    items: list[LocatedOut]
