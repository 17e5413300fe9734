"""The order that reminds those who have drafts, before their call closes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Greatest

from ..models import Application, DraftReminder
from ..notifications import tell_closing
from ..rules.applications import REMINDERS

TASK = "calls.remind_drafts"


@transaction.atomic
def remind_drafts(at: datetime) -> int:
    """Tells the authors of each draft that its call closes soon, once for each threshold; how many drafts.

    Whoever starts late, or a worker that slept, is told once only, of the nearest threshold. Done again, it tells
    nobody. Price: one query for each threshold; for each draft, two and those of the letters.
    """
    told = 0
    for hours, floor in _stretches():
        waiting = _drafts(at, hours, floor)
        for draft, closes_at in waiting:
            # The row is written first: the unique key stops a second worker before any letter.
            DraftReminder.objects.create(application=draft, hours=hours, closes_at=closes_at, reminded_at=at)
            tell_closing(draft, closes_at, hours, at)
            told += 1
    return told


def _stretches() -> list[tuple[int, int]]:
    """Each threshold with the next smaller one: (168, 48), (48, 0)."""
    return list(zip(REMINDERS, [*REMINDERS[1:], 0], strict=True))


def _drafts(at: datetime, hours: int, floor: int) -> list[tuple[Application, datetime]]:
    closing = Greatest("call__closes_at", "extended_until")  # the later one; PostgreSQL skips what is unknown
    done = DraftReminder.objects.filter(application=OuterRef("pk"), hours=hours, closes_at=OuterRef("closing"))
    drafts = Application.objects.alias(closing=closing).filter(
        state="draft",
        call__closes_at__isnull=False,
        call__state__in=("open", "closed"),
        closing__gt=at + timedelta(hours=floor),
        closing__lte=at + timedelta(hours=hours),
    )
    waiting = drafts.exclude(Exists(done)).select_related("call", "site", "organisation").order_by("pk")
    held = waiting.select_for_update(of=("self",), skip_locked=True)
    return [(draft, draft.closes_at) for draft in held if draft.closes_at]
