"""Which projects and actions each viewer may see beyond what is public, and what they may do with the files."""

from .actions import library, visible_actions
from .files import may_write, seats_of, visible_files
from .projects import visible_projects

__all__ = ["library", "may_write", "seats_of", "visible_actions", "visible_files", "visible_projects"]
