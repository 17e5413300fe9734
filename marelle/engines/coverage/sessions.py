"""How many minutes of a slot fall within the days of a matrix: exact, or the bounds that its rhythm proves."""

from datetime import date

from .between import NONE, UNKNOWN, Between, exactly
from .plan import Days, Malformed, Rhythm, Slot


def minutes_within(slot: Slot, days: Days) -> Between:
    """Minutes of all sessions of `slot` that take place within `days`.

    All of them when the slot lies within. When it straddles (a school year seen from a civil year), a rhythm by the
    week holds at most so many sessions in each calendar week, which bounds both what is inside and what is outside;
    without a rhythm, anything between none and all.
    """
    total = total_minutes(slot)
    first, end = max(slot.days.first, days.first), min(slot.days.end, days.end)
    if first >= end:
        return NONE
    if (first, end) == (slot.days.first, slot.days.end) or total.high is None:
        return total
    if slot.rhythm is Rhythm.WHOLE:
        return Between(0, total.high)
    a_week = (slot.sessions or 0) * (slot.minutes or 0)
    most_outside = a_week * (_weeks(slot.days.first, first) + _weeks(end, slot.days.end))
    return Between(max(0, total.low - most_outside), min(total.high, a_week * weeks_met(first, end)))


def total_minutes(slot: Slot) -> Between:
    """All sessions of a slot, from its first day to its last."""
    if slot.sessions is None or slot.minutes is None:
        return UNKNOWN
    once = slot.sessions * slot.minutes
    if slot.rhythm is Rhythm.WHOLE:
        return exactly(once)
    if slot.weeks is None:
        return UNKNOWN
    if slot.weeks > weeks_met(slot.days.first, slot.days.end):
        raise Malformed(slot.id, f"{slot.weeks} weeks do not fit between {slot.days}")
    return exactly(once * slot.weeks)


def weeks_met(first: date, end: date) -> int:
    """Calendar weeks, from Monday to Sunday, with at least one day from `first` to before `end`."""
    return (end.toordinal() - 2) // 7 - (first.toordinal() - 1) // 7 + 1


def _weeks(first: date, end: date) -> int:
    return weeks_met(first, end) if first < end else 0
