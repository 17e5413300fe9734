"""The shapes of every plan, line by line, of one beside those like it, and of what proposals would change."""

from datetime import date

from ninja import Field, Schema

from .asking import Paged
from .coverage_schemas import CoverageCellOut, HoleOut

EACH = "minutes offered for each young person in a year, rounded to 0.01"


class PlansAsked(Paged):
    """Which year (by default the present one, or the nearest that a project has), which cités."""

    year: int | None = Field(None, ge=2000, le=2100)
    q: str = Field("", max_length=80, description="words of the name of the cité or of its main commune")
    region: str = Field("", max_length=3, description="official code of a région; empty: all")


class PlanLineOut(Schema):
    """One plan. Each number is two bounds; null: unknown, never zero."""

    project: int
    site: str
    name: str
    departement: str = Field(description="official code")
    actions: int
    label_to_first: int | None = Field(description="days from the label to the first action; null: none runs, unknown")
    each_low: float | None = Field(description=EACH)
    each_high: float | None
    gap_low: float | None = Field(
        description="minutes for each young person of the poorest quarters, less those of the others; null: unknown"
    )
    gap_high: float | None
    young_low: int | None = Field(description="young people of 0 to 25 who live in the quarters")
    young_high: int | None
    quarters: int
    quarters_uncounted: int | None = Field(description="of which nobody counted the young; null: no quarter is known")
    holes: int | None = Field(description="null: no quarter is known")
    worst: HoleOut | None = Field(description="the worst of the holes")


class PlansOut(Schema):
    """The plans of a year that one may read, by name of cité."""

    year: int
    count: int
    items: list[PlanLineOut]


class QuartileOut(Schema):
    """A number beside those of the cités alike, of which none is named; null: unknown, or too few cités."""

    age_first: int | None = Field(description="null: all ages")
    age_end: int | None = Field(description="excluded")
    band: str | None = Field(description="null: all moments")
    here_low: float | None = Field(description="minutes a year, as the list says it, rounded to 0.01")
    here_high: float | None
    quarter_low: float | None = Field(description="a quarter of the cités have less")
    quarter_high: float | None
    half_low: float | None = Field(description="half of them have less")
    half_high: float | None
    three_quarters_low: float | None = Field(description="three quarters of them have less")
    three_quarters_high: float | None
    gap_low: float | None = Field(description="here, less the half of them")
    gap_high: float | None
    stands: str = Field(
        description="below (a quarter), less (than half), among, more, above (three quarters); unsure: the bounds do "
        "not tell; unknown: here; few: too few cités are known"
    )
    known: int = Field(description="of the cités alike, those of which it is known")
    unknown: int


class PlanBesideOut(Schema):
    """A plan beside those of the cités whose quarters are like its own. Under four of them, nothing is told."""

    project: int
    year: int
    cites: int = Field(description="how many are alike")
    of: int = Field(description="among how many plans they were looked for")
    alike_by: list[str] = Field(description="what the likeness rests on: quarters, young, poverty")
    uncounted: int = Field(description="of how many of those alike nobody counted the young people")
    items: list[QuartileOut] = Field(description=f"by age, by moment: {EACH}")
    open: list[QuartileOut] = Field(description="each age at each moment, with totals: minutes open in the year")


class SideOut(Schema):
    """Some quarters together."""

    side: str = Field(description="poorest, others, or unrated: their rate of poverty is unknown")
    quarters: list[str]
    each_low: float | None = Field(description=EACH)
    each_high: float | None


class RateSourceOut(Schema):
    """Where a rate comes from."""

    source: str
    on: date = Field(description="the first day of what it is of")


class PovertyOut(Schema):
    """The poorest quarters beside the others."""

    project: int
    year: int
    definition: str = Field(description="which quarters are called the poorest")
    rates: dict[str, float | None] = Field(description="rate of poverty by quarter, in percent; null: unknown")
    sources: dict[str, RateSourceOut] = Field(description="where each rate that is known comes from, by quarter")
    holes: dict[str, int] = Field(description="how many holes each side has; a side without a quarter is left out")
    sides: list[SideOut]
    gap_low: float | None = Field(
        description="minutes for each of the poorest, less those of the others; null: unknown"
    )
    gap_high: float | None


class ProposalOut(Schema):
    """What a proposed action would change of the plan."""

    id: int
    code: str
    title: str
    closes: list[HoleOut] = Field(description="the holes of the plan that it would close")


class ProposalsOut(Schema):
    """The proposed actions of a year, by number."""

    project: int
    year: int
    holes: int = Field(description="how many the plan has")
    items: list[ProposalOut]


class TriedOut(Schema):
    """The plan of a year as it would be with one proposed action: the cells that change."""

    project: int
    year: int
    code: str
    holes: int
    items: list[CoverageCellOut]
