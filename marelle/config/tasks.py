"""What the worker does that crosses domains: the tasks that carry out a flow."""

from marelle.domains.calls.services.list_orders import TASK
from marelle.domains.projects.queries.changes import changes_due
from marelle.domains.projects.services.changes import CARRY_OUT, WATCH
from marelle.flows.carry_out_change import carry_out_change
from marelle.flows.decide_ordered_list import decide_ordered_list
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.queue import every, later, task


@task(TASK, one_at_a_time=True)
def decide_list(order: int) -> None:
    """Decides the list of an order. A second time, or after a worker died over it: at most once."""
    decide_ordered_list(by=Viewer.machine(TASK), at=clock.now(), number=order)


@every(minutes=1, name=WATCH)
def watch_changes() -> None:
    """Queues each change whose day has come, each day once; by the one clock."""
    for number in changes_due(clock.today()):
        later(CARRY_OUT, number=number)


@task(CARRY_OUT, one_at_a_time=True)
def carry_out(number: int) -> None:
    """Carries out a change on its day. A second time, or after a worker died over it: at most once."""
    carry_out_change(by=Viewer.machine(CARRY_OUT), at=clock.now(), number=number)
