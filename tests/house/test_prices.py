"""What each page costs: a list at most fifteen queries, another page at most twenty-five, for whoever may open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marelle.flows.demo.cast import CAST

from .addresses import Route, routes
from .crowd import VISITOR, Crowd, everybody

pytestmark = pytest.mark.django_db
PAGES = sorted(routes(), key=lambda route: route.pattern)


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: Any) -> Iterator[Crowd]:
    with everybody(django_db_blocker.unblock) as made:
        yield made


def price(crowd: Crowd, who: str, address: str) -> int | None:
    """The queries of a page that this person sees, savepoints left out; None when they see none."""
    with CaptureQueriesContext(connection) as made:
        answer = crowd.ask(who, "get", address)
    seen = answer.status_code == 200
    return len([1 for query in made.captured_queries if "SAVEPOINT" not in query["sql"]]) if seen else None


def test_measure(crowd: Crowd) -> None:
    with open("/tmp/speed/prices.txt", "w") as out:
        for route in PAGES:
            best = (0, "", "")
            for label, address in route.written(crowd.records).items():
                for who in (VISITOR, *(m.key for m in CAST)):
                    n = price(crowd, who, address)
                    if n is not None and n > best[0]:
                        best = (n, who, address)
            out.write(f"{best[0]:4d} {route.name:<40} {best[1]:<20} {best[2]}\n")
            out.flush()
