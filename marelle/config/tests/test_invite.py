"""The first person of a real installation."""

import pytest

from marelle.config.invite import invite
from marelle.domains.accounts.models import Organisation
from marelle.domains.accounts.queries import open_invitation, viewer_of
from marelle.domains.accounts.services import IdentifierWrong, accept_invitation
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL

pytestmark = pytest.mark.django_db
SIRET = "00800008500012"  # checks, and belongs to nobody


def link(token: str) -> str:
    return f"https://marelle.invalid/invitation/{token}/"


def test_the_first_person_may_open_every_other_access() -> None:
    tokens: list[str] = []
    invite("ines@valmarelle.invalid", "Hébergeur", SIRET, "platform_admin", lambda token: tokens.append(token) or token)
    now = clock.now()
    assert open_invitation(tokens[0], now) is not None
    named = {"given_name": "Inès", "family_name": "Garnier", "password": "tournevis-jonquille-biscuit-lune"}
    person = accept_invitation(token=tokens[0], at=now, **named)
    assert viewer_of(person.pk, now).perimeters("accounts.appoint") == {NATIONAL}


def test_a_known_organisation_is_not_registered_twice() -> None:
    for email in ("ines@valmarelle.invalid", "elodie@valmarelle.invalid"):
        invite(email, "Hébergeur", "008 000 085 00012", "platform_admin", link)
    assert Organisation.objects.filter(siret=SIRET).count() == 1


def test_a_wrong_number_invites_nobody() -> None:
    with pytest.raises(IdentifierWrong):
        invite("ines@valmarelle.invalid", "Hébergeur", "00800008500013", "platform_admin", link)
    assert not Organisation.objects.exists()
