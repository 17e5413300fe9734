"""What programs send and receive about actions."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema


class ActionLineOut(Schema):
    """One action, as its plan reads it. Amounts are whole cents; null is unknown."""

    id: int
    code: str
    project: int
    title: str
    state: str
    year: int | None
    objective: str
    themes: list[str]
    operator: int | None
    operator_name: str
    young: int | None
    asked: int | None
    common: int | None
    cost: int | None
    in_library: bool


class ActionsOut(Schema):
    """A page of actions and how many there are in all."""

    count: int
    items: list[ActionLineOut]


class MissingOut(Schema):
    """What keeps a sheet from being complete: where, and the sentence that the screen shows."""

    path: str
    sentence: str


class ActionOut(ActionLineOut):
    """One action with its whole sheet."""

    form_version: int = Field(description="of the form that it answers: `/sheet-forms/action?version=`")
    revision: int = Field(description="to be sent back with what is written")
    answers: dict[str, Any]
    missing: list[MissingOut] = Field(description="while it is written")
    renews: int | None = Field(description="the action of an earlier year that it renews")
    after: int | None = Field(description="the action of the library of which it is the copy")
    started_on: date | None


class OpenIn(Schema):
    """A new sheet. `operator`: an organisation for which one writes; none for whoever writes the plan."""

    answers: dict[str, Any] = {}
    operator: int | None = None


class SheetIn(Schema):
    """Some answers; null or empty takes one back. `revision`: the one that was read."""

    answers: dict[str, Any]
    revision: int | None = None


class SheetSavedOut(Schema):
    """What was saved in a sheet."""

    revision: int
    changed: list[str]


class MoveIn(Schema):
    """`why` where a sheet goes back or an action is dropped; `on`, the day since which it runs."""

    move: Literal["propose", "back", "plan", "start", "end", "drop"]
    why: str = Field("", max_length=5000)
    on: date | None = None


class YearIn(Schema):
    """Which year."""

    year: int


class TakeUpIn(Schema):
    """In which project and for which year an action of the library is taken up."""

    project: int
    year: int


class OfferedIn(Schema):
    """Whether an action is in the library."""

    offered: bool


class CellIn(Schema):
    """One cell of a sheet: a question, or a row and a column of a table; the text as a person types it."""

    action: int
    field: str
    row: str = ""
    column: str = ""
    text: str
    revision: int | None = None


class CellsIn(Schema):
    """Cells to write, at most 2,000."""

    cells: list[CellIn]


class CellOut(Schema):
    """What stands now in a cell and what it replaced, as the sheet keeps them; why it was refused, else empty."""

    value: Any
    before: Any
    refused: str


class HappenedOut(Schema):
    """One thing that happened to a sheet: an order, or answers with what stood before and after."""

    at: datetime
    who: str
    order: str
    why: str
    changes: list[dict[str, Any]]


class SharedActionOut(ActionLineOut):
    """One action of the library, without what its cité keeps for itself."""

    site: str = Field(description="identifier of the cité that offers it")
    answers: dict[str, Any]


class JoinedFileOut(Schema):
    """A file that was joined to a sheet."""

    id: UUID
    name: str
    content_type: str
    size: int = Field(description="bytes")
    sha256: str
    revision: int = Field(description="of the sheet, once it holds the file")


class SheetFormOut(Schema):
    """A version of the form of a sheet: sections, questions, conditions, limits."""

    title: str
    version: int
    definition: dict[str, Any]


class WhereLineOut(Schema):
    """A project in which an organisation may propose an action."""

    project: int
    site: str
    name: str
    years: list[int]


class WhereOut(Schema):
    """For which organisations one proposes, and in which projects."""

    organisations: dict[int, str] = Field(description="names by number")
    items: list[WhereLineOut]


class WaitingActionOut(ActionLineOut):
    """An action that is late."""

    starts_on: date | None = Field(description="the first day that its sheet says")
    written_at: datetime = Field(description="when its sheet changed last")
