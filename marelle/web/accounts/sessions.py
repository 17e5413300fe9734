"""The sessions of a person: when each was last seen, which still live.

The log-in library would lock and rewrite the row of the session at every page, so that two pages asked at once wait for
each other. Here it is written every five minutes: the list needs no better.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from marelle.domains.accounts.models import Person

SEEN, EVERY = "seen_at", 300
# In this order: most browsers also claim to be those that come after them.
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class SeenNowAndThen:
    """Notes that a session is alive, every five minutes. Price: no query on most pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and time.time() - request.session.get(SEEN, 0) >= EVERY:
            request.session[SEEN] = int(time.time())
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


@dataclass(frozen=True, slots=True)
class ShownSession:
    """One device in use, as its owner would recognise it."""

    pk: int
    device: str
    ip: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


def living_sessions(person: Person) -> list[ShownSession]:
    """The sessions that could still be used, the latest first. Price: one query."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    found = UserSession.objects.filter(user=person, session_key__in=living).order_by("-last_seen_at", "-pk")
    return [
        ShownSession(s.pk, device_of(s.user_agent), s.ip, s.created_at, s.last_seen_at, s.is_current()) for s in found
    ]


def device_of(user_agent: str) -> str:
    """« Firefox, Windows »: what a browser says of itself, in two words; its own beginning when nothing is known."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return ", ".join(filter(None, (browser, system))) or user_agent[:60] or _("appareil inconnu")
