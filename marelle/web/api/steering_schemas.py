"""What programs send and receive about the steering of a project: bodies, meetings, decisions, roles."""

from datetime import date
from typing import Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from .project_schemas import PERSON, VoiceOut

Level = Literal[1, 2, 3, 4]


class BodyOut(Schema):
    """A body of a cité: who sits in it, how often it meets."""

    id: int
    name: str
    level: int = Field(description="1: the one that validates; 4: the closest to the ground")
    rhythm: str
    roles: list[str] = Field(description="those who sit in it by their role")
    people: list[int] = Field(description="numbers of those who sit in it by name")


class BodyIn(Schema):
    """A body, new or changed; what is left out of it is taken away."""

    name: str
    level: Level
    rhythm: Literal["month", "quarter", "half_year", "year", "need"]
    roles: list[str] = Field([], max_length=100, description="codes of roles that read projects; others are ignored")
    people: list[int] = Field([], max_length=500, description=f"each the {PERSON}")


class UsualIn(Schema):
    """One of the four usual forms of steering."""

    form: str = Field(max_length=60, description="its code")


class UsualFormOut(Schema):
    """A usual form of steering."""

    code: str
    label: str
    about: str
    bodies: list[str] = Field(description="the names of its bodies")


class MayBeNamedOut(Schema):
    """Who may sit in a body, or be given a decision, and by which roles."""

    roles: dict[str, str] = Field(description="names by code")
    people: dict[int, str] = Field(description="names by number")
    forms: list[UsualFormOut]


class PaperOut(Schema):
    """A paper of one point."""

    id: int
    name: str
    content_type: str
    size: int = Field(description="bytes")
    sha256: str


class PointOut(Schema):
    """One point of an agenda."""

    id: int
    position: int
    words: str
    kind: str = Field(description="information or decision")
    action: int | None = Field(description="the action that it is about")
    chapter: str | None = Field(description="the chapter that it is about")
    papers: list[str] = Field(description="names of its papers; a meeting tells them whole")


class PointIn(Schema):
    """A point, at the end of an agenda; about an action, a chapter, or neither."""

    words: str
    kind: Literal["information", "decision"]
    action: int | None = Field(None, description="an action of the project, proposed, planned or running")
    chapter: str | None = Field(None, max_length=40, description="a chapter of the project; ignored with an action")


class PlaceIn(Schema):
    """Another place for a point."""

    place: int = Field(ge=1, le=1000, description="counted from one; beyond the last: the last")


class MeetingOut(Schema):
    """A meeting of a body."""

    id: int
    body: int
    state: str = Field(description="planned, held or cancelled")
    starts_at: AwareDatetime
    place: str
    notes: str = Field(description="the minutes; empty: none were written")


class WhenIn(Schema):
    """A day, an hour and a place; those who sit are told of another."""

    starts_at: AwareDatetime
    place: str = ""


class MeetingIn(WhenIn):
    """A new meeting; one that was held before today may be written too."""

    body: int


class MinutesIn(Schema):
    """The minutes, whole; those before are replaced."""

    notes: str = Field(max_length=20_000, description="never the name of a child")


class SteeringDecisionOut(Schema):
    """What a meeting decided."""

    id: int
    code: str
    meeting: int
    point: int | None
    words: str
    owner: int = Field(description="number of the person who sees to it")
    due_on: date
    state: str = Field(description="voting, open, done, refused or dropped")
    late: bool
    action: int | None
    effect: str = Field(description="what becomes of the action: plan, back; empty: nothing")


class SteeringDecisionIn(Schema):
    """What is decided, by whom it is carried out, by when."""

    words: str
    owner: int = Field(description=PERSON)
    due_on: date = Field(description="not before the day of the meeting")
    point: int | None = Field(None, description="a point of the meeting; that of the action, with an effect")
    effect: Literal["", "plan", "back"] = Field("", description="what becomes of the proposed action of the point")
    voices: bool = Field(False, description="true: the words are frozen, and the three voices asked")


class StepOut(Schema):
    """One step of the follow-up of a decision."""

    state: str
    words: str
    at: AwareDatetime
    by: int | None = Field(description="number of the person; null: a program")


class SpokenDecisionOut(SteeringDecisionOut):
    """A decision with its voices and its follow-up."""

    voices: list[VoiceOut]
    awaited: list[str] = Field(description="the seats that have not spoken, while it awaits them")
    mine: list[str] = Field(description="those from which whoever asks may speak now")
    steps: list[StepOut] = Field(description="the first one first")


class OutcomeIn(Schema):
    """What became of a decision."""

    state: Literal["done", "open", "dropped"]
    words: str = Field("", description="what was done, or why; needed unless it is done")


class DueIn(Schema):
    """Another day for a decision, and why."""

    due_on: date = Field(description="not before today")
    why: str


class FullPointOut(PointOut):
    """A point with its papers."""

    files: list[PaperOut]


class FullMeetingOut(MeetingOut):
    """A meeting with its agenda and its decisions."""

    why: str = Field(description="why it was cancelled")
    agenda: list[FullPointOut]
    decisions: list[SteeringDecisionOut]


class MetOut(MeetingOut):
    """A meeting to come, with its project."""

    project: int
    site: str


class MeetingsToComeOut(Schema):
    """The meetings to come of the cités that one follows, the next first."""

    count: int
    items: list[MetOut]


class FollowedOut(SteeringDecisionOut):
    """A decision to follow, with its project."""

    project: int
    site: str
    mine: bool = Field(description="true for whoever has to carry it out")
    speaks: bool = Field(description="true for whoever may speak on it now")


class DecisionsToFollowOut(Schema):
    """The decisions that are not at their end, by day."""

    count: int
    items: list[FollowedOut]


class RoleHeldOut(Schema):
    """A right of a role on a place that contains the project."""

    role: str
    role_name: str
    person: int
    name: str
    organisation: str
    valid_from: AwareDatetime
    valid_to: AwareDatetime = Field(description="excluded")
    held: bool = Field(description="true when it holds now")


class RolesOut(Schema):
    """Who holds which role, present, to come, or ended in the last three years; those held now first."""

    count: int
    items: list[RoleHeldOut]


class InHandOut(Schema):
    """One thing that somebody has in hand."""

    id: int
    what: str
    due_on: date
    state: str
    late: bool


class HandoverOut(Schema):
    """What somebody who holds, or held, a role hands over."""

    person: int
    name: str
    roles: list[RoleHeldOut]
    decisions: list[InHandOut]
    tasks: list[InHandOut]
    reservations: list[InHandOut]
    chapters: dict[str, str] = Field(description="the state of each chapter that is given to them")
    bodies: list[str]
    others: list[RoleHeldOut] = Field(description="with whom they work")
