"""Whose bodies, meetings and decisions one reads, and who holds them."""

from typing import Final

from django.db.models import QuerySet

from marelle.domains.territories.access import sites_inside
from marelle.kernel.access import Viewer

from ..models import Meeting, Project, SteeringDecision
from .files import SPEAK
from .projects import READ

STEER: Final = "projects.steer"
_SITE = "project__site__commune_main__departement"


def visible_meetings(viewer: Viewer, permission: str = READ) -> QuerySet[Meeting]:
    """The meetings inside the places where the viewer holds a permission (by default, to read projects)."""
    rows = Meeting.objects.select_related(f"body__{_SITE}")
    return rows.filter(sites_inside(viewer.perimeters(permission), "body__project__site__"))


def visible_decisions(viewer: Viewer, permission: str = READ) -> QuerySet[SteeringDecision]:
    """The decisions inside the places where the viewer holds a permission (by default, to read projects)."""
    rows = SteeringDecision.objects.select_related(_SITE, "owner", "dossier", "action", "meeting__body", "point")
    return rows.filter(sites_inside(viewer.perimeters(permission), "project__site__"))


def may_steer(viewer: Viewer, project: Project) -> bool:
    """True for those who hold the bodies of a cité. Price: none."""
    return viewer.may(STEER, project.perimeters())


def sees_roles(viewer: Viewer, project: Project) -> bool:
    """True for those who read who holds which role: those who steer or who speak. Price: none."""
    return any(viewer.may(one, project.perimeters()) for one in (STEER, *SPEAK.values()))


def seats_on(viewer: Viewer, decision: SteeringDecision) -> tuple[str, ...]:
    """The seats from which somebody may speak on a decision that awaits voices; none for a program. Price: none."""
    if viewer.person_id is None or decision.state != "voting":
        return ()
    places = decision.perimeters()
    return tuple(seat.code for seat in decision.rule.voices.seats if viewer.may(seat.permission, places))
