"""Which batch of a rolling call a file falls in, and which batch is to be decided now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Cut:
    """One batch as rules know it: its number, when it stops receiving, whether it was decided."""

    number: int
    cuts_at: datetime
    decided_on: date | None


def batch_of(cuts: Sequence[Cut], filed_at: datetime) -> Cut | None:
    """The first batch that stops after a filing; None when none was planned so far. `cuts` in their order."""
    return next((cut for cut in cuts if filed_at < cut.cuts_at), None)


def to_decide_now(cuts: Sequence[Cut], now: datetime) -> Cut | None:
    """The first batch that is not decided, once it has stopped receiving; None before. `cuts` in their order."""
    first = next((cut for cut in cuts if cut.decided_on is None), None)
    return first if first is not None and first.cuts_at <= now else None
