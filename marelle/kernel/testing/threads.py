"""Several people at the same instant, each with a connection of their own: for the tests that use `committed`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting

PATIENCE = 30.0
MACHINE = Viewer.machine("test")


class Somebody(threading.Thread):
    """Somebody who gives an order; `answer` is what it answered, or the exception that it met."""

    def __init__(self, order: Callable[[], Any], by: Viewer = MACHINE) -> None:
        super().__init__()
        self.order, self.by = order, by
        self.answer: Any = None

    def run(self) -> None:
        try:
            with acting(self.by):
                self.answer = self.order()
        except Exception as error:
            self.answer = error
        finally:
            connection.close()


def at_once(*orders: Callable[[], Any]) -> list[Any]:
    """What each order answered, or the exception that it met: they start together, each acts under its own name."""
    ready = threading.Barrier(len(orders))
    answers: list[Any] = [None] * len(orders)

    def give(number: int) -> None:
        try:
            connection.ensure_connection()
            ready.wait(PATIENCE)
            answers[number] = orders[number]()
        except Exception as error:
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=[number]) for number in range(len(orders))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
    return answers


def wait_for_a_waiter() -> None:
    """Until another connection to this database waits for a row that this one holds."""
    waiters = "FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) {waiters}")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")
