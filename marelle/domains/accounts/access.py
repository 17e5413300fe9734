"""What of the accounts each viewer may see. Screens load through these sets and the kernel's one door."""

from django.db.models import Q, QuerySet

from marelle.kernel.access import NATIONAL, Perimeter, Viewer

from .models import Invitation, Membership, Organisation, Person
from .rules.places import as_key

SEE, CLOSE = "accounts.see_members", "accounts.deactivate_person"


def visible_memberships(viewer: Viewer) -> QuerySet[Membership]:
    """The rights that a viewer may see: their own, and those held inside the places where they see members, households
    left out."""
    everything = Membership.objects.select_related("person", "organisation", "role")
    places = viewer.perimeters(SEE)
    inside = Q() if NATIONAL in places else _inside(places, "organisation_id")
    own = Q(person_id=viewer.person_id) | Q(organisation__in=_numbers(places))
    return everything.filter(own | (inside & ~Q(organisation__kind="family")))


def visible_organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations whose members a viewer may see.

    A household is one for the people who account for it, never for a place around it: its name is the name of a family.
    """
    places = viewer.perimeters(SEE)
    inside = Q() if NATIONAL in places else _inside(places, "pk")
    return Organisation.objects.filter(Q(pk__in=_numbers(places)) | (inside & ~Q(kind="family")))


def visible_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """The invitations to the organisations whose members a viewer may see."""
    return Invitation.objects.filter(organisation__in=visible_organisations(viewer)).select_related(
        "role", "organisation"
    )


def visible_people(viewer: Viewer) -> QuerySet[Person]:
    """The people whose account a viewer may close: those who hold or held a right inside the places where they may."""
    places = viewer.perimeters(CLOSE)
    if NATIONAL in places:
        return Person.objects.all()
    inside = Membership.objects.filter(_inside(places, "organisation_id"))
    return Person.objects.filter(pk__in=inside.values("person"))


def _inside(places: frozenset[Perimeter], organisation: str) -> Q:
    """Rows that lie inside one of these places, or belong to one of these organisations."""
    keys = [as_key(place) for place in places]
    return Q(inside__overlap=keys) | Q(**{f"{organisation}__in": _numbers(places)}) if keys else Q(pk__in=[])


def _numbers(places: frozenset[Perimeter]) -> list[int]:
    """The organisations among these places."""
    return [int(place.code) for place in places if place.kind == "organisation" and place.code.isdigit()]
