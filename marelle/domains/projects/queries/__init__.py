"""The questions asked about projects."""

from .actions import (
    actions_of,
    choices_of,
    counts_by_project,
    document_of_action,
    in_grid,
    in_list,
    offered_to_all,
    placed,
    planned_in,
    projects_to_write_in,
    renewal_of,
    row_labels,
    waiting_of,
    whole,
)
from .ground import ProjectGround, ground_of, grounds_of
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
    "choices_of",
    "counts_by_project",
    "document_of_action",
    "ground_of",
    "grounds_of",
    "in_grid",
    "in_list",
    "offered_by",
    "offered_to_all",
    "placed",
    "planned_in",
    "project_of_label",
    "projects_of",
    "projects_of_labels",
    "projects_seen_by",
    "projects_to_write_in",
    "renewal_of",
    "row_labels",
    "running_project",
    "waiting_of",
    "whole",
]
