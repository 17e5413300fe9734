"""Which projects each viewer may see beyond what is public. Screens load through this set and the kernel's one door."""

from django.db.models import QuerySet

from marelle.domains.territories.access import sites_inside
from marelle.kernel.access import Viewer

from ..models import Project

READ = "projects.read"


def visible_projects(viewer: Viewer, permission: str = READ) -> QuerySet[Project]:
    """The projects inside the places where the viewer holds a permission (by default, to read projects)."""
    projects = Project.objects.select_related("site__commune_main__departement", "decision__call")
    return projects.filter(sites_inside(viewer.perimeters(permission), "site__"))
