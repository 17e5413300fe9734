"""The orders about projects."""

from .projects import end_project, open_from_label, open_from_labels, start_project, withdraw_project

__all__ = ["end_project", "open_from_label", "open_from_labels", "start_project", "withdraw_project"]
