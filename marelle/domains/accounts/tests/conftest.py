"""A small world: two invented cities, organisations in them, and people with rights, made through the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from marelle.domains.accounts import services
from marelle.domains.accounts.models import Organisation, Person
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.territories.models import Academie, Commune, Departement, Region
from marelle.kernel import audit
from marelle.kernel.access import NATIONAL, Perimeter, Viewer
from marelle.kernel.access.context import enter

PASSWORD = "craie-cerceau-tilleul-lampion"
SOMME = Perimeter("departement", "80")


def last_entry(viewer: Viewer) -> audit.Entry:
    """What was last noted of somebody, read as they would."""
    enter(viewer)
    return audit.entries_about(viewer, limit=1)[0]


@pytest.fixture
def now(at: Callable[[str], datetime]) -> datetime:
    return at("2019-06-03T10:00")


@pytest.fixture
def somme(db: None) -> Departement:
    region, _new = Region.objects.get_or_create(code="32", defaults={"name": "Hauts-de-France"})
    academie, _new = Academie.objects.get_or_create(code="AMIENS", defaults={"name": "Amiens"})
    facts = {"name": "Somme", "region": region, "academie": academie}
    return Departement.objects.get_or_create(code="80", defaults=facts)[0]


def _commune(departement: Departement, code: str, name: str) -> Perimeter:
    facts = {"name": name, "departement": departement, "invented": True}
    return Perimeter("commune", Commune.objects.get_or_create(code=code, defaults=facts)[0].code)


@pytest.fixture
def city(somme: Departement) -> Perimeter:
    return _commune(somme, "80998", "Valmarelle")


@pytest.fixture
def next_city(somme: Departement) -> Perimeter:
    return _commune(somme, "80997", "Clairebise")


@pytest.fixture
def organisation(machine: Viewer, now: datetime, city: Perimeter) -> Callable[..., Organisation]:
    def make(
        name: str = "Ville de Valmarelle", kind: str = "commune", home: Perimeter = city, **rest: Any
    ) -> Organisation:
        return services.register_organisation(
            by=machine, at=now, name=name, kind=kind, home=home, invented=True, **rest
        )

    return make


@pytest.fixture
def town(organisation: Callable[..., Organisation]) -> Organisation:
    return organisation()


@pytest.fixture
def person(machine: Viewer, now: datetime) -> Callable[..., Person]:
    def make(name: str = "nadia", **rest: Any) -> Person:
        facts = {"email": f"{name}@valmarelle.invalid", "given_name": name.title(), "family_name": "Essai"} | rest
        return services.register_person(by=machine, at=now, password=PASSWORD, invented=True, **facts)

    return make


@pytest.fixture
def holding(machine: Viewer, now: datetime, person: Callable[..., Person], town: Organisation) -> Callable[..., Viewer]:
    """`holding("mayor", city)`: the viewer of a new person who holds this role there since a month, for three more."""

    def give(role: str, place: Perimeter = NATIONAL, *, name: str = "", body: Organisation | None = None) -> Viewer:
        holder = person(name or role.replace("_", "-"))
        services.grant_membership(
            by=machine,
            at=now,
            person=holder,
            organisation=body or town,
            role=role,
            perimeter=place,
            valid_from=now - timedelta(days=30),
            valid_to=now + timedelta(days=90),
        )
        return viewer_of(holder.pk, now)

    return give
