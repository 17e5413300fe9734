"""The shapes of what a site covers: its ground by date, its names, how it splits and merges. Amounts: cents."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema
from pydantic import model_validator


class StayOut(Schema):
    """One place in one site, from a day to a day."""

    kind: str = Field(description="commune, quarter or school")
    code: str
    name: str
    valid_from: date
    valid_to: date | None = Field(description="excluded; null: still")
    main: bool = Field(description="true for the main commune")
    leads: bool = Field(description="true for the lead collège")


class FormerNameOut(Schema):
    """A name that a site bore."""

    name: str
    until: date = Field(description="excluded")


class LineageOut(Schema):
    """A site into which one went, or from which one came."""

    site: str = Field(description="identifier of the site here")
    name: str
    kind: str = Field(description="split or merge")
    on: date
    why: str


class GroundOut(Schema):
    """What a site covers and covered."""

    site: str
    name: str
    status: str
    stays: list[StayOut] = Field(description="the newest first in each kind")
    names: list[FormerNameOut] = Field(description="former names, the latest first")
    became: list[LineageOut]
    came_from: list[LineageOut]
    may_change: bool = Field(description="true when whoever asks may change it")


class GroundPlaceOut(Schema):
    """A quarter or a school that a site there may cover."""

    kind: str
    code: str
    name: str
    held: bool = Field(description="true when the site covers it today")
    communes: list[str] = Field(description="for what the site covers: the codes of its communes of the site")


class OpenActionOut(Schema):
    """An open action, to be placed in one part of a split."""

    number: int = Field(description="number of the action in its project")
    code: str
    title: str


class RightToCarryOut(Schema):
    """A right held on the site, to be given again on what carries it on."""

    right: int
    role: str
    person: int
    name: str


class DecisionToFollowOut(Schema):
    """A decision that is not at its end, to be taken up by a part."""

    number: int
    code: str
    words: str


class TaskToPlaceOut(Schema):
    """An open task, to go in one part."""

    number: int
    what: str
    owner: int = Field(description="number of the person")
    due_on: date


class MeetingToPlaceOut(Schema):
    """A planned meeting, to go in one part or to be held in common."""

    number: int
    body: str
    starts_at: datetime
    actions: list[int] = Field(description="numbers of the actions on its agenda")


class PartnerToPlaceOut(Schema):
    """An organisation that takes part, to go in some parts."""

    organisation: int
    name: str
    quarters: list[str] = Field(description="that its sheet names; it goes where they are, everywhere without any")


class GrantThatStaysOut(Schema):
    """A grant of an open action: it stays in the ledger where it was voted, and is read with the action."""

    id: int
    action: int
    voted: int = Field(description="cents")
    paid: int = Field(description="cents")


class ChoicesOut(Schema):
    """What a change of the ground has to choose from, or a split to place."""

    site: str
    communes: list[str] = Field(description="official codes, the main one first")
    places: list[GroundPlaceOut]
    actions: list[OpenActionOut] = Field(description="each goes into exactly one part of a split")
    rights: list[RightToCarryOut]
    decisions: list[DecisionToFollowOut] = Field(description="those about an action go with it")
    tasks: list[TaskToPlaceOut] = Field(description="each goes into one part, the first where none is told")
    meetings: list[MeetingToPlaceOut] = Field(description="planned; those that no part takes are held in common")
    partners: list[PartnerToPlaceOut]
    grants: list[GrantThatStaysOut]
    reviews: list[int] = Field(description="years of the reviews that are open; they stay with this site")
    amounts: dict[str, int] = Field(
        description="cents by year from this one on, to be shared by a split: what no grant has taken"
    )
    neighbours: dict[str, str] = Field(description="names by identifier: the open sites of the département")


class ChangeIn(Schema):
    """What every change says."""

    on: date = Field(description="from this day on; for a day to come, the change is kept and carried out on it")
    why: str = Field(min_length=1, max_length=1000, description="the decision that says so; kept with the history")
    rehearse: bool = Field(False, description="true: what would be, and nothing is")
    replaces: int | None = Field(
        None, ge=1, le=2**62, description="the change to come, of this kind and site, whose place it takes; it ends"
    )


class GroundIn(ChangeIn):
    """What a site covers from a day on: exactly this."""

    communes: list[str] = Field(min_length=1, max_length=60, description="official codes, the main one first")
    quarters: list[str] = Field(default_factory=list, max_length=200)
    schools: list[str] = Field(default_factory=list, max_length=500)
    lead: str = Field("", max_length=8, description="the lead collège, one of the schools; empty: none")


class RenameIn(ChangeIn):
    """Another name; the address of the site stays."""

    name: str = Field(min_length=1, max_length=120)


class PartIn(Schema):
    """One part of a split. Its communes are those of its quarters and schools."""

    name: str = Field(min_length=1, max_length=120)
    communes: list[str] = Field(min_length=1, max_length=60, description="official codes, the main one first")
    quarters: list[str] = Field(default_factory=list, max_length=200)
    schools: list[str] = Field(default_factory=list, max_length=500)
    lead: str = Field("", max_length=8, description="the lead collège; empty: none")
    actions: list[int] = Field(default_factory=list, max_length=1000, description="numbers of open actions")
    cents: dict[int, int] = Field(default_factory=dict, description="cents by year, of what the site has each year")
    decisions: list[int] = Field(
        default_factory=list, max_length=1000, description="decisions in follow-up, besides those about its actions"
    )
    tasks: list[int] = Field(default_factory=list, max_length=1000, description="numbers of open tasks")
    meetings: list[int] = Field(default_factory=list, max_length=1000, description="numbers of planned meetings")


class SplitIn(ChangeIn):
    """Each quarter, each school and each open action goes into exactly one part."""

    parts: list[PartIn] = Field(min_length=2, max_length=4)
    rights: dict[int, list[int]] | None = Field(
        None, description="by right, the parts in which it is given again, counted from 0; null: each in every part"
    )

    partners: dict[int, list[int]] | None = Field(
        None, description="by organisation, the parts in which it goes, counted from 0; null: by its quarters"
    )

    @model_validator(mode="after")
    def _parts_that_are_there(self) -> "SplitIn":
        told = [*(self.rights or {}).values(), *(self.partners or {}).values()]
        if any(place not in range(len(self.parts)) for places in told for place in places):
            raise ValueError("no such part")
        return self


class MergeIn(ChangeIn):
    """The sites that merge with this one, and what comes out."""

    others: list[str] = Field(min_length=1, max_length=20, description="identifiers, of the same département")
    name: str = Field(min_length=1, max_length=120)
    lead: str = Field("", max_length=8, description="the lead collège; empty: none")
    rights: dict[int, bool] | None = Field(
        None, description="by right, whether it is given again on the site that comes out; null: all of them"
    )
    text: str = Field("", max_length=80, description="the site whose text goes on; empty: the first that has one")
    chapters: dict[str, str] = Field(
        default_factory=dict, description="while the texts are being written: by section, the site it comes from"
    )
    bodies: dict[str, str] = Field(
        default_factory=dict, description="by name, the site whose body of this name goes on; else the first one's"
    )


class CoveredOut(Schema):
    """What one site covers on a day."""

    site: str
    name: str
    communes: list[str]
    quarters: list[str]
    schools: list[str]
    lead: str


class CallOffIn(Schema):
    """Why a change to come will not be."""

    why: str = Field(min_length=1, max_length=1000, description="those who await it read it")


class KeptOut(Schema):
    """A change decided for a day to come."""

    id: int | None = Field(description="null: it was only rehearsed")
    kind: str = Field(description="split, merge, rename or ground")
    state: str = Field(description="planned, held_up, done, called_off or replaced")
    on: date
    why: str
    words: str = Field(description="what it is, in one sentence")
    refusal: str = Field(description="what refuses it as things stand; empty: nothing that is known")
    decided_at: datetime
    sites: list[str] = Field(description="identifiers")
    told: dict[str, Any] | None = Field(description="its choices as the order takes them; null: not yours to change")


class ChangedOut(Schema):
    """What a change made, or would make."""

    done: bool = Field(description="false: it was only rehearsed, or is kept for a day to come")
    on: date
    kept: KeptOut | None = Field(None, description="for a day to come: the change that is kept, or would be")
    sites: list[CoveredOut] = Field(description="one for a change of ground or of name; the parts of a split")
