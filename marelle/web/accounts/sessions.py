"""The sessions of a person: when each was last seen, which still live, closing them.

The log-in library would lock and rewrite the row of the session at every page, so that two pages asked at once wait for
each other. Here it is written every five minutes: the list needs no better.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from marelle.domains.accounts.models import Person

SEEN, EVERY = "seen_at", 300


class SeenNowAndThen:
    """Notes that a session is alive, every five minutes. Price: no query on most pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and time.time() - request.session.get(SEEN, 0) >= EVERY:
            request.session[SEEN] = int(time.time())
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def living_sessions(person: Person) -> list[UserSession]:
    """The sessions that could still be used, the latest first. Price: one query."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(UserSession.objects.filter(user=person, session_key__in=living).order_by("-last_seen_at", "-pk"))


def close_others(person: Person, but: str | None) -> None:
    """Closes every session of a person but the one of this key."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=but or ""):
        session.end()
