"""Programs that ask with a token: who they are, what is refused, and what a browser's session is worth there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from marelle.domains.accounts import services
from marelle.domains.accounts.models import ApiToken, Membership, Person
from marelle.web.accounts.arriving import BACKEND

pytestmark = pytest.mark.django_db
SEE = "accounts.see_members"


@pytest.fixture
def holder(holding, city):
    return holding("mayor", city)


@pytest.fixture
def secret(holder, now):
    order = {"name": "Essai", "permissions": [SEE], "expires_at": now + timedelta(days=30)}
    return services.create_token(by=holder, at=now, **order)[1]


def bearer(secret: str, scheme: str = "Bearer") -> dict[str, str]:
    return {"Authorization": f"{scheme} {secret}"}


def test_a_program_is_its_person_with_what_the_token_names(client, secret, city):
    told = client.get("/api/v1/me", headers=bearer(secret)).json()
    assert told["token"] == ApiToken.objects.get().pk
    assert told["grants"] == [{"permission": SEE, "place_kind": "commune", "place_code": city.code}]
    assert client.get("/api/v1/me", headers=bearer(secret, "bearer")).status_code == 200
    assert ApiToken.objects.get().used_on is not None


@pytest.mark.parametrize("wrong", ["", "mrl_x", "x" * 3_000, "a b c", "é".encode().decode("latin-1")])
def test_a_token_that_does_not_serve_is_told_so_even_on_a_public_address(client, wrong):
    for address in ("/api/v1/me", "/api/v1/programme"):
        answer = client.get(address, headers=bearer(wrong))
        assert (answer.status_code, answer.json()["code"]) == (401, "api.token_unknown")
        assert answer["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        assert "no-store" in answer["Cache-Control"]


def test_without_a_token_one_is_asked_for(client):
    answer = client.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "api.token_wanted")
    assert client.get("/api/v1/programme").status_code == 200


def test_another_scheme_is_nobody(client, secret):
    assert client.get("/api/v1/me", headers=bearer(secret, "Basic")).status_code == 401


def test_it_dies_with_the_account_and_with_the_right(client, secret, holder):
    Membership.objects.filter(person=holder.person_id).update(
        valid_to="2019-01-01T00:00Z", valid_from="2018-01-01T00:00Z"
    )
    assert client.get("/api/v1/me", headers=bearer(secret)).json()["grants"] == []
    Person.objects.filter(pk=holder.person_id).update(is_active=False, closed_at="2019-01-01T00:00Z")
    assert client.get("/api/v1/me", headers=bearer(secret)).status_code == 401


def test_a_token_opens_no_page(client, secret):
    assert client.get("/compte/", headers=bearer(secret)).status_code == 302


def test_it_withdraws_itself(client, secret):
    assert client.post("/api/v1/me/token/withdraw", headers=bearer(secret)).status_code == 204
    assert client.get("/api/v1/me", headers=bearer(secret)).status_code == 401


def test_a_session_reads_but_orders_only_with_the_proof_of_our_own_page(holder):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(Person.objects.get(pk=holder.person_id), backend=BACKEND)
    assert browser.get("/api/v1/me").json()["token"] is None
    assert browser.post("/api/v1/me/token/withdraw").status_code == 401
    browser.get("/compte/nom/")
    proof = browser.cookies[settings.CSRF_COOKIE_NAME].value
    answer = browser.post("/api/v1/me/token/withdraw", headers={"X-CSRFToken": proof})
    assert answer.status_code == 404  # believed, and there is no token to withdraw
