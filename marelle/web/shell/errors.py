"""Pages for whatever could not be done. Each says what happened and what to do next."""

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.kernel.access import NotFound
from marelle.kernel.errors import Refused, ValueUnkeepable

_TEMPLATES = {403: "403.html", 404: "404.html"}


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page (or the JSON, under /api/) of a refusal."""
    if request.path.startswith("/api/"):
        return JsonResponse({"code": refusal.code, "detail": str(refusal)}, status=refusal.status)
    template = _TEMPLATES.get(refusal.status, "422.html")
    return render(request, template, {"refusal": refusal, "sentence": str(refusal)}, status=refusal.status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refused(request, NotFound())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(request, 403, _("Ce geste ne vous est pas ouvert. Revenez à votre accueil."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = _("La page est restée ouverte trop longtemps. Revenez en arrière, rechargez-la et envoyez de nouveau.")
    return render(request, "422.html", {"sentence": sentence}, status=403)


def method_refused(request: HttpRequest) -> HttpResponse:
    """No page here answers another verb: one that did would do as if it had been read."""
    sentence = _("Une page se lit ou s’envoie : cette adresse ne répond pas à ce verbe HTTP.")
    plain = "text/plain; charset=utf-8"
    return HttpResponse(sentence, status=405, content_type=plain, headers={"Allow": "GET, HEAD, POST"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of a request that no screen of ours sends. It asks nothing of the database: nobody is known yet.

    A session that was closed while its request went on is no such thing: one only has to log in again.
    """
    if isinstance(exception, SessionInterrupted):
        return HttpResponseRedirect(reverse("account_login"), headers={"Cache-Control": "no-store"})
    detail = _("Cette demande n’est pas lisible. Vérifiez son adresse et ses paramètres.")
    return _bare(request, 400, "shell.unreadable", detail)


def unkeepable(request: HttpRequest) -> HttpResponse:
    """The page of a value that the database could not hold."""
    refusal = ValueUnkeepable()
    return _bare(request, 400, refusal.code, str(refusal))


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a fault of ours. It asks nothing of the database, which may be the cause."""
    return _bare(request, 500, "shell.fault", _("Une erreur de notre part. Elle est notée ; réessayez plus tard."))


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page of a database that is away. It asks nothing of it."""
    detail = _("Le service redémarre. Réessayez dans quelques secondes.")
    response = _bare(request, 503, "shell.unavailable", detail)
    response["Retry-After"] = "5"
    return response


def _plain(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    return render(request, _TEMPLATES.get(status, "422.html"), {"sentence": sentence}, status=status)


def _bare(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """A page without anybody's name and without any form (JSON under /api/); nobody keeps a copy of it.

    Even a page that cannot be drawn (a style sheet is missing) is answered: with its sentence alone.
    """
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"code": code, "detail": detail}, status=status)
    else:
        try:
            response = HttpResponse(render_to_string(f"{status}.html", {"bare": True}), status=status)
        except Exception:
            response = HttpResponse(detail, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
