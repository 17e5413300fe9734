"""A decision replaces another, and what the first one opened follows."""

from datetime import date

import pytest

from marelle.domains.calls.models import Application, LabelDecision
from marelle.domains.calls.rules.decisions import DecisionReasonMissing, DecisionSuperseded
from marelle.domains.calls.services import record_decision
from marelle.domains.funding.models import Budget
from marelle.domains.funding.tests.ground import AT, BY, make_ground
from marelle.domains.projects.models import Project
from marelle.flows.replace_decision import replace_decision
from marelle.kernel import clock
from marelle.kernel.access import Forbidden, Viewer

pytestmark = pytest.mark.django_db
WITHDRAWN = {"outcome": "withdrawn", "decided_on": date(2019, 9, 20), "reason": "La commune renonce."}


@pytest.fixture
def decision():
    return make_ground(sites=1).projects[0].decision


def test_a_label_that_falls_stops_its_project_and_keeps_its_money_written(decision):
    made = replace_decision(by=BY, at=AT, decision=decision, **WITHDRAWN)
    assert (made.outcome, made.supersedes) == ("withdrawn", decision)
    assert Project.objects.get().state == "withdrawn"
    assert Budget.objects.exists()


def test_nothing_happens_when_one_of_them_refuses(decision):
    with pytest.raises(DecisionReasonMissing):
        replace_decision(by=BY, at=AT, decision=decision, **{**WITHDRAWN, "reason": " "})
    with pytest.raises(Forbidden):
        replace_decision(by=Viewer.visitor(), at=AT, decision=decision, **WITHDRAWN)
    assert (LabelDecision.objects.count(), Project.objects.get().state) == (1, "finalising")


def test_a_decision_is_replaced_once(decision):
    replace_decision(by=BY, at=AT, decision=decision, **WITHDRAWN)
    with pytest.raises(DecisionSuperseded):
        replace_decision(by=BY, at=AT, decision=decision, **WITHDRAWN)


def test_a_label_that_comes_opens_its_project_and_its_budget(carried, machine):
    today = clock.now()
    told = {"by": machine, "at": today, "decided_on": today.date()}
    refused = record_decision(**told, application=carried, outcome="refused", reason="Trop tôt.")
    made = replace_decision(**told, decision=refused, outcome="labelled", reason="Recours accueilli.")
    assert Project.objects.get().decision == made
    assert Budget.objects.count() == 1
    assert Application.objects.get().state == "refused"  # what was examined stays what it was
