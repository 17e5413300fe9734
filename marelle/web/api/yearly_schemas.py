"""The shapes of yearly reviews: their figures with formula and source, their voices, all cités beside each other."""

from datetime import date
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from .asking import Paged
from .project_schemas import VoiceOut
from .text_schemas import SpokenSeatOut

VALUE = "a number as text, so that nothing is rounded, in the unit of the figure; null: unknown, never zero"


class FigureKindOut(Schema):
    """What a figure is: its words, its unit, how it is worked out and from what."""

    code: str
    chapter: str
    label: str
    unit: str = Field(description="count, hours, days, cents or minutes")
    scope: str = Field(description="national: cités may be set side by side; local: it says something of one only")
    formula: str
    source: str


class FigureKindsOut(Schema):
    """Every figure of a review, and the years of which one may read validated reviews."""

    items: list[FigureKindOut]
    years: list[int] = Field(description="the newest first")


class ReviewFigureOut(FigureKindOut):
    """One figure of one review. Where `said` is less than `counted`, the value is at least that much."""

    value: str | None = Field(description=VALUE)
    said: int | None = Field(description="how many records tell it")
    counted: int | None = Field(description="of how many; null: one record tells it")
    before: str | None = Field(description="the same in the validated review of the year before")
    parts: list[tuple[str, str]] = Field(description="what it is worked out from: a name, a number as text")


class ReviewOut(Schema):
    """One yearly review: as it was frozen once it is submitted, else with the figures of today."""

    project: int
    year: int
    state: str = Field(description="writing, submitted or validated")
    revision: int = Field(description="of its answers: to be sent back with what is written")
    submitted: int | None = Field(description="number of the version on which the three speak")
    validated_at: AwareDatetime | None
    counted_on: date = Field(description="the day of the figures")
    fingerprint: str = Field(description="SHA-256 of the frozen text; empty while it is written")
    answers: dict[str, Any]
    missing: list[str] = Field(description="codes of the answers that it lacks")
    figures: list[ReviewFigureOut]
    voices: list[VoiceOut]
    awaited: list[str]


class ReviewSeatsOut(Schema):
    """What the three say of a review, and what it amounts to by its rule."""

    version: int | None
    seats: list[SpokenSeatOut]
    awaited: list[str]
    against: list[str]
    favourable: int
    needed: int
    carried: bool
    mine: list[str] = Field(description="the seats from which whoever asks may speak now")
    lapsed: list[int] = Field(description="numbers of the versions whose voices lapsed, the newest first")


class ReviewFormOut(Schema):
    """The form of a review, with the questions of each chapter."""

    title: str
    version: int
    definition: dict[str, Any]


class ReviewAnswersIn(Schema):
    """Some answers of a review; null or empty takes one back."""

    answers: dict[str, Any]
    revision: int | None = Field(None, description="the one that was read: a colleague's change is never overwritten")
    reopen: bool = Field(False, description="true: a submitted review goes back to writing, and its voices lapse")


class ReviewReasonIn(Schema):
    """Why; it is kept, and read by those who had spoken."""

    why: str


class ReviewLineOut(Schema):
    """A year of a project that has a review."""

    year: int
    state: str
    submitted: int | None
    validated_at: AwareDatetime | None


class ReviewsOut(Schema):
    """The reviews of a project, and its way from the label to its first action."""

    count: int
    items: list[ReviewLineOut] = Field(description="the newest year first")
    may_open: list[int] = Field(description="years of which whoever asks may open the review")
    days: dict[str, date | None] = Field(
        description="label, opened, submitted, finalised, planned, notified, paid, running; null: not yet, or unknown"
    )
    label_to_first: int | None = Field(description="days from the label to the first action; null: none runs, unknown")


class ComparedAsked(Paged):
    """Which figure, of which year, where, over which size of main commune."""

    year: int = Field(ge=2000, le=2100)
    figure: str = Field(max_length=60, description="code of a national figure")
    region: str = Field("", max_length=3, description="official code of a region, as 32; empty: all")
    size: Literal["", "small", "middle", "large", "unknown"] = Field(
        "", description="inhabitants of the main commune: under 20,000; to 100,000; above"
    )


class ComparedFigureOut(Schema):
    """One cité in the comparison of a figure."""

    project: int
    site: str
    name: str
    value: str | None = Field(description=VALUE)
    said: int | None
    counted: int | None
    before: str | None


class SpreadOut(Schema):
    """A figure over many cités: quartiles of those that know it whole (definition 7 of Hyndman and Fan)."""

    known: int
    partial: int = Field(description="known in part: not in the quartiles")
    unknown: int
    low: str | None
    lower: str | None
    median: str | None
    upper: str | None
    high: str | None


class ComparisonOut(Schema):
    """One figure over the validated reviews of a year."""

    year: int
    figure: str
    unit: str
    count: int
    spread: SpreadOut
    items: list[ComparedFigureOut] = Field(description="by name")
