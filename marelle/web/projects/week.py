"""The week of whoever follows several cités: seven days of all, then what is late, then what waits whatever the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.funding.queries import awaited_for
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.dues import Due, concerns, dues_of, in_order, projects_with_files, up_to
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.web.ui.moments import clock_time

from .dues import GESTURES, address_of, waiting_words

DAYS: Final = timedelta(days=7)
# The oldest first; beyond, their number is said: nobody reads a longer list, and each cité has its own.
MOST_LATE: Final = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on the page: its hour where it has one, its cité, its words, whose it is, where it is done."""

    hour: str
    site: str
    site_url: str
    words: str
    who: str
    mine: bool
    url: str
    gesture: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day that has something."""

    label: str
    lines: Sequence[Line]


def show(request: HttpRequest) -> HttpResponse:
    """Price: eighteen queries at most, whatever the number of cités."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    today = now.astimezone(PARIS).date()
    first = first_day(request, today)
    projects = list(projects_with_files(viewer))
    dues = dues_for(viewer, projects, now, max(first, today) + DAYS)
    coming = [one for one in dues if one.on and max(first, today) <= one.on < first + DAYS]
    late = [one for one in dues if one.on and one.on < today]
    waiting = [one for one in dues if one.on is None or one.on >= first + DAYS]
    content = {
        "days": _days(viewer, coming, today, first),
        "late": [_line(viewer, one, today, first) for one in late[:MOST_LATE]],
        "more_late": max(0, len(late) - MOST_LATE),
        "waiting": [_line(viewer, one, today, first) for one in waiting[:MOST_LATE]],
        "count": len(projects),
        "first": first,
        "last": first + DAYS - timedelta(days=1),
        "before_url": _url(first - DAYS, today) if first > today else "",
        "after_url": _url(first + DAYS, today),
        "now_url": _url(today, today) if first != today else "",
    }
    return render(request, "projects/week.html", content)


def dues_for(
    viewer: Viewer, projects: Sequence[Project], at: datetime, until: date, *, actions: bool = True
) -> list[Due]:
    """What a viewer should hear of in some projects until a day: what is to be done, and, for whoever keeps or owes the
    grants of a cité, those that wait, together. Price: that of `dues_of`, and one."""
    heard = [one for one in dues_of(projects, at, until, actions=actions) if concerns(viewer, one)]
    return in_order([*heard, *awaited_for(viewer, projects)])


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


def _days(viewer: Viewer, dues: Iterable[Due], today: date, first: date) -> list[Day]:
    return [
        Day(_day_words(day, today), [_line(viewer, one, today, first) for one in here])
        for day, here in groupby(dues, key=lambda one: one.on)
        if day is not None
    ]


def _day_words(day: date, today: date) -> str:
    """« Aujourd’hui, mercredi 18 décembre »."""
    said = date_format(day, "l j F")
    if day == today:
        return _("Aujourd’hui, {day}").format(day=said)
    if day == today + timedelta(days=1):
        return _("Demain, {day}").format(day=said)
    return said[:1].upper() + said[1:]


def _line(viewer: Viewer, due: Due, today: date, first: date) -> Line:
    return Line(
        clock_time(due.at) if due.at else "",
        due.project.site.name,
        reverse("project", args=[due.project.pk]),
        due.words,
        due.owner.full_name if due.owner else due.operator,
        up_to(viewer, due),
        address_of(due),
        str(GESTURES[due.kind]),
        waiting_words(due, today) or since_words(due.on, today) or by_words(due, first),
    )


def by_words(due: Due, first: date) -> str:
    """« pour le 31 juillet 2019 » for what waits beyond the seven days, else nothing."""
    if due.on is None or due.on < first + DAYS:
        return ""
    return _("pour le {day}").format(day=date_format(due.on, "j F Y"))


def since_words(on: date | None, today: date) -> str:
    """« depuis 3 jours, le 15 décembre 2019 » for what is late, else nothing."""
    if on is None or on >= today:
        return ""
    days = (today - on).days
    said = ngettext("depuis {n} jour, le {day}", "depuis {n} jours, le {day}", days)
    return said.format(n=days, day=date_format(on, "j F Y"))
