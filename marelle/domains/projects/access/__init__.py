"""Which projects and actions each viewer may see beyond what is public."""

from .actions import library, visible_actions
from .projects import visible_projects

__all__ = ["library", "visible_actions", "visible_projects"]
