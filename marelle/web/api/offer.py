"""What a cité offers, for programs: its published actions for everybody, its directory for who may read its project."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import time
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from marelle.domains.network.access import READ, sites_with_directory
from marelle.domains.network.queries import directory_of
from marelle.domains.network.rules.directory import Found, Wanted, who_answers
from marelle.domains.network.rules.levels import level_of, years_of
from marelle.domains.observatory.queries import published_slugs
from marelle.domains.projects.queries import offered_by, running_project
from marelle.domains.projects.rules.offer import Offered, Sought, WeekHour, Years, narrowed, plan_year
from marelle.domains.territories.queries import site_by_slug
from marelle.kernel.access import NotFound
from marelle.kernel.clock import PARIS

from .offer_schemas import DirectoryAsked, DirectoryOut, OfferAsked, OfferOut
from .schemas import Fault

router = Router()


@router.get(
    "/sites/{site_id}/actions",
    response={200: OfferOut, 404: Fault, 422: Fault},
    summary="What a cité offers this year: « what is there for my child? »",
)
def site_actions(request: HttpRequest, site_id: str, asked: Query[OfferAsked]) -> dict[str, Any]:
    site = site_by_slug(site_id)
    if site is None or site.invented:
        raise NotFound
    project = running_project(site)
    if project is None and site.slug not in published_slugs():
        raise NotFound
    today = request.clock.now.astimezone(PARIS).date()  # type: ignore[attr-defined]
    year = plan_year(project.years, today) if project else None
    every = offered_by(project, year, today) if project and year else []
    found = narrowed(every, Sought(asked.age, asked.moment, asked.quarter, asked.theme, asked.q))
    return {"year": year, "count": len(found), "items": [_offered(one) for one in found]}


@router.get(
    "/sites/{site_id}/directory",
    response={200: DirectoryOut, 401: Fault, 403: Fault, 404: Fault, 422: Fault},
    summary="Who can take this pupil: « Tuesday 17:00, a 5e pupil »",
)
def site_directory(request: HttpRequest, site_id: str, asked: Query[DirectoryAsked]) -> dict[str, Any]:
    viewer = request.viewer  # type: ignore[attr-defined]
    viewer.must(READ)
    site = sites_with_directory(viewer).filter(slug=site_id).first()
    if site is None:
        raise NotFound
    found = who_answers(directory_of(site, request.clock.now), wanted_of(asked))  # type: ignore[attr-defined]
    return {"count": len(found), "items": [_found(one) for one in found]}


def wanted_of(asked: DirectoryAsked) -> Wanted:
    """What is looked for in a directory, as its rules take it."""
    years = years_of(asked.level) if asked.level.strip() else None
    day = None if asked.day is None else asked.day - 1
    at = asked.at.replace(tzinfo=None) if isinstance(asked.at, time) else None
    return Wanted(years, day, at, asked.quarter, asked.theme, level_of(asked.level) or "")


def _offered(action: Offered) -> dict[str, Any]:
    plain = (
        "number",
        "title",
        "text",
        "year",
        "themes",
        "levels",
        "adults",
        "moments",
        "operator",
        "starts_on",
        "ends_on",
    )
    return {
        **{name: getattr(action, name) for name in plain},
        "ages": ages_shape(action.ages),
        "hours": hours_shape(action.hours),
        "dates": [asdict(one) for one in action.dates],
        "quarters": [one.code for one in action.quarters],
        "schools": [one.code for one in action.schools],
        "places": [", ".join(filter(None, (one.name, one.code))) for one in action.places],
        "entry": action.entry or None,
    }


def _found(found: Found) -> dict[str, Any]:
    activity, sheet = found.activity, found.listed.sheet
    told = {name: (getattr(sheet, name) or None) if sheet else None for name in ("phone", "mail", "desk")}
    return {
        **told,
        "organisation": found.listed.name,
        "title": activity.title,
        "source": "sheet" if activity.number is None else "plan",
        "answer": found.answer,
        "takes_all_ages_asked": found.whole,
        "ages": ages_shape(activity.ages),
        "moments": activity.moments,
        "hours": hours_shape(activity.hours),
        "themes": activity.themes,
        "quarters": [one.code for one in activity.quarters],
        "places": activity.places,
        "entry": activity.entry or None,
        "months_unconfirmed": sheet.months_unconfirmed if sheet else None,
    }


def ages_shape(ages: Iterable[Years]) -> list[dict[str, int]]:
    return [{"first": one.lowest, "last": one.beyond - 1} for one in ages]


def hours_shape(hours: Iterable[WeekHour]) -> list[dict[str, Any]]:
    return [{**asdict(hour), "day": hour.day + 1} for hour in hours]
