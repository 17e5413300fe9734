"""The questions asked about projects."""

from .actions import actions_of, counts_by_project, offered_to_all, planned_in, renewal_of, whole
from .ground import Ground, ground_of
from .projects import project_of_label, projects_of, projects_of_labels, projects_seen_by

__all__ = [
    "Ground",
    "actions_of",
    "counts_by_project",
    "ground_of",
    "offered_to_all",
    "planned_in",
    "project_of_label",
    "projects_of",
    "projects_of_labels",
    "projects_seen_by",
    "renewal_of",
    "whole",
]
