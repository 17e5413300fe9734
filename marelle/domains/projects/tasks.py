"""What the worker does for projects: the reminders, the mark of those that are late, the first day of those final."""

from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.queue import every, task

from .services.deciding import WATCH, watch_steering
from .services.files import OPEN_FILES
from .services.files import open_files as open_them
from .services.finalising import TASK
from .services.finalising import watch_deadlines as watch


@every(minutes=5, name=TASK)
def watch_deadlines() -> None:
    """By the one clock, each thing once."""
    watch(Viewer.machine(TASK), clock.now())


@task(OPEN_FILES)
def open_files(projects: list[int]) -> None:
    """Opens the files of projects that a list labelled together. A second time: nothing."""
    open_them(by=Viewer.machine(OPEN_FILES), at=clock.now(), projects=projects)


@every(minutes=30, name=WATCH)
def watch_meetings_and_decisions() -> None:
    """By the one clock, each letter once."""
    watch_steering(clock.now())
