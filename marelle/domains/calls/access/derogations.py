"""Which requests for derogation each viewer may see: those of their places, for the authority that answers them."""

from django.db.models import Q, QuerySet

from marelle.kernel.access import NATIONAL, Viewer

from ..models import Derogation
from .calls import trials_shown

GRANT = "calls.grant_derogation"


def visible_derogations(viewer: Viewer) -> QuerySet[Derogation]:
    """The requests made in the places where the viewer answers them. The text of the draft is not among them."""
    named = ("application__call__rule_set", "application__site", "application__organisation")
    asked = Derogation.objects.select_related(*named, "application__sheet__questionnaire", "asked_by", "answered_by")
    places = viewer.perimeters(GRANT)
    asked = asked.filter(trials_shown(viewer, "application__call__"))
    if NATIONAL in places:
        return asked
    keys = [f"{place.kind}:{place.code}" for place in places]
    return asked.filter(Q(application__inside__overlap=keys)) if keys else asked.none()
