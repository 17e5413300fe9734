"""Invitations: the only way in, by a link that serves once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.errors import Refused

from ..models import Invitation, Organisation, Person, Role
from ..notifications import send_invitation
from ..queries import fingerprint_of, viewer_of
from ..rules.rights import INVITATION_LASTS
from .closing import write_open
from .giving import NotToOneself, must_give, must_last, must_live, must_take_back
from .people import oneself, rewrite_person, write_person
from .places import around_for
from .rights import write_membership


class InvitationSpent(Refused):
    """The link is unknown, used, withdrawn or past: the answer is the same for all four."""

    code = "accounts.invitation_spent"
    sentence = _(
        "Ce lien d’invitation n’est plus valable : il a servi, il a été retiré ou sa date est passée. "
        "Demandez-en un nouveau à la personne qui vous a invité."
    )
    status = 410


class OpenYourOwnAccount(Refused):
    """The invitation was sent to another address than that of the person logged in."""

    code = "accounts.open_your_own_account"
    sentence = _(
        "Cette invitation est adressée à une autre personne. Déconnectez-vous, puis ouvrez de nouveau le lien "
        "avec le compte de son destinataire."
    )
    status = 403


class AccountClosed(Refused):
    """Somebody else closed this account: only they, or their successor, may open it again."""

    code = "accounts.account_closed"
    sentence = _(
        "Votre compte a été fermé. Demandez à l’administration de la plateforme de le rouvrir, puis revenez ici."
    )
    status = 403


@transaction.atomic
def invite(
    *,
    by: Viewer,
    at: datetime,
    email: str,
    organisation: Organisation,
    role: str,
    perimeter: Perimeter,
    valid_to: datetime,
    link: Callable[[str], str],
) -> Invitation:
    """Sends somebody a link that gives them a right once; `link` makes the address from the secret.

    The answer never tells whether the person has an account already. The secret is in the letter and nowhere else.
    Refuses: `Forbidden`, `OutsideYourPerimeter`, `MoreThanOneHolds`, `NotToOneself`, `RoleNotHeldThere`,
    `PlaceUnknown`, `RightTooLong`, `EndBeforeBeginning`, `OrganisationEnded`.
    """
    address = email.strip().lower()
    if by.is_signed_in and oneself(by).email == address:
        raise NotToOneself(field="email")
    sheet = Role.objects.get(pk=role)
    must_give(by, sheet, perimeter, around_for(organisation, perimeter))
    must_last(by, at, valid_to, at)
    must_live(organisation)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        fingerprint=fingerprint_of(token),
        email=address,
        organisation=organisation,
        role=sheet,
        perimeter_kind=perimeter.kind,
        perimeter_code=perimeter.code,
        valid_to=valid_to,
        invited_by_id=by.person_id,
        invited_at=at,
        expires_at=min(at + INVITATION_LASTS, valid_to),
    )
    audit.record(by, "accounts.invite", invitation, facts={"role": role, "organisation": organisation.pk})
    send_invitation(invitation, link(token))
    return invitation


@transaction.atomic
def withdraw_invitation(*, by: Viewer, at: datetime, invitation: Invitation) -> Invitation:
    """Makes a link useless before it is taken. Refuses like `end_membership`, and `InvitationSpent`."""
    row = Invitation.objects.select_for_update(of=("self",)).select_related("role", "organisation")
    withdrawn = row.get(pk=invitation.pk)
    must_take_back(by, withdrawn.role, around_for(withdrawn.organisation, withdrawn.perimeter))
    if withdrawn.used_at or withdrawn.withdrawn_at:
        raise InvitationSpent
    withdrawn.withdrawn_at = at
    withdrawn.save(update_fields=["withdrawn_at"])
    audit.record(by, "accounts.withdraw_invitation", withdrawn)
    return withdrawn


@transaction.atomic
def accept_invitation(*, token: str, at: datetime, given_name: str, family_name: str, password: str) -> Person:
    """Takes an invitation by making one's account, once; or by opening again the one that one closed oneself. The link
    proves the address.

    Refuses: `InvitationSpent`, `NameMissing`, `PasswordTooGuessable`, `AddressTaken` (then see `accept_invitation_as`),
    `AccountClosed` when somebody else closed the account.
    """
    invitation = _taken(token, at)
    left = Person.objects.select_for_update().filter(email__iexact=invitation.email, is_active=False).first()
    if left is None:
        person = write_person(invitation.email, given_name, family_name, password, at)
    else:
        person = _come_back(left, given_name, family_name, password)
    _give(invitation, person, at)
    return person


@transaction.atomic
def accept_invitation_as(*, by: Viewer, token: str, at: datetime) -> Person:
    """Takes an invitation with the account that one has already. Refuses `InvitationSpent`, `OpenYourOwnAccount`."""
    invitation = _taken(token, at)
    person = oneself(by)
    if person.email != invitation.email:
        raise OpenYourOwnAccount
    _give(invitation, person, at)
    return person


def _come_back(person: Person, given_name: str, family_name: str, password: str) -> Person:
    if person.closed_by_id != person.pk:
        raise AccountClosed
    rewrite_person(person, given_name, family_name, password)
    write_open(person)
    audit.record(Viewer(person.pk, person.full_name), "accounts.come_back", person)
    return person


def _taken(token: str, at: datetime) -> Invitation:
    row = Invitation.objects.select_for_update(of=("self",)).select_related("role", "organisation")
    invitation = row.filter(
        fingerprint=fingerprint_of(token), used_at=None, withdrawn_at=None, expires_at__gt=at
    ).first()
    if invitation is None:
        raise InvitationSpent
    return invitation


def _give(invitation: Invitation, person: Person, at: datetime) -> None:
    places = around_for(invitation.organisation, invitation.perimeter)
    if invitation.invited_by_id:
        _must_still_be_given(viewer_of(invitation.invited_by_id, at), invitation, places)
    invitation.used_at, invitation.used_by = at, person
    invitation.save(update_fields=["used_at", "used_by"])
    by = Viewer(person.pk, person.full_name)
    audit.record(by, "accounts.accept_invitation", invitation)
    write_membership(
        by,
        person,
        invitation.organisation,
        invitation.role,
        invitation.perimeter,
        places,
        at,
        invitation.valid_to,
        given_by=invitation.invited_by_id,
    )


def _must_still_be_given(giver: Viewer, invitation: Invitation, places: frozenset[Perimeter]) -> None:
    """A letter is worth what its writer may still give on the day when it is opened."""
    try:
        must_give(giver, invitation.role, invitation.perimeter, places)
    except Refused:
        raise InvitationSpent from None
