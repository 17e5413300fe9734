"""The questions asked about projects."""

from .actions import actions_of, counts_by_project, offered_to_all, planned_in, renewal_of, whole
from .ground import ProjectGround, ground_of
from .offer import offered_by
from .projects import (
    carried_on_by,
    carries_on,
    project_of_label,
    projects_of,
    projects_of_labels,
    projects_seen_by,
    running_project,
)

__all__ = [
    "ProjectGround",
    "actions_of",
    "carried_on_by",
    "carries_on",
    "counts_by_project",
    "ground_of",
    "offered_by",
    "offered_to_all",
    "planned_in",
    "project_of_label",
    "projects_of",
    "projects_of_labels",
    "projects_seen_by",
    "renewal_of",
    "running_project",
    "whole",
]
