"""One calculation: its proof, the list by rank beside it, who is passed by, what each lacks, how stable each is."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marelle.domains.calls.queries import lists as queries
from marelle.domains.calls.queries.letters import algorithm_details
from marelle.domains.calls.queries.lists import Calculated, Row
from marelle.domains.calls.services import listing
from marelle.domains.calls.states.lists import BANDS
from marelle.domains.calls.states.selection import METHODS
from marelle.kernel.access import NotFound
from marelle.web.ui.answers import say_name
from marelle.web.ui.exports import export_csv
from marelle.web.ui.tables import Table, read_sort, sort_rows

from .list_columns import RUN_COLUMNS, bar_rows, mark
from .list_shared import RECORD, change_sentences, place_names, readable, run_of, views_of
from .showing import moment


def show(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Price: ten queries, whatever the number of candidatures."""
    viewer = request.viewer  # type: ignore[attr-defined]
    run = run_of(request, slug, number)
    if request.method == "POST":
        return _replayed(request, run)
    found, proposal = queries.calculated(run), queries.current_list(run.call)
    sort = read_sort(request, RUN_COLUMNS, default="rang")
    rows = sort_rows(found.rows, RUN_COLUMNS, sort)
    caption = _("Chaque candidature, sa place dans les deux listes, son écart et sa stabilité")
    content = {
        "call": run.call,
        "run": run,
        "found": found,
        "asked": moment(run.asked_at),
        "tabs": views_of(run.call, "", proposal),
        "changes": change_sentences(found),
        "table": Table(RUN_COLUMNS, rows, caption, sort, request.GET, anchor="candidatures", caption_hidden=True),
        "may_propose": viewer.may(RECORD) and not run.changes and bool(found.told) and _free(proposal),
        "details": algorithm_details(),
        "refusal": readable(found.answer.refusal, found, place_names()) if found.answer else "",
        **(_lists(found) if found.told else {}),
    }
    return render(request, "calls/list_run.html", content)


def _free(proposal: Any) -> bool:
    return proposal is None or proposal.state == "decided"


def _lists(found: Calculated) -> dict[str, Any]:
    """Both lists side by side, and what the jury must know of them."""
    instance, told, names = found.instance, found.told or {}, place_names()
    best, ranked = found.list_of("optimal"), found.list_of("rank")
    return {
        "method": METHODS[found.run.method],
        "sides": [
            _side(found, best, _("La liste de plus grand mérite"), found.run.method == "optimal"),
            _side(found, ranked, _("La liste par rang"), found.run.method == "rank"),
        ],
        "unmet": [readable(one, found, names) for one in told["rank_list"]["unmet"]],
        "optimal": told["optimal"],
        "ties": told["ties_broken"],
        "only_best": [row for row in found.rows if row.best and not row.by_rank],
        "only_rank": [row for row in found.rows if row.by_rank and not row.best],
        "passed": passed_groups(found.pairs),
        "pairs": len(found.pairs),
        "years": bar_rows(instance.years, found.spent(), instance.envelope),
        "points": [(row.application.site.name, row.share, row.band, row.inside) for row in found.rows if row.band],
        "bands": dict(BANDS),
    }


def _side(found: Calculated, inside: frozenset[str], title: str, chosen: bool) -> dict[str, Any]:
    spent = found.spent(inside)
    return {
        "title": title,
        "chosen": chosen,
        "count": len(inside),
        "merit": mark(found.total(inside)),
        "spent": sum(spent),
    }


def passed_groups(pairs: list[tuple[Row, Row]]) -> list[tuple[Row, list[Row]]]:
    """For each higher mark that stays out, the lower ones that enter, the nearest first."""
    groups: dict[int, list[Row]] = defaultdict(list)
    out: dict[int, Row] = {}
    for low, high in pairs:
        groups[high.application.pk].append(low)
        out[high.application.pk] = high
    return sorted(
        ((out[pk], sorted(lows, key=lambda row: row.rank)) for pk, lows in groups.items()), key=lambda g: g[0].rank
    )


def _replayed(request: HttpRequest, run: Any) -> HttpResponse:
    """The question calculated again, held against the answer kept, to the byte."""
    again, answer = listing.replay(run), getattr(run, "answer", None)
    if answer is None:
        messages.info(request, _("Ce calcul n’a pas encore de réponse à comparer."))
    elif (again.text, again.fingerprint, again.refusal) == (answer.text, answer.fingerprint, answer.refusal):
        messages.success(request, _("Rejoué : la même réponse, octet pour octet."))
    else:
        messages.error(request, _("Rejoué : la réponse diffère de celle qui est gardée. Prévenez l’équipe technique."))
    return redirect("list_run", slug=run.call.slug, number=run.number)


def file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """The question or the answer, to the byte: `marelle select` answers one by the other. Price: four queries."""
    run = run_of(request, slug, number)
    answer = getattr(run, "answer", None)
    texts = {"question": run.question, "reponse": answer.text if answer else ""}
    if not texts.get(name):
        raise NotFound
    response = HttpResponse(texts[name], content_type="application/json")
    return say_name(response, f"{slug}-{number}-{name}.json")


def table(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The table of a calculation as a file. Price: seven queries."""
    found = queries.calculated(run_of(request, slug, number))
    return export_csv(RUN_COLUMNS, found.rows, f"{slug}-{number}.csv")
