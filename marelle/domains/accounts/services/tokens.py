"""Tokens: the keys that a person makes for their own programs."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import Forbidden, NotFound, Viewer
from marelle.kernel.errors import Refused

from ..models import ApiToken
from ..queries import fingerprint_of, living_tokens
from .people import oneself

PREFIX = "mrl_"  # a program that looks for secrets left in files can find it
SECRET_BYTES = 32
AT_MOST, LONGEST = 20, timedelta(days=366)


class TokenUnnamed(Refused):
    """A token that nobody recognises would never be withdrawn."""

    code = "accounts.token_unnamed"
    sentence = _("Donnez un nom à ce jeton : celui du programme qui s’en servira.")


class TokenOpensNothing(Refused):
    """A token names what it opens."""

    code = "accounts.token_opens_nothing"
    sentence = _("Choisissez au moins un geste que ce jeton permet.")


class TokenOpensMore(Refused):
    """Nobody lends what they do not hold."""

    code = "accounts.token_opens_more"
    sentence = _("Un jeton n’ouvre que ce que vous pouvez faire vous-même. Choisissez parmi les gestes proposés.")
    status = 403


class TokenTooLong(Refused):
    """A token ends, within a year."""

    code = "accounts.token_too_long"
    sentence = _("Un jeton sert un an au plus, et sa fin est à venir. Choisissez une durée dans la liste.")


class TooManyTokens(Refused):
    """So many keys are no longer watched."""

    code = "accounts.too_many_tokens"
    sentence = _("Vous avez déjà {count} jetons qui servent. Retirez-en un avant d’en faire un autre.")
    status = 409


class TokenOfTheScreen(Refused):
    """A token neither makes nor renews tokens."""

    code = "accounts.token_of_the_screen"
    sentence = _("Un jeton se fait à l’écran, dans « Mon compte », après avoir redonné son mot de passe.")
    status = 403


@transaction.atomic
def create_token(
    *, by: Viewer, at: datetime, name: str, permissions: Collection[str], expires_at: datetime
) -> tuple[ApiToken, str]:
    """Makes a token of one's own; gives back its row and the secret, which is shown once and kept nowhere.

    Refuses: `Forbidden` (visitors, programs), `TokenOfTheScreen`, `TokenUnnamed`, `TokenOpensNothing`,
    `TokenOpensMore`, `TokenTooLong`, `TooManyTokens`.
    """
    person = oneself(by)
    if by.token is not None:
        raise TokenOfTheScreen
    name = " ".join(name.split())[:80]
    _must_be_sound(by, at, name, permissions, expires_at)
    if (living := living_tokens(person.pk, at).count()) >= AT_MOST:
        raise TooManyTokens(count=living)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(
        person=person,
        name=name,
        fingerprint=fingerprint_of(secret),
        ending=secret[-4:],
        permissions=sorted(set(permissions)),
        created_at=at,
        expires_at=expires_at,
    )
    audit.record(by, "accounts.create_token", token, facts={"permissions": token.permissions, "until": expires_at})
    return token, secret


def _must_be_sound(by: Viewer, at: datetime, name: str, permissions: Collection[str], expires_at: datetime) -> None:
    if not name:
        raise TokenUnnamed(field="name")
    if not permissions:
        raise TokenOpensNothing(field="permissions")
    if not all(by.may(permission) for permission in permissions):
        raise TokenOpensMore(field="permissions")
    if not at < expires_at <= at + LONGEST:
        raise TokenTooLong(field="expires_at")


@transaction.atomic
def revoke_token(*, by: Viewer, at: datetime, token: ApiToken) -> ApiToken:
    """Withdraws one's own token: the next request made with it is refused. Twice is once.

    Refuses `Forbidden` (visitors, programs), `NotFound` (the token of another).
    """
    if by.person_id is None:
        raise Forbidden(permission="audit.read_own")
    held = ApiToken.objects.select_for_update().filter(pk=token.pk, person_id=by.person_id).first()
    if held is None:
        raise NotFound
    if held.revoked_at is None:
        held.revoked_at = at
        held.save(update_fields=["revoked_at"])
        audit.record(by, "accounts.revoke_token", held)
    return held


def note_use(token: ApiToken, at: datetime) -> None:
    """Writes the day on which a token served. Price: one query, once a day."""
    today = at.date()
    if token.used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(used_on=today)
