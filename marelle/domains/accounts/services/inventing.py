"""The invented crowd of a demonstration: many organisations with their people, without passwords, audited once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from marelle.kernel import audit, clock
from marelle.kernel.access import Perimeter, Viewer

from ..models import Membership, Organisation, Person
from ..rules.places import as_keys
from .people import InventedOnlyInDemonstration
from .places import around


@dataclass(frozen=True, slots=True)
class InventedBody:
    """One invented organisation and the invented person who acts for it, in one role over the place where it stands."""

    name: str
    kind: str
    home: Perimeter
    given_name: str
    family_name: str
    email: str
    role: str


@transaction.atomic
def register_invented_bodies(
    *, by: Viewer, at: datetime, bodies: Sequence[InventedBody], valid_from: datetime, valid_to: datetime
) -> dict[str, tuple[int, int]]:
    """Registers those that are missing; answers (organisation, person) by address. Nobody enters with a password:
    there is none. A body named twice is one body, with two people.

    Refuses without `accounts.register_person`, `InventedOnlyInDemonstration`, `PlaceUnknown`. The database refuses an
    address of an invented person that could be somebody's. Price: five queries, and one for each place.
    """
    by.must("accounts.register_person")
    if not clock.read().is_demonstration:
        raise InventedOnlyInDemonstration
    people = dict(Person.objects.filter(email__in=[one.email for one in bodies]).values_list("email", "pk"))
    missing = [one for one in bodies if one.email not in people]
    homes = {place: around(place) for place in {one.home for one in missing}}
    known = _organisations(bodies)
    entering = {one.name: one for one in missing if one.name not in known}
    made = Organisation.objects.bulk_create(_organisation(one, homes[one.home]) for one in entering.values())
    known |= {organisation.name: organisation.pk for organisation in made}
    entered = Person.objects.bulk_create(_person(one, at) for one in missing)
    people |= {person.email: person.pk for person in entered}
    Membership.objects.bulk_create(
        Membership(
            person_id=people[one.email],
            organisation_id=known[one.name],
            role_id=one.role,
            perimeter_kind=one.home.kind,
            perimeter_code=one.home.code,
            inside=as_keys(homes[one.home]),
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for one in missing
    )
    if entered:
        facts = {"organisations": len(made), "people": len(entered)}
        audit.record(by, "accounts.register_invented_bodies", entered[0], facts=facts)
    return {one.email: (known[one.name], people[one.email]) for one in bodies}


def _organisations(bodies: Sequence[InventedBody]) -> dict[str, int]:
    found = Organisation.objects.filter(name__in={one.name for one in bodies}, invented=True)
    return dict(found.values_list("name", "pk"))


def _organisation(one: InventedBody, places: frozenset[Perimeter]) -> Organisation:
    organisation = Organisation(name=one.name, kind=one.kind, invented=True)
    organisation.stand_inside(places)
    return organisation


def _person(one: InventedBody, at: datetime) -> Person:
    names = {"given_name": one.given_name, "family_name": one.family_name}
    return Person(email=one.email, password=make_password(None), invented=True, joined_at=at, **names)
