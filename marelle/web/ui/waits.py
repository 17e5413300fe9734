"""A page that waits for the worker: since when, whether that is long, whether it reloads itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import ngettext

USUAL = timedelta(minutes=5)
PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Wait:
    """What a page says of a job that it waits for."""

    since: str
    late: bool
    reloads: bool


def wait_of(request: HttpRequest, since: datetime) -> Wait:
    """How long a job has been waited for. The page reloads unless its reader paused it."""
    waited = max(timedelta(), request.clock.now - since)  # type: ignore[attr-defined]
    return Wait(duration(waited), waited > USUAL, PAUSE not in request.GET)


def duration(waited: timedelta) -> str:
    """« 12 secondes », « 3 minutes »."""
    seconds = max(0, int(waited.total_seconds()))
    if seconds < 60:
        return ngettext("{n} seconde", "{n} secondes", seconds).format(n=seconds)
    return ngettext("{n} minute", "{n} minutes", seconds // 60).format(n=seconds // 60)
