"""The shapes of calls: what each says, what a preparation writes, what turns it. Amounts are whole cents of euro."""

from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Field, Schema
from pydantic import AwareDatetime

from .schemas import SourceOut


class CriterionOut(Schema):
    """One criterion: its weight, its share of the whole, its scale, the sentence of each whole mark."""

    code: str
    title: str
    text: str
    weight: Decimal
    share: Decimal = Field(description="per cent of all weights, to one decimal, for reading only")
    mark_min: Decimal
    mark_max: Decimal
    mark_step: Decimal
    anchors: dict[str, str] = Field(description="a sentence for each whole mark")


class DocumentOut(Schema):
    """A document that a file must, or may, carry: one that the call demands, or one that its form asks for."""

    code: str
    title: str
    text: str
    compulsory: bool
    question: str = Field(description="code of the question of the form at which it is joined; empty: to be chosen")


class ExtensionOut(Schema):
    """A closing that was postponed."""

    before: AwareDatetime
    until: AwareDatetime
    decided_at: AwareDatetime
    everybody: bool = Field(description="false when it was granted to one candidature")
    why: str = Field(description="the reason; empty for one candidature, which its authors read")


class BatchOut(Schema):
    """One batch of a rolling call."""

    number: int
    cuts_at: AwareDatetime = Field(description="files received before that instant are in it")
    decision_by: date
    decided_on: date | None = None


class PublishedVersionOut(Schema):
    """Which version of what."""

    code: str
    version: int
    title: str


class CallLineOut(Schema):
    """One call in a list."""

    id: str = Field(description="its short name")
    title: str
    edition: int
    kind: str = Field(description="closing, rolling, preselection, renewal or extension")
    state: str = Field(description="draft, open, closed or decided")
    receives: bool = Field(description="true when a file may be sent now")
    opens_at: AwareDatetime
    closes_at: AwareDatetime | None = Field(None, description="null: any day")
    decided_on: date | None = None
    invented: bool


class CallOut(CallLineOut):
    """One call, whole, as published."""

    about: str
    decided_by: str
    opinions_by: date | None = None
    decision_by: date | None = None
    finalise_by: date | None = None
    regional_opinion: bool
    readers: int = Field(description="how many people mark each file")
    spread_alert: Decimal | None = Field(None, description="from this gap of marks on, a further reader is asked")
    rules: PublishedVersionOut | None = Field(None, description="rules of eligibility; null when unknown here")
    form: PublishedVersionOut | None = None
    criteria: list[CriterionOut]
    eligibility_blocks: bool = Field(description="a perimeter that fails its rules is not filed, but by derogation")
    documents: list[DocumentOut]
    envelope: dict[str, int] = Field(description="cents by civil year; an absent year is unknown")
    selection: dict[str, Any] = Field(description="how the list is made, in the words of `marelle select`")
    preselected: list[str] = Field(description="sites that may apply to a call by preselection")
    batches: list[BatchOut]
    extensions: list[ExtensionOut]
    is_trial: bool
    source: SourceOut | None = None


class CallsOut(Schema):
    """Every call, newest first."""

    items: list[CallLineOut]


class CallMissingOut(Schema):
    """One thing to complete before a call may open."""

    step: str
    code: str
    sentence: str


class PreparationOut(Schema):
    """A call in preparation, and what is missing to open it."""

    call: CallOut
    missing: list[CallMissingOut]


class PreparationChoicesOut(Schema):
    """What a preparation may choose among."""

    rules: list[PublishedVersionOut] = Field(description="published rules of eligibility, newest first")
    forms: list[PublishedVersionOut] = Field(description="published versions of the form, newest first")
    questions: dict[str, str] = Field(description="those of the chosen form at which a document may be joined")
    sites: list[str] = Field(description="short names of the sites that a preselection may name")


class CallIn(Schema):
    """A call to prepare."""

    id: str = Field(pattern=r"^[-a-zA-Z0-9_]{1,80}$", description="its short name, for good")
    title: str = Field(max_length=160)
    edition: int
    kind: str = "closing"
    opens_at: AwareDatetime
    closes_at: AwareDatetime | None = None


class DescriptionIn(Schema):
    """What a call is."""

    title: str = Field(max_length=160)
    edition: int
    kind: str
    about: str = Field("", max_length=4000)
    decided_by: str = Field("", max_length=200)


class CalendarIn(Schema):
    """The dates of a call."""

    opens_at: AwareDatetime
    closes_at: AwareDatetime | None = None
    opinions_by: date | None = None
    decision_by: date | None = None
    finalise_by: date | None = None


class EligibilityIn(Schema):
    """Which published rules, and for a preselection which sites."""

    rules: str = Field(max_length=40, description="code of the rules")
    version: int
    blocking: bool = Field(False, description="a perimeter that fails them is not filed, but by derogation")
    preselected: list[str] = Field([], max_length=2000, description="short names of sites")


class FormIn(Schema):
    """Which version of the form."""

    version: int
    regional_opinion: bool = False


class CriterionIn(Schema):
    """One criterion."""

    title: str = Field(max_length=120)
    weight: Decimal
    code: str = Field("", pattern=r"^[-a-zA-Z0-9_]{0,40}$")
    text: str = Field("", max_length=1000)
    mark_min: Decimal = Decimal(0)
    mark_max: Decimal = Decimal(5)
    mark_step: Decimal = Decimal(1)
    anchors: dict[str, str] = Field({}, max_length=60)


class CriteriaIn(Schema):
    """All the criteria of a call, in their order."""

    items: list[CriterionIn] = Field(max_length=60)


class DocumentIn(Schema):
    """One document."""

    title: str = Field(max_length=160)
    code: str = Field("", pattern=r"^[-a-zA-Z0-9_]{0,40}$")
    text: str = Field("", max_length=600)
    compulsory: bool = True
    question: str = Field("", max_length=60, description="code of a question of the form, at which it is joined")


class DocumentsIn(Schema):
    """All the documents of a call, in their order."""

    items: list[DocumentIn] = Field(max_length=60)


class EnvelopeIn(Schema):
    """What a call may give: cents by civil year."""

    cents: dict[int, int] = Field(max_length=20)


class SelectionIn(Schema):
    """How the list is made, and how files are read."""

    rules: dict[str, Any]
    readers: int = 2
    spread_alert: Decimal | None = None


class AnnouncementIn(Schema):
    """The day on which labels were decided."""

    decided_on: date


class ExtensionIn(Schema):
    """More time: for everybody, or for one candidature by its number; with its reason."""

    until: AwareDatetime
    why: str = Field(max_length=1000)
    application: int | None = None
    opinions_by: date | None = None
    decision_by: date | None = None
    finalise_by: date | None = None


class CopyIn(Schema):
    """Another edition of a call."""

    id: str = Field(pattern=r"^[-a-zA-Z0-9_]{1,80}$")
    title: str = Field(max_length=160)
    edition: int


class TrialIn(Schema):
    """A trial of a call."""

    id: str = Field(pattern=r"^[-a-zA-Z0-9_]{1,80}$")
    opens_at: AwareDatetime
    closes_at: AwareDatetime


class BatchIn(Schema):
    """A batch to plan."""

    cuts_at: AwareDatetime
    decision_by: date
