"""The shapes of juries, marks and authorities. A mark, a merit and a spread are decimals written as text."""

from datetime import date
from decimal import Decimal

from ninja import Field, Schema
from pydantic import AwareDatetime


class JurorOut(Schema):
    """One member of a jury."""

    number: int = Field(description="of their seat in this jury")
    person: int
    name: str
    organisation: str
    files: int = Field(description="candidatures in their hands")
    sent: int = Field(description="of which their marks are sent")


class JuryOut(Schema):
    """The jury of a call, and those who could be named."""

    readers: int = Field(description="how many readers each candidature has")
    items: list[JurorOut]
    could_be_named: dict[int, str] = Field(description="names by number of person")


class NameReviewerIn(Schema):
    """Whom to name."""

    person: int


class ShareOut(Schema):
    """One candidature in the hands of one reader."""

    application: int
    reviewer: int


class AwayOut(Schema):
    """Who may not read a candidature, and why."""

    application: int
    reviewer: int
    why: str


class DrawOut(Schema):
    """What a distribution would do, and the seed that confirms it."""

    seed: str = Field(description="the fingerprint of all that it is drawn from: nobody chooses it")
    shares: list[ShareOut]
    loads: dict[int, int] = Field(description="by seat, the number of candidatures afterwards")
    short: dict[int, int] = Field(description="by candidature, how many readers are missing")
    away: list[AwayOut]


class DrawIn(Schema):
    """The seed of the distribution that was read."""

    seed: str = Field(max_length=64)


class DrawnOut(Schema):
    """A distribution that was made."""

    number: int
    seed: str
    drawn_at: AwareDatetime
    shares: list[ShareOut]


class HandIn(Schema):
    """To whom a candidature is given by hand."""

    reviewer: int


class AssignmentOut(Schema):
    """One share of one candidature."""

    number: int
    application: int
    reviewer: int
    how: str = Field(description="drawn, further or hand")
    assigned_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    ended_why: str = ""


class JuryReasonIn(Schema):
    """Why."""

    why: str = Field(max_length=1000)


class MarkedOut(Schema):
    """Where the marking of one candidature stands; what it is worth only once every reader has sent their marks."""

    application: int
    site: str
    readers: int
    sent: int
    opened: bool
    marks: dict[str, Decimal] | None = Field(description="mean by criterion; null while sealed, or to who is linked")
    spread: dict[str, Decimal] | None = Field(description="half the gap between readers, by criterion")
    merit: Decimal | None = Field(description="weighted mean, to two decimals, for reading only")
    alerts: list[str] = Field(description="criteria on which the gap reaches the threshold of the call")


class BoardOut(Schema):
    """The candidatures of a call under examination."""

    items: list[MarkedOut]


class StandingOut(Schema):
    """One reviewer beside the others on the same candidatures."""

    name: str
    files: int
    mean: Decimal
    off: Decimal | None = Field(description="mean difference to the other readers; null when there was none")
    deviation: Decimal | None


class CalibrationOut(Schema):
    """Every reviewer who has open marks."""

    items: list[StandingOut]


class ChaseIn(Schema):
    """What to remind of."""

    about: str = Field(pattern="^(opinions|reviews)$")


class LiftingIn(Schema):
    """Why a declared interest no longer holds."""

    why: str = Field(max_length=2000)


class ChaseDays(Schema):
    """The days on which the clock chases late opinions, counted from their last day: -7 is a week before."""

    days: list[int] = Field(max_length=60)


class ChaseOut(Schema):
    """A round of reminders."""

    about: str
    day: date
    people: int
    files: int


class MarkOut(Schema):
    """One mark and its reason."""

    mark: Decimal
    reason: str


class MarkIn(Schema):
    """One mark, on the scale of its criterion, and its reason."""

    mark: str = Field("", max_length=8)
    reason: str = Field("", max_length=10_000)


class ReviewIn(Schema):
    """Marks by criterion, on the version that was read."""

    version: int
    marks: dict[str, MarkIn]
    comment: str = Field("", max_length=10_000)


