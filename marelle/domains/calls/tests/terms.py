"""The smallest terms with which a call may open: one criterion, one envelope, one way to make the list."""

from datetime import date, timedelta
from decimal import Decimal

from marelle.domains.calls.models import Batch, Call
from marelle.domains.calls.services import (
    CriterionTold,
    choose_form,
    describe_call,
    set_calendar,
    set_eligibility,
    set_envelopes,
    set_selection,
    write_criterion,
)
from marelle.domains.calls.services.forms import publish_preproject_form
from marelle.domains.territories.models import RuleSet, Source
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents

BY = Viewer.machine("test")
ANCHORS = {str(mark): f"Ce que veut dire la note {mark}." for mark in range(6)}
SELECTION = {
    "method": "optimal",
    "seed": "2019",
    "ties": "merit_spend_draw",
    "constraints": {"count": {"min": None, "max": 80}, "require_favourable": True},
    "scale": {"by": "flat", "steps": [{"from": 0, "cents": 425_000_00}]},
}


CONDITIONS = {
    "generation": 2015,
    "conditions": [{"id": "qpv", "kind": "quarter_exists", "label": "Un quartier prioritaire", "required": True}],
}


def some_rules() -> RuleSet:
    """A published set of rules of eligibility."""
    source = Source.objects.get_or_create(name="Règles inventées", url="")[0]
    facts = {"title": "Essai", "content": CONDITIONS, "source": source}
    facts |= {"applies_from": date(2019, 1, 1), "status": "published", "published_at": "2019-01-01T00:00:00Z"}
    return RuleSet.objects.get_or_create(code="essai", version=1, defaults=facts)[0]


def with_terms(call: Call, by: Viewer = BY) -> Call:
    """The same call, with nothing missing any more but what its dates say."""
    facts = {"title": call.title, "edition": call.edition, "kind": call.kind}
    describe_call(by=by, call=call, **facts, about="Un appel d’essai.", decided_by="Les ministres (essai)")
    last = (call.closes_at or call.opens_at).astimezone(PARIS).date()
    days = {"opinions_by": last + timedelta(days=30), "decision_by": last + timedelta(days=60)}
    dates = {"opens_at": call.opens_at, "closes_at": call.closes_at, "finalise_by": call.finalise_by}
    dates["finalise_by"] = dates["finalise_by"] or date((last + timedelta(days=60)).year, 12, 31)
    set_calendar(by=by, call=call, **dates, **days)
    set_eligibility(by=by, call=call, rule_set=some_rules(), sites=[row.site for row in call.preselected.all()])
    choose_form(by=by, call=call, form=publish_preproject_form())
    told = CriterionTold("Diagnostic", Decimal("0.4"), code="diagnosis", anchors=ANCHORS)
    write_criterion(by=by, call=call, told=told)
    set_envelopes(by=by, call=call, cents={last.year + 1: Cents(34_000_000_00)})
    set_selection(by=by, call=call, rules=SELECTION)
    if call.kind == "rolling":
        cut = call.opens_at + timedelta(days=90)
        Batch.objects.create(call=call, number=1, cuts_at=cut, decision_by=cut.date() + timedelta(days=30))
    call.refresh_from_db()
    return call
