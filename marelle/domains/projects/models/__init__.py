"""What the database keeps about projects."""

from .actions import Action, ActionAge, ActionHour, ActionMoment, ActionQuarter, ActionSchool, ActionShare
from .projects import Project, ProjectLineage

__all__ = [
    "Action",
    "ActionAge",
    "ActionHour",
    "ActionMoment",
    "ActionQuarter",
    "ActionSchool",
    "ActionShare",
    "Project",
    "ProjectLineage",
]
