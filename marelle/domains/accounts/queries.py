"""Questions that the other floors ask about persons, organisations and rights."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, FilteredRelation, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from marelle.domains.territories.models import Site
from marelle.domains.territories.queries import place_names as territory_names
from marelle.kernel.access import NATIONAL, Grant, Perimeter, Viewer
from marelle.kernel.words import plain

from .access import visible_memberships, visible_organisations, visible_people
from .models import (
    ApiToken,
    CalendarAddress,
    Invitation,
    Membership,
    Organisation,
    Permission,
    Person,
    Role,
    RolePermission,
)
from .states import PERIMETER_KINDS


@dataclass(frozen=True, slots=True)
class Right:
    """One right as shown to people: who, which role, for whom, where, from when, until when."""

    id: int
    person_id: int
    name: str
    email: str
    role: str
    label: str
    description: str
    organisation_id: int
    organisation: str
    perimeter: Perimeter
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, slots=True)
class RoleSheet:
    """One row of the printed table: a role and the codes of what it allows."""

    code: str
    label: str
    description: str
    perimeter_kinds: tuple[str, ...]
    permissions: frozenset[str]


def viewer_of(person_id: int, at: datetime) -> Viewer:
    """The person with the rights that hold at `at`; a visitor when the account is closed. Price: one query."""
    rows = list(
        Person.objects.filter(pk=person_id, is_active=True)
        .annotate(
            held=FilteredRelation(
                "memberships", condition=Q(memberships__valid_from__lte=at, memberships__valid_to__gt=at)
            )
        )
        .values_list(
            "given_name",
            "family_name",
            "held__perimeter_kind",
            "held__perimeter_code",
            "held__role__granted__permission_id",
        )
    )
    if not rows:
        return Viewer.visitor()
    grants = {Grant(permission, Perimeter(kind, code)) for _g, _f, kind, code, permission in rows if permission}
    return Viewer(person_id, f"{rows[0][0]} {rows[0][1]}", tuple(sorted(grants, key=_order)))


def living_tokens(person_id: int, at: datetime) -> QuerySet[ApiToken]:
    """The tokens of a person that still serve, the newest first. Price: one query when read."""
    return ApiToken.objects.filter(person=person_id, revoked_at=None, expires_at__gt=at).order_by("-created_at", "-pk")


def tokens_of(person_id: int, at: datetime, ended: timedelta = timedelta(days=90)) -> list[ApiToken]:
    """The tokens of a person, those that ended lately included, the newest first. Price: one query."""
    since = at - ended
    shown = ApiToken.objects.filter(
        Q(revoked_at=None) | Q(revoked_at__gt=since), person=person_id, expires_at__gt=since
    )
    return list(shown.order_by("-created_at", "-pk"))


def token_behind(secret: str, at: datetime) -> ApiToken | None:
    """The token that a program showed, if it still serves. Price: one query."""
    living = ApiToken.objects.filter(revoked_at=None, expires_at__gt=at)
    return living.filter(fingerprint=fingerprint_of(secret)).first()


def token_of(viewer: Viewer) -> ApiToken | None:
    """The token through which a viewer asks, or None. Price: one query, none without a token."""
    if viewer.token is None:
        return None
    return ApiToken.objects.filter(pk=viewer.token, person=viewer.person_id).first()


def calendar_address_of(person_id: int | None) -> CalendarAddress | None:
    """The address at which the calendar of a person is read, or None. Price: one query."""
    return CalendarAddress.objects.filter(person=person_id, withdrawn_at=None).first()


def calendar_behind(secret: str) -> CalendarAddress | None:
    """The address whose secret somebody showed, if it still serves. Price: one query."""
    return CalendarAddress.objects.filter(fingerprint=fingerprint_of(secret), withdrawn_at=None).first()


def viewer_through(token: ApiToken, at: datetime) -> Viewer:
    """The person of a token, with those of their rights at `at` that it names. Price: one query."""
    return viewer_of(token.person_id, at).through(token.pk, token.permissions)


def _order(grant: Grant) -> tuple[str, Perimeter]:
    return grant.permission, grant.perimeter


def rights_of(person_id: int, at: datetime) -> list[Right]:
    """The rights of a person that hold at `at`, or will. Price: one query."""
    rights = Membership.objects.filter(person_id=person_id, valid_to__gt=at)
    return _shown(rights.select_related("person", "organisation", "role"))


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a permission somewhere, and where to write to them."""

    person_id: int
    name: str
    email: str
    permission: str
    perimeter: Perimeter
    organisation: str


