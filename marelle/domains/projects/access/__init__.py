"""Which projects each viewer may see beyond what is public, and what they may do with their files."""

from .files import may_write, seats_of, visible_files
from .projects import visible_projects

__all__ = ["may_write", "seats_of", "visible_files", "visible_projects"]
