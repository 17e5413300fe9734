"""Which budgets each viewer may read beyond what is public. Screens load through this set and the kernel's one door."""

from django.db.models import QuerySet

from marelle.domains.projects.access import visible_projects
from marelle.kernel.access import Viewer

from .models import Budget

READ = "funding.read"


def visible_budgets(viewer: Viewer) -> QuerySet[Budget]:
    """The budgets of the projects inside the places where the viewer may read money."""
    budgets = Budget.objects.select_related("project__site__commune_main__departement", "project__decision__call")
    return budgets.filter(project__in=visible_projects(viewer, READ))
