"""Open data: the page that lists the files, each file and its schema, and the package that describes them all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.observatory.queries import published_slugs
from marelle.domains.territories import queries
from marelle.domains.territories.models import ImportRun, Source
from marelle.kernel.access import NotFound
from marelle.web.ui.exports import stream_csv
from marelle.web.ui.table_schema import table_schema
from marelle.web.ui.tables import Column, Table

from .open_files import BY_NAME, FILES, OpenFile

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the page shows it: how many rows it has today, and the day on which it was true."""

    file: OpenFile
    count: int
    true_on: date | None

    @property
    def dated(self) -> str | None:
        if not self.file.kinds:
            return str(self.file.dated)
        return date_format(self.true_on, "j F Y") if self.true_on else None


LISTED_COLUMNS = (
    Column(
        "fichier",
        gettext_lazy("Fichier"),
        lambda one: one.file.title,
        "link",
        href=lambda one: reverse("open_file", args=[one.file.name]),
    ),
    Column("ligne", gettext_lazy("Une ligne est"), lambda one: one.file.row),
    Column("lignes", gettext_lazy("Lignes"), lambda one: one.count, "number"),
    Column("vrai_le", gettext_lazy("Vrai au"), lambda one: one.dated),
    Column(
        "schema",
        gettext_lazy("Schéma"),
        lambda one: f"{one.file.name}.schema.json",
        "link",
        href=lambda one: reverse("open_file_schema", args=[one.file.name]),
    ),
)


def show(request: HttpRequest) -> HttpResponse:
    """Price: four queries, whatever the files hold."""
    runs = queries.newest_readings()
    content = {
        "table": Table(LISTED_COLUMNS, _listed(runs), caption=_("Fichiers ouverts"), caption_hidden=True),
        "sources": _sources(runs),
        "licence": LICENCE,
        "may_import": request.viewer.may("territories.import"),  # type: ignore[attr-defined]
    }
    return render(request, "territories/open_data.html", content)


def as_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file, whole, sent while it is read; nothing when the reader already has it. Price: its own, and one query."""
    file = _named(name)
    known = {} if file.changes_alone else _validators(file)
    answer: HttpResponseBase | None = get_conditional_response(request, known.get("ETag"), known.get("stamp"))
    if answer is None:
        rows = list if request.method == "HEAD" else file.rows
        answer = stream_csv(file.columns, rows, f"{file.name}.csv")
    answer.headers["Cache-Control"] = "no-cache"  # kept, and asked about each time
    if known:
        answer.headers["ETag"] = known["ETag"]
    if known.get("stamp"):
        answer.headers["Last-Modified"] = http_date(known["stamp"])
    return answer


def schema(request: HttpRequest, name: str) -> JsonResponse:
    """Price: none."""
    return _json(_schema(_named(name)))


def package(request: HttpRequest) -> JsonResponse:
    """Every file with its schema, in the words of Data Package. Price: five queries, whatever the files hold."""
    runs = queries.newest_readings()
    change = queries.last_change()
    described: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "marelle",
        "title": _("Les cités éducatives et leurs territoires"),
        "homepage": request.build_absolute_uri(reverse("data")),
        "licenses": [LICENCE],
        "sources": [_named_source(source) for source in _sources(runs)],
        "resources": [_resource(one, runs) for one in _listed(runs)],
    }
    if change.at:
        described["created"] = change.at.isoformat(timespec="seconds")
    return _json(described)


def _named(name: str) -> OpenFile:
    if name not in BY_NAME:
        raise NotFound
    return BY_NAME[name]


def _validators(file: OpenFile) -> dict[str, Any]:
    """What tells this state of the file from any other: by what was read last, and by how it is written."""
    change = queries.last_change()
    written = f"{change.mark} {table_schema(file.columns)['fields']}"
    tag = hashlib.sha256(written.encode()).hexdigest()[:20]
    return {"ETag": quote_etag(f"{file.name}-{tag}"), "stamp": int(change.at.timestamp()) if change.at else None}


def _listed(runs: Iterable[ImportRun]) -> list[Listed]:
    """Price: three queries."""
    asked = {file.name: file.asked() for file in FILES if not file.changes_alone}
    counts = queries.row_counts(asked) | {"cites": len(published_slugs())}  # type: ignore[arg-type]
    return [Listed(file, counts[file.name], _true_on(file, runs)) for file in FILES]


def _true_on(file: OpenFile, runs: Iterable[ImportRun]) -> date | None:
    """The day of the newest file of the State that fills this one."""
    return max((run.facts_on for run in runs if run.facts_on and run.kind in file.kinds), default=None)


def _sources(runs: Iterable[ImportRun]) -> list[Source]:
    found = {run.source.pk: run.source for run in runs if run.source}
    return sorted(found.values(), key=lambda source: source.name)


def _schema(file: OpenFile) -> dict[str, Any]:
    return table_schema(file.columns, file.key, file.references)


def _resource(one: Listed, runs: Iterable[ImportRun]) -> dict[str, Any]:
    file = one.file
    sources = _sources(run for run in runs if run.kind in file.kinds)
    return {
        "profile": "tabular-data-resource",
        "name": file.name,
        "path": f"{file.name}.csv",
        "title": str(file.title),
        "description": _("Une ligne : {row}.").format(row=file.row),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": one.count,
        "sources": [_named_source(source) for source in sources],
        "schema": _schema(file),
    }


def _named_source(source: Source) -> dict[str, str]:
    said = {"title": source.name, "path": source.url}
    return {name: value for name, value in said.items() if value}


def _json(content: dict[str, Any]) -> JsonResponse:
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Cache-Control"] = "no-cache"
    return answer
