"""What the database keeps about projects."""

from .actions import Action, ActionAge, ActionHour, ActionMoment, ActionQuarter, ActionSchool, ActionShare
from .books import ActionBook
from .chapters import Chapter, ChapterComment, FilePaper, ProjectTask
from .finalising import (
    FinalisingExtension,
    ProjectFile,
    ProjectReminder,
    ProjectVersion,
    Reservation,
    StepBack,
)
from .projects import Project, ProjectLineage
from .recalls import ProjectRecall
from .reviews import ReviewFigure, ReviewVersion, YearlyReview
from .steering import AgendaPoint, Body, BodyMember, DecisionStep, Meeting, PointPaper, SteeringDecision

__all__ = [
    "Action",
    "ActionAge",
    "ActionBook",
    "ActionHour",
    "ActionMoment",
    "ActionQuarter",
    "ActionSchool",
    "ActionShare",
    "AgendaPoint",
    "Body",
    "BodyMember",
    "Chapter",
    "ChapterComment",
    "DecisionStep",
    "FilePaper",
    "FinalisingExtension",
    "Meeting",
    "PointPaper",
    "Project",
    "ProjectFile",
    "ProjectLineage",
    "ProjectRecall",
    "ProjectReminder",
    "ProjectTask",
    "ProjectVersion",
    "Reservation",
    "ReviewFigure",
    "ReviewVersion",
    "SteeringDecision",
    "StepBack",
    "YearlyReview",
]
