from .applications import Application
from .calendar import Batch, Extension
from .calls import Call
from .corrections import Correction, DraftReminder
from .decisions import LabelDecision
from .terms import CallEnvelope, Criterion, PreselectedSite, RequiredDocument
from .trials import TrialGuest

__all__ = [
    "Application",
    "Batch",
    "Call",
    "CallEnvelope",
    "Correction",
    "Criterion",
    "DraftReminder",
    "Extension",
    "LabelDecision",
    "PreselectedSite",
    "RequiredDocument",
    "TrialGuest",
]
