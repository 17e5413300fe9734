"""Persons: their entry and their name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit, clock
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.errors import Refused

from ..models import Person


class AddressTaken(Refused):
    """One address, one person."""

    code = "accounts.address_taken"
    sentence = _("Un compte existe déjà avec cette adresse. Connectez-vous avec ce compte.")


class NameMissing(Refused):
    """A person has a given name and a family name."""

    code = "accounts.name_missing"
    sentence = _("Écrivez un prénom et un nom.")


class PasswordTooGuessable(Refused):
    """The password would be guessed; the sentence says how much is missing."""

    code = "accounts.password_too_guessable"
    sentence = "{advice}"


class InventedOnlyInDemonstration(Refused):
    """A character never enters a real installation."""

    code = "accounts.invented_only_in_demonstration"
    sentence = _("Une personne inventée n’entre que dans une démonstration. Ici, invitez une vraie personne.")
    status = 403


@transaction.atomic
def register_person(
    *,
    by: Viewer,
    at: datetime,
    email: str,
    given_name: str,
    family_name: str,
    password: str,
    invented: bool = False,
) -> Person:
    """Makes a person who may log in, without an invitation: the first administrator, or the demonstration's cast.

    Refuses: `Forbidden` (programs of the installation only), `InventedOnlyInDemonstration`, `NameMissing`,
    `AddressTaken`, `PasswordTooGuessable`.
    """
    by.must("accounts.register_person")
    if invented and not clock.read().is_demonstration:
        raise InventedOnlyInDemonstration
    person = write_person(email, given_name, family_name, password, at, invented=invented)
    audit.record(by, "accounts.register_person", person)
    return person


def write_person(
    email: str, given_name: str, family_name: str, password: str, at: datetime, *, invented: bool = False
) -> Person:
    """The row of a person already judged. Refuses `NameMissing`, `AddressTaken`, `PasswordTooGuessable`."""
    person = Person(email=email, invented=invented, joined_at=at)
    _describe(person, given_name, family_name, password, published=invented)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as clash:
        if "accounts_person_one_address" not in str(clash):
            raise
        raise AddressTaken(field="email") from None
    return person


def rewrite_person(person: Person, given_name: str, family_name: str, password: str) -> None:
    """The name and the password of somebody who comes back. Refuses `NameMissing`, `PasswordTooGuessable`."""
    _describe(person, given_name, family_name, password)
    person.save(update_fields=["given_name", "family_name", "password"])


def _describe(person: Person, given_name: str, family_name: str, password: str, *, published: bool = False) -> None:
    person.given_name, person.family_name = _name(given_name, family_name)
    try:
        validate_password(password, person)
    except ValidationError as fault:
        raise PasswordTooGuessable(field="password", advice=" ".join(fault.messages)) from None
    if published:
        person.password = _of_published(password)
    else:
        person.set_password(password)


def _of_published(password: str) -> str:
    """The hash of a password that the documentation prints: there is no guess to slow down. Whoever enters with it
    gets one as slow as any other."""
    hasher: Any = get_hasher()
    quick = {"iterations": 1} if hasattr(hasher, "iterations") else {}
    return str(hasher.encode(password, hasher.salt(), **quick))


def _name(given_name: str, family_name: str) -> tuple[str, str]:
    given, family = " ".join(given_name.split()), " ".join(family_name.split())
    if not given or not family:
        raise NameMissing(field="family_name" if given else "given_name")
    return given, family


def oneself(by: Viewer) -> Person:
    """The row of whoever acts, held until the end of the transaction. Refuses (`Forbidden`) visitors and programs."""
    if by.person_id is None:
        raise Forbidden(permission="audit.read_own")
    return Person.objects.select_for_update().get(pk=by.person_id)


@transaction.atomic
def change_name(*, by: Viewer, at: datetime, given_name: str, family_name: str) -> Person:
    """Corrects one's own name. Refuses `NameMissing`."""
    person = oneself(by)
    person.given_name, person.family_name = _name(given_name, family_name)
    person.save(update_fields=["given_name", "family_name"])
    audit.record(by, "accounts.change_name", person)
    return person
