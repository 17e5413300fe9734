"""`marelle worker`: the jobs of the queue, and the rounds (seals, mail, stalled jobs) every two seconds.

One process. It survives a database that restarts: both halves begin again after a pause. If the half that makes the
rounds could not go on, the process ends and its supervisor brings it back.
"""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable

from marelle.kernel.errors.command_line import Parser

from .modes import start_django

ROUND_SECONDS = 2.0
PAUSES = (0.5, 1, 2, 5, 10)
log = logging.getLogger("marelle.worker")


def main(arguments: list[str]) -> int:
    parser = Parser(prog="marelle worker", description="Courriels, sceaux du journal, tâches différées.")
    parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    start_django("web")
    stop = threading.Event()
    threading.Thread(target=_rounds_or_die, args=[stop], name="rounds", daemon=True).start()
    asyncio.run(_work(stop))
    return 0


async def _work(stop: threading.Event) -> None:
    """The jobs, until a signal."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    failures = 0
    while not ended.is_set():
        began = time.monotonic()
        jobs, end = asyncio.create_task(_jobs()), asyncio.create_task(ended.wait())
        await asyncio.wait({jobs, end}, return_when=asyncio.FIRST_COMPLETED)
        if ended.is_set():
            jobs.cancel()
        problem = (await asyncio.gather(jobs, return_exceptions=True))[0]
        end.cancel()
        if not ended.is_set():
            failures = 0 if time.monotonic() - began > 60 else failures + 1
            log.warning("la file s’est interrompue, reprise : %r", problem)
            await asyncio.wait([asyncio.create_task(ended.wait())], timeout=PAUSES[min(failures, len(PAUSES)) - 1])
    stop.set()


async def _jobs() -> None:
    """One run of the queue, on an application of its own: tasks go on queuing in their own transaction."""
    from procrastinate.contrib.django import app

    connector = await asyncio.to_thread(lambda: app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with app.with_connector(connector).open_async() as opened:
        await opened.run_worker_async(
            concurrency=2,
            install_signal_handlers=False,
            fetch_job_polling_interval=2.0,
            shutdown_graceful_timeout=5.0,
            delete_jobs="successful",
        )


def _rounds_or_die(stop: threading.Event) -> None:
    try:
        _rounds(stop)
    except BaseException:
        log.exception("les rondes ne peuvent pas continuer")
        os._exit(1)


def _rounds(stop: threading.Event) -> None:
    from django.utils.module_loading import import_string

    from marelle.kernel.queue import ROUNDS

    rounds: dict[str, Callable[[], object]] = {name: import_string(name) for name in ROUNDS}
    told: dict[str, float] = {}
    while not stop.wait(ROUND_SECONDS):
        for name, function in rounds.items():
            _one_round(name, function, told)


def _one_round(name: str, function: Callable[[], object], told: dict[str, float]) -> None:
    """One call, in a connection known to be good; a failure is told once a minute and never stops the others."""
    from django.db import close_old_connections

    try:
        close_old_connections()
        function()
    except Exception:
        if time.monotonic() - told.get(name, -60.0) >= 60:
            told[name] = time.monotonic()
            log.exception("%s a échoué ; nouvel essai dans deux secondes", name)
