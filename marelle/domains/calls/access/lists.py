"""Who reads, deliberates and signs the list of a call."""

from marelle.kernel.access import Viewer

from ..models import Call
from .calls import visible_calls

READ_LIST, DELIBERATE, RECORD = "calls.read_list", "calls.deliberate", "calls.record_decision"


def reads_lists(viewer: Viewer, call: Call | None = None) -> bool:
    """True for the national team and the deciding jury; in a trial, for those who take part in it."""
    if not viewer.may(READ_LIST):
        return False
    return call is None or visible_calls(viewer).filter(pk=call.pk).exists()
