"""A list of a small call, as the flows meet it: frozen, signed, decided; and what became of its files."""

from __future__ import annotations

from collections.abc import Callable

from marelle.domains.calls.models import Application, Call, DecidingOrder, ListProposal
from marelle.domains.calls.services import lists
from marelle.domains.calls.services.list_orders import TASK
from marelle.domains.calls.tests.listing import person_of
from marelle.domains.funding.queries import left_by_year
from marelle.flows.compute_list import compute_list
from marelle.flows.decide_list import decide_list
from marelle.flows.decide_ordered_list import decide_ordered_list
from marelle.kernel import clock
from marelle.kernel.access import Perimeter, Viewer


def frozen_list(officer: Viewer, jury: list[Viewer], call: Call) -> ListProposal:
    now, left = clock.now(), left_by_year(call)
    run = compute_list(by=officer, at=now, call=call, name="Selon les règles")
    people = [person_of(one) for one in jury]
    held = lists.propose_list(by=officer, at=now, run=run, left=left, signatories=people, waiting=2)
    lists.freeze_list(by=officer, at=now, proposal=held, left=left)
    return held


def signed_list(officer: Viewer, jury: list[Viewer], files: list[Application]) -> ListProposal:
    call = Call.objects.get(pk=files[0].call_id)
    held = frozen_list(officer, jury, call)
    for one in jury:
        lists.sign_list(by=one, at=clock.now(), proposal=held, version=1, left=left_by_year(call), agrees=True)
    return held


def decided(officer: Viewer, held: ListProposal) -> ListProposal:
    return decide_list(by=officer, at=clock.now(), proposal=held, decided_on=clock.now().date())


def the_worker_decides() -> list[DecidingOrder]:
    """Carries out every order that waits, as the worker does; how each ended."""
    waiting = DecidingOrder.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True)
    found = [decide_ordered_list(by=Viewer.machine(TASK), at=clock.now(), number=number) for number in waiting]
    return [one for one in found if one]


def states(files: list[Application]) -> list[str]:
    return [Application.objects.get(pk=file.pk).state for file in files]


def a_mayor(holding: Callable[..., Viewer], file: Application) -> Viewer:
    place = Perimeter("commune", file.site.commune_main_id)
    return holding("mayor", place, name=f"maire{file.pk}", body=file.organisation)
