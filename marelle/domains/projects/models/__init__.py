"""What the database keeps about projects."""

from .chapters import Chapter, ChapterComment, ProjectTask
from .finalising import (
    FinalisingExtension,
    ProjectFile,
    ProjectReminder,
    ProjectVersion,
    Reservation,
    StepBack,
)
from .projects import Project

__all__ = [
    "Chapter",
    "ChapterComment",
    "FinalisingExtension",
    "Project",
    "ProjectFile",
    "ProjectReminder",
    "ProjectTask",
    "ProjectVersion",
    "Reservation",
    "StepBack",
]
