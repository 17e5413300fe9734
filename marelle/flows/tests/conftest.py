"""Who acts in the tests of the flows, and a small call ready for its list."""

# ruff: noqa: F811

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from marelle.domains.accounts.models import Organisation
from marelle.domains.calls.models import Application
from marelle.domains.calls.services import close_call
from marelle.domains.calls.services.applications import give_opinion
from marelle.domains.calls.tests.conftest import (  # noqa: F401
    CLOSING,
    a_site,
    call,
    city,
    complete,
    draft,
    filed,
    holding,
    leader,
    mayor,
    next_city,
    now,
    organisation,
    person,
    prefect,
    rector,
    site,
    somme,
    town,
)
from marelle.domains.calls.tests.jury import BY, a_juror
from marelle.domains.calls.tests.listing import an_open_call, closed, marked_files, three_places
from marelle.domains.projects.models import Project, ProjectFile
from marelle.flows.award_label import award_label
from marelle.flows.open_call import open_call
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Viewer

MARKS = ("5", "4", "4", "3", "2")


@pytest.fixture
def carried(filed: Application, prefect: Viewer, rector: Viewer) -> Application:
    """A filed candidature with its two keys, in a call that is closed."""
    for by, seat in ((prefect, "prefect"), (rector, "rector")):
        said = {"opinion": "favourable", "reasons": "Diagnostic solide."}
        give_opinion(by=by, at=clock.now(), application=filed, version=1, seat=seat, **said)
    close_call(by=BY, at=CLOSING, call=filed.call)
    return filed


@pytest.fixture
def keys(prefect: Viewer, rector: Viewer) -> list[tuple[Viewer, str]]:
    return [(prefect, "prefect"), (rector, "rector")]


@pytest.fixture
def officer(holding: Callable[..., Viewer], organisation: Callable[..., Organisation]) -> Viewer:
    return holding("national_officer", NATIONAL, body=organisation("Équipe", "national", NATIONAL))


@pytest.fixture
def jury(holding: Callable[..., Viewer], organisation: Callable[..., Organisation]) -> list[Viewer]:
    body = organisation("Jury", "national", NATIONAL)
    return [holding("deciding_jury", NATIONAL, name=name, body=body) for name in ("ines", "marc")]


@pytest.fixture
def files(
    keys: list[tuple[Viewer, str]],
    holding: Callable[..., Viewer],
    organisation: Callable[..., Organisation],
) -> list[Application]:
    """Five files, all with their two keys, in a call whose envelope holds three; a real opening, with its ledger."""
    call = open_call(by=BY, at=clock.now(), call=an_open_call(three_places()))
    made = marked_files(call, MARKS, keys, a_juror(holding, organisation, "ada"))
    closed(call)
    return made


@pytest.fixture
def new_project(carried: Application, at: Callable[[str], datetime]) -> Project:
    """The project of a label just given, to be finalised by the end of the year."""
    made = award_label(by=BY, at=at("2019-08-20T12:00"), decided_on=date(2019, 8, 20), application=carried)
    made.finalise_by = date(2019, 12, 31)
    made.save(update_fields=["finalise_by"])
    return made


@pytest.fixture
def project_file(new_project: Project) -> ProjectFile:
    """The file that the label opened."""
    return ProjectFile.objects.select_related(
        "project__site__commune_main__departement", "project__decision__call", "sheet__questionnaire", "dossier"
    ).get(project=new_project)
