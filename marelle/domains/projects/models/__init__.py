"""What the database keeps about projects."""

from .actions import Action, ActionAge, ActionHour, ActionMoment, ActionQuarter, ActionSchool, ActionShare
from .changes import ChangedSite, ChangeToCome
from .chapters import Chapter, ChapterComment, FilePaper, ProjectTask
from .finalising import (
    FinalisingExtension,
    ProjectFile,
    ProjectReminder,
    ProjectVersion,
    Reservation,
    StepBack,
)
from .partners import ProjectPartner
from .projects import Project, ProjectLineage
from .recalls import ProjectRecall
from .reviews import ReviewFigure, ReviewVersion, YearlyReview
from .steering import AgendaPoint, Body, BodyMember, DecisionStep, Meeting, PointPaper, SteeringDecision

__all__ = [
    "Action",
    "ActionAge",
    "ActionHour",
    "ActionMoment",
    "ActionQuarter",
    "ActionSchool",
    "ActionShare",
    "AgendaPoint",
    "Body",
    "BodyMember",
    "ChangeToCome",
    "ChangedSite",
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
    "ProjectPartner",
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
