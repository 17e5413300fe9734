"""The plans of many cités at once, as plain records: ten thousand of them cost a tenth of as many models."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
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
    told_moments: list[Moment]
    told_ages: list[Age]
    told_quarters: list[Place]

    @property
    def code(self) -> str:
        return f"A-{self.number:03d}"


_ACTION = (
    *("project_id", "pk", "number", "title", "state", "operator__name", "operator_name", "themes", "young"),
    *("starts_on", "ends_on"),
)
Row = tuple[Any, ...]


class _Rows:
    """Rows that are together by their first value, which is left out of what is read of them.

    They stay in one list as the database gave them: ten thousand lists of their own would be gone through again and
    again by whoever looks for memory to take back, which costs more than all the rest.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = list(rows)
        self.first: dict[int, int] = {}
        for place, row in enumerate(self.rows):
            self.first.setdefault(row[0], place)

    def of(self, key: int) -> Iterator[Row]:
        place = self.first.get(key, len(self.rows))
        while place < len(self.rows) and self.rows[place][0] == key:
            yield self.rows[place][1:]
            place += 1


class Planned:
    """The plans of some projects as they were read, made into records one project at a time, when it is asked for."""

    def __init__(self, actions: _Rows, moments: _Rows, ages: _Rows, quarters: _Rows) -> None:
        self._actions, self._moments, self._ages, self._quarters = actions, moments, ages, quarters

    def of(self, project: int) -> list[PlannedAction]:
        """The actions of one project, in their order. Price: none."""
        return [self._action(project, row) for row in self._actions.of(project)]

    def _action(self, project: int, row: Row) -> PlannedAction:
        pk, number, title, state, body, name, themes, young, starts_on, ends_on = row
        return PlannedAction(
            pk,
            project,
            number,
            title,
            state,
            body or name,
            themes,
            young,
            starts_on,
            ends_on,
            [Moment(*told) for told in self._moments.of(pk)],
            [Age(*told) for told in self._ages.of(pk)],
            [Place(*told) for told in self._quarters.of(pk)],
        )


def planned_in_projects(projects: Collection[int], year: int, states: Collection[str]) -> Planned:
    """The actions of a year in some states, project by project.

    Price: four queries, whatever the number of projects.
    """
    rows = Action.objects.filter(project__in=projects, year=year, state__in=states)
    here = rows.values("pk")
    return Planned(
        _Rows(rows.order_by("project", "number").values_list(*_ACTION)),
        _parts(ActionMoment, here, "pk", "band", "sessions", "minutes", "seats"),
        _parts(ActionAge, here, "lowest", "lowest", "beyond", "young"),
        _parts(ActionQuarter, here, "pk", "quarter_id"),
    )


def _parts(model: type[Model], here: QuerySet[Any, Any], order: str, *fields: str) -> _Rows:
    """The parts of these actions as rows, action by action, in the order of the pages."""
    rows = model._default_manager.filter(action__in=here).order_by("action_id", order)
    return _Rows(rows.values_list("action_id", *fields))
