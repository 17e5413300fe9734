"""A project through the interface, from its file to its last voice, with the rights and refusals of the screens."""

from __future__ import annotations

import pytest

from marelle.domains.projects.models import ProjectFile
from marelle.domains.projects.tests.test_deadlines import LATER
from marelle.web.projects.tests.conftest import complete  # noqa: F401

pytestmark = pytest.mark.django_db


def test_nobody_reads_from_outside(client, ask, file, holding, next_city):  # noqa: F811
    assert client.get("/api/v1/projects").status_code in (401, 403)
    ask(holding("project_leader", next_city, name="thomas"), "get", f"/{file.project_id}", status=404)


def test_a_file_is_opened_once(ask, project, leader, prefect):  # noqa: F811
    ask(prefect, "post", f"/{project.pk}/file", status=403)
    told = ask(leader, "post", f"/{project.pk}/file", status=201)
    assert (told["file"], len(told["chapters"])) == ("writing", 9)
    ask(leader, "post", f"/{project.pk}/file", status=409)


def test_chapters_comments_tasks_and_versions(ask, file, leader, mayor, holding, city):  # noqa: F811
    one, here = f"/{file.project_id}", f"/{file.project_id}/chapters/identite"
    saved = ask(leader, "put", f"{here}/answers", {"answers": {"name": "Cité"}, "revision": 0})
    assert saved == {"revision": 1, "changed": ["name"], "file": "writing"}
    ask(mayor, "put", f"{here}/answers", {"answers": {"name": "Autre"}, "revision": 0}, status=409)
    ask(leader, "put", f"{here}/owner", {"owner": mayor.person_id})
    ask(leader, "put", f"{here}/owner", {"owner": 999999}, status=422)
    assert ask(leader, "put", f"{here}/owner", {"owner": None})["chapters"][0]["owner"] is None
    ask(leader, "put", f"{here}/state", {"state": "ready"}, status=409)
    ask(leader, "put", f"{here}/state", {"state": "to_reread"})
    first = ask(leader, "post", f"{here}/comments", {"text": "Quel nom ?"}, status=201)
    ask(mayor, "post", f"{here}/comments", {"text": "Celui-ci.", "thread": first["id"]}, status=201)
    ask(leader, "put", f"{here}/comments/{first['id']}/resolution", {"resolved": True})
    assert [one["resolved"] for one in ask(leader, "get", f"{here}/comments")] == [True, False]
    task = {"what": "Voter", "owner": mayor.person_id, "due_on": "2019-07-01"}
    made = ask(leader, "post", f"{one}/tasks", task, status=201)
    assert ask(mayor, "put", f"{one}/tasks/{made['id']}/done", {"done": True})["done"] is True
    assert len(ask(leader, "get", f"{one}/tasks")) == 1
    observer = holding("elected_observer", city)
    ask(observer, "get", f"{one}/tasks", status=403)
    ask(observer, "get", f"{here}/comments", status=403)
    version = ask(leader, "post", f"{one}/versions", {"name": "Du COPIL"}, status=201)
    assert (version["number"], len(version["fingerprint"])) == (1, 64)


def test_three_voices_and_it_is_final(ask, complete, leader, mayor, prefect, rector):  # noqa: F811
    one = f"/{complete.project_id}"
    voice = {"version": 1, "seat": "commune", "opinion": "favourable"}
    ask(mayor, "post", f"{one}/voices", voice, status=409)
    assert ask(leader, "post", f"{one}/submission")["submitted"] == 1
    ask(leader, "post", f"{one}/voices", voice, status=403)
    ask(mayor, "post", f"{one}/voices", voice)
    ask(mayor, "post", f"{one}/finalisation", status=409)
    asked = [{"what": "Préciser.", "owner": leader.person_id, "due_on": "2019-12-01"}]
    ask(
        prefect, "post", f"{one}/voices",
        {**voice, "seat": "prefect", "opinion": "reservations", "reasons": "Oui", "reservations": asked},
    )  # fmt: skip
    told = ask(rector, "post", f"{one}/voices", {**voice, "seat": "rector"})
    assert (told["state"], told["file"], told["awaited"]) == ("finalised", "finalised", [])
    held = told["reservations"][0]["id"]
    ask(leader, "post", f"{one}/reservations/{held}/answer", {"answer": "Fait."})
    told = ask(prefect, "post", f"{one}/reservations/{held}/judgement", {"lifted": True})
    assert told["reservations"][0]["state"] == "lifted"
    listed = ask(prefect, "get", "")
    assert [(line["name"], line["state"]) for line in listed["items"]] == [("Valmarelle", "finalised")]


def test_stepping_back_reopening_and_time(ask, complete, leader, mayor, prefect, officer):  # noqa: F811
    one = f"/{complete.project_id}"
    ask(leader, "post", f"{one}/submission")
    ask(mayor, "post", f"{one}/steps-back", {"seat": "commune", "why": "Je préside une association."})
    ask(mayor, "post", f"{one}/voices", {"version": 1, "seat": "commune", "opinion": "favourable"}, status=403)
    told = ask(officer, "post", f"{one}/reopening", {"why": "Le budget a changé."})
    assert (told["file"], told["versions"][0]["lapsed_for"]) == ("writing", "reopened")
    more = {"until": LATER.isoformat(), "why": "Le conseil vote."}
    asked = ask(leader, "post", f"{one}/extensions", more, status=201)
    answer = {"granted": False, "why": "Il en reste assez."}
    assert ask(prefect, "post", f"{one}/extensions/{asked['id']}/answer", answer)["state"] == "refused"
    ask(leader, "post", f"{one}/extensions/granted", more, status=403)
    assert ask(officer, "post", f"{one}/extensions/granted", more, status=201)["state"] == "granted"
    assert [found["state"] for found in ask(leader, "get", f"{one}/extensions")] == ["granted", "refused"]
    assert ProjectFile.objects.get().project.finalise_by == LATER
