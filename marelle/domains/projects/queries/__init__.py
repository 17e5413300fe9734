"""The questions asked about projects."""

from .projects import project_of_label, projects_of, projects_of_labels, projects_seen_by

__all__ = ["project_of_label", "projects_of", "projects_of_labels", "projects_seen_by"]
