from .applications import Application
from .authorities import Chase, Delegation, ExchangeMessage, Presence
from .calendar import Batch, Extension
from .calls import Call
from .corrections import Correction, DraftReminder
from .deciding import DecidingOrder
from .decisions import LabelDecision
from .derogations import Derogation
from .draft_sheets import DraftSheet
from .jury import Assignment, Draw, InterestLifting, InterestStatement, Reviewer
from .letters import Appeal, AppealAnswer, Letter
from .lists import (
    ListAmount,
    ListLine,
    ListProposal,
    Override,
    SelectionAnswer,
    SelectionRun,
    SelectionStudy,
    Signatory,
)
from .reminders import Reminder
from .reviews import Mark, Review, ReviewDraft
from .terms import CallEnvelope, Criterion, PreselectedSite, RequiredDocument
from .trials import TrialGuest

__all__ = [
    "Appeal",
    "AppealAnswer",
    "Application",
    "Assignment",
    "Batch",
    "Call",
    "CallEnvelope",
    "Chase",
    "Correction",
    "Criterion",
    "DecidingOrder",
    "Delegation",
    "Derogation",
    "DraftReminder",
    "DraftSheet",
    "Draw",
    "ExchangeMessage",
    "Extension",
    "InterestLifting",
    "InterestStatement",
    "LabelDecision",
    "Letter",
    "ListAmount",
    "ListLine",
    "ListProposal",
    "Mark",
    "Override",
    "PreselectedSite",
    "Presence",
    "Reminder",
    "RequiredDocument",
    "Review",
    "ReviewDraft",
    "Reviewer",
    "SelectionAnswer",
    "SelectionRun",
    "SelectionStudy",
    "Signatory",
    "TrialGuest",
]
