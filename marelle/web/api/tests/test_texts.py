"""The text of a project through the interface: a chapter, texts written at once, versions compared, voices."""

# ruff: noqa: F811 -- fixtures are named as they are used

from __future__ import annotations

import pytest

from marelle.web.projects.tests.conftest import complete  # noqa: F401

pytestmark = pytest.mark.django_db


def test_a_chapter_is_read_by_who_writes_it(ask, file, leader, mayor, holding, city):
    here, observer = f"/{file.project_id}/chapters/identite", holding("elected_observer", city)
    told = ask(leader, "get", here)
    assert (told["state"], told["revision"]) == ("to_write", 0) and told["missing"]
    assert "name" in {question["code"] for question in told["questions"]["fields"]}
    ask(leader, "put", f"{here}/answers", {"answers": {"name": "Cité"}, "revision": 0})
    assert ask(leader, "get", here)["answers"]["name"] == "Cité"
    for rest in ("", "/asides", "/entries/communes?q=val"):
        ask(observer, "get", f"{here}{rest}", status=403)
    ask(leader, "get", f"/{file.project_id}/chapters/nulle", status=404)
    ask(leader, "get", f"{here}/entries/name?q=val", status=404)


def test_two_texts_written_at_once_are_settled(ask, file, leader, mayor, holding, city):
    here = f"/{file.project_id}/chapters/identite"
    ask(leader, "put", f"{here}/answers", {"answers": {"name": "Un"}, "revision": 0})
    ask(mayor, "put", f"{here}/answers", {"answers": {"name": "Deux"}, "revision": 0}, status=409)
    waiting = ask(mayor, "get", f"{here}/asides")["items"]
    assert [(one["text"], one["stored"]) for one in waiting] == [("Deux", "Un")]
    number = waiting[0]["number"]
    ask(holding("elected_observer", city), "post", f"{here}/asides/{number}", {"take": True}, status=403)
    assert ask(leader, "post", f"{here}/asides/{number}", {"take": True})["changed"] == ["name"]
    ask(leader, "post", f"{here}/asides/{number}", {"take": True}, status=404)


def test_versions_are_read_and_compared(ask, file, leader, prefect, holding, next_city):
    one, here = f"/{file.project_id}", f"/{file.project_id}/chapters/identite"
    for name in ("Cité du canal", "Cité du port"):
        ask(leader, "put", f"{here}/answers", {"answers": {"name": name}})
        ask(leader, "post", f"{one}/versions", {"name": name}, status=201)
    frozen = ask(prefect, "get", f"{one}/versions/1")
    assert (frozen["answers"]["name"], len(frozen["fingerprint"])) == ("Cité du canal", 64)
    changes = ask(prefect, "get", f"{one}/versions/1/changes/2")
    assert changes["count"] == 1
    assert "".join(piece["text"] for piece in changes["items"][0]["after"]) == "Cité du port"
    ask(prefect, "get", f"{one}/versions/3", status=404)
    neighbour = holding("project_leader", next_city, name="thomas")
    for rest in ("versions/1", "versions/1/changes/2", "voices", "countdown"):
        ask(neighbour, "get", f"{one}/{rest}", status=404)


def test_voices_and_the_time_that_is_left(ask, complete, leader, mayor, prefect):
    one = f"/{complete.project_id}"
    assert ask(mayor, "get", f"{one}/voices")["version"] is None
    ask(leader, "post", f"{one}/submission")
    assert ask(mayor, "get", f"{one}/voices")["mine"] == ["commune"]
    ask(prefect, "post", f"{one}/steps-back", {"seat": "prefect", "why": "Je siège ailleurs."})
    ask(mayor, "post", f"{one}/voices", {"version": 1, "seat": "commune", "opinion": "favourable"})
    told = ask(prefect, "get", f"{one}/voices")
    seats = {seat["seat"]: seat for seat in told["seats"]}
    assert (seats["commune"]["opinion"], seats["rector"]["opinion"], told["carried"]) == ("favourable", None, False)
    assert seats["prefect"]["stepped_back"][0]["why"] == "Je siège ailleurs." and told["mine"] == []
    ask(leader, "post", f"{one}/reopening", {"why": "Le budget a changé."})
    lapsed = ask(leader, "get", f"{one}/voices")["lapsed"]
    assert [(old["number"], old["lapsed_for"]) for old in lapsed] == [(1, "reopened")]
    due = ask(leader, "get", f"{one}/countdown")
    assert due["days"] > 0 and due["missing"] == 0 and [step["code"] for step in due["steps"]][-1] == "final"
