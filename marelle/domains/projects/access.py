"""Which projects each viewer may see beyond what is public. Screens load through this set and the kernel's one door."""

from django.db.models import Q, QuerySet

from marelle.kernel.access import NATIONAL, Viewer

from .models import Project

READ = "projects.read"
# From the kind of a perimeter to the path that leads to it from a project.
_PATHS = {
    "site": "site_id",
    "commune": "site__commune_main_id",
    "departement": "site__commune_main__departement_id",
    "academie": "site__commune_main__departement__academie_id",
    "region": "site__commune_main__departement__region_id",
}


def visible_projects(viewer: Viewer, permission: str = READ) -> QuerySet[Project]:
    """The projects inside the places where the viewer holds a permission (by default, to read projects)."""
    projects = Project.objects.select_related("site__commune_main__departement", "decision__call")
    places = viewer.perimeters(permission)
    if NATIONAL in places:
        return projects
    inside = Q(pk__in=[])
    for place in places:
        path = _PATHS.get(place.kind)
        if path and (place.kind != "site" or place.code.isdecimal()):
            inside |= Q((path, place.code))
    return projects.filter(inside)
