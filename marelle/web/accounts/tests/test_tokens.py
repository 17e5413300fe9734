"""« Mes jetons » on screen."""

from __future__ import annotations

import re

import pytest

from marelle.domains.accounts.models import ApiToken
from marelle.domains.accounts.tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW, ALL = "/compte/jetons/nouveau/", "/compte/jetons/"


@pytest.fixture
def mine(holding, browser, city):
    viewer = holding("mayor", city)
    mine = browser(viewer)
    assert mine.post("/compte/confirmer/", {"password": PASSWORD}).status_code == 302
    return mine


def sent(mine, **more):
    return mine.post(NEW, {"name": "Tableau", "permissions": ["accounts.see_members"], "days": "90"} | more)


def test_made_shown_once_used_then_withdrawn(mine, client):
    page = sent(mine).content.decode()
    secret = re.search(r'value="(mrl_[^"]+)"', page)[1]
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    listed = mine.get(ALL).content.decode()
    assert secret not in listed
    assert secret[-4:] in listed
    token = ApiToken.objects.get()
    assert mine.get(f"{ALL}{token.pk}/retirer/").status_code == 200
    assert mine.post(f"{ALL}{token.pk}/retirer/").status_code == 302
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert "Retiré" in mine.get(ALL).content.decode()


def test_only_gestures_that_i_hold_are_proposed_and_accepted(mine):
    assert "audit.read_technical" not in mine.get(NEW).content.decode()
    assert "Tableau" in sent(mine, permissions=["audit.read"]).content.decode()  # what was typed is still there
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"permissions": []}, {"days": "4000"}, {"days": "x"}])
def test_a_form_with_a_fault_is_shown_again(mine, wrong):
    answer = sent(mine, **wrong)
    assert answer.status_code == 200
    assert answer["Marelle-Form"] == "refused"
    assert not ApiToken.objects.exists()


def test_a_password_is_asked_again_before(holding, browser, city):
    answer = browser(holding("mayor", city)).get(NEW)
    assert answer.status_code == 302
    assert "/compte/confirmer/" in answer["Location"]


def test_that_of_another_is_not_found(mine, holding, browser, next_city):
    sent(mine)
    token = ApiToken.objects.get()
    other = browser(holding("mayor", next_city, name="other"))
    assert other.get(f"{ALL}{token.pk}/retirer/").status_code == 404
    assert other.post(f"{ALL}{token.pk}/retirer/").status_code == 404


def test_the_list_costs_the_same_with_many(mine, counted):
    def price():
        with counted() as asked:
            mine.get(ALL)
        return len(asked)

    sent(mine)
    mine.get(ALL)
    first = price()
    for _number in range(5):
        sent(mine)
    assert price() == first
