"""What a person should hear of in the cités that they follow: the one source of every count of what is late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.dues import (
    Due,
    Found,
    bodies_of,
    concerns,
    dues_and_rest,
    in_order,
    projects_followed,
    projects_operated,
    up_to,
)
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from .awaited import awaited_for

DAYS: Final = timedelta(days=7)
# Of each day, and of what is late: beyond, their number is said. Nobody reads a longer list, and each cité has its own.
MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of somebody: the cités that they follow, those where their organisation runs actions; what comes,
    what is late, what waits without a day of these, each in order; how much more there is of each day (late: None)."""

    first: date
    projects: Sequence[Project]
    operated: Sequence[Project]
    coming: Sequence[Due]
    late: Sequence[Due]
    waiting: Sequence[Due]
    rest: Mapping[date | None, int]

    @property
    def is_empty(self) -> bool:
        """True for whoever follows no cité and runs no action."""
        return not self.projects and not self.operated

    @property
    def late_count(self) -> int:
        return len(self.late) + self.rest.get(None, 0)

    def mine(self, viewer: Viewer) -> tuple[int, int]:
        """How much of what is late is up to the viewer, and how much awaits their answer without being late."""
        late, waiting = ([one for one in dues if up_to(viewer, one)] for dues in (self.late, self.waiting))
        return len(late), len(waiting)

    @property
    def coming_count(self) -> int:
        return len(self.coming) + sum(count for day, count in self.rest.items() if day and day >= self.first)


def dues_for(viewer: Viewer, projects: Sequence[Project], at: datetime, until: date) -> list[Due]:
    """What a viewer should hear of until a day in the projects that they follow, but for what their actions await: what
    is to be done, and, for whoever keeps or owes the grants of a cité, those that wait, together.

    Price: at most two queries.
    """
    among = visible_projects(viewer)
    return _heard(viewer, projects, dues_and_rest(projects, at, until, actions=False, among=among))


def week_of(viewer: Viewer, at: datetime, first: date | None = None, *, most: int | None = MOST) -> Week:
    """The seven days from a day on (today where none is said), over all that a viewer follows, with the actions of
    their own organisation wherever they are. `most`: how many actions and decisions of a day are read at most, beside
    one's own.

    Price: at most four queries, whatever the number of cités.
    """
    today = at.astimezone(PARIS).date()
    start = max(first or today, today)
    projects = projects_followed(viewer)
    operated = projects_operated(viewer, projects)
    found = dues_and_rest(
        projects,
        at,
        start + DAYS,
        most=most,
        operated=operated,
        bodies=bodies_of(viewer),
        person=viewer.person_id,
        among=visible_projects(viewer),
    )
    dues = _heard(viewer, projects, found)
    return Week(
        start,
        projects,
        operated,
        [one for one in dues if one.on and start <= one.on < start + DAYS],
        [one for one in dues if one.on and one.on < today],
        [one for one in dues if one.on is None or one.on >= start + DAYS],
        found.rest,
    )


def _heard(viewer: Viewer, projects: Iterable[Project], found: Found) -> list[Due]:
    heard = [one for one in found.dues if concerns(viewer, one)]
    return in_order([*heard, *awaited_for(viewer, projects)])


def most_urgent(viewer: Viewer, week: Week, most: int) -> list[Due]:
    """What to look at first: what is late and up to the viewer, what awaits their answer, then what is late, the oldest
    first. Price: none."""
    mine = [one for one in (*week.late, *week.waiting) if up_to(viewer, one)]
    others = [one for one in week.late if not up_to(viewer, one)]
    return [*mine, *others][:most]
