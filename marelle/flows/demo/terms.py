"""The terms of the invented calls, written through the product's own orders."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marelle.domains.calls import services as calls
from marelle.domains.calls.queries.terms import rules_to_choose
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents

if TYPE_CHECKING:
    from marelle.domains.calls.models import Call


@cache
def told(name: str = "call") -> dict[str, Any]:
    """What one of the two files says."""
    with Path(__file__).with_name(f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def stage(name: str) -> dict[str, Any]:
    """The terms of the call at one stage: its own, and for the rest those of the first call of the demonstration."""
    own = told("stages")[name]
    years = [{"year": own["first_year"] + number, "euros": own["euros"]} for number in range(3)]
    rules = told()["selection"] | {"scale": told("stages")["scale"]}
    if name == "national":
        rules["constraints"] = rules["constraints"] | told("stages")["limits"]
    rest = {name: fact for name, fact in told().items() if name != "finalise_by"}
    whole: dict[str, Any] = {"finalise_by": None, **rest, **own, "envelopes": years, "selection": rules}
    if not own.get("letters"):  # the mass of invented files has no joined paper
        whole["documents"] = [one | {"compulsory": False} for one in whole["documents"]]
    return whole


def instant(said: datetime) -> datetime:
    """What a file writes is the hour of Paris."""
    return said.replace(tzinfo=PARIS)


def write_terms(by: Viewer, call: Call, facts: Mapping[str, Any] | None = None) -> None:
    """Writes all that a call needs to open; the form is the one with which it was prepared."""
    facts = facts or told()
    calls.describe_call(
        by=by,
        call=call,
        title=call.title,
        edition=call.edition,
        kind=call.kind,
        about=facts["about"],
        decided_by=facts["decided_by"],
    )
    days = {name: facts[name] for name in ("opinions_by", "decision_by", "finalise_by")}
    calls.set_calendar(by=by, call=call, opens_at=call.opens_at, closes_at=call.closes_at, **days)
    rules = next((rules for rules in rules_to_choose(call) if rules.code == facts["rules"]), None)
    calls.set_eligibility(by=by, call=call, rule_set=rules)
    calls.replace_criteria(by=by, call=call, told=[_criterion(one) for one in facts["criteria"]])
    calls.set_envelopes(by=by, call=call, cents={e["year"]: Cents(e["euros"] * 100) for e in facts["envelopes"]})
    calls.replace_documents(by=by, call=call, told=[calls.DocumentTold(**one) for one in facts["documents"]])
    if facts["selection"]:
        alert = Decimal(facts["spread_alert"])
        calls.set_selection(by=by, call=call, rules=facts["selection"], readers=facts["readers"], spread_alert=alert)


def _criterion(one: Mapping[str, Any]) -> calls.CriterionTold:
    """A criterion marked from 0 to 5 by halves; each whole mark has its sentence."""
    return calls.CriterionTold(
        title=one["title"],
        text=one["text"],
        code=one["code"],
        weight=Decimal(one["weight"]),
        mark_step=Decimal("0.5"),
        anchors={str(mark): sentence for mark, sentence in enumerate(one["anchors"])},
    )