class DraftIn(Schema):
    """The same, unfinished."""

    marks: dict[str, MarkIn]
    comment: str = Field("", max_length=10_000)


class CorrectionIn(ReviewIn):
    """The same, with the review that it replaces and why."""

    corrects: int
    why: str = Field(max_length=1000)


class StatementIn(Schema):
    """What links one to a candidature."""

    has_interest: bool
    why: str = Field("", max_length=1000)


class SentOut(Schema):
    """A review that was sent."""

    number: int
    version: int
    submitted_at: AwareDatetime
    corrected: bool
    after_comparison: bool
    comment: str
    marks: dict[str, MarkOut]


class OwnReviewOut(Schema):
    """One candidature on a reviewer's desk."""

    number: int = Field(description="of the share")
    application: int
    site: str
    call: str
    stage: str = Field(description="declare, to_mark, drafted or sent")
    comparable: bool
    decision_by: date | None


class DeskOut(Schema):
    """A reviewer's candidatures, what is left first."""

    items: list[OwnReviewOut]


class FileToReviewOut(Schema):
    """A candidature with its frozen text and the reviewer's own marks, saved or sent."""

    number: int
    application: int
    site: str
    version: int
    fingerprint: str
    definition: dict[str, object]
    answers: dict[str, object]
    draft: dict[str, dict[str, str]] | None
    sent: SentOut | None


class ComparedReviewOut(SentOut):
    """One reader's marks among the others'."""

    reader: str


class ComparedOut(Schema):
    """The open marks of one candidature, side by side."""

    application: int
    marks: dict[str, Decimal]
    spread: dict[str, Decimal]
    merit: Decimal
    alerts: list[str]
    reviews: list[ComparedReviewOut]


class OpinionIn(Schema):
    """The opinion of one seat on the version that was read."""

    version: int
    seat: str = Field(max_length=60)
    opinion: str = Field(max_length=20)
    reasons: str = Field(max_length=10_000)


class OpinionOut(Schema):
    """What one seat said."""

    version: int
    seat: str
    opinion: str
    spoken_at: AwareDatetime


class SeatSaidOut(Schema):
    """One seat of a candidature."""

    seat: str = Field(description="prefect, rector or region")
    label: str
    opinion: str | None = Field(description="favourable, reservations, unfavourable or abstained; null: awaited")
    reasons: str
    spoken_at: AwareDatetime | None
    organisation: str = Field(description="for whom one spoke")
    in_the_stead_of: str = Field(description="the authority for whom a deputy spoke; else empty")


class OpinionsOut(Schema):
    """The opinions on the version on which the seats speak now."""

    version: int = Field(description="to be given back with an opinion")
    fingerprint: str
    seats: list[SeatSaidOut]
    mine: list[str] = Field(description="seats from which whoever asks still may speak")


class MessageIn(Schema):
    """A message to the other authority."""

    text: str = Field(max_length=5000)


class MessageOut(Schema):
    """One message of the thread."""

    seat: str
    who: str
    mine: bool
    said_at: AwareDatetime
    text: str


class AtWorkOut(Schema):
    """Another authority that has the candidature open."""

    seat: str
    who: str
    since: AwareDatetime


class ExchangeOut(Schema):
    """The thread of the authorities on a candidature, and who of them is at work."""

    messages: list[MessageOut]
    at_work: list[AtWorkOut]


class DeputyIn(Schema):
    """A deputyship: which seat, for whom, between which instants, by which act."""

    seat: str = Field(description="prefect or rector", max_length=60)
    place_kind: str = Field(max_length=20)
    place_code: str = Field(max_length=40)
    person: int
    valid_from: AwareDatetime
    valid_to: AwareDatetime
    act: str = Field(max_length=300)


class DeputyOut(Schema):
    """A deputyship that was given."""

    number: int
    seat: str
    person: str
    given_by: str
    valid_from: AwareDatetime
    valid_to: AwareDatetime
    act: str


class DeputiesOut(Schema):
    """The deputies that one gave, and those for whom one stands in."""

    items: list[DeputyOut]
