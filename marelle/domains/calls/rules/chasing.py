"""When the clock chases late opinions: days counted from their last day, as data on the call. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

USUAL = (-7, -1, 2, 7)  # a week before, the day before, two days and a week after
FARTHEST, MOST = 60, 10
CATCH_UP = timedelta(days=2)  # a worker that slept still chases; a day long past is left


class ScheduleWrong(Refused):
    """Days that nobody would follow."""

    code = "calls.schedule_wrong"
    sentence = _("Choisissez dix jours au plus, chacun à soixante jours au plus du dernier jour des avis.")


def checked_days(days: Iterable[int]) -> list[int]:
    """Each day once, in order. Refuses `ScheduleWrong`."""
    found = sorted(set(days))
    if len(found) > MOST or any(abs(day) > FARTHEST for day in found):
        raise ScheduleWrong(field="days")
    return found


def days_of(schedule: Sequence[int], deadline: date | None) -> list[date]:
    """The days themselves; none while the last day of opinions is not known."""
    return [deadline + timedelta(days=day) for day in schedule] if deadline else []


def day_due(schedule: Sequence[int], deadline: date | None, today: date) -> date | None:
    """The day whose chase is due: the last that has come, unless it is long past."""
    return max((day for day in days_of(schedule, deadline) if today - CATCH_UP <= day <= today), default=None)
