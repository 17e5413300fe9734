"""What the worker does that crosses domains: the tasks that carry out a flow."""

from marelle.domains.calls.services.list_orders import TASK
from marelle.flows.decide_ordered_list import decide_ordered_list
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.queue import task


@task(TASK, one_at_a_time=True)
def decide_list(order: int) -> None:
    """Decides the list of an order. A second time, or after a worker died over it: at most once."""
    decide_ordered_list(by=Viewer.machine(TASK), at=clock.now(), number=order)
