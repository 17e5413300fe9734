"""Calendar files (RFC 5545): the file around its events, a text as it is written there, a long line folded.

Written here rather than with the library `icalendar`: what leaves is a few plain lines, nothing is read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from django.http import HttpResponse

from .answers import say_name

LINE = 73  # bytes, the space that begins a folded line apart


def calendar_file(of: str, name: str, events: Iterable[str], more: Sequence[str] = ()) -> str:
    """The file: `of` says which calendar of Marelle it is, `name` what it is called, `more` what stands before."""
    heading = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Marelle//{of}//FR", f"X-WR-CALNAME:{calendar_text(name)}")
    return "".join(f"{_folded(line)}\r\n" for line in (*heading, *more, *events, "END:VCALENDAR"))


def answer(text: str, name: str) -> HttpResponse:
    """The file as a browser or a calendar takes it."""
    return say_name(HttpResponse(text, content_type="text/calendar; charset=utf-8"), name)


def instant(at: datetime) -> str:
    """An instant, which every calendar shows in the zone of its reader."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def whole_day(day: date) -> tuple[str, str]:
    """The two lines of an event that lasts one day."""
    return f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"


def calendar_text(text: str) -> str:
    """A text as RFC 5545 writes it (3.3.11)."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain.replace("\n", "\\n") if sign.isprintable() or sign in "\u00a0\u202f")


def _folded(line: str) -> str:
    """A long line goes on in the next, which begins with a space: never in the middle of a letter."""
    parts, size = [""], 0
    for sign in line:
        weight = len(sign.encode())
        if size + weight > LINE:
            parts.append("")
            size = 0
        parts[-1] += sign
        size += weight
    return "\r\n ".join(parts)
