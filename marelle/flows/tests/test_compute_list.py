"""A list is calculated on what the ledger has left."""

from __future__ import annotations

import json

import pytest

from marelle.domains.calls.models import Application, Call
from marelle.domains.calls.tests.listing import SHARE
from marelle.flows.award_label import award_label
from marelle.flows.compute_list import compute_list
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

pytestmark = pytest.mark.django_db


def test_it_is_calculated_on_what_the_ledger_has_left(officer: Viewer, files: list[Application]) -> None:
    call = Call.objects.get(pk=files[0].call_id)
    whole = compute_list(by=officer, at=clock.now(), call=call, name="Selon les règles")
    assert json.loads(whole.question)["envelope"] == [3 * SHARE] * 3
    tranches = {year: Cents(SHARE) for year in (2020, 2021, 2022)}
    order = {"by": officer, "at": clock.now(), "decided_on": clock.now().date()}
    award_label(**order, application=files[0], tranches=tranches)
    rest = compute_list(by=officer, at=clock.now(), call=call, name="Ce qui reste")
    assert json.loads(rest.question)["envelope"] == [2 * SHARE] * 3
    assert len(json.loads(rest.answer.text)["selected"]) == 2
