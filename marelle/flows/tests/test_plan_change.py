"""A split, a merger, a name, a ground are decided for a day to come: nothing changes, everything is kept."""

# ruff: noqa: F811 -- fixtures are named as they are used

from datetime import date

import pytest
from django.db import transaction

from marelle.domains.funding.rules import ShareTooLarge
from marelle.domains.funding.tests.ground import BY
from marelle.domains.projects.models import ChangeToCome, Project
from marelle.domains.projects.queries.changes import changes_due, changes_to_come
from marelle.domains.projects.rules.carrying_on import ActionsLeft
from marelle.domains.projects.rules.changes import (
    ChangeAwaited,
    ChangeOver,
    NotSettled,
    NotToCome,
    TooFarAhead,
    WhyCallOff,
)
from marelle.domains.projects.services import call_off_change
from marelle.domains.territories.models import Site
from marelle.flows.plan_change import plan_change
from marelle.kernel.access import Forbidden, Grant, Perimeter, Viewer

from .splitting import AT, DAY, SOUTH, actions, project  # noqa: F401
from .to_come import LATER, WHY, logged, planned, split_told


def test_it_is_kept_whole_and_nothing_changes(project, actions):
    change = planned(project, actions)
    project.refresh_from_db()
    assert (project.state, project.site.status, Site.objects.count()) == ("running", "open", 2)
    assert (change.state, change.on, change.why, change.refusal) == ("planned", LATER, WHY, "")
    assert change.told["parts"] == split_told(project, actions)["parts"]
    assert change.told["amounts"] == {"2020": 400, "2021": 400, "2022": 400}
    assert change.words == f"{project.site.name} se scinde en 2 parts\u00a0: Nord, Sud"
    assert changes_to_come([project.site]) == [change] == changes_to_come()
    assert (changes_due(date(2021, 3, 31)), changes_due(LATER)) == ([], [change.pk])
    assert [one.why for one in logged("projects.plan_change")] == [WHY]


@pytest.mark.parametrize(("on", "refusal"), [(DAY, NotToCome), (date(2031, 1, 1), TooFarAhead)])
def test_its_day_is_to_come_and_near(project, actions, on, refusal):
    with pytest.raises(refusal), transaction.atomic():
        planned(project, actions, on=on)
    assert not ChangeToCome.objects.exists()


def test_what_would_be_refused_is_refused_now(project, actions):
    wrong = split_told(project, actions)
    wrong["parts"][0]["quarters"] = []
    with pytest.raises(NotSettled, match="est entré dans la cité"), transaction.atomic():
        planned(project, actions, told=wrong)
    reader = Viewer(3, "A", (Grant("projects.read", Perimeter("site", str(project.site_id))),))
    with pytest.raises(Forbidden), transaction.atomic():
        planned(project, actions, by=reader)
    assert not ChangeToCome.objects.exists()
    assert {ShareTooLarge, ActionsLeft}  # judged by the order itself, as for a split of the day


def test_what_time_may_settle_is_said_and_kept(project, actions):
    other = Project.objects.exclude(pk=project.pk).select_related("site__commune_main__departement").get()
    Project.objects.filter(pk=other.pk).update(state="finalising")
    told = {"name": "Uni", "lead": "", "rights": None}
    change = planned(project, actions, kind="merge", sites=[project.site, other.site], told=told)
    assert "finalisez d’abord celui qui s’écrit" in change.refusal
    assert change.state == "planned"


def test_a_site_awaits_one_change_of_a_kind(project, actions):
    first = planned(project, actions)
    with pytest.raises(ChangeAwaited, match="se scinde"), transaction.atomic():
        planned(project, actions)
    with pytest.raises(ChangeAwaited), transaction.atomic():  # the site will have ended
        planned(project, actions, kind="rename", told={"name": "Autre"}, on=date(2021, 5, 1))
    planned(project, actions, kind="rename", told={"name": "Autre"}, on=date(2021, 3, 20))
    again = planned(project, actions, on=date(2021, 4, 15), replaces=first)
    first.refresh_from_db()
    assert (first.state, again.state, again.replaces_id) == ("replaced", "planned", first.pk)
    with pytest.raises(ChangeOver), transaction.atomic():
        planned(project, actions, replaces=first)


def test_it_is_called_off_with_a_reason_once(project, actions):
    change = planned(project, actions)
    with pytest.raises(WhyCallOff), transaction.atomic():
        call_off_change(by=BY, at=AT, change=change, why="  ")
    ended = call_off_change(by=BY, at=AT, change=change, why="Le conseil a voté contre")
    assert (ended.state, ended.end_why, changes_to_come()) == ("called_off", "Le conseil a voté contre", [])
    with pytest.raises(ChangeOver):
        call_off_change(by=BY, at=AT, change=change, why="Encore")
    assert planned(project, actions).state == "planned"


def test_a_ground_to_come_keeps_what_stood_when_it_was_decided(project, actions):
    commune = project.site.commune_main_id
    told = {"communes": [commune], "quarters": [SOUTH], "schools": [], "lead": ""}
    order = {"kind": "ground", "sites": [project.site], "told": told, "on": LATER, "why": WHY}
    change = plan_change(by=BY, at=AT, **order)
    assert len(change.told["before"]["quarters"]) == 2
