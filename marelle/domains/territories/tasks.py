"""What the worker does for the territory."""

from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.queue import task

from .models import ImportJob
from .services.import_jobs import LOOK, TASK, carry_out_import
from .services.import_previews import look_at


@task(TASK, one_at_a_time=True)
def bring_file(job: int) -> None:
    """Brings in a file whose import was ordered. A second time, or after a worker died over it: at most once."""
    carry_out_import(by=Viewer.machine(TASK), at=clock.now(), job=ImportJob.objects.get(pk=job))


@task(LOOK)
def look_at_file(job: int) -> None:
    """Looks at a large file that was sent, for the page that waits. A second time changes nothing."""
    look_at(by=Viewer.machine(LOOK), at=clock.now(), job=ImportJob.objects.get(pk=job))
