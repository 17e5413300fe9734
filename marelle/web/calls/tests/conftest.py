"""The same invented world as the domain's tests, seen through the browser's door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from marelle.domains.accounts.models import Organisation
from marelle.domains.accounts.tests.conftest import (  # noqa: F401
    city,
    holding,
    next_city,
    now,
    organisation,
    person,
    somme,
    town,
)
from marelle.domains.calls.models import Application
from marelle.domains.calls.services import close_call
from marelle.domains.calls.services.applications import give_opinion
from marelle.domains.calls.tests.conftest import (  # noqa: F401
    CLOSING,
    call,
    complete,
    draft,
    filed,
    leader,
    mayor,
    prefect,
    rector,
    site,
)
from marelle.domains.funding.services import open_envelope
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Viewer
from marelle.kernel.money import Cents
from marelle.web.ui.tests.entering import entered  # noqa: F401


@pytest.fixture
def officer(holding: Callable[..., Viewer], organisation: Callable[..., Organisation]) -> Viewer:  # noqa: F811
    """Of the national team, not of the town: nobody decides on the file of their own organisation."""
    return holding("national_officer", body=organisation("Équipe nationale (essai)", "national", NATIONAL))


def spoken(application: Application, by: Viewer, seat: str, opinion: str = "favourable") -> None:
    said = {"opinion": opinion, "reasons": "Diagnostic solide."}
    give_opinion(by=by, at=clock.now(), application=application, version=1, seat=seat, **said)


@pytest.fixture
def carried(filed: Application, prefect: Viewer, rector: Viewer, machine: Viewer) -> Application:  # noqa: F811
    """Both keys favourable, the call closed, two years of envelope; on 20 August 2019."""
    spoken(filed, prefect, "prefect")
    spoken(filed, rector, "rector")
    for year in (2020, 2021):
        envelope = {"call": filed.call, "year": year, "cents": Cents(1_000_000_00), "reason": "Essai"}
        open_envelope(by=machine, at=clock.now(), **envelope)
    close_call(by=machine, at=CLOSING, call=filed.call)
    clock.set_to(datetime(2019, 8, 20, 12, tzinfo=clock.PARIS))
    filed.refresh_from_db()
    return filed
