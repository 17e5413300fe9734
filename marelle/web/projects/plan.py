"""The plan of a cité as a matrix: for whom, when, where something is open, and where nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.projects.access.steering import may_steer
from marelle.domains.projects.queries import actions_of, line_of, placed
from marelle.domains.projects.queries.coverage import Coverage, Proposals, proposals_among, states_read
from marelle.engines.coverage import Hole, difference, holes

from .plan_asked import WHOLE_CITE, Asked, Place, asked_of, project_for, theme_choices, years_of
from .plan_files import exports_of
from .plan_grid import STATES, grid_context
from .plan_late import late_of
from .plan_panel import effects_of, panel_of
from .plan_poverty import holes_words, named_with_side, poverty_of
from .plan_squares import LEGEND, View, heads_of, lines_of, quarter_of
from .plan_words import hole_title, quarter_name, who_lives_there
from .way import way_shown

WORST = 10


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: twenty-one queries at most, whatever the number of actions: one reading of them serves the matrix and the
    grid. The four that note every five minutes that a session is alive come on top."""
    project = project_for(request, pk)
    asked = asked_of(request, project)
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    steers = may_steer(viewer, project)
    actions = list(placed(actions_of(project, asked.year, states_read(project, STATES), viewer=viewer)))
    proposals = proposals_among(project, asked.year, actions)
    coverage = proposals.coverage
    if not coverage.quarters:
        return render(request, "projects/plan_nowhere.html", page_of_plan(asked, coverage))
    view = _view(proposals, asked, quarter_of(coverage, asked))
    found = holes(coverage.matrix, theme=view.theme)
    effects = effects_of(proposals, found, asked)
    content = {
        **page_of_plan(asked, coverage),
        "line": line_of(project),
        "view": view,
        "heads": heads_of(view),
        "lines": list(lines_of(view)),
        "legend": LEGEND,
        "caption": caption_of(view),
        "panel": panel_of(view, asked.place or _first_place(view, found), effects, proposals),
        "effects": effects,
        "trying": next((one for one in effects if one.tried), None),
        "worst": [_worst(coverage, hole, asked) for hole in found[:WORST]],
        "holes": len(found),
        "holes_by_poverty": holes_words(coverage, found),
        "holes_here": sum(hole.cell.quarter == view.quarter for hole in found) if view.quarter else len(found),
        "late": late_of(project, now, recalls=steers),
        **way_shown(project),
        "steers": steers,
        "counts": counts_of(coverage),
        "uncounted": [quarter.name for quarter in coverage.quarters if not _counted(coverage, quarter.pk)],
        "poverty": poverty_of(coverage, view.theme),
        **grid_context(request, project, asked.year, actions),
    }
    return render(request, "projects/plan.html", content)


def _view(proposals: Proposals, asked: Asked, quarter: str | None) -> View:
    """The matrix to look at: the plan, or the plan with what is tried."""
    coverage = proposals.coverage
    if asked.trying not in proposals.actions:
        return View(coverage, coverage.matrix, asked, quarter)
    after = proposals.matrix_with(asked.trying)
    told = difference(coverage.matrix, after, theme=asked.theme or None)
    changed = frozenset(change.after.key for change in told.changed)
    return View(coverage, after, asked, quarter, coverage.matrix, changed)


def _first_place(view: View, found: Sequence[Hole]) -> Place:
    """The cell that is open before one was chosen: the largest hole of what is looked at, or the whole of it."""
    here = next((hole.cell for hole in found if hole.cell.quarter == view.quarter), None)
    return Place(here.ages, here.band) if here else Place(None, None)


def page_of_plan(asked: Asked, coverage: Coverage) -> dict[str, Any]:
    """What every view of the plan shows around its own content."""
    quarter = quarter_of(coverage, asked)
    return {
        "project": asked.project,
        "site": asked.project.site,
        "asked": asked,
        "year": str(asked.year),
        "years": [(str(year), asked.url(annee=year, cellule="", avec="")) for year in years_of(asked.project)],
        "quarters": named_with_side(coverage),
        "quarter": quarter or WHOLE_CITE,
        "themes": theme_choices(),
        "actions": len(coverage.actions),
        "exports": exports_of(asked),
        "table_url": asked.url("project_plan_table", cellule="", avec=""),
        "beside_url": asked.url("project_plan_beside", cellule="", avec="", quartier="", theme=""),
        "here": reverse("project_plan", args=[asked.project.pk]),
    }


def caption_of(view: View) -> str:
    theme = dict(theme_choices()).get(view.asked.theme, _("tous les thèmes"))
    return _("{quarter}, {year}, {theme} : jeunes touchés, sur ceux qui vivent là").format(
        quarter=quarter_name(view.coverage, view.quarter), year=view.coverage.year, theme=theme
    )


def _worst(coverage: Coverage, hole: Hole, asked: Asked) -> dict[str, Any]:
    """One hole as a sentence, and where it opens, with what is next door."""
    return {
        "title": hole_title(coverage, hole),
        "without": who_lives_there(coverage, hole),
        "poor": hole.cell.quarter in coverage.sides.poorest,
        "url": asked.url(
            anchor="cellule", quartier=hole.cell.quarter, cellule=Place(hole.cell.ages, hole.cell.band), avec=""
        ),
    }


def counts_of(coverage: Coverage) -> Sequence[dict[str, Any]]:
    """Every count of young people behind the matrix, with its source and its day."""
    return [
        {
            "quarter": quarter_name(coverage, count.quarter),
            "url": reverse("quarter", args=[count.quarter]),
            "first": count.lowest,
            "last": count.beyond - 1,
            "number": count.number,
            "source": count.source,
            "on": count.on,
        }
        for count in coverage.counts
    ]


def _counted(coverage: Coverage, quarter: str) -> bool:
    return any(count.quarter == quarter for count in coverage.counts)
