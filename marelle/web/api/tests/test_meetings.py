"""Meetings through the interface, from their day to their minutes, bodies, roles, what is handed over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marelle.domains.projects.models import AgendaPoint

pytestmark = pytest.mark.django_db
BODY = {"name": "Comité", "level": 1, "rhythm": "year", "roles": ["mayor"]}


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def met(ask, project, leader, now):
    """A meeting in an hour, and its address."""
    body = ask(leader, "post", f"/{project.pk}/bodies", BODY, 201)
    told = {"body": body["id"], "starts_at": (now + timedelta(hours=1)).isoformat(), "place": "Mairie"}
    made = ask(leader, "post", f"/{project.pk}/meetings", told, 201)
    return made, f"/{project.pk}/meetings/{made['id']}"


def test_bodies_open_change_and_close(ask, project, leader, prefect, holding, city):
    one, observer = f"/{project.pk}", holding("elected_observer", city)
    ask(observer, "get", f"{one}/people", status=403)
    named = ask(leader, "get", f"{one}/people")
    assert str(leader.person_id) in named["people"] and "mayor" in named["roles"] and len(named["forms"]) == 4
    made = ask(leader, "post", f"{one}/usual-bodies", {"form": named["forms"][0]["code"]}, 201)
    assert len(made) == len(named["forms"][0]["bodies"])
    assert ask(leader, "post", f"{one}/usual-bodies", {"form": named["forms"][0]["code"]}, 201) == made
    ask(leader, "post", f"{one}/usual-bodies", {"form": "cinquieme"}, 409)
    there = f"{one}/bodies/{made[0]['id']}"
    for by, status in ((observer, 403), (leader, 200)):
        told = ask(by, "put", there, {**BODY, "people": [leader.person_id]}, status)
    assert (told["name"], told["people"]) == ("Comité", [leader.person_id])
    ask(observer, "put", there, {**BODY, "people": [0]}, 403)  # it does not tell who is there
    assert len(ask(leader, "post", f"{there}/closing")) == len(made) - 1
    ask(leader, "put", there, BODY, 404)


def test_a_meeting_is_moved_held_and_written(ask, met, project, leader, mayor, holding, city, now):
    made, here = met
    observer = holding("elected_observer", city)
    for words in ("Un", "Deux"):
        points = ask(leader, "post", f"{here}/agenda", {"words": words, "kind": "information"}, 201)
    told = ask(leader, "put", f"{here}/points/{points[1]['id']}/place", {"place": 1})
    assert [one["words"] for one in told["agenda"]] == ["Deux", "Un"]
    ask(leader, "put", f"{here}/points/{points[1]['id'] + 99}/place", {"place": 1}, 409)
    later = {"starts_at": (now + timedelta(hours=3)).isoformat(), "place": "Collège"}
    assert ask(leader, "put", f"{here}/time", later)["place"] == "Collège"
    ask(leader, "put", f"{here}/time", {"starts_at": "2019-05-01T10:00"}, 422)  # no zone: which hour is it?
    gestures = (("put", "time", later), ("post", "holding", None), ("put", "minutes", {"notes": "Dit."}))
    for method, rest, body in (*gestures, ("post", "cancellation", {"why": "Neige"})):
        ask(observer, method, f"{here}/{rest}", body, 403)
    assert ask(leader, "put", f"{here}/minutes", {"notes": "Dit."})["notes"] == "Dit."
    assert ask(leader, "post", f"{here}/holding")["state"] == "held"
    ask(leader, "post", f"{here}/holding", status=409)
    ask(leader, "post", f"{here}/cancellation", {"why": "Neige"}, 409)
    assert ask(observer, "get", here)["notes"] == "Dit."


def test_a_cancelled_meeting_says_why(ask, met, leader):
    _made, here = met
    ask(leader, "post", f"{here}/cancellation", {"why": " "}, 422)
    told = ask(leader, "post", f"{here}/cancellation", {"why": "Neige"})
    assert (told["state"], told["why"]) == ("cancelled", "Neige")
    ask(leader, "put", f"{here}/minutes", {"notes": "Dit."}, 409)


def test_a_paper_is_joined_and_read_again(ask, met, entered, leader, holding, next_city, city, file):
    _made, here = met
    point = ask(leader, "post", f"{here}/agenda", {"words": "Un", "kind": "decision", "chapter": "identite"}, 201)[0]
    assert point["chapter"] == "identite"
    address = f"/api/v1/projects{here}/points/{point['id']}/papers"

    def send(viewer, content=b"%PDF-1.4\n%%EOF\n"):
        return entered(viewer).post(address, {"file": SimpleUploadedFile("note.pdf", content)})

    assert send(holding("elected_observer", city)).status_code == 403
    assert send(leader, b"MZ\x90\0").status_code == 422
    assert send(leader).status_code == 201
    paper = ask(leader, "get", here)["agenda"][0]["files"][0]
    assert (paper["name"], paper["content_type"]) == ("note.pdf", "application/pdf")
    answer = entered(leader).get(f"/api/v1/projects{here}/papers/{paper['id']}")
    assert b"".join(answer).startswith(b"%PDF") and "attachment" in answer["Content-Disposition"]
    neighbour = holding("project_leader", next_city, name="thomas")
    assert entered(neighbour).get(f"/api/v1/projects{here}/papers/{paper['id']}").status_code == 404
    assert AgendaPoint.objects.get().papers.count() == 1


def test_what_is_to_come_and_to_follow_everywhere(entered, ask, met, project, leader, now, holding, next_city):
    made, here = met
    told = {"words": "Écrire.", "owner": leader.person_id, "due_on": "2019-07-01"}
    decision = ask(leader, "post", f"{here}/steering-decisions", told, 201)
    assert [step["state"] for step in decision["steps"]] == ["open"]
    there = f"/{project.pk}/steering-decisions/{decision['id']}"
    put_off = ask(leader, "put", f"{there}/due", {"due_on": "2019-08-01", "why": "Vacances."})
    assert (put_off["due_on"], len(put_off["steps"])) == ("2019-08-01", 2)
    ask(leader, "put", f"{there}/due", {"due_on": "2018-08-01", "why": "Hier."}, 422)
    ask(leader, "put", f"{there}/due", {"due_on": "2019-08-01", "why": ""}, 422)
    mine = entered(leader)
    coming = mine.get("/api/v1/meetings").json()
    assert [(one["id"], one["project"]) for one in coming["items"]] == [(made["id"], project.pk)]
    follow = mine.get("/api/v1/steering-decisions").json()
    assert [(one["id"], one["mine"], one["speaks"]) for one in follow["items"]] == [(decision["id"], True, False)]
    neighbour = entered(holding("project_leader", next_city, name="thomas"))
    for rest in ("meetings", "steering-decisions"):
        assert neighbour.get(f"/api/v1/{rest}").json() == {"count": 0, "items": []}


def test_roles_and_what_is_handed_over(ask, file, leader, mayor, prefect, holding, city):
    one, observer = f"/{file.project_id}", holding("elected_observer", city)
    ask(observer, "get", f"{one}/roles", status=403)
    ask(observer, "get", f"{one}/roles/{leader.person_id}", status=403)
    held = ask(prefect, "get", f"{one}/roles")
    assert {row["person"] for row in held["items"]} >= {leader.person_id, mayor.person_id}
    ask(leader, "post", f"{one}/tasks", {"what": "Voter", "owner": mayor.person_id, "due_on": "2019-07-01"}, 201)
    left = ask(mayor, "get", f"{one}/roles/{mayor.person_id}")
    assert [task["what"] for task in left["tasks"]] == ["Voter"] and left["others"]
    ask(mayor, "get", f"{one}/roles/999999", status=404)
