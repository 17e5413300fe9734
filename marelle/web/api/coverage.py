"""The coverage of a cité, and what it is recomputed from, through programs: as on the screens, with the same rights."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.coverage import Coverage, coverage_of, themes
from marelle.engines.coverage import Hole, fillers, holes, rows, slot_rows, young_rows
from marelle.engines.coverage.flat import Row
from marelle.kernel.access import NotFound

from . import coverage_schemas as shapes
from .asking import project_for, today_of
from .schemas import Fault

router = Router()
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 422: Fault}
LISTS = frozenset(("actions", "shared", "partial", "silent", "ages", "bands", "quarters", "themes"))


def plan_for(request: HttpRequest, pk: int, year: int | None) -> tuple[Project, int]:
    """A project that the asker may read, and a year of it: the one asked, or the nearest. Price: one query."""
    project = project_for(request, pk)
    years = range(project.starts_on.year, project.ends_on.year)
    if year is None:
        year = min(max(today_of(request).year, years[0]), years[-1])
    if year not in years:
        raise NotFound
    return project, year


def coverage_for(request: HttpRequest, pk: int, year: int | None) -> Coverage:
    """The plan of a year of a project. Price: that of `coverage_of`, and one."""
    return coverage_of(*plan_for(request, pk, year))


@router.get(
    "/projects/{pk}/coverage",
    response={200: shapes.CoverageOut, **REFUSALS},
    summary="For whom, when and where the plan of a cité opens something, and where nothing is",
)
def coverage(request: HttpRequest, pk: int, told: Query[shapes.CellsAsked]) -> dict[str, Any]:
    found = coverage_for(request, pk, told.year)
    quarters = {quarter.pk: quarter.name for quarter in found.quarters}
    if (told.theme and told.theme not in themes()) or (told.quarter and told.quarter not in quarters):
        raise NotFound
    matrix = found.matrix
    cells = [row for row in rows(matrix, themes=bool(told.theme)) if row["theme"] == (told.theme or None)]
    every = holes(matrix, theme=told.theme or None)
    return {
        "project": found.project.pk,
        "site": found.project.site.slug,
        "year": found.year,
        "quarters": quarters,
        "titles": {code: action.title for code, action in found.actions.items()},
        "operators": {code: action.operator_shown for code, action in found.actions.items()},
        "cells": [cell_shape(row) for row in cells if not told.quarter or row["quarter"] == told.quarter],
        "holes": [hole_shape(found, hole) for hole in every if not told.quarter or hole.cell.quarter == told.quarter],
    }


@router.get(
    "/projects/{pk}/coverage/slots",
    response={200: list[shapes.SlotOut], **REFUSALS},
    summary="What the sheets of the plan say of each moment",
)
def slots(request: HttpRequest, pk: int, told: Query[shapes.CoverageAsked]) -> list[dict[str, Any]]:
    return [_slot(row) for row in slot_rows(coverage_for(request, pk, told.year).matrix)]


@router.get(
    "/projects/{pk}/coverage/young",
    response={200: list[shapes.YoungOut], **REFUSALS},
    summary="How many young people live in each quarter, with the source",
)
def young(request: HttpRequest, pk: int, told: Query[shapes.CoverageAsked]) -> list[dict[str, Any]]:
    return [dict(row) for row in young_rows(coverage_for(request, pk, told.year).matrix.plan.young)]


def cell_shape(row: Row) -> dict[str, Any]:
    return {key: _plain(key, value) for key, value in row.items()}


def _plain(key: str, value: Any) -> Any:
    if key in LISTS:
        return _list(value)
    if isinstance(value, Fraction):
        return round(float(value), 4 if key.startswith("rate") else 2)
    return value


def _list(text: Any) -> list[str]:
    return str(text).split(" ; ") if text else []


def _slot(row: Mapping[str, Any]) -> dict[str, Any]:
    by_age = [None if number == "?" else int(number) for number in _list(row["action_by_age"])]
    return {**cell_shape(dict(row)), "action_by_age": by_age}


def hole_shape(coverage: Coverage, hole: Hole) -> dict[str, Any]:
    ages = hole.cell.ages
    return {
        "quarter": hole.cell.quarter,
        "age_first": ages.first if ages else None,
        "age_end": ages.end if ages else None,
        "band": hole.cell.band,
        "poverty": coverage.sides.of(hole.cell.quarter or ""),
        "without_low": hole.without.low,
        "without_high": hole.without.high,
        "could_extend": [filler.action for filler in fillers(coverage.matrix, hole)],
    }
