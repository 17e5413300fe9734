"""The end of an account, and its coming back."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from ..models import Membership, Person
from ..notifications import tell_account_closed, tell_account_reopened
from .giving import NotToOneself, OutsideYourPerimeter, ReasonMissing
from .people import oneself
from .rights import must_leave_a_key_holder

CLOSE = "accounts.deactivate_person"


class AccountAlreadyClosed(Refused):
    """An account is closed once."""

    code = "accounts.account_already_closed"
    sentence = _("Ce compte est déjà fermé. Rechargez la page pour voir depuis quand.")
    status = 409


class AccountOpen(Refused):
    """There is nothing to reopen."""

    code = "accounts.account_open"
    sentence = _("Ce compte est ouvert : il n’y a rien à rouvrir.")
    status = 409


class LeftByThemselves(Refused):
    """Whoever closed their own account comes back of their own will only."""

    code = "accounts.left_by_themselves"
    sentence = _(
        "Cette personne a fermé son compte elle-même. Invitez-la de nouveau : "
        "elle le rouvrira en acceptant l’invitation."
    )
    status = 409


@transaction.atomic
def deactivate_person(*, by: Viewer, at: datetime, person: Person, why: str = "") -> Person:
    """Closes somebody's account: its sessions and its rights end now, and the person is told by mail.

    Refuses: `Forbidden`, `NotToOneself`, `OutsideYourPerimeter` when a right of theirs lies elsewhere, `ReasonMissing`
    from a person who does not say why, `AccountAlreadyClosed`, `LastKeyHolder`.
    """
    by.must(CLOSE)
    if by.person_id == person.pk:
        raise NotToOneself
    if by.is_signed_in and not why.strip():
        raise ReasonMissing(field="why")
    closing = Person.objects.select_for_update().get(pk=person.pk)
    for right in Membership.objects.filter(person=closing, valid_to__gt=at):
        if not by.may(CLOSE, right.perimeters()):
            raise OutsideYourPerimeter(permission=CLOSE)
    _close(by, at, closing)
    audit.record(by, "accounts.deactivate_person", closing, why=why)
    if by.is_signed_in:
        tell_account_closed(closing, at)
    return closing


@transaction.atomic
def leave(*, by: Viewer, at: datetime) -> Person:
    """Closes one's own account. Refuses: `Forbidden` to visitors and programs, `LastKeyHolder`."""
    leaving = oneself(by)
    _close(by, at, leaving)
    audit.record(by, "accounts.leave", leaving)
    tell_account_closed(leaving, at)
    return leaving


@transaction.atomic
def reopen_person(*, by: Viewer, at: datetime, person: Person, why: str = "") -> Person:
    """Opens a closed account again, without any right, session or password: rights are given anew, and the person
    chooses another password by mail, since nobody knows what became of the first.

    Refuses: `Forbidden`, `ReasonMissing` from a person who does not say why, `AccountOpen`, `LeftByThemselves`.
    """
    by.must(CLOSE)
    if by.is_signed_in and not why.strip():
        raise ReasonMissing(field="why")
    closed = Person.objects.select_for_update().get(pk=person.pk)
    if closed.is_active:
        raise AccountOpen
    if closed.closed_by_id == closed.pk:
        raise LeftByThemselves
    closed.set_unusable_password()  # no session begun before can revive: each carries a hash of the password
    closed.save(update_fields=["password"])
    write_open(closed)
    audit.record(by, "accounts.reopen_person", closed, why=why)
    if by.is_signed_in:
        tell_account_reopened(closed, at)
    return closed


def write_open(person: Person) -> None:
    """The row of an account that opens again; whoever asked was judged before."""
    person.is_active, person.closed_at, person.closed_by = True, None, None
    person.save(update_fields=["is_active", "closed_at", "closed_by"])


def close_sessions(person: Person, but: str | None = None) -> None:
    """Ends every session of a person now, but the one of this key: that device is refused at its next request."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=but or ""):
        session.end()


def _close(by: Viewer, at: datetime, person: Person) -> None:
    if not person.is_active:
        raise AccountAlreadyClosed
    held = Membership.objects.filter(person=person, valid_to__gt=at)
    must_leave_a_key_holder(list(held.values_list("pk", flat=True)), at)
    for right in held.select_for_update():
        right.valid_to = max(at, right.valid_from)
        right.save(update_fields=["valid_to"])
    person.is_active, person.closed_at, person.closed_by_id = False, at, by.person_id
    person.save(update_fields=["is_active", "closed_at", "closed_by"])
    close_sessions(person)
