"""The shapes of what those who write a candidature ask and receive."""

from typing import Any

from ninja import Schema
from pydantic import AwareDatetime, Field


class OpenCallOut(Schema):
    """A call to which one may apply now."""

    id: str = Field(description="its short name")
    title: str
    closes_at: AwareDatetime | None = Field(description="null: any day")


class SiteChoiceOut(Schema):
    """A site for which one may write."""

    id: str = Field(description="its short name")
    name: str


class OrganisationChoiceOut(Schema):
    """An organisation for which one acts."""

    number: int
    name: str


class BeginningChoicesOut(Schema):
    """What may be chosen to begin a candidature."""

    calls: list[OpenCallOut]
    sites: list[SiteChoiceOut]
    organisations: list[OrganisationChoiceOut]


class StartIn(Schema):
    """Which call, for which site, as which organisation."""

    call: str = Field(max_length=80, description="short name of an open call")
    site: str = Field(max_length=80, description="short name of a site")
    organisation: int


class EntryFactOut(Schema):
    """One thing that a register says of an entry: a figure with its unit, of when, and who says so."""

    code: str
    label: str
    value: str
    unit: str
    period: str
    source: str


class EntryOut(Schema):
    """One entry of a register: its code is what an answer keeps."""

    code: str
    label: str
    detail: str
    facts: list[EntryFactOut]


class EntriesOut(Schema):
    """The entries that answer to what was looked for, best first."""

    items: list[EntryOut]


class AsideOut(Schema):
    """A text put aside because a colleague had written in the same place, and what is stored there now."""

    number: int
    field: str
    written_by: int | None
    written_at: AwareDatetime
    text: Any
    stored: Any


class AsidesOut(Schema):
    """What waits to be settled in a candidature."""

    items: list[AsideOut]


class SettleIn(Schema):
    """What becomes of it."""

    take: bool = Field(description="true: it takes the place of what is stored; false: what is stored stays")


class PassedOut(Schema):
    """What passing to the newest form did."""

    version: int
    kept: list[str]
    left: list[str] = Field(description="answers that the new form does not ask; they stay in the history")


class WithdrawalIn(Schema):
    """Why."""

    why: str = Field(min_length=1, max_length=3000)


class ReasonsIn(Schema):
    """Why a perimeter that does not meet the rules should be received."""

    reasons: str = Field(min_length=1, max_length=6000)


class DerogationAnswerIn(Schema):
    """What the authority answers, and why."""

    granted: bool
    why: str = Field(min_length=1, max_length=6000)


class CitedOut(Schema):
    """One fact on which an answer stands. `value` is null for a fact that is not a number."""

    label: str
    value: str | None
    unit: str
    period: str
    source: str
    url: str


class EligibilityConditionOut(Schema):
    """One condition of the rules: its verdict, why, and the facts."""

    id: str
    label: str
    required: bool
    verdict: str = Field(description="holds, fails, unknown (nobody published it: never a no), judged (by people)")
    because: str
    settles: str
    facts: list[CitedOut]


class DerogationOut(Schema):
    """One request for derogation, and its answer."""

    number: int
    application: int
    site: str
    communes: list[str]
    conditions: list[str] = Field(description="those that were not met when it was asked")
    reasons: str
    asked_by: str
    asked_at: AwareDatetime
    granted: bool | None = Field(description="null while the answer is awaited")
    why: str
    answered_by: str | None
    answered_at: AwareDatetime | None


class DerogationsOut(Schema):
    """The requests of the places of an authority."""

    items: list[DerogationOut]


class RulesOut(Schema):
    """One version of the rules."""

    code: str
    version: int
    title: str


class EligibilityStandingOut(Schema):
    """A perimeter before the rules of its call."""

    rules: RulesOut
    communes: list[str]
    blocking: bool = Field(description="false: the result is advisory, and bars nothing")
    verdict: str
    bars_filing: bool
    conditions: list[EligibilityConditionOut]
    derogation: DerogationOut | None
