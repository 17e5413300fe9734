"""The shapes of the directory of a cité and of the sheets that partners keep."""

from datetime import date
from typing import Any

from ninja import Field, Schema
from pydantic import AwareDatetime

from .action_schemas import MissingOut
from .offer_schemas import HourOut, YearsOut


class DirectoryLineOut(Schema):
    """A cité whose directory one may read."""

    site: str
    name: str


class DirectoriesOut(Schema):
    """Those of the open sites, by name."""

    count: int
    items: list[DirectoryLineOut]


class PartnerActivityOut(Schema):
    """One thing that an organisation does."""

    title: str = Field(description="of an action of the plan; empty for what the sheet adds")
    source: str = Field(description="plan or sheet")
    ages: list[YearsOut]
    moments: list[str]
    hours: list[HourOut]
    themes: list[str]
    quarters: list[str] = Field(description="none: the whole cité")
    places: list[str]
    entry: str | None


class PartnerOut(Schema):
    """One organisation of the directory: how to reach its desk, what it does. Null: nobody said."""

    organisation: str
    text: str | None
    phone: str | None
    mail: str | None
    desk: str | None
    desk_hours: str | None
    months_unconfirmed: int | None = Field(description="whole months; 0: confirmed lately; null: it has no sheet")
    activities: list[PartnerActivityOut]


class PartnersOut(Schema):
    """The directory, narrowed by what was asked."""

    count: int
    items: list[PartnerOut]


class PartnerSheetLineOut(Schema):
    """A sheet that one keeps."""

    id: int
    organisation: int
    organisation_name: str
    site: str
    state: str = Field(description="incomplete: not in the directory; old: to be confirmed; confirmed")
    confirmed_on: date | None


class SheetToOpenOut(Schema):
    """A sheet that one may open: an organisation, in a cité where it is or runs an action."""

    organisation: int
    organisation_name: str
    site: str


class PartnerSheetsOut(Schema):
    """The sheets that one keeps, and those that one may open."""

    count: int
    items: list[PartnerSheetLineOut]
    to_open: list[SheetToOpenOut]


class PartnerSheetOut(PartnerSheetLineOut):
    """A whole sheet."""

    form_version: int = Field(description="of the form that it answers: `/sheet-forms/partner?version=`")
    revision: int = Field(description="to be sent back with what is written")
    updated_at: AwareDatetime
    answers: dict[str, Any]
    missing: list[MissingOut] = Field(description="what keeps it out of the directory")
    months_unconfirmed: int


class PartnerSheetOpenIn(Schema):
    """Which organisation, in which cité."""

    organisation: int
    site: str = Field(max_length=80, description="identifier of the site here")


class SettleSheetTextIn(Schema):
    """What becomes of a text that was put aside."""

    take: bool = Field(description="true: it takes the place of what is stored; false: what is stored stays")


class PartnerAnswersIn(Schema):
    """Some answers; null or empty takes one back."""

    answers: dict[str, Any]
    revision: int | None = Field(None, description="the one that was read: a colleague's change is never overwritten")
