"""Who is tied to which file: what is inferred from the accounts, and what people declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from marelle.domains.accounts.models import Membership, Organisation, Person, RolePermission
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers.models import Voice

from ..access.applications import FILE, WRITE
from ..models import Application, InterestStatement
from ..models.authorities import KEYS
from ..rules.conflicts import LOOKS_BACK, Body, Candidate, Conflict, Ties, domain_of, inferred, siren_of

__all__ = ["Conflict", "Links", "conflicts_of", "interested_in", "interests_held", "interests_on", "links"]


@dataclass(frozen=True, slots=True)
class Links:
    """Everything that ties some people to some files."""

    ties: dict[int, Ties]
    files: dict[int, Candidate]
    declared: dict[tuple[int, int], str]  # (person, file) → why

    def between(self, person: int, file: int) -> tuple[Conflict, ...]:
        """Why this person stays away from this file, what they declared first; empty when nothing ties them."""
        why = self.declared.get((person, file))
        said = (Conflict("declared", why),) if why is not None else ()
        return said + inferred(self.ties.get(person, Ties(person)), self.files[file])


def links(people: Iterable[int], applications: Sequence[Application], at: datetime) -> Links:
    """What ties people to files at an instant. Price: five queries at most, whatever their numbers."""
    wanted = set(people)
    interests = interests_held().filter(person__in=wanted, application__in=applications)
    declared = {(person, file): why for person, file, why in interests.values_list("person", "application", "why")}
    return Links(_ties(wanted, at), _candidates(applications, at), declared)


def interests_held() -> QuerySet[InterestStatement]:
    """The interests that were declared and that nobody lifted since. Price: one query when read."""
    return InterestStatement.objects.filter(has_interest=True, lifting=None)


def interests_on(application: Application) -> QuerySet[InterestStatement]:
    """The interests ever declared in a file, held or lifted, oldest first. Price: one query when read."""
    told = InterestStatement.objects.filter(application=application, has_interest=True)
    return told.select_related("person", "lifting__person").order_by("said_at", "pk")


def interested_in(applications: Sequence[Application]) -> frozenset[tuple[int, int]]:
    """Who declared an interest in which of these files, still held: (person, file). Price: one query."""
    return frozenset(interests_held().filter(application__in=applications).values_list("person", "application"))


def conflicts_of(by: Viewer, applications: Sequence[Application], at: datetime) -> dict[int, tuple[Conflict, ...]]:
    """For each of these files that the viewer must stay away from, why. Price: as `links`, none for a program."""
    if by.person_id is None:
        return {}
    known = links([by.person_id], applications, at)
    found = {application.pk: known.between(by.person_id, application.pk) for application in applications}
    return {file: conflicts for file, conflicts in found.items() if conflicts}


def _ties(people: set[int], at: datetime) -> dict[int, Ties]:
    spoken = RolePermission.objects.filter(role=OuterRef("role"), permission__in=KEYS)
    rights = Membership.objects.filter(person__in=people, valid_to__gt=at - LOOKS_BACK)
    rights = rights.select_related("organisation", "person").annotate(holds_a_key=Exists(spoken))
    addresses: dict[int, str] = {}
    bodies, places, keys = (
        defaultdict[int, set[Body]](set),
        defaultdict[int, set[str]](set),
        defaultdict[int, set[str]](set),
    )
    for right in rights:
        addresses[right.person_id] = right.person.email
        bodies[right.person_id].add(_body(right.organisation))
        key = f"{right.perimeter_kind}:{right.perimeter_code}"
        if right.perimeter_kind in ("commune", "site"):
            places[right.person_id].add(key)
        if right.holds_a_key and right.valid_from <= at < right.valid_to:
            keys[right.person_id].add(key)
    if others := people - addresses.keys():
        addresses |= dict(Person.objects.filter(pk__in=others).values_list("pk", "email"))
    return {
        person: Ties(
            person, frozenset(bodies[person]), frozenset(places[person]), frozenset(keys[person]), domain_of(email)
        )
        for person, email in addresses.items()
    }


def _body(organisation: Organisation) -> Body:
    communes = frozenset(key for key in organisation.inside if key.startswith("commune:"))
    name = _("un foyer") if organisation.kind == "family" else organisation.name
    return Body(organisation.pk, name, siren_of(organisation.siret), communes)


def _candidates(applications: Sequence[Application], at: datetime) -> dict[int, Candidate]:
    carrying = Membership.objects.filter(
        organisation__in={application.organisation_id for application in applications},
        valid_to__gt=at - LOOKS_BACK,
        role__granted__permission__in=(WRITE, FILE),
    )
    domains = defaultdict[int, set[str]](set)
    for organisation, email in carrying.values_list("organisation", "person__email").distinct():
        domains[organisation].add(domain_of(email))
    speakers = defaultdict[int, set[int]](set)
    voices = Voice.objects.filter(version__dossier__in={application.dossier_id for application in applications})
    for dossier, person in voices.values_list("version__dossier", "person_id"):
        speakers[dossier].add(person)
    return {
        one.pk: Candidate(
            one.pk,
            _body(one.organisation),
            frozenset(one.inside),
            frozenset(domains[one.organisation_id] - {""}),
            frozenset([one.filed_by_id] if one.filed_by_id else []),
            frozenset(speakers[one.dossier_id]),
        )
        for one in applications
    }
