"""What the worker does for calls: closings, reminders, and the calculations that take long."""

from marelle.kernel import clock
from marelle.kernel.queue import every, task

from .models import SelectionRun
from .services.chasing import TASK as CHASING
from .services.chasing import chase_by_clock
from .services.closing import TASK as CLOSING
from .services.closing import follow_clock
from .services.listing import ANSWER, STUDY, answer_run, study_run
from .services.reminders import TASK
from .services.reminders import remind_drafts as remind


@every(minutes=1, name=CLOSING)
def close_calls() -> None:
    """Closes the calls whose time has come, by the one clock. A second time: nothing."""
    follow_clock()


@every(minutes=5, name=TASK)
def remind_drafts() -> None:
    """Tells those who have drafts that their call closes soon. By the one clock, once for each threshold."""
    remind(clock.now())


@every(minutes=5, name=CHASING)
def chase_opinions() -> None:
    """Chases late opinions on the days that each call says. By the one clock, once a day at most."""
    chase_by_clock()


@task(ANSWER)
def answer_question(run: int) -> None:
    """Answers one question. A second time: nothing."""
    answer_run(SelectionRun.objects.get(pk=run), clock.now())


@task(STUDY)
def study_answer(run: int, kind: str) -> None:
    """Studies one answer. A second time: nothing."""
    study_run(SelectionRun.objects.get(pk=run), kind, clock.now())
