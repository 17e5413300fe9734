"""What is frozen of a list, signed, then published: the minutes say exactly this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marelle.kernel.dossiers.models import Voice
from marelle.kernel.dossiers.queries import state

from ..models import ListProposal
from .lists import Deliberated, Line, Row


def frozen_content(found: Deliberated) -> dict[str, Any]:
    """The whole list as its signatories read it, with what it was calculated from. Price: none beyond `deliberated`."""
    proposal, run, instance = found.proposal, found.found.run, found.found.instance
    answer = found.found.answer
    return {
        "call": {"id": run.call_id, "title": proposal.call.title},
        "round": proposal.dossier.latest + 1,
        "run": {
            "number": run.number,
            "question": run.fingerprint,
            "answer": answer.fingerprint if answer else "",
            "method": run.method,
            "rules": run.rules,
            "seed": run.seed,
        },
        "years": list(instance.years),
        "envelope": list(instance.envelope),
        "spent": list(found.spent()),
        "lines": [_line(line) for line in found.lines],
        "not_kept": found.not_kept,
        "pairs": [[_name(low), _name(high)] for low, high in found.pairs],
    }


def _line(line: Line) -> dict[str, Any]:
    row = line.row
    told: dict[str, Any] = {
        "application": row.application.pk,
        "site": row.application.site.name,
        "departement": row.application.site.commune_main.departement_id,
        "place": line.place,
        "order": line.order,
        "rank": row.rank,
        "merit": str(row.merit),
        "amounts": list(row.yearly),
        "calculated": row.inside,
    }
    if line.said is not None:
        told["said"] = {"by": line.said.person.full_name, "reason": line.said.reason, "saying": line.said.saying}
    return told


def _name(row: Row) -> dict[str, Any]:
    return {"site": row.application.site.name, "merit": str(row.merit)}


def frozen(proposal: ListProposal, number: int | None = None) -> dict[str, Any] | None:
    """What a version of a list says, the latest by default; None before the first. Price: one query."""
    version = proposal.dossier.versions.filter(number=number or proposal.dossier.latest).first()
    return None if version is None else version.content


def voices_of(proposal: ListProposal) -> Sequence[Voice]:
    """The signatures on the latest version. Price: two queries."""
    current = state(proposal.dossier).current
    return current.voices if current else ()
