"""What the worker does for calls."""

from marelle.kernel import clock
from marelle.kernel.queue import every

from .services.reminders import TASK
from .services.reminders import remind_drafts as remind


@every(minutes=5, name=TASK)
def remind_drafts() -> None:
    """Tells those who have drafts that their call closes soon. By the one clock, once for each threshold."""
    remind(clock.now())
