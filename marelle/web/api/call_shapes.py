"""From what the domain answers of a call to what the interface promises. Price: none on one of `whole_calls`."""

from datetime import datetime
from typing import Any

from marelle.domains.calls.models import Call, Extension
from marelle.domains.calls.queries import terms as queries
from marelle.domains.calls.queries.documents import published_documents


def call_line(call: Call, now: datetime) -> dict[str, Any]:
    return {
        "id": call.slug,
        "title": call.title,
        "edition": call.edition,
        "kind": call.kind,
        "state": call.state,
        "receives": queries.receives(call, now),
        "opens_at": call.opens_at,
        "closes_at": call.closes_at,
        "decided_on": call.decided_on,
        "invented": call.invented,
    }


def call_shape(call: Call, now: datetime) -> dict[str, Any]:
    kept = ("about", "decided_by", "opinions_by", "decision_by", "finalise_by", "regional_opinion", "is_trial")
    source = call.source
    return {
        **call_line(call, now),
        **{name: getattr(call, name) for name in kept},
        "readers": call.readers,
        "spread_alert": call.spread_alert,
        "rules": _version(call.rule_set),
        "eligibility_blocks": call.eligibility_blocks,
        "form": _version(call.form),
        "criteria": [_criterion(row) for row in queries.weighed(list(call.criteria.all()))],
        "documents": [
            {name: getattr(one, name) for name in ("code", "title", "text", "compulsory", "question")}
            for one in published_documents(call)
        ],
        "envelope": {str(one.year): one.cents for one in call.envelopes.all()},
        "selection": call.selection_rules,
        "preselected": [site.slug for site in queries.preselected_sites(call)] if call.preselected.all() else [],
        "batches": [
            {
                "number": batch.number,
                "cuts_at": batch.cuts_at,
                "decision_by": batch.decision_by,
                "decided_on": batch.decided_on,
            }
            for batch in call.batches.all()
        ],
        "extensions": [extension_shape(one) for one in call.extensions.all()],
        "source": {"name": source.name, "url": source.url, "published_on": source.published_on} if source else None,
    }


def extension_shape(one: Extension) -> dict[str, Any]:
    everybody = one.application_id is None
    return {
        "before": one.before,
        "until": one.until,
        "decided_at": one.decided_at,
        "everybody": everybody,
        "why": one.why if everybody else "",
    }


def _criterion(row: queries.Weighed) -> dict[str, Any]:
    one = row.criterion
    kept = ("code", "title", "text", "weight", "mark_min", "mark_max", "mark_step", "anchors")
    return {**{name: getattr(one, name) for name in kept}, "share": row.share}


def _version(held: Any) -> dict[str, Any] | None:
    return {"code": held.code, "version": held.version, "title": held.title} if held else None
