"""Which decisions each viewer may see beyond what is public: those that they could record."""

from django.db.models import QuerySet

from marelle.domains.territories.access import sites_inside
from marelle.kernel.access import Viewer

from ..models import LabelDecision
from .applications import RECORD


def visible_decisions(viewer: Viewer) -> QuerySet[LabelDecision]:
    """The decisions on the sites inside the places where the viewer records them."""
    told = LabelDecision.objects.select_related(
        "call", "source", "application__organisation", "site__commune_main__departement", "superseded_by"
    )
    return told.filter(sites_inside(viewer.perimeters(RECORD), "site__"))
