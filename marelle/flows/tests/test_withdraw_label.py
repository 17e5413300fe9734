"""A label is withdrawn: its project stops, and what it had received goes back to the envelope."""

from __future__ import annotations

import pytest

from marelle.domains.calls.models import Application, LabelDecision
from marelle.domains.calls.rules.decisions import DecisionReasonMissing, DecisionSuperseded
from marelle.domains.calls.tests.listing import SHARE
from marelle.domains.funding.queries import envelope_state
from marelle.domains.projects.models import Project
from marelle.flows.tests.lists import decided, signed_list
from marelle.flows.withdraw_label import withdraw_label
from marelle.kernel import clock
from marelle.kernel.access import Viewer

pytestmark = pytest.mark.django_db


def test_the_project_stops_and_the_money_goes_back(
    officer: Viewer, jury: list[Viewer], files: list[Application]
) -> None:
    decided(officer, signed_list(officer, jury, files))
    decision = LabelDecision.objects.get(application=files[0])
    order = {"by": officer, "at": clock.now(), "decided_on": clock.now().date(), "decision": decision}
    with pytest.raises(DecisionReasonMissing):
        withdraw_label(**order, reason=" ")
    assert withdraw_label(**order, reason="La commune renonce.").outcome == "withdrawn"
    assert Project.objects.get(decision=decision).state == "withdrawn"
    assert [year.remaining for year in envelope_state(files[0].call_id)] == [SHARE] * 3
    with pytest.raises(DecisionSuperseded):
        withdraw_label(**order, reason="Une seconde fois.")
    assert [year.remaining for year in envelope_state(files[0].call_id)] == [SHARE] * 3
