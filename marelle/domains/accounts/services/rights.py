"""Giving and ending rights."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import NATIONAL, Perimeter, Viewer
from marelle.kernel.errors import Refused

from ..models import Membership, Organisation, Person, Role
from ..notifications import tell_right_ended, tell_right_given
from ..rules.places import as_keys
from .giving import NotToOneself, must_give, must_last, must_live, must_take_back
from .places import around_for


class RightAlreadyHeld(Refused):
    """The same right, at the same time, twice."""

    code = "accounts.right_already_held"
    sentence = _("Cette personne a déjà ce droit à cette période. Mettez fin au premier, ou choisissez d’autres dates.")


class RightAlreadyEnded(Refused):
    """A right ends once."""

    code = "accounts.right_already_ended"
    sentence = _("Ce droit a déjà pris fin. Rechargez la page pour voir les droits en cours.")


class LastKeyHolder(Refused):
    """Without them nobody could open an access any more."""

    code = "accounts.last_key_holder"
    sentence = _(
        "C’est la dernière personne qui peut ouvrir des accès pour toute la France. "
        "Donnez d’abord ce rôle à quelqu’un d’autre."
    )


@transaction.atomic
def grant_membership(
    *,
    by: Viewer,
    at: datetime,
    person: Person,
    organisation: Organisation,
    role: str,
    perimeter: Perimeter,
    valid_to: datetime,
    valid_from: datetime | None = None,
) -> Membership:
    """Gives a right to a person who has an account; they are told by mail.

    Refuses: `Forbidden`, `OutsideYourPerimeter`, `MoreThanOneHolds`, `NotToOneself`, `RoleNotHeldThere`,
    `PlaceUnknown`, `RightTooLong`, `EndBeforeBeginning`, `OrganisationEnded`, `RightAlreadyHeld`. Holds from the next
    request on.
    """
    if by.person_id == person.pk:
        raise NotToOneself
    sheet = Role.objects.get(pk=role)
    places = around_for(organisation, perimeter)
    must_give(by, sheet, perimeter, places)
    must_last(by, valid_from or at, valid_to, at)
    must_live(organisation)
    membership = write_membership(
        by, person, organisation, sheet, perimeter, places, valid_from or at, valid_to, given_by=by.person_id
    )
    if by.is_signed_in:
        tell_right_given(membership)
    return membership


def write_membership(
    by: Viewer,
    person: Person,
    organisation: Organisation,
    role: Role,
    perimeter: Perimeter,
    places: frozenset[Perimeter],
    valid_from: datetime,
    valid_to: datetime,
    *,
    given_by: int | None,
) -> Membership:
    """The row of a right already judged, and its line in the log. Refuses `RightAlreadyHeld`."""
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                person=person,
                organisation=organisation,
                role=role,
                perimeter_kind=perimeter.kind,
                perimeter_code=perimeter.code,
                inside=as_keys(places),
                valid_from=valid_from,
                valid_to=valid_to,
                given_by_id=given_by,
            )
    except IntegrityError as clash:
        if "accounts_membership_once_at_a_time" not in str(clash):
            raise
        raise RightAlreadyHeld from None
    facts = {"person": person.pk, "role": role.pk, "perimeter": f"{perimeter.kind}:{perimeter.code}", "until": valid_to}
    audit.record(by, "accounts.grant_membership", membership, facts=facts)
    return membership


@transaction.atomic
def end_membership(*, by: Viewer, at: datetime, membership: Membership, why: str = "") -> Membership:
    """Ends a right now: it is gone at the next request. Anybody may leave a right of their own.

    Refuses: `Forbidden`, `OutsideYourPerimeter`, `MoreThanOneHolds`, `RightAlreadyEnded`, `LastKeyHolder`.
    """
    right = Membership.objects.select_for_update(of=("self",)).select_related("person", "organisation", "role")
    ending = right.get(pk=membership.pk)
    if by.person_id != ending.person_id:
        must_take_back(by, ending.role, ending.perimeters())
    if ending.valid_to <= at:
        raise RightAlreadyEnded
    must_leave_a_key_holder([ending.pk], at)
    ending.valid_to = max(at, ending.valid_from)
    ending.save(update_fields=["valid_to"])
    audit.record(by, "accounts.end_membership", ending, why=why, facts={"person": ending.person_id})
    if by.is_signed_in and by.person_id != ending.person_id:
        tell_right_ended(ending)
    return ending


def must_leave_a_key_holder(ending: list[int], at: datetime) -> None:
    """Refuses (`LastKeyHolder`) when these rights are the last that can open an access anywhere.

    The rows are locked, so that two key holders who leave at the same instant do not both go.
    """
    keys = Membership.objects.select_for_update(of=("self",)).filter(
        role__granted__permission_id="accounts.appoint",
        perimeter_kind=NATIONAL.kind,
        person__is_active=True,
        valid_from__lte=at,
        valid_to__gt=at,
    )
    holding = {key.pk for key in keys.order_by("pk")}
    if holding and holding <= set(ending):
        raise LastKeyHolder
