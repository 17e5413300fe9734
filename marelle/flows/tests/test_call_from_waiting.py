"""A place becomes free: the next of the waiting list receives it, in the signed order and within the envelope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from marelle.domains.calls.models import Application, Call, LabelDecision
from marelle.domains.calls.queries.waiting import waiting_decisions
from marelle.domains.calls.rules.lists import NotTheNextWaiting
from marelle.domains.calls.services.applications import withdraw_application
from marelle.domains.calls.tests.listing import SHARE
from marelle.domains.funding.queries import envelope_state
from marelle.domains.funding.rules import EnvelopeExhausted
from marelle.flows.call_from_waiting import call_from_waiting
from marelle.flows.tests.lists import a_mayor, decided, signed_list, states
from marelle.flows.withdraw_label import withdraw_label
from marelle.kernel import clock
from marelle.kernel.access import Viewer

pytestmark = pytest.mark.django_db


def test_the_waiting_list_is_called_in_its_order(officer: Viewer, jury: list[Viewer], files: list[Application]) -> None:
    decided(officer, signed_list(officer, jury, files))
    first, second = waiting_decisions(Call.objects.get(pk=files[0].call_id))
    order = {"by": officer, "at": clock.now(), "decided_on": clock.now().date()}
    with pytest.raises(NotTheNextWaiting):
        call_from_waiting(**order, decision=second)
    with pytest.raises(EnvelopeExhausted):
        call_from_waiting(**order, decision=first)
    assert states(files)[3] == "waiting"
    gone = LabelDecision.objects.get(application=files[0])
    withdraw_label(**order, decision=gone, reason="La commune renonce au label.")
    assert [year.remaining for year in envelope_state(files[0].call_id)] == [SHARE] * 3
    call_from_waiting(**order, decision=first)
    assert states(files)[3] == "labelled"
    assert [year.remaining for year in envelope_state(files[0].call_id)] == [0, 0, 0]
    assert [one.pk for one in waiting_decisions(first.call)] == [second.pk]


def test_a_place_that_becomes_free_the_year_after_is_given(
    officer: Viewer, jury: list[Viewer], files: list[Application]
) -> None:
    """What the envelope promised for 2020 is still that of 2020 when the label is decided in 2020."""
    decided(officer, signed_list(officer, jury, files))
    first = waiting_decisions(Call.objects.get(pk=files[0].call_id))[0]
    later = clock.now() + timedelta(days=300)
    order = {"by": officer, "at": later, "decided_on": later.date()}
    assert later.year == clock.now().year + 1
    withdraw_label(**order, decision=LabelDecision.objects.get(application=files[0]), reason="La commune renonce.")
    project = call_from_waiting(**order, decision=first)
    assert list(project.years) == [2020, 2021, 2022]
    assert [year.remaining for year in envelope_state(files[0].call_id)] == [0, 0, 0]


def test_a_town_may_leave_the_waiting_list(
    officer: Viewer,
    jury: list[Viewer],
    files: list[Application],
    holding: Callable[..., Viewer],
) -> None:
    decided(officer, signed_list(officer, jury, files))
    mayor = a_mayor(holding, files[3])
    withdraw_application(by=mayor, application=files[3], why="Un autre projet.")
    assert states(files)[3] == "withdrawn"
