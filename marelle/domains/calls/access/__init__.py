"""Which calls and candidatures each viewer may see."""

from .applications import own_applications, visible_applications
from .calls import visible_calls
from .decisions import visible_decisions

__all__ = ["own_applications", "visible_applications", "visible_calls", "visible_decisions"]
