"""Yearly reviews through the interface: the rights and refusals of the screens, and unknown as null."""

from __future__ import annotations

import pytest

from marelle.domains.projects.models import YearlyReview
from marelle.domains.projects.tests.reviews import YEAR, written
from marelle.web.projects.tests.conftest import (  # noqa: F401
    city,
    entered,
    holding,
    leader,
    mayor,
    next_city,
    now,
    officer,
    organisation,
    person,
    prefect,
    project,
    rector,
    running,
    site,
    somme,
    town,
)

from .test_projects import ask  # noqa: F401

pytestmark = pytest.mark.django_db
FAVOURABLE = {"version": 1, "opinion": "favourable"}


def test_a_review_goes_from_its_opening_to_its_last_voice(ask, running, leader, mayor, prefect, rector, officer, now):  # noqa: F811
    here = f"/{running.pk}/reviewed/{YEAR}"
    ask(leader, "get", here, status=404)
    ask(prefect, "post", here, status=403)
    ask(leader, "post", here, status=201)
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


def test_the_comparison_is_for_the_national_team(entered, running, leader, officer):  # noqa: F811
    asked = {"year": YEAR, "figure": "allocated"}
    told = entered(officer).get("/api/v1/review-figures", asked).json()
    assert told == {"year": YEAR, "figure": "allocated", "count": 0, "items": []}
    assert entered(officer).get("/api/v1/review-figures", {**asked, "figure": "young_expected"}).status_code == 404
    assert entered(leader).get("/api/v1/review-figures", asked).status_code == 403
