"""What programs send and receive about the steering of a project."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from .project_schemas import ReservationIn, VoiceOut

Level = Literal[1, 2, 3, 4]


class BodyOut(Schema):
    id: int
    name: str
    level: int
    rhythm: str
    roles: list[str]
    people: list[int]


class BodyIn(Schema):
    name: str
    level: Level
    rhythm: Literal["month", "quarter", "half_year", "year", "need"]
    roles: list[str] = []
    people: list[int] = []


class PointOut(Schema):
    id: int
    position: int
    words: str
    kind: str
    action: int | None
    papers: list[str]


class PointIn(Schema):
    words: str
    kind: Literal["information", "decision"]
    action: int | None = None


class MeetingOut(Schema):
    id: int
    body: int
    state: str
    starts_at: datetime
    place: str
    notes: str


class MeetingIn(Schema):
    body: int
    starts_at: datetime
    place: str = ""


class SteeringDecisionOut(Schema):
    id: int
    code: str
    meeting: int
    point: int | None
    words: str
    owner: int
    due_on: date
    state: str
    late: bool
    action: int | None
    effect: str


class SteeringDecisionIn(Schema):
    words: str
    owner: int
    due_on: date
    point: int | None = None
    effect: Literal["", "plan", "back"] = ""
    voices: bool = False


class SpokenDecisionOut(SteeringDecisionOut):
    voices: list[VoiceOut]


class DecisionVoiceIn(Schema):
    seat: str
    opinion: str
    reasons: str = ""
    reservations: list[ReservationIn] = []


class OutcomeIn(Schema):
    state: Literal["done", "open", "dropped"]
    words: str = Field("", description="What was done, or why; needed unless it is done.")
