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
    inside = _common(slot.days, days)
    if inside is None:
        return NONE
    if inside == slot.days or total.high is None:
        return total if inside == slot.days else UNKNOWN
    if slot.rhythm is Rhythm.WHOLE:
        return Between(0, total.high)
    a_week = (slot.sessions or 0) * (slot.minutes or 0)
    outside = (slot.days.first, inside.first), (inside.end, slot.days.end)
    most_outside = sum(a_week * weeks_met(first, end) for first, end in outside if first < end)
    most_inside = a_week * weeks_met(inside.first, inside.end)
    return Between(max(0, total.low - most_outside), min(total.high, most_inside))


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


def _common(one: Days, other: Days) -> Days | None:
    first, end = max(one.first, other.first), min(one.end, other.end)
    return Days(first, end) if first < end else None
