"""My week in my own calendar: a page that makes its secret address and withdraws it, and the calendar read there.

What stands in it: the meetings of the bodies in which I sit, and what is up to me on a day. It names cités, texts and
tasks, never a child. Whoever has the address reads it, and nothing else: it is shown once, and made anew at will.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.accounts.queries import calendar_address_of, calendar_behind, viewer_of
from marelle.domains.accounts.services import make_calendar_address, note_reading, withdraw_calendar_address
from marelle.domains.funding.queries import dues_for
from marelle.domains.projects.queries.dues import Due, projects_followed, up_to
from marelle.domains.projects.queries.steering import bodies_one_sits_in
from marelle.kernel.access import NotFound, Viewer
from marelle.kernel.access.context import enter
from marelle.kernel.clock import PARIS
from marelle.web.ui.calendars import answer, calendar_file, calendar_text, instant, whole_day
from marelle.web.ui.dues import address_of

AHEAD: Final = timedelta(days=366)
READ = "projects.read"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in somebody's calendar: what names it, its words, its day, its instant where it has one, its page."""

    key: str
    site: str
    words: str
    on: date
    at: datetime | None
    late: bool
    url: str


def entries_for(viewer: Viewer, at: datetime) -> list[Entry]:
    """The year ahead of one person, and what is late. Price: that of `dues_for`, and three."""
    if viewer.person_id is None or not viewer.may(READ):
        return []
    projects, today = projects_followed(viewer), at.astimezone(PARIS).date()
    sits = bodies_one_sits_in(viewer.person_id, projects, at)
    dues = dues_for(viewer, projects, at, today + AHEAD)
    return [_entry(one, one.on, today) for one in dues if one.on and _is_mine(viewer, one, sits)]


def _is_mine(viewer: Viewer, due: Due, sits: set[int]) -> bool:
    return due.record.body_id in sits if due.kind in ("meeting", "minutes") else up_to(viewer, due)


def _entry(due: Due, on: date, today: date) -> Entry:
    return Entry(due.key, due.project.site.name, due.words, on, due.at, on < today, address_of(due))


@reauthentication_required(allow_get=True)
def show(request: HttpRequest) -> HttpResponse:
    """Whether my calendar has an address, since when, when it was read; to make it, to withdraw it.

    Price: one query; thirteen to say what stands in it.
    """
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    then = request.POST.get("then", "")
    if request.method == "POST" and then == "make":
        _made, secret = make_calendar_address(by=viewer, at=now)
        address = request.build_absolute_uri(reverse("week_feed", args=[secret]))
        return _page(request, {"address": address, "subscribe": address.replace("https:", "webcal:", 1)})
    if request.method == "POST" and then == "withdraw":
        withdraw_calendar_address(by=viewer, at=now)
        messages.success(request, _("L’adresse est retirée\u00a0: l’agenda qui la lisait ne trouve plus rien."))
        return redirect("week_calendar")
    return _page(request, {})


def _page(request: HttpRequest, told: dict[str, str]) -> HttpResponse:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    held = calendar_address_of(viewer.person_id)
    content = {"held": held, "count": len(entries_for(viewer, now)), **told}
    return render(request, "projects/week_calendar.html", content)


def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind an address, as its person may read it now. The same answer for an address that never was, was
    withdrawn, or whose person is gone. Price: that of `entries_for`, and three."""
    now = request.clock.now  # type: ignore[attr-defined]
    held = calendar_behind(secret)
    viewer = viewer_of(held.person_id, now) if held else Viewer.visitor()
    if held is None or not viewer.is_signed_in:
        raise NotFound
    enter(viewer)
    note_reading(held, now)
    told = answer(calendar_of(request, entries_for(viewer, now), now), "ma-semaine.ics")
    told["Cache-Control"], told["X-Robots-Tag"] = "private, no-store", "noindex"
    return told


def calendar_of(request: HttpRequest, entries: Iterable[Entry], at: datetime) -> str:
    """The file, which asks to be read again four times a day."""
    often = ("METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H")
    events = [line for entry in entries for line in _event(request, entry, at)]
    return calendar_file("semaine", _("Marelle, ma semaine"), events, often)


def _event(request: HttpRequest, entry: Entry, at: datetime) -> Iterator[str]:
    words = _("{site}\u00a0: {words}").format(site=entry.site, words=entry.words)
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key.replace(':', '-')}@marelle"
    yield f"DTSTAMP:{instant(at)}"
    yield from [f"DTSTART:{instant(entry.at)}"] if entry.at else whole_day(entry.on)
    yield f"SUMMARY:{calendar_text(_('En retard. {words}').format(words=words) if entry.late else words)}"
    yield f"URL:{request.build_absolute_uri(entry.url)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:OPAQUE" if entry.at else "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
