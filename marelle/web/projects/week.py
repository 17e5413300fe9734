"""The week of whoever follows several cités: seven days of all, then what is late, then what waits whatever the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from marelle.domains.funding.queries import Week, week_of
from marelle.domains.funding.queries.weeks import DAYS, MOST
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.web.ui.dues import Line, day_words, line_of


@dataclass(frozen=True, slots=True)
class Day:
    """One day that has something; how much more of it is not shown."""

    label: str
    lines: Sequence[Line]
    more: int = 0


def show(request: HttpRequest) -> HttpResponse:
    """Price: eleven queries at most, whatever the number of cités."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    today = now.astimezone(PARIS).date()
    first = first_day(request, today)
    week = week_of(viewer, now, first)
    content = {
        "week": week,
        "late_mine": week.mine(viewer)[0],
        "days": list(_days(viewer, week, today)),
        "late": [line_of(viewer, one, today, first) for one in week.late[:MOST]],
        "more_late": max(0, week.late_count - MOST),
        "waiting": [line_of(viewer, one, today, first) for one in week.waiting[:MOST]],
        "more_waiting": max(0, len(week.waiting) - MOST),
        "count": len(week.projects),
        "first": first,
        "last": first + DAYS - timedelta(days=1),
        "before_url": _url(first - DAYS, today) if first > today else "",
        "after_url": _url(first + DAYS, today),
        "now_url": _url(today, today) if first != today else "",
    }
    return render(request, "projects/week.html", content)


def first_day(request: HttpRequest, today: date) -> date:
    """The day that is asked; today where none is, where it is no day, and where it is past: what is past is late."""
    try:
        asked = date.fromisoformat(request.GET.get("du", ""))
    except ValueError:
        return today
    return asked if today < asked < today + timedelta(days=3660) else today


def _url(first: date, today: date) -> str:
    here = reverse("week")
    return here if first <= today else f"{here}?du={first.isoformat()}"


def _days(viewer: Viewer, week: Week, today: date) -> Iterator[Day]:
    for day, dues in groupby(week.coming, key=lambda one: one.on):
        if day is not None:
            here = [line_of(viewer, one, today, week.first) for one in dues]
            yield Day(_capital(day_words(day, today)), here[:MOST], max(0, len(here) + week.rest.get(day, 0) - MOST))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
