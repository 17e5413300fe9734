"""The calls, for everybody: what each asks, when, how files are marked and how the list will be made."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import terms as queries
from marelle.domains.calls.queries.documents import published_documents
from marelle.domains.territories.queries import academies, regions
from marelle.domains.territories.services import checked_rules
from marelle.kernel.access import NotFound
from marelle.web.ui.tables import Table

from .columns import public_call_columns
from .showing import moment, time_left
from .telling import (
    calendar_spans,
    day,
    list_sentences,
    scale_of,
    scale_sentences,
    share_of,
    tag_names,
    weight_of,
)
from .terms_columns import PUBLISHED_DOCUMENTS, YEARS

WRITE, PREPARE, RECORD = "calls.write_application", "calls.prepare", "calls.record_decision"


def show_all(request: HttpRequest) -> HttpResponse:
    """Every call that was opened, newest first. Price: one query."""
    now = request.clock.now  # type: ignore[attr-defined]
    rows = list(queries.published_calls())
    table = Table(public_call_columns(now), rows, _("Appels à candidatures"), caption_hidden=True)
    running = [
        (call, time_left(call.closes_at, now), moment(call.closes_at)) for call in rows if queries.receives(call, now)
    ]
    return render(request, "calls/public_calls.html", {"table": table, "any": bool(rows), "running": running})


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One call, whole; those who prepare it see it before its opening. Price: nine queries."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = queries.whole_calls(viewer).filter(slug=slug).first()
    if call is None:
        raise NotFound
    criteria = queries.weighed(list(call.criteria.all()))
    content = {
        "call": call,
        "stage": queries.stage_at(call, now),
        "preview": call.state == "draft",
        "receives": queries.receives(call, now),
        "to_come": now < call.opens_at,
        "opens": moment(call.opens_at),
        "closes": moment(call.closes_at),
        "time_left": time_left(call.closes_at, now),
        "may_apply": viewer.may(WRITE),
        "may_steer": viewer.may(RECORD) or viewer.may(PREPARE),
        "signed_in": viewer.is_signed_in,
        "spans": calendar_spans(call, now),
        "today": now.date(),
        "days": [(_("Décision"), day(call.decided_on))] if call.decided_on else [],
        "criteria": criteria,
        "weights": [(row.criterion.title, float(row.share), share_of(row)) for row in criteria],
        "told": [(row, weight_of(row.criterion.weight), scale_of(row)) for row in criteria],
        "documents": _table(PUBLISHED_DOCUMENTS, published_documents(call), _("Pièces à joindre")),
        "years": _table(YEARS, list(call.envelopes.all()), _("Enveloppe, année par année")),
        "total": sum(row.cents for row in call.envelopes.all()),
        "extensions": [(moment(one.until), one.why, one.application_id is None) for one in call.extensions.all()],
        "preselected": queries.preselected_sites(call) if call.kind == "preselection" else [],
        **_rules(call),
    }
    return render(request, "calls/public_call.html", content)


def _rules(call: Call) -> dict[str, Any]:
    """Who may apply and how the list is made, in sentences. Price: two queries where rules were chosen."""
    rules = queries.selection_of(call)
    names = tag_names(regions(), academies()) if rules and rules.limits else {}
    return {
        "conditions": checked_rules(call.rule_set.content).conditions if call.rule_set else (),
        "list_rules": list_sentences(rules, names) if rules else [],
        "scale": scale_sentences(rules) if rules else [],
        "sections": call.form.form.sections if call.form else (),
    }


def _table(columns: Any, rows: list[Any], caption: str) -> Table | None:
    return Table(columns, rows, caption, caption_hidden=True) if rows else None
