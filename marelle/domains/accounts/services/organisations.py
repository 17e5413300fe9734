"""Organisations: their registration, with identifiers that are checked, not merely typed; their end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marelle.domains.territories.queries import is_invented
from marelle.domains.territories.rules.identifiers import IdentifierFault, check_rna, check_siret, check_uai
from marelle.kernel import audit
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.errors import Refused

from ..models import Invitation, Membership, Organisation
from ..notifications import tell_right_ended
from .giving import OrganisationEnded, OutsideYourPerimeter, ReasonMissing
from .places import around
from .rights import must_leave_a_key_holder

END = "accounts.end_organisation"
CHECKS: dict[str, Callable[[str], str]] = {"siret": check_siret, "uai": check_uai, "rna": check_rna}


class OrganisationUnidentified(Refused):
    """An organisation that nobody could recognise."""

    code = "accounts.organisation_unidentified"
    sentence = _("Donnez au moins un identifiant : SIRET, UAI ou RNA. Le SIRET figure sur tout courrier administratif.")


class IdentifierWrong(Refused):
    """An identifier that does not check; the sentence says why."""

    code = "accounts.identifier_wrong"
    sentence = "{advice}"


class IdentifierTaken(Refused):
    """Another organisation has this identifier already."""

    code = "accounts.identifier_taken"
    sentence = _("Une organisation porte déjà cet identifiant. Cherchez-la dans la liste plutôt que de la créer.")


class OrganisationUnnamed(Refused):
    """An organisation has a name."""

    code = "accounts.organisation_unnamed"
    sentence = _("Écrivez le nom de l’organisation, tel que ses courriers le portent.")


class OrganisationLives(Refused):
    """There is nothing to take back."""

    code = "accounts.organisation_lives"
    sentence = _("Cette organisation n’a pas pris fin : il n’y a rien à rouvrir.")
    status = 409


@transaction.atomic
def register_organisation(
    *,
    by: Viewer,
    at: datetime,
    name: str,
    kind: str,
    home: Perimeter,
    siret: str = "",
    uai: str = "",
    rna: str = "",
    invented: bool = False,
) -> Organisation:
    """Registers an organisation that stands in `home` (a commune, a site, a département, the country). It is invented
    when its home is, or when it is said to be; only in the second case may it go without an identifier.

    Refuses: `Forbidden`, `OutsideYourPerimeter`, `PlaceUnknown`, `OrganisationUnnamed`, `OrganisationUnidentified`,
    `IdentifierWrong`, `IdentifierTaken`.
    """
    places = around(home)
    if not by.may("accounts.register_organisation", places):
        by.must("accounts.register_organisation")
        raise OutsideYourPerimeter(permission="accounts.register_organisation")
    if not name.strip():
        raise OrganisationUnnamed(field="name")
    codes = {field: _checked(field, text) for field, text in (("siret", siret), ("uai", uai), ("rna", rna))}
    if not any(codes.values()) and kind != "family" and not invented:
        raise OrganisationUnidentified(field="siret")
    organisation = Organisation(name=" ".join(name.split()), kind=kind, invented=invented or is_invented(home), **codes)
    organisation.stand_inside(places)
    _write(organisation)
    audit.record(by, "accounts.register_organisation", organisation, facts={"kind": kind, **codes})
    return organisation


@transaction.atomic
def end_organisation(*, by: Viewer, at: datetime, organisation: Organisation, why: str = "") -> Organisation:
    """Says that an organisation is no more: the rights held for it end now, its invitations are withdrawn, none is
    given any longer; those who held a right are told by mail. What was done for it stays.

    Refuses: `Forbidden`, `OutsideYourPerimeter`, `ReasonMissing` from a person who does not say why,
    `OrganisationEnded`, `LastKeyHolder`.
    """
    ending = _held(by, organisation, why)
    if ending.ended_at is not None:
        raise OrganisationEnded(name=ending.name)
    rights = Membership.objects.filter(organisation=ending, valid_to__gt=at)
    must_leave_a_key_holder(list(rights.values_list("pk", flat=True)), at)
    for right in rights.select_for_update(of=("self",)).select_related("person", "organisation", "role"):
        right.valid_to = max(at, right.valid_from)
        right.save(update_fields=["valid_to"])
        if by.is_signed_in:
            tell_right_ended(right)
    Invitation.objects.filter(organisation=ending, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    ending.ended_at = at
    ending.save(update_fields=["ended_at"])
    audit.record(by, "accounts.end_organisation", ending, why=why)
    return ending


@transaction.atomic
def reopen_organisation(*, by: Viewer, at: datetime, organisation: Organisation, why: str = "") -> Organisation:
    """Takes back an end told by mistake; the rights that ended stay so. Refuses as `end_organisation`, and
    `OrganisationLives`."""
    back = _held(by, organisation, why)
    if back.ended_at is None:
        raise OrganisationLives
    back.ended_at = None
    back.save(update_fields=["ended_at"])
    audit.record(by, "accounts.reopen_organisation", back, why=why)
    return back


def _held(by: Viewer, organisation: Organisation, why: str) -> Organisation:
    """The organisation as it is now, for whoever may end it."""
    if not by.may(END, organisation.perimeters()):
        by.must(END)
        raise OutsideYourPerimeter(permission=END)
    if by.is_signed_in and not why.strip():
        raise ReasonMissing(field="why")
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _checked(field: str, text: str) -> str:
    if not text.strip():
        return ""
    try:
        return CHECKS[field](text)
    except IdentifierFault as fault:
        raise IdentifierWrong(field=field, advice=fault.sentence) from None


def _write(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as clash:
        taken = re.search(r"accounts_organisation_one_(siret|uai|rna)", str(clash))
        if taken is None:
            raise
        raise IdentifierTaken(field=taken[1]) from None
