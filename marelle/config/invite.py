"""`marelle invite`: the first person of a real installation, whom nobody inside could invite yet."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from marelle.kernel.errors.command_line import Parser

from .modes import start_django
from .serving import instance

if TYPE_CHECKING:
    from marelle.domains.accounts.models import Invitation

# The two roles held for the whole country that may open an access, and the kind of organisation that holds each.
ROLES = {"platform_admin": "host", "national_officer": "national"}
A_YEAR = timedelta(days=365)


def main(arguments: list[str]) -> int:
    """Registers the organisation unless it is known, invites, and prints the link that the letter carries."""
    parser = Parser(prog="marelle invite", description="Invite la première personne, pour un an.")
    parser.add_argument("email", metavar="ADRESSE", help="son adresse électronique")
    parser.add_argument("--organisation", required=True, metavar="NOM", help="l’organisation pour laquelle elle agit")
    parser.add_argument("--siret", required=True, help="le SIRET de cette organisation")
    parser.add_argument("--role", choices=ROLES, default="platform_admin", help="platform_admin, sauf autre choix")
    asked = parser.parse_args(arguments)
    home = start_django("web")
    from marelle.kernel.access import Viewer
    from marelle.kernel.access.context import acting

    links: list[str] = []
    with acting(Viewer.machine("invite")):
        invite(asked.email, asked.organisation, asked.siret, asked.role, lambda token: _noted(links, home, token))
    print(f"L’invitation de {asked.email} part par courriel. Son lien sert une fois, sept jours au plus :\n{links[0]}")
    return 0


def invite(email: str, organisation: str, siret: str, role: str, link: Callable[[str], str]) -> "Invitation":
    """One invitation, for a year and the whole country. Refuses like the services that it calls."""
    from marelle.domains.accounts import queries, services
    from marelle.kernel import clock
    from marelle.kernel.access import NATIONAL, Viewer

    by, now = Viewer.machine("invite"), clock.now()
    body = queries.organisation_by_siret(siret) or services.register_organisation(
        by=by, at=now, name=organisation, kind=ROLES[role], home=NATIONAL, siret=siret
    )
    return services.invite(
        by=by,
        at=now,
        email=email,
        organisation=body,
        role=role,
        perimeter=NATIONAL,
        valid_to=now + A_YEAR,
        link=link,
    )


def _noted(links: list[str], home: Path, token: str) -> str:
    """The address of an invitation, on the first name of this installation; noted, to be printed too."""
    from django.urls import reverse

    named = os.environ.get("MARELLE_HOSTS", "").split(",")[0]
    place = f"https://{named}" if named else str(instance.record(home).get("base_url", "http://127.0.0.1:8000"))
    links.append(f"{place}{reverse('invitation', kwargs={'token': token})}")
    return links[-1]
