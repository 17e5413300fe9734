"""Actions through the interface, from the sheet to the library, with the rights and refusals of the screens."""

from __future__ import annotations

import pytest

from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.kernel.access import Perimeter

from .conftest import asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(entered):
    return asking(entered, "/api/v1")


@pytest.fixture
def made(ask, leader, project):  # noqa: F811
    return ask(leader, "post", f"/projects/{project.pk}/actions", {"answers": WEDNESDAYS}, 201)


def test_a_sheet_is_opened_written_and_moved_to_its_end(ask, made, leader, project, prefect):  # noqa: F811
    one = f"/actions/{made['id']}"
    assert (made["code"], made["state"], made["missing"]) == ("A-001", "idea", [])
    ask(prefect, "get", one, status=404)
    saved = ask(leader, "put", f"{one}/answers", {"answers": {"title": "Autre"}, "revision": made["revision"]})
    assert saved["changed"] == ["title"]
    ask(leader, "put", f"{one}/answers", {"answers": {"title": "Encore"}, "revision": 0}, 409)
    ask(leader, "put", f"{one}/answers", {"answers": {"year": "demain"}}, 422)
    for move, state in (("propose", "proposed"), ("back", "idea"), ("propose", "proposed"), ("plan", "planned")):
        assert ask(leader, "post", f"{one}/moves", {"move": move, "why": "Il manque."})["state"] == state
    assert ask(prefect, "get", one)["title"] == "Autre"
    ask(prefect, "post", f"{one}/moves", {"move": "drop", "why": "Non"}, 403)
    ask(leader, "post", f"{one}/moves", {"move": "plan"}, 409)
    assert ask(leader, "post", f"{one}/moves", {"move": "start", "on": "2019-06-01"})["started_on"] == "2019-06-01"
    assert ask(leader, "post", f"{one}/renewals", {"year": 2021}, 201)["renews"] == made["id"]
    ask(leader, "post", f"{one}/renewals", {"year": 2021}, 409)
    ask(leader, "post", f"{one}/renewals", {"year": 99_999}, 422)
    orders = [line["order"] for line in ask(leader, "get", f"{one}/history")]
    assert {"open_action", "save_sheet", "plan_action", "start_action"} <= set(orders)
    assert ask(leader, "get", f"/projects/{project.pk}/actions?year=2020&state=running")["count"] == 1


def test_the_library_lends_with_credit(ask, made, leader, project):  # noqa: F811
    one = f"/actions/{made['id']}"
    ask(leader, "put", f"{one}/library", {"offered": True}, 409)
    for move in ("propose", "plan"):
        ask(leader, "post", f"{one}/moves", {"move": move})
    ask(leader, "post", f"/library/{made['id']}/copies", {"project": project.pk, "year": 2021}, 404)
    assert ask(leader, "put", f"{one}/library", {"offered": True})["in_library"]
    assert ask(leader, "get", "/library?theme=sport")["count"] == 1
    assert ask(leader, "get", "/library?theme=health")["count"] == 0
    told = {"project": project.pk, "year": 2021}
    assert ask(leader, "post", f"/library/{made['id']}/copies", told, 201)["after"] == made["id"]


def test_cells_are_written_and_refused_one_by_one(ask, made, leader, project):  # noqa: F811
    cell = {"action": made["id"], "field": "bands", "row": "wednesday", "column": "seats", "text": "60"}
    cells = [cell, {**cell, "column": "minutes", "text": "-3"}, {**cell, "action": 9_999_999}]
    told = ask(leader, "post", f"/projects/{project.pk}/cells", {"cells": cells})
    assert [one["value"] for one in told] == [60, 180, None]
    assert [bool(one["refused"]) for one in told] == [False, True, True]


def test_an_operator_opens_its_own_and_no_other(ask, project, holding, organisation, city):  # noqa: F811
    body = organisation("Centre social (essai)", "operator", city)
    manager = holding("operator_manager", Perimeter("organisation", str(body.pk)), body=body, name="odile")
    here = f"/projects/{project.pk}/actions"
    told = {"answers": {"title": "Jardin", "year": 2020}, "operator": body.pk}
    assert ask(manager, "post", here, told, 201)["operator"] == body.pk
    ask(manager, "post", here, {**told, "operator": body.pk + 1}, 404)
    ask(manager, "post", here, {"answers": {"title": "Jardin"}}, 404)
