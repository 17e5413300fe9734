"""The invented city and its call, asked by programs: who acts, what stands where, a token, and a way to send orders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from marelle.domains.accounts.services import create_token
from marelle.flows.tests.conftest import files, jury, keys  # noqa: F401
from marelle.kernel.access import Viewer
from marelle.web.calls.tests.conftest import (  # noqa: F401
    call,
    carried,
    city,
    complete,
    draft,
    entered,
    filed,
    holding,
    leader,
    mayor,
    next_city,
    now,
    officer,
    organisation,
    person,
    prefect,
    rector,
    site,
    somme,
    town,
)
from marelle.web.projects.tests.conftest import file, project, running  # noqa: F401

AT = "/api/v1/"


@pytest.fixture
def token(now: datetime) -> Callable[..., dict[str, str]]:  # noqa: F811
    """`token(prefect, READ)`: the headers of a program that asks for somebody."""

    def make(viewer: Viewer, *permissions: str) -> dict[str, str]:
        order: dict[str, Any] = {"name": "Essai", "permissions": list(permissions)}
        made = create_token(by=viewer, at=now, expires_at=now + timedelta(days=30), **order)
        return {"Authorization": f"Bearer {made[1]}"}

    return make


class Program:
    """`post("calls", {...})`: the status and the answer."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __getattr__(self, verb: str) -> Callable[..., tuple[int, Any]]:
        def send(address: str, body: object = None) -> tuple[int, Any]:
            said = {} if body is None else {"data": body, "content_type": "application/json"}
            answer = getattr(self.client, verb)(AT + address, **said)
            return answer.status_code, answer.json() if answer.content else None

        return send


@pytest.fixture
def program(entered: Callable[[Viewer], Client]) -> Callable[..., Program]:  # noqa: F811
    """`program(viewer)`: what asks for somebody; without one, for nobody."""
    return lambda viewer=None: Program(entered(viewer) if viewer else Client())


def asking(entered: Callable[[Viewer], Client], base: str) -> Callable[..., Any]:  # noqa: F811
    """`ask(viewer, "post", "/12/bodies", {...}, 201)`: the answer, when its status is the one awaited."""

    def send(viewer: Viewer, method: str, address: str, told: object = None, status: int = 200) -> Any:
        answer = getattr(entered(viewer), method)(f"{base}{address}", told, content_type="application/json")
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return send


@pytest.fixture
def ask(entered: Callable[[Viewer], Client]) -> Callable[..., Any]:  # noqa: F811
    """The operations about projects, by who is logged in."""
    return asking(entered, f"{AT}projects")
