from .applications import Application
from .authorities import Chase, Delegation, ExchangeMessage, Presence
from .calendar import Batch, Extension
from .calls import Call
from .corrections import Correction, DraftReminder
from .decisions import LabelDecision
from .draft_sheets import DraftSheet
from .jury import Assignment, Draw, InterestStatement, Reviewer
from .reminders import Reminder
from .reviews import Mark, Review, ReviewDraft
from .terms import CallEnvelope, Criterion, PreselectedSite, RequiredDocument
from .trials import TrialGuest

__all__ = [
    "Application",
    "Assignment",
    "Batch",
    "Call",
    "CallEnvelope",
    "Chase",
    "Correction",
    "Criterion",
    "Delegation",
    "DraftReminder",
    "DraftSheet",
    "Draw",
    "ExchangeMessage",
    "Extension",
    "InterestStatement",
    "LabelDecision",
    "Mark",
    "PreselectedSite",
    "Presence",
    "Reminder",
    "RequiredDocument",
    "Review",
    "ReviewDraft",
    "Reviewer",
    "TrialGuest",
]