def holders_of(permissions: Iterable[str], at: datetime) -> list[Holder]:
    """Everybody who holds one of these permissions at an instant, place by place. Price: one query."""
    rights = Membership.objects.filter(
        role__granted__permission__in=set(permissions), valid_from__lte=at, valid_to__gt=at, person__is_active=True
    )
    told = rights.annotate(permission=F("role__granted__permission")).select_related("person", "organisation")
    return [
        Holder(
            right.person_id,
            right.person.full_name,
            right.person.email,
            right.permission,
            right.perimeter,
            right.organisation.name,
        )
        for right in told.order_by("person", "pk")
    ]


def members_of(viewer: Viewer, organisation: Organisation, at: datetime) -> list[Right]:
    """The rights held, or to come, for an organisation, among those the viewer may see. Price: one query."""
    return _shown(visible_memberships(viewer).filter(organisation=organisation, valid_to__gt=at))


def _shown(memberships: Iterable[Membership]) -> list[Right]:
    rights = [
        Right(
            id=m.pk,
            person_id=m.person_id,
            name=m.person.full_name,
            email=m.person.email,
            role=m.role_id,
            label=m.role.name,
            description=m.role.about,
            organisation_id=m.organisation_id,
            organisation=m.organisation.name,
            perimeter=m.perimeter,
            valid_from=m.valid_from,
            valid_to=m.valid_to,
        )
        for m in memberships
    ]
    return sorted(rights, key=lambda right: (right.name, right.label, right.id))


def organisations_of(
    viewer: Viewer, text: str = "", kind: str = "", ended: bool | None = None
) -> QuerySet[Organisation]:
    """The organisations whose members the viewer may see, by name; of a kind, ended or not, or whose name holds these
    words, or which have this identifier. Accents, capitals, and the spaces of numbers are forgiven.

    Price: one query when read.
    """
    found = visible_organisations(viewer).order_by("plain", "pk")
    if kind:
        found = found.filter(kind=kind)
    if ended is not None:
        found = found.filter(ended_at__isnull=not ended)
    return found.filter(_answers(text)) if text.strip() else found


def _answers(text: str) -> Q:
    words, code = plain(text), re.sub(r"[\s.\-]", "", text).upper()
    named = Q(plain__contains=words) if words else Q(pk__in=[])
    return named | Q(siret__startswith=code) | Q(uai__startswith=code) | Q(rna__startswith=code) if code else named


def people_of(viewer: Viewer, text: str = "", closed: bool | None = None) -> QuerySet[Person]:
    """The people whose account the viewer may close, by name; closed or not, or whose name or address holds this text.

    Price: one query when read.
    """
    whole = Concat("given_name", Value(" "), "family_name")
    found = visible_people(viewer).alias(plain=Func(whole, function="marelle_plain", output_field=TextField()))
    if closed is not None:
        found = found.filter(is_active=not closed)
    if text.strip():
        words = plain(text)
        found = found.filter((Q(plain__contains=words) if words else Q(pk__in=[])) | Q(email__icontains=text.strip()))
    return found.order_by("family_name", "given_name", "pk")


def pending_invitations(organisation: Organisation, at: datetime) -> list[Invitation]:
    """Invitations that could still be taken, newest first. Price: one query."""
    waiting = Invitation.objects.filter(organisation=organisation, used_at=None, withdrawn_at=None, expires_at__gt=at)
    return list(waiting.select_related("role").order_by("-invited_at", "-pk"))


