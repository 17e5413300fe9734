"""What was loaded: the newest file of each kind, the whole history, and what became of the lines of each file. Public.

Nobody is named: who read a file is for the log.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.territories import queries
from marelle.domains.territories.models import ImportRun
from marelle.kernel.access import NotFound
from marelle.kernel.words import plain
from marelle.web.ui.exports import export_csv
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Table

from .reading_columns import LINE_COLUMNS, READING_COLUMNS, kind_label, lines_of_reading

FILES, LINES = 30, 100


def show_newest(request: HttpRequest) -> HttpResponse:
    """The newest file of each kind. Price: one query, whatever the number of files."""
    newest = sorted(queries.newest_readings(), key=lambda run: plain(str(kind_label(run.kind))))
    return _list(request, "readings", newest, _("Le plus récent de chaque sorte"))


def show_all(request: HttpRequest) -> HttpResponse:
    """Every file, the newest first. Price: two queries, whatever the number of files."""
    page = page_of(request, queries.readings(), FILES)
    return _list(request, "readings_all", list(page), _("Tous les fichiers lus"), page=page)


def _list(request: HttpRequest, here: str, rows: list[ImportRun], caption: str, **rest: Any) -> HttpResponse:
    views = (("readings", _("Le plus récent de chaque sorte")), ("readings_all", _("Tout l’historique")))
    context = {
        "tabs": [{"label": label, "url": reverse(name), "current": name == here} for name, label in views],
        "table": Table(READING_COLUMNS, rows, caption=caption, caption_hidden=True),
        "may_import": request.viewer.may("territories.import"),  # type: ignore[attr-defined]
    }
    return render(request, "territories/readings.html", context | rest)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: one query."""
    run = _reading(pk)
    page = page_of(request, lines_of_reading(run), LINES)
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
