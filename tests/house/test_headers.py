"""Headers and cookies of the answers that no route gives: files, refusals, faults; and those of production."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from marelle.config.settings import prod
from marelle.domains.accounts.services import register_person
from marelle.kernel import clock
from marelle.kernel.access import PUBLIC, Viewer, route

from .headers import faults

pytestmark = pytest.mark.django_db
PRODUCTION = {name: getattr(prod, name) for name in dir(prod) if "COOKIE" in name}
ADDRESS, PASSWORD = "marie@example.invalid", "tilleul-cerceau-ardoise-9731"


def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


urlpatterns = [
    route("casse/", broken, name="broken", access=PUBLIC),
    route("", broken, name="public_home", access=PUBLIC),
]
handler400 = "marelle.web.shell.errors.bad_request"
handler500 = "marelle.web.shell.errors.server_error"


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "more"),
    [
        ("/static/marelle/base.css", 200, {}),
        ("/static/nowhere.css", 404, {}),
        ("/nowhere/", 404, {}),
        ("/api/nowhere", 404, {}),
        ("/aide", 301, {}),
        ("/aide/", 400, {"headers": {"Host": "elsewhere.example"}}),
        ("/aide/?q=%00", 400, {}),
        ("/aide/", 400, {"headers": {"Cookie": r'theme="\000"'}}),
        ("/api/v1/sites?limit=none", 422, {}),
    ],
)
def test_whatever_comes_back_is_well_dressed(visitor: Client, address: str, status: int, more: dict[str, Any]) -> None:
    answer = visitor.get(address, **more)
    answer.close()
    assert answer.status_code == status
    assert faults(answer, private=False) == []


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_of_ours_is_well_dressed_and_tells_nothing(visitor: Client) -> None:
    answer = visitor.get("/casse/")
    assert answer.status_code == 500
    assert faults(answer, private=True) == []
    assert b"RuntimeError" not in answer.content


def test_a_form_sent_from_elsewhere_is_refused_with_a_page() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("contact"))
    assert answer.status_code == 403
    assert "rechargez-la" in answer.content.decode()
    assert faults(answer, private=False) == []


@override_settings(**PRODUCTION)
def test_in_production_no_cookie_leaves_https_nor_this_site(machine: Viewer) -> None:
    client, given = Client(), {}
    name = {"given_name": "Marie", "family_name": "Dupont"}
    register_person(by=machine, at=clock.now(), email=ADDRESS, password=PASSWORD, **name)
    for address, sent in (
        ("account_login", {"login": ADDRESS, "password": PASSWORD}),
        ("set_theme", {"theme": "dark"}),
        ("set_language", {"language": "en"}),
        ("change_name", name),
    ):
        answer = client.post(reverse(address), sent, secure=True)
        assert answer.status_code == 302
        assert faults(answer, private=False) == []
        given |= answer.cookies
    given |= client.get(reverse("help"), secure=True).cookies
    assert sorted(given) == ["__Host-csrf", "__Host-language", "__Host-marelle", "__Host-messages", "__Host-theme"]
    assert all(cookie["secure"] for cookie in given.values())


def test_pages_are_compressed(visitor: Client) -> None:
    answer = visitor.get(reverse("help"), headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
