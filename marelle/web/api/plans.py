"""Every plan, one beside those like it, poor quarters beside the others, what proposals would change: for programs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from marelle.domains.projects.queries.coverage import Coverage, alike, coverages_in_turn, proposals_of, themes
from marelle.domains.projects.queries.plans import plans_seen_by
from marelle.domains.projects.queries.stages import label_to_first
from marelle.engines.coverage import (
    Cell,
    Ratio,
    apart,
    by_poverty,
    compare,
    difference,
    holes,
    opened,
    over,
    rows,
    stands,
)
from marelle.kernel.access import NotFound
from marelle.web.projects.plan_apart import FEWEST
from marelle.web.projects.plan_poverty import definition_words
from marelle.web.projects.plans_asked import asked_for, nearest_year

from . import plan_schemas as shapes
from .asking import READ, REFUSALS, part_of, today_of, who
from .coverage import cell_shape, coverage_for, hole_shape, plan_for
from .coverage_schemas import CoverageAsked

router = Router()
PLAN, PLACE = "/projects/{pk}/coverage", ("quarter", "age_first", "age_end", "band")


@router.get("/plans", response={200: shapes.PlansOut, **REFUSALS}, summary="Every plan that one may read, a line each")
def plans(request: HttpRequest, asked: Query[shapes.PlansAsked]) -> dict[str, Any]:
    """Price: fifteen queries at most, whatever the number of projects and of actions."""
    who(request).must(READ)
    every = list(plans_seen_by(who(request), asked.q.replace("\0", ""), asked.region.replace("\0", "")))
    year = nearest_year(every, asked.year or today_of(request).year)
    there = asked_for(every, year)
    page = part_of(there, asked)
    return {"year": year, "count": len(there), "items": [_line(one) for one in coverages_in_turn(page, year)]}


def _line(coverage: Coverage) -> dict[str, Any]:
    site, known, (offered, people) = coverage.project.site, bool(coverage.quarters), coverage.matrix.offered()
    found = holes(coverage.matrix) if known else ()
    counted = {count.quarter for count in coverage.counts}
    young = None if people.unknown or not known else people
    return {
        "project": coverage.project.pk,
        "site": site.slug,
        "name": site.name,
        "departement": site.commune_main.departement_id,
        "actions": len(coverage.actions),
        "label_to_first": label_to_first(coverage.project, coverage.project.first_begun),  # type: ignore[attr-defined]
        **_two("each", over(offered, people) if known else None),
        **_two("gap", by_poverty(coverage.matrix, coverage.poverty).gap if known else None),
        "young_low": young.low if young else None,
        "young_high": young.high if young else None,
        "quarters": len(coverage.quarters),
        "quarters_uncounted": sum(one.pk not in counted for one in coverage.quarters) if known else None,
        "holes": len(found) if known else None,
        "worst": hole_shape(coverage, found[0]) if found else None,
    }


def _two(name: str, value: Ratio | None) -> dict[str, float | None]:
    """The bounds of a number of minutes."""
    low, high = (value.low, value.high) if value is not None else (None, None)
    return {f"{name}_low": _minutes(low), f"{name}_high": _minutes(high)}


def _minutes(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 2)


@router.get(
    f"{PLAN}/beside",
    response={200: shapes.PlanBesideOut, **REFUSALS},
    summary="A plan beside those of the cités like it: quartiles, never a rank, never a name",
)
def plan_beside(request: HttpRequest, pk: int, asked: Query[CoverageAsked]) -> dict[str, Any]:
    """Price: twenty-five queries at most, whatever the number of cités."""
    coverage = coverage_for(request, pk, asked.year)
    found = alike(coverage.project, coverage.year)
    others = [other.matrix for other in found.others]
    enough = len(others) >= FEWEST and bool(coverage.quarters)
    told = compare(coverage.matrix, others) if enough else ()
    open_hours = compare(coverage.matrix, others, opened) if enough else ()
    return {
        "project": pk,
        "year": coverage.year,
        "cites": len(found.others),
        "of": found.of,
        "alike_by": list(found.known),
        "uncounted": found.uncounted,
        "items": [_beside(one) for one in told if one.band is None or one.ages is None],
        "open": [_beside(one) for one in open_hours],
    }


def _beside(one: Any) -> dict[str, Any]:
    few = one.known < FEWEST
    named = (("quarter", one.lower), ("half", one.median), ("three_quarters", one.upper))
    others = {key: value for name, ratio in named for key, value in _two(name, None if few else ratio).items()}
    return {
        "age_first": one.ages.first if one.ages else None,
        "age_end": one.ages.end if one.ages else None,
        "band": one.band,
        **_two("here", one.ours),
        **others,
        **_two("gap", None if few else apart(one)),
        "stands": stands(one, FEWEST).name.lower(),
        "known": one.known,
        "unknown": one.unknown,
    }


@router.get(
    f"{PLAN}/poverty",
    response={200: shapes.PovertyOut, **REFUSALS},
    summary="The poorest quarters of a cité beside the others",
)
def plan_poverty(request: HttpRequest, pk: int, asked: Query[CoverageAsked], theme: str = "") -> dict[str, Any]:
    """Price: that of the coverage."""
    if theme and theme not in themes():
        raise NotFound
    coverage = coverage_for(request, pk, asked.year)
    told = by_poverty(coverage.matrix, coverage.poverty, theme=theme or None)
    found = holes(coverage.matrix, theme=theme or None)
    sides = (("poorest", told.poorest), ("others", told.others), ("unrated", told.unrated))
    return {
        "project": pk,
        "year": coverage.year,
        "definition": definition_words(),
        "sources": {code: {"source": one.source, "on": one.starts_on} for code, one in coverage.rates.items()},
        "holes": {side: sum(hole.cell.quarter in group.quarters for hole in found) for side, group in sides if group},
        "rates": {code: None if rate is None else float(rate) for code, rate in coverage.poverty.items()},
        "sides": [
            {"side": side, "quarters": group.quarters, **_two("each", group.each)} for side, group in sides if group
        ],
        **_two("gap", told.gap),
    }


@router.get(
    f"{PLAN}/proposals",
    response={200: shapes.ProposalsOut, **REFUSALS},
    summary="What each proposed action would change of the plan",
)
def plan_proposals(request: HttpRequest, pk: int, asked: Query[CoverageAsked], theme: str = "") -> dict[str, Any]:
    """By number of the actions. Price: that of the coverage."""
    if theme and theme not in themes():
        raise NotFound
    project, year = plan_for(request, pk, asked.year)
    proposed = proposals_of(project, year)
    coverage = proposed.coverage
    found = holes(coverage.matrix, theme=theme or None) if coverage.quarters else ()
    items = [
        {
            "id": action.pk,
            "code": code,
            "title": action.title,
            "closes": [hole_shape(coverage, hole) for hole in proposed.closed_by(code, found)],
        }
        for code, action in proposed.actions.items()
    ]
    return {"project": pk, "year": year, "holes": len(found), "items": items}


@router.get(
    f"{PLAN}/proposals/{{code}}",
    response={200: shapes.TriedOut, **REFUSALS},
    summary="The plan as it would be with one proposed action: the cells that change",
)
def plan_tried(request: HttpRequest, pk: int, code: str, asked: Query[CoverageAsked]) -> dict[str, Any]:
    """Price: that of the coverage."""
    project, year = plan_for(request, pk, asked.year)
    proposed = proposals_of(project, year)
    if code not in proposed.actions:
        raise NotFound
    after = proposed.matrix_with(code)
    changed = {_place(one.after) for one in difference(proposed.coverage.matrix, after).changed}
    items = [cell_shape(row) for row in rows(after) if tuple(row[name] for name in PLACE) in changed]
    return {"project": pk, "year": year, "code": code, "holes": len(holes(after)), "items": items}


def _place(cell: Cell) -> tuple[Any, ...]:
    ages = cell.ages
    return cell.quarter, ages.first if ages else None, ages.end if ages else None, cell.band
