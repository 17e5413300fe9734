"""Every plan that a viewer may read, one line each: what is offered, the worst hole, what nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.coverage import Coverage, coverages_in_turn
from marelle.domains.projects.queries.stages import label_to_first
from marelle.engines.coverage import Ratio, by_poverty, over, worst
from marelle.kernel.access import NotFound
from marelle.web.ui.paging import page_of
from marelle.web.ui.spreadsheets import FORMATS, export
from marelle.web.ui.tables import Column, Table

from .plan_columns import number
from .plan_poverty import definition_words, gap_in_short
from .plan_words import each_of, hole_title, interval, who_lives_there
from .plans_asked import plans_asked

SIZE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One project, in words. Nothing of its coverage stays: a file of the whole country is written with little memory.

    `each`: minutes offered to each young person in a year; `uncounted`: of how many quarters nobody counted the young.
    `label_to_first`: days from the label to the first action. None: unknown, or no quarter is known.
    """

    project: Project
    url: str
    actions: int
    each: Ratio | None
    each_words: str | None
    gap: Ratio | None
    gap_words: str | None
    young: str | None
    uncounted: int | None
    worst_words: str | None
    label_to_first: int | None


def line_of(coverage: Coverage) -> Line:
    """Of a project of `plans_seen_by`. Price: none."""
    project = coverage.project
    days = label_to_first(project, project.first_begun)  # type: ignore[attr-defined]
    url = f"{reverse('project_plan', args=[project.pk])}?annee={coverage.year}"
    if not coverage.quarters:
        return Line(project, url, len(coverage.actions), None, None, None, None, None, None, None, days)
    offered, people = coverage.matrix.offered()
    poverty = by_poverty(coverage.matrix, coverage.poverty)
    counted = {count.quarter for count in coverage.counts}
    return Line(
        project,
        url,
        len(coverage.actions),
        over(offered, people),
        each_of(offered, people),
        poverty.gap,
        gap_in_short(poverty),
        None if people.unknown else interval(people),
        sum(quarter.pk not in counted for quarter in coverage.quarters),
        _worst_words(coverage),
        days,
    )


def _worst_words(coverage: Coverage) -> str:
    """The worst of the holes of which something is known, else the first."""
    hole = worst(coverage.matrix)
    return f"{hole_title(coverage, hole)} {who_lives_there(coverage, hole)}" if hole else _("Aucun trou")


def _not_begun(line: Line) -> str:
    """A plan that is written and of which nothing runs yet is known."""
    return _("pas commencé") if line.actions else ""


def _minutes(value: Any) -> Any:
    return None if value is None else number(value, 1)


COLUMNS = (
    Column("cite", gettext_lazy("Cité"), lambda line: line.project.site.name, "link", href=lambda line: line.url),
    Column("departement", gettext_lazy("Département"), lambda line: line.project.site.commune_main.departement.name),
    Column("actions", gettext_lazy("Actions au plan"), lambda line: line.actions, "number"),
    Column(
        "premiere_action",
        gettext_lazy("Jours du label à la première action"),
        lambda line: line.label_to_first,
        "number",
        absent=_not_begun,
    ),
    Column(
        "heures",
        gettext_lazy("Heures offertes par jeune et par an"),
        lambda line: line.each_words,
        exported=False,
    ),
    Column(
        "plus_pauvres",
        gettext_lazy("Un jeune des quartiers les plus pauvres, à côté des autres"),
        lambda line: line.gap_words,
    ),
    Column("jeunes", gettext_lazy("Jeunes de 0 à 25 ans"), lambda line: line.young),
    Column("sans_comptage", gettext_lazy("Quartiers sans comptage"), lambda line: line.uncounted, "number"),
    Column("pire_trou", gettext_lazy("Le plus grand trou"), lambda line: line.worst_words),
)
FILE_COLUMNS = (
    *COLUMNS,
    Column(
        "minutes_par_jeune_au_moins",
        gettext_lazy("Minutes par jeune et par an, au moins"),
        lambda line: _minutes(line.each and line.each.low),
        "number",
    ),
    Column(
        "minutes_par_jeune_au_plus",
        gettext_lazy("Minutes par jeune et par an, au plus"),
        lambda line: _minutes(line.each and line.each.high),
        "number",
    ),
    Column(
        "minutes_de_plus_des_plus_pauvres_au_moins",
        gettext_lazy("Minutes par jeune des quartiers les plus pauvres, moins celles des autres, au moins"),
        lambda line: _minutes(line.gap and line.gap.low),
        "number",
    ),
    Column(
        "minutes_de_plus_des_plus_pauvres_au_plus",
        gettext_lazy("Minutes par jeune des quartiers les plus pauvres, moins celles des autres, au plus"),
        lambda line: _minutes(line.gap and line.gap.high),
        "number",
    ),
)


def show(request: HttpRequest) -> HttpResponse:
    """Price: fifteen queries at most, whatever the number of projects and of actions."""
    viewer = request.viewer  # type: ignore[attr-defined]
    asked = plans_asked(request, viewer)
    planned = [one for one in asked.every if _has_plan(one, asked.year)]
    page = page_of(request, planned, SIZE)
    table = Table(
        COLUMNS,
        list(_lines(page.object_list, asked.year)),
        _("Les plans de {year}, par nom de cité").format(year=asked.year),
        query=request.GET,
        anchor="plans",
        empty=_("Aucun plan de {year} n’est écrit ici.").format(year=asked.year),
        caption_hidden=True,
    )
    content = {
        "table": table,
        "page": page,
        "form": asked.form,
        "narrowed": asked.narrowed,
        "year": str(asked.year),
        "count": len(asked.every),
        "planned": len(planned),
        "without": [_without(one, asked.year) for one in asked.every if not _has_plan(one, asked.year)],
        "definition": definition_words(),
        "exports": [
            (label, f"{reverse('plans_export', args=[ending])}?{asked.query}") for ending, label in FORMATS.items()
        ],
    }
    return render(request, "projects/plans.html", content)


def _has_plan(project: Project, year: int) -> bool:
    return year in project.planned_years  # type: ignore[attr-defined]


def _without(project: Project, year: int) -> tuple[str, str, str]:
    """A cité that has no action in its plan: its name, where its plan opens, what explains it."""
    why = str(project.stage.label) if project.state in ("carried_on", "withdrawn", "ended") else ""
    return project.site.name, f"{reverse('project_plan', args=[project.pk])}?annee={year}", why


def as_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every project of the year that is asked for, with or without a plan. Price: as the page, and one for the
    rights."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if ending not in FORMATS:
        raise NotFound
    asked = plans_asked(request, viewer)
    name = _("plans-{year}").format(year=asked.year)
    return export(viewer, FILE_COLUMNS, lambda: _lines(asked.every, asked.year), name, ending)


def _lines(projects: Iterable[Project], year: int) -> Iterable[Line]:
    """Price: that of `coverages_in_turn`."""
    return map(line_of, coverages_in_turn(projects, year))
