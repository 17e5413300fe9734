"""The steering through the interface, from a body to a decision carried by the three voices."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_a_body_meets_decides_and_the_three_speak(ask, project, leader, mayor, prefect, rector, now):  # noqa: F811
    one = f"/{project.pk}"
    told = {"name": "Comité", "level": 1, "rhythm": "year", "roles": ["mayor"], "people": [leader.person_id]}
    body = ask(leader, "post", f"{one}/bodies", told, 201)
    assert (body["roles"], body["people"]) == (["mayor"], [leader.person_id])
    ask(leader, "post", f"{one}/bodies", told, 409)
    ask(leader, "post", f"{one}/bodies", {**told, "name": "Autre", "people": [0]}, 422)
    told = {"body": body["id"], "starts_at": now.isoformat()}
    meeting = ask(leader, "post", f"{one}/meetings", told, 201)
    ask(leader, "post", f"{one}/meetings", {**told, "body": 0}, 409)
    here = f"{one}/meetings/{meeting['id']}"
    points = ask(leader, "post", f"{here}/agenda", {"words": "Le budget", "kind": "decision"}, 201)
    told = {"words": "Voter.", "owner": leader.person_id, "due_on": "2019-07-01", "point": points[0]["id"]}
    decision = ask(leader, "post", f"{here}/steering-decisions", {**told, "voices": True}, 201)
    there = f"{one}/steering-decisions/{decision['id']}"
    voice = {"seat": "commune", "opinion": "favourable"}
    ask(leader, "post", f"{there}/voices", voice, 403)
    for by, seat in ((mayor, "commune"), (prefect, "prefect"), (rector, "rector")):
        said = ask(by, "post", f"{there}/voices", {**voice, "seat": seat})
    assert (said["state"], len(said["voices"])) == ("open", 3)
    ask(leader, "put", f"{there}/outcome", {"state": "dropped"}, 422)
    assert ask(leader, "put", f"{there}/outcome", {"state": "done", "words": "Voté."})["state"] == "done"
    assert [row["code"] for row in ask(rector, "get", f"{one}/steering-decisions")] == ["D-001"]
    assert len(ask(rector, "get", f"{one}/meetings")) == len(ask(rector, "get", f"{one}/bodies")) == 1


def test_nobody_reads_the_steering_from_outside(ask, project, holding, next_city):  # noqa: F811
    neighbour = holding("project_leader", next_city, name="thomas")
    for rest in ("bodies", "meetings", "steering-decisions"):
        ask(neighbour, "get", f"/{project.pk}/{rest}", status=404)
