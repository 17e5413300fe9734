"""The terms of the invented call, written through the product's own orders."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marelle.domains.calls import services as calls
from marelle.domains.calls.queries.terms import rules_to_choose
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

if TYPE_CHECKING:
    from marelle.domains.calls.models import Call

_FILE = Path(__file__).with_name("call.toml")


@cache
def told() -> dict[str, Any]:
    """What the file says."""
    with _FILE.open("rb") as file:
        return tomllib.load(file)


def write_terms(by: Viewer, call: "Call") -> None:
    """Writes all that a call needs to open; the form is the one with which it was prepared."""
    facts = told()
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
    alert = Decimal(facts["spread_alert"])
    calls.set_selection(by=by, call=call, rules=facts["selection"], readers=facts["readers"], spread_alert=alert)


def _criterion(one: dict[str, Any]) -> calls.CriterionTold:
    """A criterion marked from 0 to 5 by halves; each whole mark has its sentence."""
    return calls.CriterionTold(
        title=one["title"],
        text=one["text"],
        code=one["code"],
        weight=Decimal(one["weight"]),
        mark_step=Decimal("0.5"),
        anchors={str(mark): sentence for mark, sentence in enumerate(one["anchors"])},
    )
