"""The shapes of lists, of their files, of the funnel and of bulk orders."""

from datetime import date
from typing import Literal

from ninja import Field, Schema

from .review_schemas import DrawOut


class ApplicationsAsked(Schema):
    """What may be asked of the list of applications; everything is optional, and narrows what the asker sees."""

    call: str | None = Field(None, max_length=80, description="the name of a call in its address, as 2019")
    state: Literal["draft", "filed", "under_review", "labelled", "refused", "withdrawn"] | None = None
    region: str | None = Field(None, pattern=r"^[0-9]{2,3}$", description="official code of a region, as 32")
    academie: str | None = Field(None, max_length=30, description="code of an académie, as AMIENS")
    departement: str | None = Field(None, max_length=3, description="official code of a département, as 80")
    opinions: Literal["mine", "awaited", "late"] | None = Field(None, description="mine: I have one to give")
    reviewer: int | None = Field(None, ge=1, le=2**31, description="number of a member of the jury; for organisers")
    q: str | None = Field(None, max_length=80, description="words of a site, a commune or an organisation")
    sort: str | None = Field(
        None, max_length=20, description="a column of the list, as deposee; -deposee: from the last"
    )


class ApplicationsPage(ApplicationsAsked):
    """The same, one page at a time."""

    limit: int = Field(100, ge=1, le=500)
    offset: int = Field(0, ge=0, le=1_000_000)


class ApplicationLineOut(Schema):
    """One application as a list shows it; its text is read elsewhere."""

    id: int
    call: str
    site: str
    site_id: str
    commune: str
    departement: str
    region: str
    academie: str | None
    organisation: str
    siret: str = Field(description="empty when unknown")
    state: str
    filed_on: date | None
    prefect: str | None = Field(description="the opinion on the current version; null: none yet")
    rector: str | None
    region_opinion: str | None
    awaited: list[str] = Field(description="the seats that have not spoken, while they may")
    opinions_by: date | None = Field(description="the last day of the opinions")
    readers: int | None = Field(description="null for those who do not organise the review")
    marks_received: int | None
    reminded_on: date | None


class ApplicationsOut(Schema):
    """A page of applications and how many there are in all."""

    count: int
    items: list[ApplicationLineOut]


class FunnelRegionOut(Schema):
    """How many applications of one region reached each step."""

    region: str
    region_name: str
    started: int = Field(description="drafts included; what was withdrawn is not")
    filed: int
    both_opinions: int
    all_marks: int = Field(description="of them, those whose readers have all sent their marks")
    labelled: int


class RemindIn(Schema):
    """Whom to remind: of opinions or of marks on these applications; of drafts, the authors of every one."""

    about: Literal["opinions", "reviews", "drafts"]
    applications: list[int] = Field(default_factory=list, max_length=2000)
    rehearse: bool = Field(False, description="true: what would be done, and nothing is")


class AssignIn(Schema):
    """Several applications for one member of the jury."""

    reviewer: int
    applications: list[int] = Field(min_length=1, max_length=2000)
    rehearse: bool = False


class SomeDrawIn(Schema):
    """Several applications to distribute by load and by chance."""

    applications: list[int] = Field(min_length=1, max_length=2000)
    seed: str = Field("", max_length=64, description="the seed of the preview that was read; empty: only look")


class SomeDrawnOut(DrawOut):
    """What a distribution gives, and its number once it is done."""

    number: int | None


class OutcomeOut(Schema):
    """What was done, or would be, with one application."""

    application: int
    site: str
    done: bool
    sentence: str
