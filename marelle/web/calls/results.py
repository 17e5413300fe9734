"""The results of a call, for everybody: the labels on a map and in a table, the files, how the list was made."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.models import Call, ListProposal
from marelle.domains.calls.queries.lists import decided_list
from marelle.domains.calls.queries.minutes import frozen
from marelle.domains.calls.queries.terms import published_calls
from marelle.domains.calls.queries.waiting import labels_of, waiting_decisions
from marelle.domains.calls.states.selection import METHODS
from marelle.domains.funding.queries import amounts_by_year
from marelle.domains.projects.queries import projects_of_labels
from marelle.kernel.access import NotFound
from marelle.kernel.money import Cents, euros
from marelle.web.ui.answers import say_name
from marelle.web.ui.exports import export_csv, export_json
from marelle.web.ui.maps import MapPoint
from marelle.web.ui.tables import Column, Table


class Result:
    """One label as it is published: its site, its amounts by year, an absent year being unknown."""

    def __init__(self, decision: Any, amounts: dict[int, Cents]) -> None:
        self.decision, self.site, self.amounts = decision, decision.site, amounts


def _columns(years: list[int]) -> tuple[Column, ...]:
    return (
        Column(
            "site",
            gettext_lazy("Site"),
            lambda row: row.site.name,
            "link",
            href=lambda row: reverse("site", args=[row.site.slug]),
        ),
        Column("departement", gettext_lazy("Département"), lambda row: row.site.commune_main.departement.name),
        Column("region", gettext_lazy("Région"), lambda row: row.site.commune_main.departement.region.name),
        Column("label", gettext_lazy("Label"), lambda row: row.decision.decided_on, "date"),
        *(Column(str(year), str(year), _amount(year), "amount") for year in years),
    )


def _amount(year: int) -> Any:
    return lambda row: row.amounts.get(year)


def _found(slug: str) -> tuple[Call, ListProposal | None]:
    call = published_calls().filter(slug=slug).first()
    if call is None or call.decided_on is None:
        raise NotFound
    return call, decided_list(call)


def _rows(call: Call) -> tuple[list[int], list[Result]]:
    """Price: four queries."""
    labels = labels_of(call)
    projects = projects_of_labels(labels)
    amounts = amounts_by_year([project.pk for project in projects.values()])
    years = [one.year for one in call.envelopes.all()]
    found = [Result(one, amounts.get(projects[one.pk].pk, {}) if one.pk in projects else {}) for one in labels]
    return years, found


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: eight queries, whatever the number of labels."""
    call, proposal = _found(slug)
    years, rows = _rows(call)
    told = frozen(proposal) if proposal else None
    content = {
        "call": call,
        "count": len(rows),
        "regions": len({row.site.commune_main.departement.region_id for row in rows}),
        "total": _total(years, rows),
        "span": _("pour les labels, de {first} à {last}").format(first=years[0], last=years[-1]) if years else "",
        "table": Table(_columns(years), rows, _("Les sites labellisés"), caption_hidden=True),
        "points": [_point(row) for row in rows if row.site.point],
        "proposal": proposal,
        "told": told,
        "method": METHODS[told["run"]["method"]] if told else "",
        "waiting": waiting_decisions(call),
        "against": [x for x in told["lines"] if x.get("said") and (x["place"] == "in") != x["calculated"]]
        if told
        else [],
    }
    return render(request, "calls/results.html", content)


def _total(years: list[int], rows: list[Result]) -> Cents | None:
    """Everything that these labels receive; None as soon as one amount is unknown."""
    amounts = [row.amounts.get(year) for row in rows for year in years]
    return None if None in amounts else Cents(sum(one for one in amounts if one is not None))


def _point(row: Result) -> MapPoint:
    lon, lat = row.site.point
    first = next(iter(sorted(row.amounts.items())), None)
    detail = _("{amount} en {year}").format(amount=euros(first[1]), year=first[0]) if first else _("montant inconnu")
    url = reverse("site", args=[row.site.slug])
    return MapPoint(
        lon=lon,
        lat=lat,
        label=row.site.name,
        url=url,
        detail=detail,
        tone="invented" if row.site.invented else "strong",
    )


def as_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The table of results as open data. Price: six queries."""
    return _file(slug, export_csv, "csv")


def as_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same for programs. Price: six queries."""
    return _file(slug, export_json, "json")


def _file(slug: str, export: Any, end: str) -> HttpResponseBase:
    call, _proposal = _found(slug)
    years, rows = _rows(call)
    written: HttpResponseBase = export(_columns(years), rows, f"{slug}-labels.{end}")
    return written


def calculation(request: HttpRequest, slug: str) -> HttpResponse:
    """The question of the decided list, to the byte: whoever wants calculates it again. Price: two queries."""
    _call, proposal = _found(slug)
    if proposal is None:
        raise NotFound
    response = HttpResponse(proposal.run.question, content_type="application/json")
    return say_name(response, f"{slug}-question.json")
