"""What one may give of what one holds, and for how long."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from marelle.kernel.access import Perimeter, Viewer

INVITATION_LASTS = timedelta(days=7)
RIGHT_LASTS_AT_MOST = timedelta(days=3 * 366)


def beyond(by: Viewer, permissions: Iterable[str], within: frozenset[Perimeter]) -> list[str]:
    """Those of `permissions` that `by` does not hold over a place: what they could not give there."""
    return sorted(permission for permission in permissions if not by.may(permission, within))


def outlasts(valid_from: datetime, valid_to: datetime) -> bool:
    """True for a right that a person may not give for so long: every right comes up for renewal."""
    return valid_to - valid_from > RIGHT_LASTS_AT_MOST


def holds(valid_from: datetime, valid_to: datetime, at: datetime) -> bool:
    """True when a right holds at an instant: from its beginning included to its end excluded."""
    return valid_from <= at < valid_to
