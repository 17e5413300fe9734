"""The context of a transaction: who asks and as what, read by the policies. It ends with the transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from .viewer import NATIONAL, Viewer

# Duties are what a program of Marelle is doing; policies let each one reach what it needs and nothing else.
DUTIES = frozenset({"", "worker", "sealer", "postman", "auditor", "technician"})


def enter(viewer: Viewer, duty: str = "") -> None:
    """Sets the context of the transaction in progress. Price: one query. Must run inside a transaction."""
    if duty not in DUTIES:
        raise ValueError(f"unknown duty {duty!r}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.person', %s, true), set_config('app.duty', %s, true)",
            [str(viewer.person_id or ""), duty or _duty_of(viewer)],
        )


def _duty_of(viewer: Viewer) -> str:
    """Whoever reads the log of the whole country does so as its auditor, or as a technician for its technical part."""
    if NATIONAL in viewer.perimeters("audit.read"):
        return "auditor"
    return "technician" if NATIONAL in viewer.perimeters("audit.read_technical") else ""


@contextmanager
def acting(viewer: Viewer, duty: str = "") -> Iterator[None]:
    """One transaction with its context, for whatever runs outside a request: tasks, commands, streamed answers."""
    with transaction.atomic():
        enter(viewer, duty)
        yield
