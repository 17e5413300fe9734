"""Who sees which call: everybody, once it is open; those who prepare calls, before too. A trial: its guests only."""

from django.db.models import Q, QuerySet

from marelle.kernel.access import Viewer

from ..models import Call, TrialGuest

PREPARE, OPEN, EXTEND = "calls.prepare", "calls.open", "calls.extend"


def prepares(viewer: Viewer) -> bool:
    """True for those who see calls before everybody, trials included."""
    return viewer.may(PREPARE) or viewer.may(OPEN)


def visible_calls(viewer: Viewer) -> QuerySet[Call]:
    """The calls that were opened, and those in preparation for whoever prepares or opens them."""
    calls = Call.objects.select_related("source")
    return calls if prepares(viewer) else calls.exclude(state="draft").filter(trials_shown(viewer))


def trials_shown(viewer: Viewer, prefix: str = "") -> Q:
    """The condition that a call is no trial, or one that this viewer takes part in; `prefix` leads to it from a row."""
    if viewer.program or prepares(viewer):
        return Q()
    real = Q(**{f"{prefix}is_trial": False})
    if viewer.person_id is None:
        return real
    joined = TrialGuest.objects.filter(person=viewer.person_id).values("call")
    return real | Q(**{f"{prefix}pk__in": joined})
