"""The shapes of lists. Marks are decimals written as texts; amounts are whole cents of euro, one a year."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from ninja import Field, Schema


class ChangesIn(Schema):
    """What a scenario changes of the rules of the call; nothing at all makes the list of the call."""

    percent: int = Field(100, ge=1, le=200, description="of each year of the envelope")
    most: int | None = Field(None, ge=1, le=10_000, description="sites at most; null: as in the call")
    without_limits: bool = False
    without_opinions: bool = False
    weights: dict[str, Decimal] = Field(default_factory=dict, description="by criterion, those that change")
    forced_in: list[int] = Field(default_factory=list, max_length=500, description="numbers of candidatures")
    forced_out: list[int] = Field(default_factory=list, max_length=500, description="numbers of candidatures")


class RunIn(Schema):
    """A calculation to make."""

    name: str = Field(max_length=120)
    changes: ChangesIn = Field(default_factory=lambda: ChangesIn.model_validate({}))


class RunLineOut(Schema):
    """One calculation among those of a call."""

    number: int
    name: str
    method: str = Field(description="optimal or rank, as the call published")
    rules: str
    seed: str
    question: str = Field(description="sha256 of the question")
    answer: str = Field(description="sha256 of question and answer; empty while there is none")
    refusal: str = Field(description="why no list respects the rules; empty when one does")
    asked_at: datetime
    scenario: bool


class RunsOut(Schema):
    """The lists that were computed for a call."""

    items: list[RunLineOut]


class RowOut(Schema):
    """One candidature in one calculation."""

    application: int
    site: str
    rank: int
    merit: str
    cents: list[int]
    opinions: list[str | None]
    best: bool = Field(description="in the list of greatest merit")
    by_rank: bool
    inside: bool = Field(description="in the list that the rule of the call makes")
    barred: bool = Field(description="a rule keeps it out, whatever its marks")
    gap: str | None = Field(
        description="by how much its merit must change to change sides, an exact fraction such as 1/5; "
        "null: unknown, or never"
    )
    share: float | None = Field(description="share of 10,000 draws in which it is in; null while it is not known")
    band: str | None


class RunOut(RunLineOut):
    """One calculation, whole."""

    years: list[int]
    envelope: list[int]
    spent: list[int]
    rows: list[RowOut]
    passed_by: list[list[int]] = Field(description="[in, out] for each lower mark that enters before a higher one")
    studied: bool


class ReplayOut(Schema):
    """A calculation made again."""

    same: bool = Field(description="byte for byte")
    answer: str


class DifferenceOut(Schema):
    """From one calculation to another."""

    enters: list[int]
    leaves: list[int]
    merit: str
    cost: list[int]


class SignatoryOut(Schema):
    """Somebody who may sign a list."""

    person: int
    name: str


class SignatoriesOut(Schema):
    """Those who may be asked to sign."""

    items: list[SignatoryOut]


class ProposalIn(Schema):
    """A calculation to propose to the jury."""

    run: int
    signatories: list[int] = Field(max_length=50, description="numbers of people")
    waiting: int = Field(0, ge=0, le=500)


class ListLineOut(Schema):
    """One candidature on a list."""

    application: int
    site: str
    place: str = Field(description="in, waiting or out")
    order: int | None
    calculated: bool
    saying: str | None
    reason: str


class SignOut(Schema):
    """One signature on a list."""

    person: str
    answer: str | None


class ListOut(Schema):
    """The list of a call as it stands."""

    state: str
    version: int
    run: int
    fingerprint: str = Field(description="of the frozen version; empty before")
    lines: list[ListLineOut]
    signatures: list[SignOut]
    not_kept: list[str]


class OverrideIn(Schema):
    """One place that the jury changes, and why."""

    application: int
    saying: Literal["force_in", "force_out", "as_computed"]
    reason: str = Field(max_length=3000)


class SignIn(Schema):
    """A signature on a list."""

    version: int
    agrees: bool
    reasons: str = Field("", max_length=3000)


class ListReasonIn(Schema):
    """Why."""

    why: str = Field(max_length=3000)


class DayIn(Schema):
    """A day."""

    decided_on: date


class OrderOut(Schema):
    """An order to decide a list, which the worker carries out: all its decisions, or none."""

    order: int
    state: str = Field(description="waiting, done or refused")
    decided_on: date
    by: str = Field(description="who gave it")
    ordered_at: datetime
    ended_at: datetime | None
    reason_code: str = Field(description="the stable code of the refusal; empty otherwise")
    reason: str = Field(description="why nothing was decided, in a sentence; empty otherwise")
    follow: str = Field(description="the address that says how it goes")


class WithdrawIn(DayIn):
    """Which file leaves a list, and why."""

    reason: str = Field(max_length=3000)


class AppealIn(Schema):
    """What is asked in an appeal."""

    reasons: str = Field(max_length=10_000)


class AppealAnswerIn(AppealIn):
    """What an appeal is answered."""

    outcome: Literal["upheld", "rejected"]


class AppealOut(Schema):
    """An appeal against a result."""

    appeal: int
    site: str
    lodged_at: datetime
    outcome: str | None


class AppealLineOut(AppealOut):
    """An appeal among those of a call."""

    decision: int = Field(description="number of the decision that it contests")
    reasons: str


class AppealsOut(Schema):
    """The appeals lodged in a call."""

    items: list[AppealLineOut]


class ResultOut(Schema):
    """One label of a call."""

    site: str
    name: str
    departement: str
    decided_on: date
    cents: dict[int, int] = Field(description="by year; an absent year is unknown")


class ResultsOut(Schema):
    """What a decided call gave."""

    decided_on: date
    items: list[ResultOut]
    waiting: list[str]
