"""The orders about calls, candidatures and labels."""

from .calls import announce_decisions, close_call, open_call, prepare_call, record_past_call
from .decisions import record_decision, record_past_decision, supersede_decision

__all__ = [
    "announce_decisions",
    "close_call",
    "open_call",
    "prepare_call",
    "record_decision",
    "record_past_call",
    "record_past_decision",
    "supersede_decision",
]
