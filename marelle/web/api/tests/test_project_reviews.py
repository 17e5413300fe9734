"""Yearly reviews through the interface: the rights and refusals of the screens, and unknown as null."""

from __future__ import annotations

import pytest

from marelle.domains.projects.models import YearlyReview
from marelle.domains.projects.tests.reviews import YEAR, written

pytestmark = pytest.mark.django_db
FAVOURABLE = {"version": 1, "opinion": "favourable"}


def test_a_review_goes_from_its_opening_to_its_last_voice(ask, running, leader, mayor, prefect, rector, officer, now):  # noqa: F811
    here = f"/{running.pk}/reviewed/{YEAR}"
    ask(leader, "get", here, status=404)
    ask(prefect, "post", here, status=403)
    ask(leader, "post", here, status=201)
    listed = ask(mayor, "get", f"/{running.pk}/reviewed")
    assert (listed["count"], listed["items"][0]["state"], listed["may_open"]) == (1, "writing", [])
    assert listed["days"]["label"] and listed["label_to_first"] is None
    form = ask(prefect, "get", f"{here}/form")
    assert "meetings" in {q["code"] for section in form["definition"]["sections"] for q in section["fields"]}
    told = ask(leader, "put", f"{here}/answers", {"answers": {"meetings": 4}})
    assert told["answers"] == {"meetings": 4}
    figure = next(one for one in told["figures"] if one["code"] == "label_to_first")
    assert (figure["value"], figure["unit"], figure["scope"]) == (None, "days", "national")
    ask(leader, "post", f"{here}/submission", status=409)
    written(YearlyReview.objects.get(), leader, now)
    ask(leader, "post", f"{here}/submission")
    ask(leader, "post", f"{here}/reopening", {"why": "Un montant manque."})
    assert ask(leader, "post", f"{here}/submission")["submitted"] == 2
    for seat, by in (("commune", mayor), ("prefect", prefect), ("rector", rector)):
        told = ask(by, "post", f"{here}/voices", {**FAVOURABLE, "version": 2, "seat": seat})
    assert (told["state"], told["awaited"], len(told["voices"])) == ("validated", [], 3)
    said = ask(leader, "get", f"{here}/voices")
    assert (said["version"], said["carried"], said["lapsed"], said["mine"]) == (2, True, [1], [])
    assert [one["opinion"] for one in said["seats"]] == ["favourable"] * 3 and all(one["who"] for one in said["seats"])


def test_a_text_written_at_once_is_settled(ask, running, leader, mayor, prefect):  # noqa: F811
    here = f"/{running.pk}/reviewed/{YEAR}"
    ask(leader, "post", here, status=201)
    ask(leader, "put", f"{here}/answers", {"answers": {"meetings": 4}, "revision": 0})
    ask(mayor, "put", f"{here}/answers", {"answers": {"meetings": 5}, "revision": 0}, status=409)
    ask(prefect, "get", f"{here}/asides", status=403)
    waiting = ask(mayor, "get", f"{here}/asides")["items"]
    assert [(one["text"], one["stored"]) for one in waiting] == [(5, 4)]
    ask(prefect, "post", f"{here}/asides/{waiting[0]['number']}", {"take": True}, status=403)
    told = ask(leader, "post", f"{here}/asides/{waiting[0]['number']}", {"take": True})
    assert told["answers"]["meetings"] == 5
    ask(leader, "post", f"{here}/asides/{waiting[0]['number']}", {"take": True}, status=404)


def test_the_comparison_is_for_the_national_team(entered, running, leader, officer):  # noqa: F811
    asked = {"year": YEAR, "figure": "allocated"}
    told = entered(officer).get("/api/v1/review-figures", asked).json()
    cuts = dict.fromkeys(("low", "lower", "median", "upper", "high"))
    spread = {"known": 0, "partial": 0, "unknown": 0, **cuts}
    assert told == {"year": YEAR, "figure": "allocated", "unit": "cents", "count": 0, "spread": spread, "items": []}
    kinds = entered(officer).get("/api/v1/review-kinds").json()
    assert "allocated" in {one["code"] for one in kinds["items"]} and kinds["years"] == []
    assert all(one["formula"] and one["source"] for one in kinds["items"])
    assert entered(leader).get("/api/v1/review-kinds").status_code == 403
    assert entered(officer).get("/api/v1/review-figures", {**asked, "figure": "young_expected"}).status_code == 404
    assert entered(leader).get("/api/v1/review-figures", asked).status_code == 403
