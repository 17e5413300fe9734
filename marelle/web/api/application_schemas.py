"""The shapes of candidatures. Answers are those of their form: texts, cents for amounts, codes for choices."""

from typing import Any

from ninja import Schema
from pydantic import AwareDatetime, Field


class FormOut(Schema):
    """The version of the form that a candidature fills."""

    code: str
    version: int


class CorrectionOut(Schema):
    """A request for correction: the fields that it opens, why, and until when."""

    fields: list[str]
    reasons: str
    asked_at: AwareDatetime
    until: AwareDatetime


class ApplicationOut(Schema):
    """One candidature as it stands. After its filing, what was filed is read in its versions."""

    number: int
    state: str = Field(description="draft, filed, under_review, labelled, refused or withdrawn")
    call: str
    closes_at: AwareDatetime | None = Field(description="null when files are received any day")
    site: str
    organisation: str
    form: FormOut
    definition: dict[str, Any] = Field(description="the form itself: sections, typed fields, conditions, limits, rules")
    revision: int = Field(description="send it back with the answers that you change")
    saved_at: AwareDatetime
    filed_at: AwareDatetime | None
    answers: dict[str, Any] = Field(description="as last saved, by field; empty for who only reads what was filed")
    open_fields: list[str] = Field(description="what may be written now: everything in a draft, else a correction's")
    correction: CorrectionOut | None


class AnswersIn(Schema):
    """Some answers, by field; an empty one takes the answer back."""

    revision: int = Field(ge=0, le=10**9, description="the revision that was read")
    answers: dict[str, Any] = Field(max_length=400)


class SavedOut(Schema):
    """What was saved."""

    revision: int
    changed: list[str]
    joined: list[str] = Field(description="answers in which a colleague's changes were kept too")


class AnswerMissingOut(Schema):
    """One thing to mend: where, and what to do."""

    field: str
    path: str = Field(description="the field, or table.row.column")
    sentence: str


class UnfiledOut(Schema):
    """A refusal, with all that is to be mended."""

    code: str
    detail: str
    faults: list[AnswerMissingOut] = []


class BothOut(Schema):
    """One answer that two people changed."""

    field: str
    before: Any
    theirs: Any
    mine: Any


class ClashOut(Schema):
    """A colleague changed the same answers: nothing was saved, yours are kept beside under your name."""

    code: str
    detail: str
    revision: int | None = None
    clashes: list[BothOut] = []


class CheckOut(Schema):
    """What a candidature still lacks before it can be filed."""

    complete: bool
    answered: int = Field(description="of the questions that must be answered")
    needed: int
    faults: list[AnswerMissingOut]


class JoinedDocumentOut(Schema):
    """A file that was kept."""

    code: str = Field(description="to be put in the list that answers the question")
    name: str
    size: int
    sha256: str


class FiledVersionOut(Schema):
    """One filed version."""

    number: int
    filed_at: AwareDatetime
    fingerprint: str = Field(description="sha256 of the text that was filed")


class FiledOut(FiledVersionOut):
    """A candidature just filed, or filed again: its number, its state, and the version that was frozen."""

    id: int
    state: str


class VersionsOut(Schema):
    """The versions that were filed, the first one first."""

    items: list[FiledVersionOut]


class CorrectionAskedIn(Schema):
    """A request for correction."""

    fields: list[str] = Field(min_length=1, max_length=400, description="codes of the fields to open")
    reasons: str = Field(min_length=1, max_length=4000)
    until: AwareDatetime = Field(description="the instant from which nothing may be corrected any more")
