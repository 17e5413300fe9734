"""The working tables of a project, which go out to a spreadsheet and come back: each with its own orders and rights."""

from marelle.kernel.tables.carrying import Declared
from marelle.kernel.tables.returned import Returned

from .actions import ACTIONS, project_mark
from .bodies import BODIES
from .chapters import CHAPTERS
from .decisions import DECISIONS
from .ground import asked_of
from .meetings import MEETINGS
from .reservations import RESERVATIONS
from .roles import ROLES
from .tasks import TASKS

PROJECT_TABLES: dict[str, Returned] = {
    ACTIONS.code: ACTIONS,
    **{one.code: Declared(one) for one in (CHAPTERS, TASKS, RESERVATIONS, BODIES, MEETINGS, DECISIONS, ROLES)},
}

__all__ = ["PROJECT_TABLES", "asked_of", "project_mark"]
