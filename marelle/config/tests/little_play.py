"""A demonstration in three acts, slow enough to be interrupted. It leaves a letter in the outbox at each act."""

import os
import time
from collections.abc import Callable

from marelle.kernel import mail
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.queue import task

ACTS = 3


def play(progress: Callable[[int, int, str], None]) -> None:
    for number in range(1, ACTS + 1):
        time.sleep(float(os.environ.get("MARELLE_TEST_ACT_SECONDS", "0")))
        with acting(Viewer.machine("demo")):
            mail.post(to="a@example.invalid", subject=f"Acte {number}", text="…", key=f"act-{number}")
        progress(number, ACTS, f"Acte {number}")


@task("skeleton.write")
def write(key: str) -> None:
    """A job: one more letter."""
    mail.post(to="a@example.invalid", subject="Tâche", text="…", key=key)


def accounts() -> list[dict[str, str]]:
    return [{"name": "Amina", "email": "amina@example.invalid", "password": "invente"}]
