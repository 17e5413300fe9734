"""Pages of law, help and navigation; the language and the appearance that a person chooses."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from marelle.kernel.access import Purpose
from marelle.kernel.access.register import register

from .context import THEMES

ONE_YEAR = 365 * 24 * 3600


def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/help.html")


def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/legal.html", {"publisher": settings.PUBLISHER})


def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people, by purpose, as the models declare it. Price: none."""
    by_purpose: dict[Purpose, dict[str, list[str]]] = {}
    for entry in register():
        if entry.kept.data:
            lasting = by_purpose.setdefault(entry.kept.purpose, {})
            lasting.setdefault(str(entry.until), []).append(str(entry.kept.data))
    return render(request, "shell/privacy.html", {"by_purpose": by_purpose})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/accessibility.html")


def sitemap(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/sitemap.html")


def health(request: HttpRequest) -> HttpResponse:
    """For whatever watches the service: it answers only when the database does."""
    return JsonResponse({"ok": True, "clock": request.clock.now.isoformat()})  # type: ignore[attr-defined]


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /compte/", "Disallow: /demonstration/", "Disallow: /candidatures/"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen appearance in a cookie; anything else means « as my device says »."""
    response = HttpResponseRedirect(_back(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(
            settings.THEME_COOKIE_NAME, theme, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=secure
        )
    else:
        response.delete_cookie(settings.THEME_COOKIE_NAME)
    return response


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else "/"
