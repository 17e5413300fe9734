from .applications import Application
from .calls import Call
from .decisions import LabelDecision

__all__ = ["Application", "Call", "LabelDecision"]
