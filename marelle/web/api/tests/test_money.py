"""Grants and payments through the interface, with the rights and refusals of the screen, order by order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.kernel.clock import PARIS
from marelle.web.api.v1 import api
from marelle.web.projects import money

from .conftest import asking

pytestmark = pytest.mark.django_db
# What the screen does, and the operations that do the same.
ORDERS = {
    "grant": {"record_grant"},
    "notice": {"notify_grant"},
    "correct": {"correct_grant"},
    "pay": {"pay_grant"},
    "undo": {"take_back_grant", "take_back_payment", "notify_grant"},
}


def test_each_gesture_of_the_screen_has_its_operation():
    told = {one["operationId"].split("_api_money_")[-1] for verbs in api.get_openapi_schema()["paths"].values()
            for one in verbs.values()}  # fmt: skip
    assert set(ORDERS) == set(money.DONE)
    for names in ORDERS.values():
        assert all(any(one.endswith(name) for one in told) for name in names)


@pytest.fixture
def ask(entered):
    return asking(entered, "/api/v1")


def test_a_grant_is_recorded_notified_paid_and_taken_back(ask, leader, mayor, project, now):  # noqa: F811
    made = ask(leader, "post", f"/projects/{project.pk}/actions", {"answers": WEDNESDAYS}, 201)
    ask(leader, "post", f"/actions/{made['id']}/moves", {"move": "propose"})
    address, today = f"/actions/{made['id']}/grants", now.astimezone(PARIS).date()
    day = (today - timedelta(days=9)).isoformat()
    ask(leader, "get", f"/actions/{made['id']}")
    assert ask(leader, "get", address)["count"] == 0
    order = {"financer": "caf", "cents": 90_000, "reference": "Notification Caf", "key": "g1", "voted_on": day}
    ask(mayor, "post", address, order, 403)
    for wrong, status in (({"cents": 0}, 422), ({"reference": ""}, 422), ({"financer": "moon"}, 422),
                          ({"voted_on": None}, 422), ({"financer": "label"}, 422)):  # fmt: skip
        ask(leader, "post", address, {**order, **wrong}, status)
    grant = ask(leader, "post", address, order, 201)["items"][0]
    assert ask(leader, "post", address, order, 201)["count"] == 1
    ask(leader, "post", address, {**order, "cents": 90_001}, 409)
    assert (grant["voted"], grant["paid"], grant["waited"], grant["notified_on"]) == (90_000, 0, 9, None)
    one = f"/grants/{grant['id']}"
    ask(mayor, "put", f"{one}/notice", {"on": day}, 403)
    assert ask(leader, "put", f"{one}/notice", {"on": day})["items"][0]["notified_on"] == day
    paid = {"cents": 50_000, "paid_on": today.isoformat(), "reference": "Virement", "key": "p1"}
    ask(mayor, "post", f"{one}/payments", paid, 403)
    ask(leader, "post", f"{one}/payments", {**paid, "cents": 90_001}, 409)
    payment = ask(leader, "post", f"{one}/payments", paid, 201)["items"][0]["payments"][0]
    ask(leader, "post", f"{one}/reversal", {"reason": "Erreur"}, 409)
    right = {"cents": 60_000, "reason": "Lu de travers", "seen": 90_000}
    ask(mayor, "put", f"{one}/amount", right, 403)
    for wrong, status in (({"cents": 49_999}, 409), ({"reason": ""}, 422), ({"seen": 1}, 409), ({"cents": 0}, 422)):
        ask(leader, "put", f"{one}/amount", {**right, **wrong}, status)
    fixed = ask(leader, "put", f"{one}/amount", right)["items"][0]
    assert (fixed["id"], fixed["voted"], fixed["paid"]) == (grant["id"], 60_000, 50_000)
    told = [(each["before"], each["after"], each["why"]) for each in fixed["corrections"]]
    assert told == [(90_000, 60_000, "Lu de travers")]
    ask(mayor, "post", f"/payments/{payment['id']}/reversal", {"reason": "Erreur"}, 403)
    assert ask(leader, "post", f"/payments/{payment['id']}/reversal", {"reason": "Erreur"})["items"][0]["paid"] == 0
    assert ask(leader, "post", f"{one}/reversal", {"reason": "Erreur"})["count"] == 0
    ask(leader, "post", "/grants/999999/payments", paid, 404)


def test_the_entry_workbook_goes_out_and_comes_back(ask, entered, leader, mayor, project, now):  # noqa: F811
    made = ask(leader, "post", f"/projects/{project.pk}/actions", {"answers": WEDNESDAYS}, 201)
    here, day = f"/projects/{project.pk}/tables/entry", now.astimezone(PARIS).date() - timedelta(days=9)
    assert entered(leader).get(f"/api/v1{here}/files/xlsx").status_code == 200
    assert entered(leader).get(f"/api/v1{here}/files/csv").status_code == 404
    heads = "Subvention [grant];Pour l’action [for_action];Financeur [financer];Montant [amount];Votée le [voted_on]"
    text = f"{heads}\n;{made['code']};Caf;500;{day:%d/%m/%Y}\n;A-999;Caf;500;{day:%d/%m/%Y}\n"

    def send(viewer):
        file = SimpleUploadedFile("entree.csv", text.encode())
        return entered(viewer).post(f"/api/v1{here}/returns", {"file": file})

    assert send(mayor).status_code == 403
    told = send(leader).json()
    assert [line["fate"] for line in told["lines"]] == ["new", "refused"]
    book = f"{here}/returns/{told['number']}"
    cell = {"cell": told["lines"][1]["faults"][0]["cell"], "value": made["code"]}
    again = ask(leader, "post", f"{book}/cells", {"cells": [cell]})["lines"]
    assert [line["fate"] for line in again] == ["new", "refused"]
    assert "redit la ligne 2" in again[1]["faults"][0]["sentence"]  # told, not lost in silence
    amount = {"cell": f"{cell['cell'].rpartition('.')[0]}.4", "value": "400"}
    told = ask(leader, "post", f"{book}/cells", {"cells": [amount]})["lines"]
    assert [line["fate"] for line in told] == ["new", "new"]
    assert ask(leader, "post", f"{book}/entry", {})["made"] == 2
    assert ask(leader, "get", f"/actions/{made['id']}/grants")["items"][0]["voted"] == 50_000
