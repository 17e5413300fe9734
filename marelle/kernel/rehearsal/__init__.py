"""Rehearsal: an order carried out for good, then taken back, so that a page can show what it would do.

Promises that what is shown before one confirms is judged by the order itself, never by a second copy of its rules.
"""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

__all__ = ["rehearse"]

Answer = TypeVar("Answer")


def rehearse(order: Callable[[], Answer]) -> Answer:
    """What `order` answers or refuses now; whatever it wrote is undone, its audit lines and its messages too.

    What it locked is free again. It says nothing of the next minute: the order itself must be judged when it comes.
    """
    with transaction.atomic():
        answer = order()
        transaction.set_rollback(True)
    return answer
