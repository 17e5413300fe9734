"""One box over everything public: a page that works alone, and the same answers as one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.observatory.queries import published_slugs
from marelle.domains.territories.queries import FoundPlace, search_places

KINDS = {
    "site": gettext_lazy("Cité éducative"),
    "commune": gettext_lazy("Commune"),
    "epci": gettext_lazy("Groupement de communes"),
    "quarter": gettext_lazy("Quartier prioritaire"),
    "school": gettext_lazy("Établissement scolaire"),
}
SUGGESTED, LISTED = 8, 50
LONGEST = 80
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """One place as the box shows it."""

    place: FoundPlace
    kind: Any
    url: str


def show(request: HttpRequest) -> HttpResponse:
    """Price: one query, two when nothing answers exactly, two more now and then to know which sites are published."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    kind = request.GET.get("sorte", "")
    kind = kind if kind in KINDS else ""
    context = {
        "typed": typed,
        "kind": kind,
        "answers": _answers(request, typed, LISTED, kind),
        "most": LISTED,
        "tabs": _tabs(typed, kind),
        "searching": True,
    }
    return render(request, "shell/search.html", context)


def suggest(request: HttpRequest) -> HttpResponse:
    """The first answers, for the box. Price: as `show`."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    answers = _answers(request, typed, SUGGESTED)
    rows = [
        {"name": one.place.shown_name, "detail": one.place.detail, "kind": str(one.kind), "url": one.url}
        for one in answers
    ]
    response = JsonResponse({"query": typed, "items": rows})
    response["Cache-Control"] = "private, max-age=60"
    return response


def _answers(request: HttpRequest, typed: str, limit: int, kind: str = "") -> list[Answer]:
    if not typed:
        return []
    include = request.clock.is_demonstration  # type: ignore[attr-defined]
    found = search_places(typed, limit=limit, kind=kind, include_invented=include)
    published = _published(include) if any(place.kind == "site" for place in found) else frozenset()
    shown = (place for place in found if place.kind != "site" or place.code in published)
    return [Answer(place, KINDS[place.kind], reverse(place.kind, args=[place.code])) for place in shown]


def _published(include_invented: bool) -> frozenset[str]:
    """The sites that have a public page; remembered for a minute."""
    key = f"published-sites-{include_invented}"
    slugs: frozenset[str] | None = cache.get(key)
    if slugs is None:
        slugs = published_slugs(include_invented=include_invented)
        cache.set(key, slugs, MINUTE)
    return slugs


def _tabs(typed: str, kind: str) -> list[dict[str, Any]]:
    entries = [("", _("Tout")), *KINDS.items()]
    return [
        {"label": label, "url": f"?{urlencode({'q': typed, 'sorte': code})}", "current": code == kind}
        for code, label in entries
    ]
