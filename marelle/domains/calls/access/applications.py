"""Which applications each viewer may see, and write. Screens load through these sets and the kernel's one door."""

from django.db.models import Q, QuerySet

from marelle.kernel.access import NATIONAL, Viewer

from ..models import Application, InterestStatement
from .calls import trials_shown

READ, WRITE, FILE = "calls.read_application", "calls.write_application", "calls.file_application"
RECORD = "calls.record_decision"
WRITE_FORMS = "calls.write_forms"
ASK_CORRECTION = "calls.request_correction"
# Those whose site the viewer stands in see a draft; the State and the jury see what was filed.
_AUTHORS = (WRITE, FILE)


def visible_applications(viewer: Viewer) -> QuerySet[Application]:
    """The applications inside the viewer's places: all of them for who may write or file there, else the filed ones."""
    everything = Application.objects.select_related("call", "site", "organisation", "dossier", "sheet__questionnaire")
    if viewer.program:
        return everything
    filed = ~Q(state="draft") & Q(filed_at__isnull=False)
    everything = everything.filter(trials_shown(viewer, "call__"))
    # Whoever declared an interest in a file reads it no more, but as one of those who write it.
    held = InterestStatement.objects.filter(person=viewer.person_id, has_interest=True, lifting=None)
    return everything.filter(
        _within(viewer, _AUTHORS) | (_within(viewer, (READ,)) & filed & ~Q(pk__in=held.values("application")))
    )


def own_applications(viewer: Viewer) -> QuerySet[Application]:
    """Those of them that the viewer may write or file."""
    return visible_applications(viewer).filter(_within(viewer, _AUTHORS))


def _within(viewer: Viewer, permissions: tuple[str, ...]) -> Q:
    places = frozenset().union(*(viewer.perimeters(permission) for permission in permissions))
    if NATIONAL in places:
        return Q()
    keys = [f"{place.kind}:{place.code}" for place in places]
    organisations = [int(place.code) for place in places if place.kind == "organisation" and place.code.isdigit()]
    return Q(inside__overlap=keys) | Q(organisation__in=organisations) if keys else Q(pk__in=[])
