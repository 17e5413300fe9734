"""Who looks at the screens of the territory: somebody passing by, an officer, a mayor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from marelle.domains.accounts.models import Person
from marelle.domains.accounts.tests.conftest import (  # noqa: F401
    city,
    holding,
    now,
    organisation,
    person,
    town,
)
from marelle.domains.territories.tests.conftest import communes, somme  # noqa: F401
from marelle.kernel.access import Viewer


@pytest.fixture
def entered() -> Callable[[Viewer], Client]:
    """`entered(officer).get("/donnees/importer/")`: the browser of somebody who is logged in."""

    def enter(viewer: Viewer) -> Client:
        client = Client()
        client.force_login(
            Person.objects.get(pk=viewer.person_id or 0), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return enter


@pytest.fixture
def officer(holding: Callable[..., Viewer]) -> Viewer:  # noqa: F811
    return holding("national_officer")
