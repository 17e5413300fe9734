from .applications import Application
from .calls import Call
from .corrections import Correction, DraftReminder
from .decisions import LabelDecision

__all__ = ["Application", "Call", "Correction", "DraftReminder", "LabelDecision"]
