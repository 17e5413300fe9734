"""The list of a call: where it stands, what comes next, every calculation made for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.calls.models import Batch, Call, ListProposal, SelectionRun
from marelle.domains.calls.queries import lists as queries
from marelle.domains.calls.queries.batches import batch_to_decide
from marelle.domains.calls.queries.deciding import decides
from marelle.domains.calls.queries.gathering import Gathered, gather
from marelle.domains.calls.queries.terms import selection_of
from marelle.domains.calls.services.listing import Changes
from marelle.domains.funding.queries import left_by_year
from marelle.flows.compute_list import compute_list
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page
from marelle.web.ui.tables import Table

from .list_columns import RUNS_COLUMNS
from .list_shared import DELIBERATE, RECORD, listed_call, place_names, squares, views_of
from .prepare import order
from .showing import moment
from .telling import list_sentences, scale_sentences


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: nineteen queries, whatever the number of candidatures and of calculations."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = listed_call(request, slug)
    batch = batch_to_decide(call, now) if call.kind == "rolling" else None
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        run = order(form, lambda: compute_list(by=viewer, at=now, call=call, name=_("Selon les règles de l’appel")))
        if run is not None:
            messages.success(request, _("Le calcul est gardé. Le travail de fond étudie sa stabilité."))
            return redirect("list_run", slug=slug, number=run.number)
    runs, proposal = list(queries.runs_of(viewer, call)), queries.current_list(call)
    rolling = call.kind == "rolling"
    ended = proposal is not None and proposal.state == "decided" and batch is None
    gathered = _gathered(call, batch) if decides(call) and not ended and not (rolling and batch is None) else None
    content = {
        "call": call,
        "form": form,
        "tabs": views_of(call, "call_list_home", proposal),
        "squares": squares(proposal),
        "proposal": proposal,
        "deciding": proposal is not None and proposal.state == "signed" and _deciding(proposal),
        "runs": Table(RUNS_COLUMNS, runs, _("Les calculs faits pour cette liste"), caption_hidden=True)
        if runs
        else None,
        "official": _official(runs, gathered),
        "batch": batch,
        "rolling": rolling,
        "next": proposal is None or (proposal.state == "decided" and batch is not None),
        "cuts": moment(batch.cuts_at) if batch else "",
        "gathered": gathered,
        "decides": decides(call),
        "may": {"record": viewer.may(RECORD), "deliberate": viewer.may(DELIBERATE)},
        "mine": any(one.pk == proposal.pk for one in queries.lists_to_sign(viewer)) if proposal else False,
        **_rules(call),
    }
    return form_page(request, "calls/list_home.html", content, refused=form.errors)


def _deciding(proposal: ListProposal) -> bool:
    last = queries.last_order(proposal)
    return last is not None and last.state == "waiting"


def _gathered(call: Call, batch: Batch | None) -> Gathered | None:
    try:
        return gather(call, batch, left_by_year(call), Changes())
    except Refused:
        return None


def _official(runs: list[SelectionRun], gathered: Gathered | None) -> SelectionRun | None:
    """The newest calculation by the rules of the call on the facts of today."""
    return next((run for run in runs if not run.changes and gathered and run.fingerprint == gathered.fingerprint), None)


def _rules(call: Call) -> dict[str, Any]:
    rules = selection_of(call)
    names = place_names() if rules and rules.limits else {}
    return {
        "list_rules": list_sentences(rules, names) if rules else [],
        "scale": scale_sentences(rules) if rules else [],
    }
