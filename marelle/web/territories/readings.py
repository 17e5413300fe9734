"""What was loaded: the newest file of each kind, the whole history, and what became of the lines of each file. Public.

Nobody is named: who read a file is for the log.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from marelle.domains.territories import queries
from marelle.domains.territories.models import ImportRun
from marelle.kernel.access import NotFound
from marelle.web.ui.exports import export_csv
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Table

from .reading_columns import LINE_COLUMNS, READING_COLUMNS, kind_label, lines_of_reading

A_PAGE = 100


def show_all(request: HttpRequest) -> HttpResponse:
    """Price: three queries, whatever the number of files."""
    page = page_of(request, queries.readings())
    newest = sorted(queries.newest_readings(), key=lambda run: str(kind_label(run.kind)))
    context = {
        "newest": Table(READING_COLUMNS, newest, caption=_("Le dernier fichier de chaque sorte"), anchor="derniers"),
        "history": Table(READING_COLUMNS, list(page), caption=_("Tous les fichiers lus"), anchor="tous"),
        "page": page,
        "may_import": request.viewer.may("territories.import"),  # type: ignore[attr-defined]
    }
    return render(request, "territories/readings.html", context)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: one query."""
    run = _reading(pk)
    page = page_of(request, lines_of_reading(run), A_PAGE)
    context = {
        "run": run,
        "label": kind_label(run.kind),
        "page": page,
        "table": Table(LINE_COLUMNS, list(page), caption=_("Ligne par ligne"), caption_hidden=True, anchor="lignes"),
    }
    return render(request, "territories/reading.html", context)


def lines_as_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Price: one query."""
    return export_csv(LINE_COLUMNS, lines_of_reading(_reading(pk)), f"import-{pk}-lignes.csv")


def _reading(pk: int) -> ImportRun:
    run = queries.reading(pk)
    if run is None:
        raise NotFound
    return run
