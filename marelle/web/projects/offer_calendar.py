"""What a cité offers as a calendar file (RFC 5545): one event a line of the ordinary week, again each week until the
last day, and one a session that comes once.

Holidays are left out where the register knows them: what happens then has no ordinary week. No personal data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from marelle.domains.projects.rules.offer import DatedHour, Offered, WeekHour
from marelle.domains.territories.models import Site
from marelle.web.ui.calendars import calendar_file, calendar_text, instant

Days = Sequence[tuple[date, date]]
ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Paris",
    *("BEGIN:DAYLIGHT", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST", "DTSTART:19700329T020000"),
    *("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT"),
    *("BEGIN:STANDARD", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "DTSTART:19701025T030000"),
    *("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD"),
    "END:VTIMEZONE",
)


def calendar(site: Site, actions: Sequence[Offered], off: Days, at: datetime) -> str:
    """The file. `off`: the holidays, first and last day included; `at`: when it was written."""
    events = [
        line
        for action in actions
        for number, _h in enumerate(action.hours)
        for line in _event(site, action, number, off, at)
    ]
    events += [line for action in actions for hour in action.dates for line in _dated(site, action, hour, at)]
    return calendar_file("actions", site.name, events, ZONE)


def _event(site: Site, action: Offered, number: int, off: Days, at: datetime) -> Iterator[str]:
    hour = action.hours[number]
    days = list(week_days(action, hour))
    held = [day for day in days if not any(first <= day <= last for first, last in off)]
    if not held:
        return
    yield from _begun(f"{site.slug}-{action.year}-{action.number}-{number}", held[0], hour, at)
    yield f"RRULE:FREQ=WEEKLY;COUNT={(held[-1] - held[0]).days // 7 + 1}"
    for day in days:
        if held[0] < day < held[-1] and day not in held:
            yield f"EXDATE;TZID=Europe/Paris:{day:%Y%m%d}T{hour.starts_at:%H%M}00"
    yield from _told(action, hour)


def _dated(site: Site, action: Offered, hour: DatedHour, at: datetime) -> Iterator[str]:
    """A session that comes once, holidays or not."""
    when = f"{hour.on:%Y%m%d}T{hour.starts_at:%H%M}-{hour.ends_at:%H%M}"
    yield from _begun(f"{site.slug}-{action.year}-{action.number}-{when}", hour.on, hour, at)
    yield from _told(action, hour)


def _begun(name: str, day: date, hour: WeekHour | DatedHour, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{name}@marelle"
    yield f"DTSTAMP:{instant(at)}"
    yield f"DTSTART;TZID=Europe/Paris:{day:%Y%m%d}T{hour.starts_at:%H%M}00"
    yield f"DTEND;TZID=Europe/Paris:{day:%Y%m%d}T{hour.ends_at:%H%M}00"


def _told(action: Offered, hour: WeekHour | DatedHour) -> Iterator[str]:
    yield f"SUMMARY:{calendar_text(action.title)}"
    if hour.place:
        yield f"LOCATION:{calendar_text(hour.place)}"
    yield f"DESCRIPTION:{calendar_text(chr(10).join(filter(None, (action.text, action.operator))))}"
    yield "END:VEVENT"


def week_days(action: Offered, hour: WeekHour) -> Iterator[date]:
    """Each day of the week of this line, from the first day of the action to its last (unless said: of its year)."""
    first = action.starts_on or date(action.year, 1, 1)
    last = action.ends_on or date(max(action.year, first.year), 12, 31)
    day = first + timedelta(days=(hour.day - first.weekday()) % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)
