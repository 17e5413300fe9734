"""Which budgets each viewer may read beyond what is public. Screens load through this set and the kernel's one door."""

from typing import Final

from django.db.models import QuerySet

from marelle.domains.projects.access import visible_actions, visible_projects
from marelle.kernel.access import Viewer

from .models import Budget, Grant, Payment

READ: Final = "funding.read"
RECORD: Final = "funding.record_grants"


def visible_budgets(viewer: Viewer) -> QuerySet[Budget]:
    """The budgets of the projects inside the places where the viewer may read money."""
    budgets = Budget.objects.select_related("project__site__commune_main__departement", "project__decision__call")
    return budgets.filter(project__in=visible_projects(viewer, READ))


def visible_grants(viewer: Viewer) -> QuerySet[Grant]:
    """The grants of the actions that a viewer may see, those that were taken back included."""
    grants = Grant.objects.select_related(
        "action__operator", "budget__project__site__commune_main__departement", "budget__project__decision"
    )
    return grants.filter(action__in=visible_actions(viewer).values("pk"))


def visible_payments(viewer: Viewer) -> QuerySet[Payment]:
    """The payments of the grants that a viewer may see."""
    payments = Payment.objects.select_related("movement", "grant__budget__project__site__commune_main__departement")
    return payments.filter(grant__in=visible_grants(viewer).values("pk"))
