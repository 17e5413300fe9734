"""What was kept as data is given, brought to what stands now."""

# ruff: noqa: F811 -- fixtures are named as they are used

from datetime import date, timedelta

import pytest
from django.db import transaction

from marelle.domains.funding.queries import amounts_by_year, budget_of
from marelle.domains.funding.services import allocate
from marelle.domains.funding.tests.ground import BY, DECIDED
from marelle.domains.projects import services as projects
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import running_project
from marelle.domains.projects.rules.changes import NotSettled
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.domains.territories.models import Quarter, School, Site
from marelle.domains.territories.queries import former_names, ground_on
from marelle.domains.territories.rules.grounds import SiteEnded
from marelle.domains.territories.services import Ground, set_ground
from marelle.flows.give_change import give_change
from marelle.kernel.money import Cents

from .splitting import AT, DAY, NORTH, SOUTH, actions, project  # noqa: F401
from .to_come import WHY, split_told


def give(project, told, kind="split", **changes):
    order = {"kind": kind, "sites": [project.site], "told": told, "on": DAY, "why": WHY}
    return give_change(by=BY, at=AT, **{**order, **changes})


def opened(project, **answers):
    return projects.open_action(by=BY, at=AT, project=project, answers={**WEDNESDAYS, "year": 2021, **answers})


def test_a_split_is_given_as_it_was_told(project, actions):
    north, south = give(project, split_told(project, actions))
    first, second = running_project(north), running_project(south)
    assert (north.slug, south.name, ground_on(south, DAY).quarters) == ("nord", "Sud", (SOUTH,))
    amounts = amounts_by_year([first, second])
    assert amounts == {first.pk: {2021: 250, 2022: 250}, second.pk: {2021: 150, 2022: 150}}


def test_an_action_that_came_goes_where_its_quarters_are_and_one_that_ended_stays(project, actions):
    told = split_told(project, actions)
    opened(project, title="Nouvelle", quarters=[SOUTH])
    projects.drop_action(by=BY, at=AT, action=actions[0], why="Abandonnée")
    north, south = give(project, told)
    titles = {site.name: sorted(a.title for a in Action.objects.filter(project__site=site)) for site in (north, south)}
    assert titles == {"Nord": [], "Sud": ["Nouvelle", "Sud"]}


@pytest.mark.parametrize("quarters", [[], [NORTH, SOUTH]])
def test_an_action_that_no_rule_places_holds_everything_back(project, actions, quarters):
    told = split_told(project, actions)
    opened(project, title="Nulle part", quarters=quarters)
    with pytest.raises(NotSettled, match="Nulle part"), transaction.atomic():
        give(project, told)
    assert (Site.objects.count(), running_project(project.site).pk) == (2, project.pk)


def test_a_quarter_that_came_is_left_to_somebody_and_one_that_went_leaves_its_part(project, actions):
    told, commune = split_told(project, actions), project.site.commune_main_id
    since = {"generation": 2015, "valid_from": date(2015, 1, 1)}
    departement = project.site.commune_main.departement
    Quarter.objects.create(code="QP080997", name="Est", departement=departement, invented=True, **since)
    whole = Ground((commune,), (NORTH, SOUTH, "QP080997"))
    set_ground(by=BY, at=AT, site=project.site, ground=whole, on=DAY - timedelta(days=2), why="Extension")
    with pytest.raises(NotSettled, match="Est"), transaction.atomic():
        give(project, told)
    told["parts"][0]["quarters"].append("QP080997")
    set_ground(by=BY, at=AT, site=project.site, ground=Ground((commune,), (NORTH, SOUTH)), on=DAY, why="Retour")
    north, _south = give(project, told)
    assert ground_on(north, DAY).quarters == (NORTH,)


def test_a_school_that_came_goes_with_the_actions_that_name_it_and_a_lead_that_went_is_said(project, actions):
    site, told = project.site, split_told(project, actions)
    for uai, name in (("0809971P", "Collège de l’Aube"), ("0809972R", "Collège du Soir")):
        facts = {"kind": "college", "commune": site.commune_main, "facts_on": DECIDED, "invented": True}
        School.objects.create(uai=uai, name=name, **facts)
    projects.save_sheet(by=BY, at=AT, action=actions[1], answers={"schools": ["0809971P"]})
    ground = Ground((site.commune_main_id,), (NORTH, SOUTH), ("0809971P",))
    set_ground(by=BY, at=AT, site=site, ground=ground, on=DAY - timedelta(days=1), why="Extension")
    led = split_told(project, actions)
    led["parts"][0] |= {"schools": ["0809972R"], "lead": "0809972R"}
    with pytest.raises(NotSettled, match="Collège du Soir"), transaction.atomic():
        give(project, led)
    _north, south = give(project, told)
    assert ground_on(south, DAY).schools == ("0809971P",)


def test_the_money_of_the_day_is_shared_as_it_was_told(project, actions):
    told = {**split_told(project, actions), "amounts": {"2021": 500, "2022": 400}}  # a hundred was to stay in 2021
    facts = {"year": 2021, "cents": Cents(100), "key": "more", "reason": "Complément"}
    allocate(by=BY, at=AT, budget=budget_of(project), **facts)
    north, south = give(project, told)
    first, second = running_project(north), running_project(south)
    amounts = amounts_by_year([project, first, second])
    assert amounts[first.pk] == {2021: 250, 2022: 250} and amounts[second.pk] == {2021: 150, 2022: 150}
    assert amounts[project.pk] == {2020: 400, 2021: 100}


def test_a_merger_a_name_and_a_ground(project, actions):
    other = Project.objects.exclude(pk=project.pk).select_related("site__commune_main__departement").get()
    (named,) = give(project, {"name": "Val"}, kind="rename")
    assert (named.name, [one.name for one in former_names(named)]) == ("Val", ["Site 0"])
    commune = project.site.commune_main_id
    before = {"communes": [commune], "quarters": [NORTH, SOUTH], "schools": [], "lead": ""}
    give(project, {**before, "quarters": [SOUTH], "before": before}, kind="ground")
    assert ground_on(project.site, DAY).quarters == (SOUTH,)
    told = {"name": "Uni", "lead": "", "rights": None}
    (one,) = give(project, told, kind="merge", sites=[project.site, other.site], on=DAY)
    assert one.slug == "uni"
    for kind, gone in (("rename", {"name": "Trop tard"}), ("ground", {**before, "before": before})):
        with pytest.raises(SiteEnded), transaction.atomic():
            give(project, gone, kind=kind)


def test_a_ground_that_changed_meanwhile_keeps_what_came(project, actions):
    commune, site = project.site.commune_main_id, project.site
    before = {"communes": [commune], "quarters": [NORTH, SOUTH], "schools": [], "lead": ""}
    since = {"generation": 2015, "valid_from": date(2015, 1, 1)}
    departement = project.site.commune_main.departement
    Quarter.objects.create(code="QP080997", name="Est", departement=departement, invented=True, **since)
    now = Ground((commune,), (NORTH, SOUTH, "QP080997"))
    set_ground(by=BY, at=AT, site=site, ground=now, on=DAY - timedelta(days=1), why="Extension")
    give(project, {**before, "quarters": [SOUTH], "before": before}, kind="ground")
    assert set(ground_on(site, DAY).quarters) == {SOUTH, "QP080997"}
