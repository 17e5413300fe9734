"""Named questions about calls, candidatures and labels."""

from .calls import (
    call_by_slug,
    calls_seen_by,
    current_decision,
    current_decisions,
    current_labels,
    decisions_on,
    labels_by_call,
)

__all__ = [
    "call_by_slug",
    "calls_seen_by",
    "current_decision",
    "current_decisions",
    "current_labels",
    "decisions_on",
    "labels_by_call",
]
