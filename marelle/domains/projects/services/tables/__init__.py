"""The working tables of a project, which go out to a spreadsheet and come back: each with its own orders and rights."""

from marelle.kernel.tables.carrying import Declared
from marelle.kernel.tables.returned import Returned

from .ground import asked_of
from .tasks import TASKS

PROJECT_TABLES: dict[str, Returned] = {one.code: Declared(one) for one in (TASKS,)}

__all__ = ["PROJECT_TABLES", "TASKS", "asked_of"]
