"""Which projects and actions each viewer may see beyond what is public, and what they may do with the files."""

from .actions import library, may_write_action, own_actions, own_bodies, visible_actions
from .files import may_write, seats_of, visible_files
from .projects import visible_projects
from .reviews import visible_reviews

__all__ = [
    "library",
    "may_write",
    "may_write_action",
    "own_actions",
    "own_bodies",
    "seats_of",
    "visible_actions",
    "visible_files",
    "visible_projects",
    "visible_reviews",
]
