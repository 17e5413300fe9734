"""Programs that ask: the token that they show, and what a browser's session is worth under /api/."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja.utils import check_csrf

from marelle.domains.accounts.queries import token_behind, viewer_of, viewer_through
from marelle.domains.accounts.services import note_use
from marelle.kernel.access import Viewer

SAFE = ("GET", "HEAD", "OPTIONS")


def is_for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def shown_token(request: HttpRequest) -> str | None:
    """What follows « Bearer » in the request, or None when it says nothing of the kind."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def viewer_of_program(request: HttpRequest, secret: str) -> Viewer | None:
    """The person behind a token, with the rights that it names; None when it does not serve. Price: two queries."""
    at = request.clock.now  # type: ignore[attr-defined]
    token = token_behind(secret, at)
    if token is None:
        return None
    viewer = viewer_through(token, at)
    if not viewer.is_signed_in:
        return None
    note_use(token, request.clock.now)  # type: ignore[attr-defined]
    return viewer


def viewer_of_browser(request: HttpRequest) -> Viewer:
    """Whoever is logged in. Under /api/, an order sent without the proof that a page of ours sent it is nobody's."""
    person = request.user
    if not person.is_authenticated:
        return Viewer.visitor()
    if is_for_programs(request) and request.method not in SAFE and check_csrf(request) is not None:
        return Viewer.visitor()
    return viewer_of(person.pk, request.clock.now)  # type: ignore[attr-defined]


def unknown_token(request: HttpRequest) -> HttpResponse:
    """The same answer for a token that never was, was withdrawn, has ended, or whose person is gone."""
    sentence = _("Ce jeton ne sert pas, ou plus. Faites-en un autre dans « Mon compte », « Mes jetons ».")
    return _unauthorised("api.token_unknown", sentence, 'Bearer error="invalid_token"')


def token_wanted(request: HttpRequest) -> HttpResponse:
    """What is open to some is asked for by nobody."""
    sentence = _("Cette adresse demande un jeton : ajoutez l’en-tête « Authorization: Bearer … ».")
    return _unauthorised("api.token_wanted", sentence, "Bearer")


def method_refused(response: HttpResponseBase) -> HttpResponseBase:
    """The same answer; in JSON and with a sentence where the library says « Method not allowed » and no more."""
    if response.status_code != 405:
        return response
    allowed = response.headers.get("Allow", "")
    sentence = _("Cette adresse ne répond pas à ce verbe HTTP, mais à : {verbs}.").format(verbs=allowed)
    told = {"code": "api.method_not_allowed", "detail": sentence}
    return JsonResponse(told, status=405, headers={"Allow": allowed})


def _unauthorised(code: str, sentence: str, challenge: str) -> HttpResponse:
    headers = {"WWW-Authenticate": challenge, "Cache-Control": "private, no-store"}
    return JsonResponse({"code": code, "detail": sentence}, status=401, headers=headers)
