"""The shapes of what a cité offers: its published actions, its directory. Codes are those of the action sheet."""

from datetime import date, time
from typing import Literal

from ninja import Field, Schema


class OfferAsked(Schema):
    """What a family looks for; what is absent is not asked."""

    age: int | None = Field(None, ge=0, le=25, description="completed years")
    moment: str = Field("", max_length=16, description="a moment of the week or of the year: wednesday, evening…")
    quarter: str = Field("", max_length=8)
    theme: str = Field("", max_length=20)
    q: str = Field("", max_length=80)


class YearsOut(Schema):
    """Ages in completed years."""

    first: int
    last: int = Field(description="included")


class HourOut(Schema):
    """One hour of an ordinary week."""

    day: int = Field(ge=1, le=7, description="1 is Monday, as in ISO 8601")
    starts_at: time
    ends_at: time
    place: str


class DatedOut(Schema):
    """One session that comes once."""

    on: date
    starts_at: time
    ends_at: time
    place: str


class OfferedOut(Schema):
    """One action of the plan, as everybody may read it. No amount, nobody to reach."""

    number: int
    title: str
    text: str
    year: int
    themes: list[str]
    ages: list[YearsOut]
    levels: list[str] = Field(description="levels of school, as in the action sheet; none: every level of these ages")
    adults: list[str]
    moments: list[str]
    hours: list[HourOut]
    dates: list[DatedOut]
    quarters: list[str] = Field(description="none: the whole cité")
    schools: list[str]
    places: list[str]
    operator: str
    entry: str | None
    starts_on: date | None
    ends_on: date | None


class OfferOut(Schema):
    """What a cité offers this year."""

    year: int | None = Field(description="the year of the plan; null where no project is being written or run")
    count: int
    items: list[OfferedOut]


class DirectoryAsked(Schema):
    """« Tuesday 17:00, a 5e pupil »; what is absent is not asked."""

    level: str = Field("", max_length=20, description="a level (5e, CM2) or an age in years")
    day: int | None = Field(None, ge=1, le=7, description="1 is Monday, as in ISO 8601")
    at: time | None = None
    quarter: str = Field("", max_length=8)
    theme: str = Field("", max_length=20)


class ActivityOut(Schema):
    """One activity that answers: surely, or « maybe » when it gives a moment and no hour."""

    organisation: str
    title: str
    source: Literal["plan", "sheet"]
    answer: Literal["yes", "maybe"]
    takes_all_ages_asked: bool
    ages: list[YearsOut]
    moments: list[str]
    hours: list[HourOut]
    themes: list[str]
    quarters: list[str]
    places: list[str]
    entry: str | None
    phone: str | None
    mail: str | None
    desk: str | None
    months_unconfirmed: int | None = Field(description="null: the organisation has no sheet")


class DirectoryOut(Schema):
    """Who can take a pupil, those who surely can first."""

    count: int
    items: list[ActivityOut]
