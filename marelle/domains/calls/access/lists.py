"""Who reads, deliberates and signs the list of a call."""

from marelle.kernel.access import Viewer

from ..models import Call
from .calls import visible_calls

DELIBERATE, RECORD = "calls.deliberate", "calls.record_decision"


def reads_lists(viewer: Viewer, call: Call | None = None) -> bool:
    """True for those who deliberate or record decisions; in a trial, for those who take part in it."""
    if not (viewer.may(DELIBERATE) or viewer.may(RECORD)):
        return False
    return call is None or visible_calls(viewer).filter(pk=call.pk).exists()
