"""What is said of the authorities beside their opinions: who is at work, who stands in, what is late. Pure."""

from datetime import date, datetime, timedelta

from .applications import PREFECT, RECTOR

AT_WORK_FOR = timedelta(minutes=10)  # after its last sign, an authority is no longer said to be at work
AWAY_AFTER = timedelta(minutes=30)  # whoever comes back later than that has come again
KEPT_FOR = timedelta(days=1)
_DEPUTIES = {PREFECT: "prefect_deputy", RECTOR: "rector_deputy"}


def deputy_role(seat: str) -> str:
    """The role of the accounts that stands in for a seat; empty for one that has no deputy."""
    return _DEPUTIES.get(seat, "")


def at_work(seen_at: datetime, now: datetime) -> bool:
    """True while the last sign of somebody is recent."""
    return now - seen_at < AT_WORK_FOR


def days_late(due: date | None, today: date) -> int:
    """How many days after its last day something is; 0 when it is not late, or has no last day."""
    return max(0, (today - due).days) if due else 0
