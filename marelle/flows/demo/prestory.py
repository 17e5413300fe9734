"""How the invented city came to its label: its pre-project, written, filed and spoken on, in the spring of 2019.

And how the city next door came to wait for its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts.queries import viewer_of
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.services import applications as services
from marelle.kernel import clock
from marelle.kernel.access import Viewer

from .commitments import join_letter

if TYPE_CHECKING:
    from marelle.domains.calls.models import Application, Call
    from marelle.domains.territories.models import Site

WRITTEN = datetime(2019, 5, 20, 9, 30, tzinfo=clock.PARIS)
FILED = datetime(2019, 6, 26, 17, 45, tzinfo=clock.PARIS)
PREFECT_SPEAKS = datetime(2019, 7, 8, 11, 0, tzinfo=clock.PARIS)
RECTOR_SPEAKS = datetime(2019, 7, 10, 15, 20, tzinfo=clock.PARIS)

PREFECT_REASONS = """Le diagnostic dit clairement où et quand l’offre manque, et le plan y répond d’abord.
La ville engage des moyens réguliers. Le pilotage associe les habitants dès le départ.
Point à suivre : la place des plus de seize ans, encore peu précise."""
RECTOR_REASONS = """Le réseau d’écoles et le collège travaillent déjà ensemble, et le projet prolonge ce travail.
Les indicateurs sont peu nombreux, mesurables, avec une valeur de départ pour la plupart.
La principale dispose du temps nécessaire pour tenir le rôle de cheffe de file."""

NEIGHBOUR_PREFECT_REASONS = """Le quartier est isolé et le projet répond d’abord à cela : un local le soir, un bus.
Le budget est modeste et tenable. La ville n’a encore rien de tel."""
NEIGHBOUR_RECTOR_REASONS = """Le lien entre le CM2 et la sixième est bien vu, et attendu par les équipes.
Réserve : un mi-temps de chef de projet est peu pour ce qui est annoncé, et l’évaluation n’est pas confiée."""


def play_application(
    cast: Mapping[str, int],
    *,
    call: Call,
    site: Site,
    organisation_id: int,
    written_at: datetime = WRITTEN,
    filed_at: datetime = FILED,
    spoken_at: tuple[datetime, datetime] = (PREFECT_SPEAKS, RECTOR_SPEAKS),
) -> Application:
    """Plays the application of the invented city; leaves the clock at the last opinion, for the caller to move on.

    1. The project leader opens the application and writes its six sections.
    2. The mayor files it before the deadline.
    3. The préfet, then the rector, give a favourable opinion on what was filed.

    `cast` gives the numbers of the people by key. Played again, it gives back the application that is there.
    """
    there = queries.application_for(call, site)
    if there is not None:
        return there
    clock.set_to(written_at)
    leader = _enter(cast, "nadia.belkacem")
    application = services.start_application(by=leader, call=call, site=site, organisation_id=organisation_id)
    for answers in written_sections("avant_projet").values():
        services.save_section(by=leader, at=clock.now(), application=application, answers=answers)
    join_letter(leader, application, college="Collège Rosa-Bonheur de Valmarelle", town=site.name)
    clock.set_to(filed_at)
    services.file_application(by=_enter(cast, "helene.vasseur"), application=application)
    _speak(cast, application, "catherine.morel", "prefect", PREFECT_REASONS, spoken_at[0])
    _speak(cast, application, "olivier.lemaire", "rector", RECTOR_REASONS, spoken_at[1])
    application.refresh_from_db()
    return application


def play_neighbour(cast: Mapping[str, int], *, call: Call, site: Site, organisation_id: int) -> Application:
    """Plays the application of the city next door, which the national team has yet to decide on.

    1. Its project leader writes a shorter pre-project. 2. It is filed; its mayor is not of the cast. 3. The préfet
    gives a favourable opinion, the rector one with reservations. Played again, it gives back the one that is there.
    """
    there = queries.application_for(call, site)
    if there is not None:
        return there
    clock.set_to(WRITTEN)
    leader = _enter(cast, "thomas.lefevre")
    application = services.start_application(by=leader, call=call, site=site, organisation_id=organisation_id)
    for answers in written_sections("clairebise").values():
        services.save_section(by=leader, at=clock.now(), application=application, answers=answers)
    join_letter(leader, application, college="Collège des Deux-Rives", town=site.name)
    clock.set_to(FILED)
    services.file_application(by=Viewer.machine("demonstration"), application=application)
    _speak(cast, application, "catherine.morel", "prefect", NEIGHBOUR_PREFECT_REASONS, PREFECT_SPEAKS)
    _speak(cast, application, "olivier.lemaire", "rector", NEIGHBOUR_RECTOR_REASONS, RECTOR_SPEAKS, "reservations")
    application.refresh_from_db()
    return application


def _speak(
    cast: Mapping[str, int],
    application: Application,
    who: str,
    seat: str,
    reasons: str,
    at: datetime,
    opinion: str = "favourable",
) -> None:
    clock.set_to(at)
    services.give_opinion(
        by=_enter(cast, who),
        at=clock.now(),
        application=application,
        version=1,
        seat=seat,
        opinion=opinion,
        reasons=reasons,
    )


def _enter(cast: Mapping[str, int], key: str) -> Viewer:
    return viewer_of(cast[key], clock.now())


@cache
def written_sections(name: str) -> dict[str, dict[str, Any]]:
    """The answers of a pre-project of the story, section by section."""
    with Path(__file__).with_name(f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
