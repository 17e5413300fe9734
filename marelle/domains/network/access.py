"""Which directories each viewer may read, and which sheets they write. Screens load through these sets."""

from typing import Final

from django.db.models import Q, QuerySet

from marelle.domains.accounts.models import Organisation
from marelle.domains.projects.models import Action
from marelle.domains.territories.access import sites_inside
from marelle.domains.territories.models import Site
from marelle.kernel.access import NATIONAL, Viewer

from .models import Partner

READ: Final = "projects.read"
WRITE: Final = "network.write_own_sheet"


def sites_with_directory(viewer: Viewer) -> QuerySet[Site]:
    """The cités whose projects a viewer may read, and those of an organisation for which they read: where it is, where
    it runs an action, where it has a sheet. Price: one query for the organisations, then one when read."""
    inside = sites_inside(viewer.perimeters(READ))
    own = organisations_of(viewer, READ)
    sites = Site.objects.select_related("commune_main__departement")
    return sites.filter(inside | around(list(own))) if own else sites.filter(inside)


def around(organisations: list[Organisation]) -> Q:
    """The condition that a site has to do with one of these organisations."""
    communes = [place.code for body in organisations for place in body.perimeters() if place.kind == "commune"]
    today = Q(memberships__commune__in=communes, memberships__valid_to=None)
    near = Site.objects.filter(Q(commune_main__in=communes) | today).values("pk")
    runs = Action.objects.filter(operator__in=organisations).values("project__site")
    has = Partner.objects.filter(organisation__in=organisations).values("site")
    return Q(pk__in=near) | Q(pk__in=runs) | Q(pk__in=has)


def organisations_of(viewer: Viewer, permission: str = WRITE) -> list[Organisation]:
    """The organisations for which a viewer holds a permission, those that have ended left out. Price: one query."""
    numbers = [int(p.code) for p in viewer.perimeters(permission) if p.kind == "organisation" and p.code.isdecimal()]
    living = Organisation.objects.filter(pk__in=numbers, ended_at=None) if numbers else Organisation.objects.none()
    return list(living.order_by("plain", "pk")) if numbers else []


def own_sheets(viewer: Viewer) -> QuerySet[Partner]:
    """The sheets that a viewer keeps current."""
    everything = Partner.objects.select_related(
        "organisation", "site__commune_main__departement", "sheet__questionnaire"
    )
    places = viewer.perimeters(WRITE)
    if NATIONAL in places:
        return everything
    return everything.filter(organisation__in=[body.pk for body in organisations_of(viewer)])
