"""The world of the accounts' own tests, and a browser that may be anybody in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
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
from marelle.kernel.access import Viewer
from marelle.web.accounts.arriving import BACKEND


@pytest.fixture(autouse=True)
def no_throttling_left_over(db: None) -> None:
    cache.clear()


@pytest.fixture
def browser() -> Callable[..., Client]:
    """`browser(viewer)`: a browser in which this person is logged in; without one, a visitor's."""

    def open_for(viewer: Viewer | None = None) -> Client:
        client = Client()
        if viewer is not None:
            client.force_login(Person.objects.get(pk=viewer.person_id or 0), backend=BACKEND)
        return client

    return open_for
