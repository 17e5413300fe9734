"""The shapes of what is written and read of a project: a chapter, its frozen versions, what the three say of them."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from .action_schemas import MissingOut
from .project_schemas import ReservationOut


class WrittenChapterOut(Schema):
    """One chapter to write in: its questions, its answers, what it lacks."""

    section: str
    title: str
    state: str = Field(description="to_write, in_progress, to_reread or ready")
    owner: int | None
    revision: int = Field(description="of the whole sheet: to be sent back with what is written")
    answers: dict[str, Any] = Field(description="by the code of the question, computed ones too")
    shown: list[str] = Field(description="the codes of the questions that are asked, given the other answers")
    missing: list[MissingOut]
    taken_up: dict[str, str] = Field(description="answers of the pre-project: taken as they were, or changed since")
    questions: dict[str, Any] = Field(description="the definition of the chapter, as in the form")


class AttachmentOut(Schema):
    """A file that was joined to the pre-project."""

    id: UUID
    question: str = Field(description="code of the question of the pre-project at which it was joined")
    label: str
    name: str
    size: int = Field(description="bytes")
    sha256: str


class AttachmentsOut(Schema):
    """The files that a project takes up from its pre-project."""

    items: list[AttachmentOut]


class FrozenOut(Schema):
    """A frozen text, read with the form that it had."""

    number: int
    name: str
    submitted: bool
    made_at: AwareDatetime
    fingerprint: str = Field(description="SHA-256 of the frozen text")
    answers: dict[str, Any]
    definition: dict[str, Any]


class PieceOut(Schema):
    """A piece of a text beside another one."""

    kind: str = Field(description="kept, removed or added")
    text: str


class TextChangeOut(Schema):
    """One answer that differs between two versions."""

    section: str
    label: str
    before: list[PieceOut] = Field(description="what is kept and what was taken away")
    after: list[PieceOut] = Field(description="what is kept and what was added")


class TextChangesOut(Schema):
    """What differs between two versions of a project, in the order of the later form."""

    earlier: int
    later: int
    count: int
    items: list[TextChangeOut]


class SteppedBackOut(Schema):
    """Somebody who stepped back from a seat."""

    person: int
    why: str
    said_at: AwareDatetime


class SpokenSeatOut(Schema):
    """One seat: what it said of a version, for whom, in whose stead; null: it has not spoken."""

    seat: str
    label: str
    opinion: str | None
    reasons: str
    who: str
    organisation: str
    in_the_stead_of: str = Field(description="the act by which one stood in; empty: one spoke for oneself")
    spoken_at: AwareDatetime | None
    reservations: list[ReservationOut]
    stepped_back: list[SteppedBackOut]


class LapsedOut(Schema):
    """A version whose voices lapsed."""

    number: int
    lapsed_at: AwareDatetime
    lapsed_for: str
    seats: list[SpokenSeatOut]


class VoicesOut(Schema):
    """What the three say, and what it amounts to by the rule of the project."""

    version: int | None = Field(description="the version on which they speak; null: nothing is submitted")
    seats: list[SpokenSeatOut]
    awaited: list[str]
    against: list[str]
    favourable: int
    needed: int = Field(description="how many have to be in favour")
    carried: bool
    mine: list[str] = Field(description="the seats from which whoever asks may speak now")
    changes: list[TextChangeOut] = Field(
        description="what was changed since the version that lapsed last; empty while one is submitted"
    )
    lapsed: list[LapsedOut]


class PlanStepOut(Schema):
    """One step of the way to the last day, counted backwards from it."""

    code: str
    label: str
    due_on: date | None
    done: bool
    late: bool


class CountdownOut(Schema):
    """How much time a project has, and what is left to do."""

    last_day: date | None
    days: int | None = Field(description="days in Paris; below zero once it is over")
    over: bool
    steps: list[PlanStepOut]
    chapters_not_ready: list[str]
    missing: int = Field(description="how many answers are missing in all the chapters")


class EntryFoundOut(Schema):
    """One entry of a register: its code is what an answer keeps."""

    code: str
    label: str
    detail: str


class EntriesFoundOut(Schema):
    """The entries that answer to what was looked for, best first."""

    items: list[EntryFoundOut]


class WaitingTextOut(Schema):
    """A text put aside because a colleague had written in the same place, and what is stored there now."""

    number: int
    field: str
    written_by: int | None
    written_at: AwareDatetime
    text: Any
    stored: Any


class WaitingTextsOut(Schema):
    """What waits to be settled."""

    items: list[WaitingTextOut]


class SettleTextIn(Schema):
    """What becomes of a text that was put aside."""

    take: bool = Field(description="true: it takes the place of what is stored; false: what is stored stays")
    reopen: bool = Field(False, description="true: what was submitted goes back to writing, and its voices lapse")
