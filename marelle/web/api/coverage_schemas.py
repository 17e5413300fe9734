"""The shapes of the coverage of a cité. Each number is two bounds; a null upper bound is unknown, never zero."""

from datetime import date

from ninja import Field, Schema


class CoverageAsked(Schema):
    """Which year of the plan; by default the present one, or the nearest of the project."""

    year: int | None = Field(None, ge=2000, le=2100, description="a civil year of the project")


class CellsAsked(CoverageAsked):
    """Which cells."""

    theme: str | None = Field(None, max_length=20, description="code of a theme, as sport; none: all of them together")
    quarter: str | None = Field(None, max_length=12, description="code of a quarter of the cité; none: all, and totals")


class CoverageCellOut(Schema):
    """One cell, or a total where an axis is null: it is counted from distinct actions, never a sum of cells."""

    quarter: str | None
    age_first: int | None = Field(description="completed years, included")
    age_end: int | None = Field(description="completed years, excluded")
    band: str | None = Field(description="moment of the week or of the year; any: no fixed moment")
    theme: str | None
    young_low: int
    young_high: int | None
    estimated: bool
    actions: list[str]
    minutes_low: int = Field(description="minutes of sessions in the year")
    minutes_high: int | None
    weekly_low: float | None = Field(description="minutes in a typical week of the band, rounded to 0.01")
    weekly_high: float | None
    seats_low: int
    seats_high: int | None
    offered_low: int = Field(description="minutes × seats")
    offered_high: int | None
    promised_low: int = Field(description="different young people, by what the sheets say")
    promised_high: int | None
    reach_low: int = Field(description="the same, no more than live there")
    reach_high: int | None
    rate_low: float | None = Field(description="reach over young, rounded to 0.0001; null: unknown, or nobody there")
    rate_high: float | None
    shared: list[str] = Field(description="actions that also serve other cells, nobody knows how much")
    partial: list[str] = Field(description="actions that also run outside of the year")
    silent: list[str] = Field(description="actions that do not say all their numbers")


class HoleOut(Schema):
    """Where nothing is open to young people who live there."""

    quarter: str
    age_first: int
    age_end: int
    band: str
    poverty: str = Field(description="poorest, others or unrated: the quarter by its rate of poverty")
    without_low: int
    without_high: int | None
    could_extend: list[str] = Field(description="codes of the actions next door, the nearest first")


class CoverageOut(Schema):
    """The coverage of one cité in one year."""

    project: int
    site: str
    year: int
    quarters: dict[str, str] = Field(description="names by code")
    titles: dict[str, str] = Field(description="titles of the actions of the plan, by code")
    operators: dict[str, str]
    cells: list[CoverageCellOut]
    holes: list[HoleOut] = Field(description="every hole of the theme, the worst first")


class SlotOut(Schema):
    """What one sheet says of one moment: what a cell is recomputed from."""

    action: str
    slot: str
    operator: str
    status: str
    days_first: date
    days_end: date = Field(description="excluded")
    ages: list[str] = Field(description="as 6-11, the last one excluded")
    bands: list[str]
    quarters: list[str] = Field(description="empty: the whole cité")
    audience: str
    split: bool
    themes: list[str]
    sessions: int | None
    rhythm: str
    weeks: int | None
    minutes_a_session: int | None
    minutes_low: int
    minutes_high: int | None
    seats: int | None
    reach: int | None
    slot_seats: int | None
    slot_reach: int | None
    action_reach: int | None
    action_by_age: list[int | None] = Field(description="for each of the ages; null: unknown")
    action_entire: bool


class YoungOut(Schema):
    """How many young people of some ages live in a quarter, by a source."""

    quarter: str
    age_first: int
    age_end: int = Field(description="excluded")
    young: int | None
    source: str
    on: date
    estimated: bool
