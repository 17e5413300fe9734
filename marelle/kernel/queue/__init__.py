"""The queue: jobs kept in PostgreSQL, queued in the transaction of the order that wants them.

Promises that a job named here runs at least once after the commit, and again if a worker died over it: tasks must
therefore be idempotent. A domain names a task (`later("calls.remind")`); that name is the only upward word there is.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app

from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting

# What the worker calls again and again, every two seconds, beside its jobs.
ROUNDS = ["marelle.kernel.audit.seal", "marelle.kernel.mail.deliver", "marelle.kernel.queue.retry_stalled"]


def task(name: str, one_at_a_time: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Registers a function as the task of this name; it runs in one transaction, as the program of that name.

    `one_at_a_time`: two of its jobs never run together, whatever the number of workers.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        @app.task(name=name, retry=5, lock=name if one_at_a_time else None)
        @wraps(function)
        def run(**arguments: Any) -> None:
            with acting(Viewer.machine(name), duty="worker"):
                function(**arguments)

        return function

    return register


def every(*, minutes: int, name: str) -> Callable[[Callable[[], None]], Callable[..., None]]:
    """Registers a function as a task that the worker queues again and again, every so many minutes of the real time.

    It reads the one clock itself: moved in a demonstration, that clock is looked at as often. One job at a time, and
    it may run twice: what it does must be idempotent.
    """

    def register(function: Callable[[], None]) -> Callable[..., None]:
        @app.periodic(cron=f"*/{minutes} * * * *")
        @app.task(name=name, lock=name, queueing_lock=name)
        @wraps(function)
        def run(timestamp: int = 0) -> None:
            with acting(Viewer.machine(name), duty="worker"):
                function()

        return cast(Callable[..., None], run)

    return register


def later(name: str, **arguments: Any) -> None:
    """Queues a task by its name, with JSON arguments, in the transaction in progress."""
    app.configure_task(name, allow_unknown=False).defer(**arguments)


def retry_stalled() -> int:
    """Puts back the jobs that a dead worker left half-done. Returns how many. Price: one query when there are none."""
    return async_to_sync(_retry_stalled)()


async def _retry_stalled() -> int:
    jobs = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30))
    for job in jobs:
        await app.job_manager.retry_job(job)
    return len(jobs)
