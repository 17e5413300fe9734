"""The matrix as a table: sortable, for whoever reads with the ears, on paper or on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from marelle.domains.projects.queries.coverage import AGES, coverage_of
from marelle.domains.projects.rules.bands import ANY, TIME_BANDS
from marelle.engines.coverage import Between, Cell, by_poverty
from marelle.web.ui.tables import Column, Table, read_sort, sort_rows

from .plan import caption_of, page_of_plan
from .plan_asked import Place, asked_of, project_for
from .plan_poverty import gap_in_short, poverty_of
from .plan_squares import View, looks_of, quarter_of
from .plan_words import LETTERS, ages_words, band_words, interval, titles, weekly


@dataclass(frozen=True, slots=True)
class Row:
    """One cell, with the address that opens it in the matrix."""

    view: View
    place: Place
    cell: Cell

    @property
    def letter(self) -> str:
        return f"{LETTERS[self.place.band][0]} · " if self.place.band in LETTERS else ""

    @property
    def sign(self) -> str:
        _tone, said, _more, word = looks_of(self.view.matrix, self.cell, self.view.quarter)
        return word or said

    @property
    def url(self) -> str:
        return self.view.asked.url(anchor="cellule", cellule=self.place)

    @property
    def poverty(self) -> str | None:
        coverage, cell = self.view.coverage, self.cell
        return gap_in_short(by_poverty(self.view.matrix, coverage.poverty, cell.ages, cell.band, cell.theme))

    def shown(self, number: Between) -> str | None:
        return None if number.unknown else interval(number)


BANDS = [*(band.code for band in TIME_BANDS), ANY, None]
COLUMNS = (
    Column(
        "moment",
        _("Moment"),
        lambda row: f"{row.letter}{band_words(row.place.band)}",
        "link",
        sortable=True,
        href=lambda row: row.url,
        order=lambda row: BANDS.index(row.place.band),
    ),
    Column(
        "ages",
        _("Âges"),
        lambda row: ages_words(row.place.ages),
        sortable=True,
        order=lambda row: row.place.ages.first if row.place.ages else 99,
    ),
    Column(
        "touches",
        _("Jeunes touchés"),
        lambda row: row.shown(row.cell.reach),
        sortable=True,
        order=lambda row: row.cell.reach.low,
    ),
    Column(
        "jeunes",
        _("Jeunes qui vivent là"),
        lambda row: row.shown(row.cell.young),
        sortable=True,
        order=lambda row: row.cell.young.low,
    ),
    Column(
        "places",
        _("Places"),
        lambda row: row.shown(row.cell.seats),
        sortable=True,
        order=lambda row: row.cell.seats.low,
    ),
    Column(
        "heures",
        _("Heures"),
        lambda row: weekly(row.view.matrix, row.cell) if row.cell.brought else "0",
        sortable=True,
        order=lambda row: row.cell.minutes.low,
    ),
    Column("signe", _("Ce que dit la case"), lambda row: row.sign, sortable=True),
    Column(
        "actions",
        _("Actions"),
        lambda row: titles(row.view.coverage, row.cell.actions),
        order=lambda row: len(row.cell.actions),
        sortable=True,
    ),
    Column("plus_pauvres", _("Plus pauvres, à côté des autres"), lambda row: row.poverty),
)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: fifteen queries at most, whatever the number of actions."""
    project = project_for(request, pk)
    asked = asked_of(request, project)
    coverage = coverage_of(project, asked.year)
    content: dict[str, Any] = page_of_plan(asked, coverage)
    if not coverage.quarters:
        return render(request, "projects/plan_nowhere.html", content)
    view = View(coverage, coverage.matrix, asked, quarter_of(coverage, asked))
    rows = [
        Row(view, place, view.cell(place)) for band in BANDS for ages in (*AGES, None) for place in [Place(ages, band)]
    ]
    sort = read_sort(request, COLUMNS, default="moment")
    table = Table(COLUMNS, sort_rows(rows, COLUMNS, sort), caption_of(view), sort, request.GET, anchor="cases")
    return render(
        request,
        "projects/plan_table.html",
        {**content, "table": table, "plan_url": asked.url(), "poverty": poverty_of(coverage, view.theme)},
    )
