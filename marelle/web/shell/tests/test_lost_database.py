"""A database that dies under a request: who reads is answered by the next attempt, who writes is told to try again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

from marelle.kernel.access import PUBLIC, route

HERE = __name__
DEATHS: list[str] = []  # where the database is to die, one request after the other


def die(place: str) -> None:
    """Ends the session of this very connection, as the death of the server would; the next question fails."""
    if DEATHS[:1] != [place]:
        return
    DEATHS.pop(0)
    facts = connection.get_connection_params()
    with psycopg.connect(host=facts["host"], port=facts["port"], user="postgres", dbname="postgres") as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def view(_request: HttpRequest) -> HttpResponse:
    die("view")
    return HttpResponse("done")


class OnTheWay:
    """A middleware among those that ask the database who comes."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        die("way in")
        answer = self.get_response(request)
        die("way out")
        return answer


urlpatterns = [
    route("page/", view, name="page", access=PUBLIC),
    route("", view, name="public_home", access=PUBLIC),
    route("api/page", view, name="api_page", access=PUBLIC),
]
handler500 = "marelle.web.shell.errors.server_error"
MIDDLEWARE = [*settings.MIDDLEWARE]
MIDDLEWARE.insert(MIDDLEWARE.index("marelle.web.shell.middleware.OneTransaction") + 1, f"{HERE}.OnTheWay")

committed = pytest.mark.usefixtures("committed")


@pytest.fixture
def caller() -> Any:
    with override_settings(ROOT_URLCONF=HERE, MIDDLEWARE=MIDDLEWARE):
        yield Client(raise_request_exception=False)
    DEATHS.clear()


@pytest.mark.django_db
def test_the_page_is_there(caller: Client) -> None:
    assert caller.get("/page/").content == b"done"


@committed
@pytest.mark.parametrize("place", ["way in", "view", "way out"])
def test_who_reads_is_answered_by_the_next_attempt(caller: Client, place: str) -> None:
    DEATHS.append(place)
    answer = caller.get("/page/")
    assert (answer.status_code, answer.content) == (200, b"done")
    assert not DEATHS


@committed
@pytest.mark.parametrize("place", ["way in", "view", "way out"])
def test_who_writes_is_told_to_try_again(caller: Client, place: str) -> None:
    DEATHS.append(place)
    answer = caller.post("/page/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "redémarre" in answer.content.decode()
    assert caller.post("/page/").status_code == 200


@committed
def test_one_more_attempt_and_no_third(caller: Client) -> None:
    DEATHS.extend(["view", "view", "view"])
    assert caller.get("/page/").status_code == 503
    assert len(DEATHS) == 1


@committed
def test_a_program_is_told_in_its_own_words(caller: Client) -> None:
    DEATHS.extend(["way in", "way in"])
    answer = caller.get("/api/page")
    assert (answer.status_code, answer.json()["code"]) == (503, "shell.unavailable")
