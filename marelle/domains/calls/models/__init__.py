from .applications import Application
from .calendar import Batch, Extension
from .calls import Call
from .decisions import LabelDecision
from .terms import CallEnvelope, Criterion, PreselectedSite, RequiredDocument
from .trials import TrialGuest

__all__ = [
    "Application",
    "Batch",
    "Call",
    "CallEnvelope",
    "Criterion",
    "Extension",
    "LabelDecision",
    "PreselectedSite",
    "RequiredDocument",
    "TrialGuest",
]
