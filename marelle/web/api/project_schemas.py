"""What programs send and receive about the file of a project: chapters, tasks, versions, voices, time."""

from datetime import date
from typing import Any

from ninja import Field, Schema
from pydantic import AwareDatetime

PERSON = "number of a person who has a role in the city"


class VoiceOut(Schema):
    """What one seat said of a frozen version; it never changes."""

    seat: str = Field(description="commune, prefect or rector")
    opinion: str = Field(description="favourable, reservations, unfavourable or abstained")
    reasons: str
    organisation: int | None = Field(description="number of the organisation for which one spoke")
    spoken_at: AwareDatetime


class ChapterOut(Schema):
    """One chapter, and how far it is."""

    section: str
    title: str
    state: str
    owner: int | None = Field(description="number of the person to whom it is given; null: nobody")
    missing: int = Field(description="how many answers it lacks")


class ReservationOut(Schema):
    """What a seat asked for with its voice, followed to its end."""

    id: int
    seat: str
    what: str
    owner: int = Field(description="number of the person who has to meet it")
    due_on: date
    state: str = Field(description="open, answered, lifted or lapsed")
    answer: str
    project: int = Field(description="its own, or one that this project carries on")
    review: int | None = Field(description="the year of the review on which it was made")
    decision: str = Field(description="the code of the decision on which it was made; else empty")


class ProjectVersionOut(Schema):
    """A text of the project, frozen: named by its team, or submitted to the three voices."""

    number: int
    name: str
    submitted: bool
    fingerprint: str = Field(description="SHA-256 of the frozen text")
    made_at: AwareDatetime
    lapsed_at: AwareDatetime | None = Field(description="when its voices lapsed; null: they did not")
    lapsed_for: str


class ProjectLineOut(Schema):
    """One project on the list."""

    id: int
    site: str
    name: str
    years: list[int]
    state: str = Field(description="as precisely as it is known: late first, then that of its file, then its own")
    finalise_by: date | None
    days_left: int | None = Field(description="days in Paris; below zero once the last day is over")
    late: bool
    chapters: int
    chapters_ready: int
    voices: int = Field(description="how many of the three have spoken on the submitted version")
    label_to_first: int | None = Field(description="days from the label to the first action; null: none runs, unknown")


class ProjectsOut(Schema):
    """A page of projects and how many there are in all."""

    count: int
    items: list[ProjectLineOut]


class ProjectOut(Schema):
    """One project while it is written, submitted and made final."""

    id: int
    site: str
    name: str
    state: str
    file: str = Field(description="writing, submitted or finalised")
    finalise_by: date | None
    late: bool
    submitted: int | None = Field(description="number of the version on which the three speak")
    chapters: list[ChapterOut]
    voices: list[VoiceOut]
    awaited: list[str] = Field(description="the seats that have not spoken")
    reservations: list[ReservationOut]
    versions: list[ProjectVersionOut]


class ChapterAnswersIn(Schema):
    """Some answers of one chapter; null or empty takes one back."""

    answers: dict[str, Any]
    revision: int | None = Field(None, description="the one that was read: a colleague's change is never overwritten")
    reopen: bool = Field(False, description="true: a submitted project goes back to writing, and its voices lapse")


class ChapterSavedOut(Schema):
    """What was saved."""

    revision: int
    changed: list[str]
    file: str = Field(description="writing, submitted or finalised")


class OwnerIn(Schema):
    """To whom a chapter is given."""

    owner: int | None = Field(None, description=f"{PERSON}; null: nobody")


class StateIn(Schema):
    """How far a chapter is."""

    state: str = Field(description="writing, to_reread or ready")


class CommentIn(Schema):
    """What is said of a chapter. Never the name of a child."""

    text: str
    thread: int | None = Field(None, description="the comment that is answered; null: a new thread")


class CommentOut(Schema):
    """One comment of a chapter."""

    id: int
    thread: int | None = Field(description="the comment that it answers; null: it begins a thread")
    text: str
    said_at: AwareDatetime
    resolved: bool


class ResolvedIn(Schema):
    """Whether a thread is over."""

    resolved: bool = True


class TaskIn(Schema):
    """What somebody has to do."""

    what: str
    owner: int = Field(description=PERSON)
    due_on: date
    section: str = Field("", description="the chapter that it is about; empty: the whole project")


class TaskOut(Schema):
    """A task of a project."""

    id: int
    what: str
    owner: int
    due_on: date
    done: bool


class DoneIn(Schema):
    """Whether a task is done."""

    done: bool = True


class VersionNameIn(Schema):
    """The name of a version that is kept."""

    name: str


class WhyIn(Schema):
    """Why; it is kept and read by those whom it concerns. Never the name of a child."""

    why: str


class StepBackIn(WhyIn):
    """From which seat, and why."""

    seat: str = Field(description="commune, prefect or rector")


class ReservationIn(Schema):
    """What is asked for with a voice."""

    what: str
    owner: int = Field(description=PERSON)
    due_on: date


class SpokenIn(Schema):
    """What one seat says of a text, for good."""

    seat: str = Field(description="commune, prefect or rector")
    opinion: str = Field(description="favourable, reservations or unfavourable; abstained where the rule has it")
    reasons: str = Field("", description="needed, but for a favourable voice")
    reservations: list[ReservationIn] = Field(
        [], description="at least one with « reservations », at most five; each is followed to its end"
    )


class VoiceIn(SpokenIn):
    """What one seat says of the version that is submitted, or of the review that is frozen."""

    version: int = Field(description="number of the version that was read; of another one, it is refused")


class ReservationAnswerIn(Schema):
    """How a reservation was met."""

    answer: str


class JudgementIn(Schema):
    """Whether a reservation is lifted."""

    lifted: bool
    why: str = Field("", description="needed when it still stands")


class ProjectExtensionIn(WhyIn):
    """A new last day, and why."""

    until: date


class ExtensionAnswerIn(WhyIn):
    """Whether the time is granted, and why."""

    granted: bool


class ProjectExtensionOut(Schema):
    """Time that was asked, granted or refused."""

    id: int
    state: str = Field(description="asked, granted or refused")
    before: date | None = Field(description="the last day as it was")
    until: date
    why: str
    answer: str
