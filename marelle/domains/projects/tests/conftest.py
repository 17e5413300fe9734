"""A labelled city with its team and its three voices, and the file of its project at several stages."""

# ruff: noqa: F811

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from marelle.domains.accounts.models import Organisation
from marelle.domains.calls.tests.conftest import (  # noqa: F401
    SOMME,
    a_site,
    city,
    holding,
    leader,
    make_places,
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
from marelle.domains.funding.tests.ground import labelled, make_call
from marelle.domains.projects.models import Project, ProjectFile
from marelle.domains.projects.services import open_file
from marelle.domains.territories.models import Site, Source
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Perimeter, Viewer

from .writing import ready

LAST_DAY = date(2019, 7, 31)


@pytest.fixture
def project(site: Site, machine: Viewer, city: Perimeter, now: datetime) -> Project:
    """A project of a label of the past, to be finalised by the end of July."""
    clock.set_to(now)
    make_places(machine, city)
    source = Source.objects.get_or_create(name="Gazette inventée", url="https://gazette.invalid/1")[0]
    made = labelled(make_call(source, "essai-2018"), site, source)
    made.finalise_by = LAST_DAY
    made.save(update_fields=["finalise_by"])
    return Project.objects.select_related("site__commune_main__departement", "decision__call").get(pk=made.pk)


@pytest.fixture
def file(project: Project, leader: Viewer, now: datetime) -> ProjectFile:
    return open_file(by=leader, at=now, project=project)


@pytest.fixture
def complete(file: ProjectFile, leader: Viewer, now: datetime) -> ProjectFile:
    """Everything answered, every chapter ready."""
    return ready(file, leader, now)


@pytest.fixture
def officer(holding: Callable[..., Viewer], organisation: Callable[..., Organisation]) -> Viewer:
    return holding("national_officer", NATIONAL, body=organisation("Équipe nationale (essai)", "national", NATIONAL))
