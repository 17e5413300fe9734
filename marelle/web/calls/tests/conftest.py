"""The same invented world as the domain's tests, seen through the browser's door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from marelle.domains.accounts.models import Person
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
from marelle.domains.calls.tests.conftest import (  # noqa: F401
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
from marelle.kernel.access import Viewer


@pytest.fixture
def entered() -> Callable[[Viewer], Client]:
    """`entered(mayor).get("/candidatures/")`: the browser of somebody who is logged in."""

    def enter(viewer: Viewer) -> Client:
        client = Client()
        client.force_login(
            Person.objects.get(pk=viewer.person_id or 0), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return enter
