"""The order to decide a list waits for the worker, is carried out once, and says how it ended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from marelle.domains.calls.models import Application, DecidingOrder, LabelDecision, ListProposal
from marelle.domains.calls.rules.decisions import DecisionInTheFuture
from marelle.domains.calls.rules.lists import ListNotSigned
from marelle.domains.calls.services import lists
from marelle.domains.calls.services.list_orders import TASK, order_deciding
from marelle.domains.funding.queries import left_by_year
from marelle.domains.projects.models import Project
from marelle.flows.decide_ordered_list import decide_ordered_list
from marelle.flows.tests.lists import frozen_list, signed_list, states
from marelle.kernel import clock
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.audit import entries_on

pytestmark = pytest.mark.django_db
WORKER = Viewer.machine(TASK)


def ordered(by: Viewer, held: ListProposal, day: date | None = None) -> DecidingOrder:
    now = clock.now()
    return order_deciding(by=by, at=now, proposal=held, decided_on=day or now.date())


def carried_out(order: DecidingOrder) -> DecidingOrder:
    decide_ordered_list(by=WORKER, at=clock.now(), number=order.pk)
    order.refresh_from_db()
    return order


def queued() -> list[dict[str, int]]:
    return list(ProcrastinateJob.objects.filter(task_name=TASK).values_list("args", flat=True))


def test_the_worker_decides_in_the_name_of_who_pressed(
    officer: Viewer, jury: list[Viewer], files: list[Application]
) -> None:
    held = signed_list(officer, jury, files)
    order = ordered(officer, held)
    assert states(files) == ["under_review"] * 5 and order.state == "waiting"
    assert carried_out(order).state == "done" and order.ended_at is not None
    assert states(files) == ["labelled", "labelled", "labelled", "waiting", "waiting"]
    by = set(LabelDecision.objects.values_list("person_id", "program"))
    assert by == {(officer.person_id, TASK)} and order.person_id == officer.person_id


def test_pressed_twice_it_is_queued_once(officer: Viewer, jury: list[Viewer], files: list[Application]) -> None:
    held = signed_list(officer, jury, files)
    first, second = ordered(officer, held), ordered(officer, held, date(2019, 7, 1))
    assert first.pk == second.pk and second.decided_on == clock.now().date()
    assert queued() == [{"order": first.pk}]


def test_carried_out_again_it_does_nothing_more(officer: Viewer, jury: list[Viewer], files: list[Application]) -> None:
    order = carried_out(ordered(officer, signed_list(officer, jury, files)))
    ended = order.ended_at
    assert decide_ordered_list(by=WORKER, at=clock.now() + timedelta(hours=1), number=order.pk) is None
    assert carried_out(order).ended_at == ended and LabelDecision.objects.count() == 5 and Project.objects.count() == 3


def test_what_stands_in_the_way_comes_back_in_a_sentence(
    officer: Viewer, jury: list[Viewer], files: list[Application]
) -> None:
    held = signed_list(officer, jury, files)
    order = ordered(officer, held)
    lists.reopen_list(by=officer, proposal=held, why="Une note à relire.")
    assert carried_out(order).state == "refused"
    assert order.reason_code == ListNotSigned.code and "n’est pas signée" in order.reason
    assert states(files) == ["under_review"] * 5 and not LabelDecision.objects.exists()
    with acting(WORKER, duty="auditor"):
        assert "calls.refuse_deciding" in [one.action for one in entries_on(held)]


def test_a_refusal_names_the_file_and_the_list_can_be_asked_again(
    officer: Viewer, jury: list[Viewer], files: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = signed_list(officer, jury, files)
    with monkeypatch.context() as patched:
        patched.setattr(lists, "_unchanged", lambda *_rest, **_more: [])
        Application.objects.filter(pk=files[1].pk).update(state="filed")
        order = carried_out(ordered(officer, held))
    assert order.state == "refused"
    assert order.reason.startswith(f"{files[1].site.name}\u00a0: Impossible de passer")
    Application.objects.filter(pk=files[1].pk).update(state="under_review")
    assert carried_out(ordered(officer, held)).state == "done"
    assert list(DecidingOrder.objects.order_by("pk").values_list("state", flat=True)) == ["refused", "done"]


def test_what_can_be_seen_at_once_is_refused_at_once(
    officer: Viewer, jury: list[Viewer], files: list[Application]
) -> None:
    call = Application.objects.get(pk=files[0].pk).call
    held = frozen_list(officer, jury, call)
    with pytest.raises(ListNotSigned):
        ordered(officer, held)
    with pytest.raises(Forbidden):
        ordered(jury[0], held)
    for one in jury:
        lists.sign_list(by=one, at=clock.now(), proposal=held, version=1, left=left_by_year(call), agrees=True)
    with pytest.raises(DecisionInTheFuture):
        ordered(officer, held, clock.now().date() + timedelta(days=1))
    assert not DecidingOrder.objects.exists() and queued() == []
