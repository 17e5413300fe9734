"""The list of applications, its files, the funnel and the bulk orders, by token."""

from __future__ import annotations

import pytest

from marelle.domains.calls.models import Reminder
from marelle.domains.calls.tests.crowd import fill

pytestmark = pytest.mark.django_db
READ, ORGANISE, RECORD = "calls.read_application", "calls.organise_review", "calls.record_decision"


def test_a_list_needs_a_token_and_shows_what_its_holder_sees(
    client, filed, prefect, officer, token, holding, next_city
):
    assert client.get("/api/v1/applications").status_code == 401
    told = client.get("/api/v1/applications", {"call": "essai-2019"}, headers=token(prefect, READ)).json()
    assert told["count"] == 1
    assert told["items"][0] | {"id": 0} == {
        "id": 0, "call": "essai-2019", "site": "Valmarelle", "site_id": "valmarelle", "commune": "80998",
        "departement": "80", "region": "32", "academie": "AMIENS", "organisation": "Ville de Valmarelle", "siret": "",
        "state": "filed", "filed_on": "2019-06-03", "prefect": None, "rector": None, "region_opinion": None,
        "awaited": ["prefect", "rector"], "opinions_by": "2019-07-30", "readers": None, "marks_received": None,
        "reminded_on": None,
    }  # fmt: skip
    neighbour = holding("project_leader", next_city, name="thomas")
    assert client.get("/api/v1/applications", headers=token(neighbour, READ)).json()["count"] == 0
    # A token that does not name the permission opens nothing of it.
    assert client.get("/api/v1/applications", headers=token(officer, RECORD)).status_code == 403


def test_filters_and_pages(client, filed, officer, token, now):
    fill(filed.call, 30, now, {})
    headers = token(officer, READ, ORGANISE)
    ask = lambda **told: client.get("/api/v1/applications", told, headers=headers).json()  # noqa: E731
    assert ask(q="valmarelle")["count"] == 1
    assert len(ask(limit=10)["items"]) == 10 and ask(offset=1000)["items"] == []
    assert {one["state"] for one in ask(state="labelled")["items"]} == {"labelled"}
    assert ask(opinions="late")["count"] == 0
    assert ask(sort="-site")["items"][0]["site"] == "Valmarelle"
    for wrong in ({"state": "stolen"}, {"limit": 0}, {"region": "x"}, {"reviewer": 10**20}):
        assert client.get("/api/v1/applications", wrong, headers=headers).status_code == 422
    assert client.get("/api/v1/applications", {"call": "nulle-part"}, headers=headers).status_code == 404


def test_the_files(client, filed, officer, token):
    headers = token(officer, READ)
    answer = client.get("/api/v1/applications/files/csv", headers=headers)
    assert b"Valmarelle" in b"".join(answer.streaming_content)
    assert client.get("/api/v1/applications/files/exe", headers=headers).status_code == 404


def test_the_funnel(client, draft, officer, prefect, token):
    rows = client.get("/api/v1/calls/essai-2019/funnel", headers=token(officer, RECORD)).json()
    assert [(row["region"], row["started"], row["filed"]) for row in rows] == [("32", 1, 0)]
    assert client.get("/api/v1/calls/essai-2019/funnel", headers=token(prefect, READ)).status_code == 403


def test_reminders(client, filed, officer, prefect, rector, token):
    ask = {"about": "opinions", "applications": [filed.pk], "rehearse": True}
    post = lambda told, headers: client.post(  # noqa: E731
        "/api/v1/calls/essai-2019/reminders", told, content_type="application/json", headers=headers
    )
    headers = token(officer, READ, ORGANISE)
    assert post(ask, token(prefect, READ)).status_code == 403
    assert post(ask, headers).json()[0]["done"] and not Reminder.objects.exists()
    assert post(ask | {"rehearse": False}, headers).json()[0]["done"]
    assert not post(ask | {"rehearse": False}, headers).json()[0]["done"]
    assert post(ask | {"applications": [999999]}, headers).json()["code"] == "calls.chosen_elsewhere"
    assert post(ask | {"about": "drafts"}, headers).status_code == 403, "the token does not name calls.extend"
