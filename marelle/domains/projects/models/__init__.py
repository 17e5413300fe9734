"""What the database keeps about projects."""

from .projects import Project

__all__ = ["Project"]
