"""What the worker does for calls: the calculations that take long."""

from marelle.kernel import clock
from marelle.kernel.queue import task

from .models import SelectionRun
from .services.listing import ANSWER, STUDY, answer_run, study_run


@task(ANSWER)
def answer_question(run: int) -> None:
    """Answers one question. A second time: nothing."""
    answer_run(SelectionRun.objects.get(pk=run), clock.now())


@task(STUDY)
def study_answer(run: int, kind: str) -> None:
    """Studies one answer. A second time: nothing."""
    study_run(SelectionRun.objects.get(pk=run), kind, clock.now())
