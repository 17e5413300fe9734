"""Which actions each viewer may see, and write. Screens load through these sets and the kernel's one door."""

from typing import Final

from django.db.models import Q, QuerySet

from marelle.domains.accounts.models import Organisation
from marelle.domains.territories.access import sites_inside
from marelle.kernel.access import NATIONAL, Perimeter, Viewer

from ..models import Action, Project
from ..states.actions import IN_PLAN

READ: Final = "projects.read"
WRITE, PROPOSE, PLAN = "projects.write_actions", "projects.propose_actions", "projects.plan_actions"


def visible_actions(viewer: Viewer) -> QuerySet[Action]:
    """The actions of the projects that a viewer may follow, and those that their own organisation runs.

    Who only follows a project sees what is proposed and what is in its plan; a sheet in preparation is for its writers.
    """
    everything = Action.objects.select_related(
        "project__site__commune_main__departement", "project__decision__call", "operator", "sheet__questionnaire"
    )
    followed = _inside(viewer, READ) & ~Q(state="idea")
    return everything.filter(followed | _inside(viewer, WRITE) | _own(viewer))


def library() -> QuerySet[Action]:
    """What cités offer to each other: planned actions that their cité put there. Everybody may read them."""
    return Action.objects.filter(in_library=True, state__in=IN_PLAN).select_related("project__site", "operator")


def may_write_action(viewer: Viewer, project: Project, operator: Organisation | None) -> bool:
    """True for whoever writes the plan of the cité, and for the operator that runs the action. Price: none."""
    own = {Perimeter("organisation", str(operator.pk))} if operator else set()
    return bool(own and viewer.may(PROPOSE, frozenset(own))) or viewer.may(WRITE, project.perimeters())


def own_actions(viewer: Viewer) -> QuerySet[Action]:
    """The actions that the organisations of a viewer run, whatever the cité. Nobody runs those of everybody."""
    found = visible_actions(viewer)
    return found.filter(operator__in=own_bodies(viewer))


def own_bodies(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations for which a viewer writes and proposes actions."""
    places = viewer.perimeters(PROPOSE)
    numbers = [int(p.code) for p in places if p.kind == "organisation" and p.code.isdigit()]
    return Organisation.objects.filter(pk__in=numbers, ended_at=None).order_by("plain", "pk")


def _inside(viewer: Viewer, permission: str) -> Q:
    return sites_inside(viewer.perimeters(permission), "project__site__")


def _own(viewer: Viewer) -> Q:
    """Those that an organisation of the viewer runs."""
    places = viewer.perimeters(PROPOSE)
    if NATIONAL in places:
        return Q()
    return Q(operator__in=[int(p.code) for p in places if p.kind == "organisation" and p.code.isdigit()])
