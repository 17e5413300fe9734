"""« What is there for my child? »: the public page of a cité's actions, its calendar and its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from marelle.domains.projects.rules.bands import AGE_BANDS
from marelle.domains.projects.rules.offer import Offered
from marelle.domains.territories import queries as territories
from marelle.kernel.clock import PARIS
from marelle.web.ui.calendars import answer
from marelle.web.ui.exports import export_csv, export_json
from marelle.web.ui.grounds import Spot, drawn

from .offer_asked import Asked, asked
from .offer_calendar import calendar
from .offer_columns import OFFER_COLUMNS
from .offer_words import INSTEAD, dated_lines, grouped, nothing_words, shown, week_lines


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: at most seventeen queries, one more where the cité split or merged, whatever the number of actions."""
    found = asked(request, slug, families=True)
    told = [shown(action, found.themes) for action in found.found]
    places = _places(found.found)
    before, after = territories.lineage_of(slug) if found.passed else ([], [])
    context = {
        "before": before,
        "after": after,
        "asked": found,
        "site": found.site,
        "form": found.form,
        "ages": _ages(request, found.sought.age),
        "count": len(told),
        "beside": found.beside,
        "groups": grouped(told, found.sought.moment),
        "lines": week_lines(told),
        "dated": dated_lines(told, request.clock.now.astimezone(PARIS).date()),  # type: ignore[attr-defined]
        "places": places,
        "ground": drawn(_outlines(found), [one["spot"] for one in places]),
        "unplaced": _unplaced(found.found),
        "nothing": nothing_words(found.sought, found.quarters, found.themes) if found.every and not told else "",
        "nearest": _nearest(found),
    }
    return render(request, "projects/offer.html", context)


def _ages(request: HttpRequest, asked_age: int | None) -> list[dict[str, Any]]:
    """The ages to touch rather than to type, what else is asked kept; the sheets tell ages by these bands."""
    told = []
    for band in AGE_BANDS:
        query = request.GET.copy()
        query["age"] = str(band.lowest)
        current = asked_age is not None and band.lowest <= asked_age < band.beyond
        told.append({"label": band.label, "url": f"{request.path}?{query.urlencode()}", "current": current})
    return told


def as_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    return export_csv(OFFER_COLUMNS, asked(request, slug).found, f"actions-{slug}.csv")


def as_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    return export_json(OFFER_COLUMNS, asked(request, slug).found, f"actions-{slug}.json")


def as_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: eight queries for the actions, two for the holidays."""
    found = asked(request, slug)
    text = calendar(found.site, found.found, _holidays(found), request.clock.now)  # type: ignore[attr-defined]
    return answer(text, f"actions-{slug}.ics")


def _holidays(found: Asked) -> list[tuple[date, date]]:
    """The register writes the day on which pupils come back apart: the last day of a holiday is off."""
    if found.year is None:
        return []
    zone = territories.calendar_of(found.site.commune_main.departement_id)
    first, last = date(found.year - 1, 1, 1), date(found.year + 1, 12, 31)
    return [(one.first_day, one.last_day) for one in territories.holidays_between(zone, first, last)] if zone else []


def _nearest(found: Asked) -> list[dict[str, Any]]:
    return [
        {"label": INSTEAD[one.given_up], "shown": [shown(action, found.themes) for action in one.actions]}
        for one in found.nearest
    ]


def _places(actions: Iterable[Offered]) -> list[dict[str, Any]]:
    """The schools and the places that have a point, numbered by name, each with what happens there. Only a school has a
    code that leads to its page."""
    here: dict[tuple[str, str, float, float], list[Offered]] = {}
    for action in actions:
        for one, code in (*((s, s.code) for s in action.schools), *((p, "") for p in action.places)):
            if one.lon is not None and one.lat is not None:
                here.setdefault((one.name, code, one.lon, one.lat), []).append(action)
    return [
        {"spot": Spot(number, name, lon, lat, f"#lieu-{number}"), "code": code, "actions": here[name, code, lon, lat]}
        for number, (name, code, lon, lat) in enumerate(sorted(here), 1)
    ]


def _unplaced(actions: Sequence[Offered]) -> list[str]:
    """The places that have a name and no point."""
    schools = [one for action in actions for one in action.schools]
    places = [one for action in actions for one in action.places]
    weekly = {one.place for action in actions for one in action.hours}
    once = {one.place for action in actions for one in action.dates}
    placed = {"", *(one.name for one in schools), *(one.name for one in places if one.lon is not None)}
    return sorted(({one.name for one in places} | weekly | once) - placed)


def _outlines(found: Asked) -> dict[str, Any]:
    """The outlines that are known of the quarters from which the children come. Price: one query."""
    known = territories.outlines_of(found.quarters)
    return {found.quarters[code]: outline.geometry for code, outline in known.items()}
