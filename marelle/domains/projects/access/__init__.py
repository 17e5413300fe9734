"""Which projects each viewer may see beyond what is public."""

from .projects import visible_projects

__all__ = ["visible_projects"]
