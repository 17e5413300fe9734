"""What surrounds every request: its transaction, its viewer, its clock, its refusals and the right to its route."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import DataError, InterfaceError, OperationalError, connection, transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from marelle.kernel import clock
from marelle.kernel.access import Forbidden, NotFound, RouteAccess, Viewer, access_of
from marelle.kernel.access.context import enter
from marelle.kernel.errors import Refused

from . import programs
from .errors import bad_request, method_refused, refused, unavailable, unkeepable

Answer = Callable[[HttpRequest], HttpResponseBase]
BROWSED = ("GET", "HEAD", "POST")
LOST = (OperationalError, InterfaceError)


class Middleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response


class ChosenLanguage(Middleware):
    """French, unless the person chose English here: the browser's own language is never believed."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class Legible(Middleware):
    """Refuses an address or a cookie that holds a NUL: no text of the database can, so nothing could be found. Refuses
    to a page any verb but those of a browser."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in BROWSED and not programs.is_for_programs(request):
            return method_refused(request)
        written = [request.path_info, unquote(request.META.get("QUERY_STRING", "")), *request.COOKIES.values()]
        if any("\0" in text for text in written):
            return bad_request(request)
        return self.get_response(request)


class OneTransaction(Middleware):
    """One transaction around the request; refusals and errors undo it; a restarted database is waited for once."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for attempt in (1, 2):
            try:
                response = self._answer(request)
            except LOST:
                connection.close()
                response = None
            if response is not None and not getattr(request, "database_lost", False):
                return response
            connection.close()
            if attempt == 1 and request.method in ("GET", "HEAD") and _database_is_back():
                request.database_lost = False  # type: ignore[attr-defined]
                continue
            break
        return unavailable(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "undo", False):
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, LOST):
            request.database_lost = True  # type: ignore[attr-defined]
            return unavailable(request)
        return None


@receiver(got_request_exception)
def _lost_on_the_way(request: HttpRequest, **_rest: Any) -> None:
    """What a middleware between here and the view meets never comes back as an exception: Django has made it a 500."""
    if isinstance(sys.exc_info()[1], LOST):
        request.database_lost = True  # type: ignore[attr-defined]


def _database_is_back(seconds: float = 6.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            connection.ensure_connection()
            return True
        except LOST:
            time.sleep(0.2)
    return False


class WhoAsks(Middleware):
    """`request.viewer` and `request.clock`, and the row-level-security context. Price: two or three queries."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.clock = clock.read()  # type: ignore[attr-defined]
        secret = programs.shown_token(request) if programs.is_for_programs(request) else None
        found = programs.viewer_of_browser(request) if secret is None else programs.viewer_of_program(request, secret)
        if found is None:
            return programs.unknown_token(request)
        request.viewer = viewer = found  # type: ignore[attr-defined]
        enter(viewer)
        response = self.get_response(request)
        if viewer.is_signed_in or not _is_for_everybody(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _is_for_everybody(request: HttpRequest) -> bool:
    match = request.resolver_match
    access = access_of(match.func, match.view_name) if match else None
    return access is not None and access.kind == "public"


class Refusals(Middleware):
    """Turns a refusal that no screen caught into a page with its sentence; undoes what was written.

    What the database itself could not hold is a refusal too: the fault is in what was sent. Its page asks nothing of
    the database, whose transaction is broken.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        return programs.method_refused(response) if programs.is_for_programs(request) else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused | DataError):
            return None
        request.undo = True  # type: ignore[attr-defined]
        return refused(request, error) if isinstance(error, Refused) else unkeepable(request)


class RouteRights(Middleware):
    """No route without a word on who may take it: log-in is required unless the table says otherwise."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        access = access_of(view, match.view_name if match else "")
        if access is None:
            return refused(request, NotFound())
        return self._judge(request, access)

    def _judge(self, request: HttpRequest, access: RouteAccess) -> HttpResponseBase | None:
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        if access.kind == "public":
            return None
        if not viewer.is_signed_in and programs.is_for_programs(request):
            return programs.token_wanted(request)
        if not viewer.is_signed_in:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        if access.permission and not viewer.may(access.permission):
            return refused(request, Forbidden(permission=access.permission))
        return None
