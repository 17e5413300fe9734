"""The letters of projects."""

from .finalising import (
    tell_comment,
    tell_extension_answered,
    tell_extension_asked,
    tell_finalised,
    tell_lapsed,
    tell_late,
    tell_reminder,
    tell_review_lapsed,
    tell_review_submitted,
    tell_review_validated,
    tell_submitted,
    tell_task,
    tell_voice,
)
from .reserving import tell_reservation, tell_reservation_recall

__all__ = [
    "tell_comment",
    "tell_extension_answered",
    "tell_extension_asked",
    "tell_finalised",
    "tell_lapsed",
    "tell_late",
    "tell_reminder",
    "tell_reservation",
    "tell_reservation_recall",
    "tell_review_lapsed",
    "tell_review_submitted",
    "tell_review_validated",
    "tell_submitted",
    "tell_task",
    "tell_voice",
]
