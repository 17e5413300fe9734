"""What the database keeps about projects."""

from .actions import Action, ActionAge, ActionHour, ActionMoment, ActionQuarter, ActionSchool, ActionShare
from .chapters import Chapter, ChapterComment, ProjectTask
from .finalising import (
    FinalisingExtension,
    ProjectFile,
    ProjectReminder,
    ProjectVersion,
    Reservation,
    StepBack,
)
from .projects import Project, ProjectLineage

__all__ = [
    "Action",
    "ActionAge",
    "ActionHour",
    "ActionMoment",
    "ActionQuarter",
    "ActionSchool",
    "ActionShare",
    "Chapter",
    "ChapterComment",
    "FinalisingExtension",
    "Project",
    "ProjectFile",
    "ProjectLineage",
    "ProjectReminder",
    "ProjectTask",
    "ProjectVersion",
    "Reservation",
    "StepBack",
]
