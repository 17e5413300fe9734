"""What programs send and receive about projects."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class VoiceOut(Schema):
    seat: str
    opinion: str
    reasons: str
    organisation: int | None
    spoken_at: datetime


class ChapterOut(Schema):
    section: str
    title: str
    state: str
    owner: int | None
    missing: int


class ReservationOut(Schema):
    id: int
    seat: str
    what: str
    owner: int
    due_on: date
    state: str
    answer: str
    project: int = Field(description="Its own, or one that this project carries on.")
    review: int | None = Field(description="The year of the review on which it was made.")
    decision: str = Field(description="The code of the decision on which it was made; else empty.")


class VersionOut(Schema):
    number: int
    name: str
    submitted: bool
    fingerprint: str
    made_at: datetime
    lapsed_at: datetime | None
    lapsed_for: str


class ProjectLineOut(Schema):
    id: int
    site: str
    name: str
    years: list[int]
    state: str
    finalise_by: date | None
    days_left: int | None
    late: bool
    chapters: int
    chapters_ready: int
    voices: int


class ProjectsOut(Schema):
    count: int
    items: list[ProjectLineOut]


class ProjectOut(Schema):
    id: int
    site: str
    name: str
    state: str
    file: str
    finalise_by: date | None
    late: bool
    submitted: int | None
    chapters: list[ChapterOut]
    voices: list[VoiceOut]
    awaited: list[str]
    reservations: list[ReservationOut]
    versions: list[VersionOut]


class AnswersIn(Schema):
    answers: dict[str, Any]
    revision: int | None = None
    reopen: bool = False


class SavedOut(Schema):
    revision: int
    changed: list[str]
    file: str


class OwnerIn(Schema):
    owner: int | None = None


class StateIn(Schema):
    state: str


class CommentIn(Schema):
    text: str
    thread: int | None = None


class CommentOut(Schema):
    id: int
    thread: int | None
    text: str
    said_at: datetime
    resolved: bool


class ResolvedIn(Schema):
    resolved: bool = True


class TaskIn(Schema):
    what: str
    owner: int
    due_on: date
    section: str = ""


class TaskOut(Schema):
    id: int
    what: str
    owner: int
    due_on: date
    done: bool


class DoneIn(Schema):
    done: bool = True


class NameIn(Schema):
    name: str


class WhyIn(Schema):
    why: str


class StepBackIn(WhyIn):
    seat: str


class ReservationIn(Schema):
    what: str
    owner: int
    due_on: date


class VoiceIn(Schema):
    version: int
    seat: str
    opinion: str
    reasons: str = ""
    reservations: list[ReservationIn] = []


class AnswerIn(Schema):
    answer: str


class JudgementIn(Schema):
    lifted: bool
    why: str = ""


class ExtensionIn(WhyIn):
    until: date


class ExtensionAnswerIn(WhyIn):
    granted: bool


class ExtensionOut(Schema):
    id: int
    state: str
    before: date | None
    until: date
    why: str
    answer: str
