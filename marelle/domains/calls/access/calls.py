"""Who sees which call: everybody, once it is open; those who prepare calls, before too."""

from django.db.models import QuerySet

from marelle.kernel.access import Viewer

from ..models import Call


def visible_calls(viewer: Viewer) -> QuerySet[Call]:
    """The calls that were opened, and those in preparation for whoever prepares or opens them."""
    calls = Call.objects.select_related("source")
    return calls if viewer.may("calls.prepare") or viewer.may("calls.open") else calls.exclude(state="draft")
