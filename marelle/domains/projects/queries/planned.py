"""The plans of many cités at once, as plain records: ten thousand of them cost a tenth of as many models."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet

from ..models import Action, ActionAge, ActionMoment, ActionQuarter


class Moment(NamedTuple):
    """When an action takes place, as `ActionMoment` keeps it."""

    band: str
    sessions: int
    minutes: int
    seats: int | None


class Age(NamedTuple):
    """For whom, as `ActionAge` keeps it."""

    lowest: int
    beyond: int
    young: int | None


class Place(NamedTuple):
    """From where, as `ActionQuarter` keeps it."""

    quarter_id: str


@dataclass(slots=True)
class PlannedAction:
    """What the coverage reads of one action, under the names of its model; not to be changed."""

    pk: int
    project_id: int
    number: int
    title: str
    state: str
    operator_shown: str
    themes: Sequence[str]
    young: int | None
    starts_on: date | None
    ends_on: date | None
    told_moments: list[Moment] = field(default_factory=list)
    told_ages: list[Age] = field(default_factory=list)
    told_quarters: list[Place] = field(default_factory=list)

    @property
    def code(self) -> str:
        return f"A-{self.number:03d}"


_ACTION = (
    *("pk", "project_id", "number", "title", "state", "operator__name", "operator_name", "themes", "young"),
    *("starts_on", "ends_on"),
)


def planned_by_project(projects: Collection[int], year: int, states: Collection[str]) -> dict[int, list[PlannedAction]]:
    """The actions of a year in some states, by the project's number, in their order.

    Price: four queries, whatever the number of projects.
    """
    rows = Action.objects.filter(project__in=projects, year=year, state__in=states)
    found: dict[int, list[PlannedAction]] = defaultdict(list)
    named: dict[int, PlannedAction] = {}
    for pk, project, number, title, state, body, name, *rest in rows.order_by("project", "number").values_list(
        *_ACTION
    ):
        named[pk] = action = PlannedAction(pk, project, number, title, state, body or name, *rest)
        found[project].append(action)
    here = rows.order_by().values("pk")
    for action_id, *told in _parts(ActionMoment, here, "pk", "band", "sessions", "minutes", "seats"):
        named[action_id].told_moments.append(Moment(*told))
    for action_id, *told in _parts(ActionAge, here, "lowest", "lowest", "beyond", "young"):
        named[action_id].told_ages.append(Age(*told))
    for action_id, quarter in _parts(ActionQuarter, here, "pk", "quarter_id"):
        named[action_id].told_quarters.append(Place(quarter))
    return found


def _parts(model: type[Model], here: QuerySet[Any, Any], order: str, *fields: str) -> Iterable[tuple[Any, ...]]:
    """The parts of these actions as rows, in the order of the pages."""
    rows: Iterable[tuple[Any, ...]] = (
        model._default_manager.filter(action__in=here).order_by(order).values_list("action_id", *fields)
    )
    return rows