def fingerprint_of(token: str) -> str:
    """What is kept of the secret of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitation(token: str, at: datetime) -> Invitation | None:
    """The invitation behind a link, if it can still be taken. Price: one query."""
    waiting = Invitation.objects.filter(
        fingerprint=fingerprint_of(token), used_at=None, withdrawn_at=None, expires_at__gt=at
    )
    return waiting.select_related("organisation", "role").first()


def has_account(email: str) -> bool:
    """Whether somebody logs in with this address; only for whoever proved that they read its mail. Price: one query."""
    return Person.objects.filter(email__iexact=email.strip(), is_active=True).exists()


def roles_with_permissions() -> list[RoleSheet]:
    """Every role with what it allows, in the order of `roles.toml`. Price: two queries."""
    allowed: dict[str, set[str]] = defaultdict(set)
    for role, permission in RolePermission.objects.values_list("role_id", "permission_id"):
        allowed[role].add(permission)
    return [
        RoleSheet(r.code, r.name, r.about, tuple(r.perimeter_kinds), frozenset(allowed[r.code]))
        for r in Role.objects.all()
    ]


def permissions() -> list[Permission]:
    """Every permission, in the order of `roles.toml`. Price: one query."""
    return list(Permission.objects.all())


def roles_to_give(viewer: Viewer) -> list[RoleSheet]:
    """The roles that a viewer could give somewhere; the place is judged when the role is given. Price: two queries."""
    held = [sheet for sheet in roles_with_permissions() if sheet.perimeter_kinds]
    if viewer.may("accounts.appoint"):
        return held
    if not viewer.may("accounts.invite"):
        return []
    return [sheet for sheet in held if all(viewer.may(permission) for permission in sheet.permissions)]


def invented_person(person_id: int) -> Person | None:
    """A character of the demonstration whose account is open; None for anybody real. Price: one query."""
    return Person.objects.filter(pk=person_id, invented=True, is_active=True).first()


def invented_people() -> dict[str, int]:
    """The numbers of the characters of the demonstration, by address. Price: one query."""
    return dict(Person.objects.filter(invented=True, is_active=True).values_list("email", "pk"))


def place_names(places: Iterable[Perimeter]) -> dict[Perimeter, str]:
    """Each place as people call it, its kind beside it: « Somme (département) ».

    Price: one query for each kind among them. A place that is no more keeps its code.
    """
    wanted = set(places)
    numbers = [int(place.code) for place in wanted if place.kind == "organisation"]
    named = {Perimeter("organisation", str(pk)): name for pk, name in _organisation_names(numbers)}
    territory = territory_names(wanted - set(named))
    return {place: named.get(place) or _with_kind(place, territory.get(place, place.code)) for place in wanted}


def _with_kind(place: Perimeter, name: str) -> str:
    kind = str(PERIMETER_KINDS.get(place.kind, place.kind))
    return kind if place == NATIONAL else f"{name} ({kind})"


def _organisation_names(numbers: list[int]) -> Iterable[tuple[int, str]]:
    return Organisation.objects.filter(pk__in=numbers).values_list("pk", "name") if numbers else ()


def invented_organisation(name: str) -> Organisation | None:
    """An organisation of the demonstration by its name. Price: one query."""
    return Organisation.objects.filter(name=name, invented=True).first()


def organisation_by_siret(siret: str) -> Organisation | None:
    """An organisation by its SIRET, spaces allowed. Price: one query, none for an empty number."""
    digits = "".join(siret.split())
    return Organisation.objects.filter(siret=digits).first() if digits else None


def names_of(people: Iterable[int]) -> dict[int, str]:
    """The names of people by their numbers, for a page that says who acted. Price: one query."""
    return {person.pk: person.full_name for person in Person.objects.filter(pk__in=set(people))}


def organisation_and_person(organisation: int, person: int) -> tuple[Organisation, Person]:
    """Both by their numbers, for an order that was chosen on a list. Price: two queries."""
    return Organisation.objects.get(pk=organisation), Person.objects.get(pk=person)


def rights_to_carry(site: Site, at: datetime) -> list[Membership]:
    """The rights that hold, or will, on a site or on its main commune and that a site can bear: what a split or a
    merger has to carry on, by name. Price: one query."""
    on_site = Q(perimeter_kind="site", perimeter_code=str(site.pk))
    on_commune = Q(perimeter_kind="commune", perimeter_code=site.commune_main_id)
    held = Membership.objects.filter(on_site | on_commune, valid_to__gt=at, person__is_active=True)
    held = held.filter(role__perimeter_kinds__contains=["site"]).select_related("person", "organisation", "role")
    return list(held.order_by("person__family_name", "person__given_name", "pk"))


def held_on_communes_only(communes: Iterable[str], at: datetime) -> list[Membership]:
    """The rights that hold, or will, on some communes and whose role no site can bear (a mayor's): they reach the
    sites of which the commune is the main one, and no other. By name. Price: one query."""
    held = Membership.objects.filter(perimeter_kind="commune", perimeter_code__in=list(communes), valid_to__gt=at)
    held = held.filter(person__is_active=True).exclude(role__perimeter_kinds__contains=["site"])
    held = held.select_related("person", "organisation", "role")
    return list(held.order_by("person__family_name", "person__given_name", "pk"))


def rights_around(site: Site, communes: Iterable[str], at: datetime) -> tuple[list[Membership], list[Membership]]:
    """`rights_to_carry`, and `held_on_communes_only` on these communes. Price: one query."""
    on_site = Q(perimeter_kind="site", perimeter_code=str(site.pk))
    on_communes = Q(perimeter_kind="commune", perimeter_code__in=[*communes, site.commune_main_id])
    held = Membership.objects.filter(on_site | on_communes, valid_to__gt=at, person__is_active=True)
    held = held.select_related("person", "organisation", "role")
    rows = list(held.order_by("person__family_name", "person__given_name", "pk"))
    own = ("site", str(site.pk)), ("commune", site.commune_main_id)
    may = [one for one in rows if "site" in one.role.perimeter_kinds]
    carried = [one for one in may if (one.perimeter_kind, one.perimeter_code) in own]
    return carried, [one for one in rows if "site" not in one.role.perimeter_kinds]
