"""The projects that one may follow: the list, and the same in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.funding.queries import ways_of
from marelle.domains.projects.access.reviews import compares_all
from marelle.domains.projects.queries.changes import GOING_ON
from marelle.domains.projects.queries.listing import LATE, UNOPENED, ProjectLine, project_lines
from marelle.domains.projects.states.changes import KINDS
from marelle.domains.projects.states.finalising import FILE
from marelle.domains.projects.states.projects import PROJECT
from marelle.web.ui.exports import export_csv
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Column, Table, read_sort, sort_rows

from .forms import StateFilter


def _stands(line: ProjectLine) -> str | None:
    if line.file is None:
        return None
    if line.file.state == "submitted":
        return _("{spoken} voix sur {seats}").format(spoken=line.spoken, seats=line.seats)
    if line.file.state == "finalised":
        return _("Finalisé")
    return _("{ready} chapitres prêts sur {chapters}").format(ready=line.ready, chapters=line.chapters)


def _to_come(line: ProjectLine) -> str:
    """« Scission à venir le 1er janvier 2020 », under the name: only for a project that goes on."""
    if line.project.state not in GOING_ON:
        return ""
    said = _("{kind} à venir le {day}")
    return ", ".join(
        said.format(kind=KINDS[one.kind], day=date_format(one.on, "j F Y"))
        if one.state == "planned"
        else _("{kind} à reprendre").format(kind=KINDS[one.kind])
        for one in line.to_come
    )


def _no_day(line: ProjectLine) -> str:
    """A project that is not being finalised has no last day: that is known."""
    return "" if line.project.state == "finalising" else _("sans objet")


def _no_file(line: ProjectLine) -> str:
    return _("pas commencé") if line.project.state == "finalising" else _("sans objet")


COLUMNS = (
    Column(
        "site",
        gettext_lazy("Cité"),
        lambda line: line.project.site.name,
        kind="link",
        sortable=True,
        href=lambda line: reverse("project", args=[line.project.pk]),
        note=lambda line: _to_come(line),
    ),
    Column("label", gettext_lazy("Années"), lambda line: line.project.period.label),
    Column("etat", gettext_lazy("État"), lambda line: line.stage, kind="state", sortable=True),
    Column("avancement", gettext_lazy("Avancement"), _stands, absent=_no_file),
    Column(
        "dernier_jour",
        gettext_lazy("Dernier jour"),
        lambda line: line.due_on,
        kind="date",
        sortable=True,
        absent=_no_day,
    ),
    Column(
        "jours", gettext_lazy("Jours restants"), lambda line: line.days, kind="number", sortable=True, absent=_no_day
    ),
    Column("delai", gettext_lazy("Délai"), lambda line: _("Demandé") if line.asked else ""),
    Column(
        "premiere_action",
        gettext_lazy("Jours du label à la première action"),
        lambda line: line.label_to_first,
        kind="number",
    ),
)
STATES = [(one.code, one.label) for one in (LATE, UNOPENED, *FILE.states, *PROJECT.states[2:])]


def show(request: HttpRequest) -> HttpResponse:
    """Price: eight queries, whatever the number of projects."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    form = StateFilter(request.GET, states=STATES)
    every = project_lines(viewer, now, words=form.asked.words)
    kept = [line for line in every if not form.asked.state or line.stage.code == form.asked.state]
    sort = read_sort(request, COLUMNS, default="site")
    page = page_of(request, sort_rows(kept, COLUMNS, sort))
    empty = _("Aucun projet ne correspond. Effacez le filtre.")
    table = Table(COLUMNS, with_ways(page), _("Projets"), sort, request.GET, caption_hidden=True, empty=empty)
    content: dict[str, Any] = {
        "page": page,
        "table": table,
        "form": form,
        "any": bool(every or form.asked.words),
        "figures": _figures(every),
        "compares": compares_all(viewer),
    }
    return render(request, "projects/listing.html", content)


def with_ways(lines: Iterable[ProjectLine]) -> list[ProjectLine]:
    """The same lines, each with its days from the label to the first action. Price: two queries."""
    shown = list(lines)
    ways = ways_of([line.project for line in shown])
    return [replace(line, label_to_first=ways[line.project.pk].label_to_first) for line in shown]


def _figures(lines: list[ProjectLine]) -> list[tuple[str, int]]:
    """How many are in each state, those that need somebody first."""
    counted = [(str(label), sum(line.stage.code == code for line in lines)) for code, label in STATES]
    return [(label, count) for label, count in counted if count]


def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Price: as `show`."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    asked = StateFilter(request.GET, states=STATES).asked
    lines = project_lines(viewer, now, asked.state, asked.words)
    return export_csv(COLUMNS, with_ways(lines), "projets.csv")
