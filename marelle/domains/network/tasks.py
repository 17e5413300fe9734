"""What the worker does for the network: asking whether sheets are still true."""

from marelle.kernel import clock
from marelle.kernel.queue import every

from .services.partners import TASK
from .services.partners import ask_still_true as ask


@every(minutes=60, name=TASK)
def ask_still_true() -> None:
    """By the one clock: once a quarter for each sheet, whoever asks how often."""
    ask(clock.now())
