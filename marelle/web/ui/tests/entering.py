"""The browser of somebody who is logged in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from marelle.domains.accounts.models import Person
from marelle.kernel.access import Viewer


@pytest.fixture
def entered() -> Callable[[Viewer], Client]:
    """`entered(mayor).get("/projets/")`."""

    def enter(viewer: Viewer) -> Client:
        client = Client()
        client.force_login(
            Person.objects.get(pk=viewer.person_id or 0), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return enter
