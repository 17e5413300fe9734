"""A site splits in mid-label, with actions on both sides, and the ledger balances."""

# ruff: noqa: F811 -- fixtures are named as they are used

from datetime import date

import pytest
from django.db import connection, transaction

from marelle.domains.funding.queries import amounts_by_year, envelope_state
from marelle.domains.funding.rules import ShareTooLarge
from marelle.domains.funding.tests.ground import BY
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import carried_on_by, carries_on, ground_of, project_of_label, running_project
from marelle.domains.projects.rules.carrying_on import ActionsLeft
from marelle.domains.territories.services import Ground, Part
from marelle.flows.split_site import PartTold, split_site
from marelle.kernel.access import Forbidden, Grant, Perimeter, Viewer
from marelle.kernel.money import Cents
from marelle.kernel.states import MoveRefused

from .splitting import AT, DAY, NORTH, SOUTH, actions, project  # noqa: F401


def told(project, actions, north=250, south=150):
    commune = project.site.commune_main_id
    cents = lambda amount: {2021: Cents(amount), 2022: Cents(amount)}  # noqa: E731
    return [
        PartTold(Part("nord", "Nord", Ground((commune,), (NORTH,))), [actions[0].pk], cents(north)),
        PartTold(Part("sud", "Sud", Ground((commune,), (SOUTH,))), [actions[1].pk], cents(south)),
    ]


def test_each_part_goes_on_with_its_actions_and_its_money(project, actions):
    north, south = split_site(by=BY, at=AT, site=project.site, parts=told(project, actions), on=DAY, why="Deux bassins")
    first, second = (running_project(site) for site in (north, south))
    project.refresh_from_db()
    assert (project.state, project_of_label(project.decision)) == ("carried_on", project)
    assert carried_on_by(project) == [first, second]
    assert carries_on(second) == [project]
    assert (first.carries_on_from, first.decision, first.years) == (DAY, project.decision, project.years)
    states = {action.title: action.state for action in Action.objects.filter(project=project)}
    assert states == {"Nord": "carried_on", "Sud": "carried_on", "Finie": "done"}
    (gone,) = Action.objects.filter(project=second)
    assert (gone.title, gone.state, gone.started_on, gone.renews) == ("Sud", "running", date(2021, 1, 6), actions[1])
    amounts = amounts_by_year([project, first, second])
    assert amounts[project.pk] == {2020: 400}
    assert amounts[first.pk] == {2021: 250, 2022: 250}
    assert amounts[second.pk] == {2021: 150, 2022: 150}
    assert [year.allocated for year in envelope_state(project.decision.call_id)] == [800, 800, 800]
    assert ground_of(first, DAY).quarters == (NORTH,)
    assert set(ground_of(project, date(2021, 2, 28)).quarters) == {NORTH, SOUTH}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_it_happens_whole_or_not_at_all(project, actions):
    parts = told(project, actions)
    for wrong, refusal in (
        ([PartTold(parts[0].part, [], parts[0].cents), parts[1]], ActionsLeft),
        ([PartTold(parts[0].part, [actions[0].pk, actions[2].pk]), parts[1]], ActionsLeft),
        (told(project, actions, north=300), ShareTooLarge),
    ):
        with pytest.raises(refusal), transaction.atomic():
            split_site(by=BY, at=AT, site=project.site, parts=wrong, on=DAY, why="x")
    project.refresh_from_db()
    project.site.refresh_from_db()
    assert (project.state, project.site.status, Project.objects.count()) == ("running", "open", 2)
    with pytest.raises(Forbidden):
        reader = Viewer(3, "A", (Grant("projects.read", Perimeter("site", str(project.site_id))),))
        split_site(by=reader, at=AT, site=project.site, parts=parts, on=DAY, why="x")


def test_a_split_once_done_is_not_done_again(project, actions):
    parts = told(project, actions)
    split_site(by=BY, at=AT, site=project.site, parts=parts, on=DAY, why="Deux bassins")
    with pytest.raises(MoveRefused):
        split_site(by=BY, at=AT, site=project.site, parts=parts, on=DAY, why="Deux bassins")
