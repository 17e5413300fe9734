"""An action opens, is written, proposed, planned, runs, ends, is renewed and taken up; refusal by refusal."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from marelle.domains.accounts.services import register_organisation
from marelle.domains.funding.tests.ground import AT, BY, make_ground
from marelle.domains.projects import services
from marelle.domains.projects.access import library, visible_actions
from marelle.domains.projects.models import Action, ActionMoment
from marelle.domains.projects.queries import actions_of, counts_by_project, ground_of, offered_to_all, planned_in
from marelle.domains.projects.rules.actions import (
    ActionClosed,
    ActionIncomplete,
    AlreadyRenewed,
    NotInLibrary,
    NotYetInPlan,
    ProjectOver,
    TooManyCells,
    YearOutside,
)
from marelle.domains.projects.services import Cell, set_cells, start_project, withdraw_project
from marelle.domains.territories.models import Quarter
from marelle.kernel.access import Forbidden, Grant, Perimeter, Viewer
from marelle.kernel.questionnaires.services import AnswersClash
from marelle.kernel.states import MoveRefused

from .sheets import WEDNESDAYS


@pytest.fixture
def project(db):
    found = make_ground().projects[0]
    site = found.site
    facts = {"generation": 2015, "departement": site.commune_main.departement, "valid_from": date(2015, 1, 1)}
    Quarter.objects.create(code="QP080997", name="Les Tilleuls", invented=True, **facts)
    return found


@pytest.fixture
def other(project):
    return type(project).objects.exclude(pk=project.pk).select_related("site__commune_main__departement").get()


def holder(project, *permissions, number=7):
    place = Perimeter("site", str(project.site_id))
    return Viewer(number, f"Personne {number}", tuple(Grant(code, place) for code in permissions))


@pytest.fixture
def leader(project):
    return holder(project, "projects.read", "projects.write_actions", "projects.plan_actions")


@pytest.fixture
def action(project, leader):
    return services.open_action(by=leader, at=AT, project=project, answers=WEDNESDAYS)


@pytest.fixture
def planned(action, leader):
    services.propose_action(by=leader, at=AT, action=action)
    return services.plan_action(by=leader, at=AT, action=action)


def test_a_sheet_is_opened_and_the_plan_reads_it(action, project):
    held = Action.objects.get(pk=action.pk)
    assert (held.code, held.state, held.title, held.year) == ("A-001", "idea", WEDNESDAYS["title"], 2020)
    assert (held.asked, held.common, held.cost, held.young) == (1_200_000, 800_000, 2_000_000, 64)
    assert [(m.band, m.sessions, m.minutes, m.seats) for m in held.moments.all()] == [("wednesday", 14, 180, 48)]
    assert [(a.age, a.lowest, a.beyond, a.young) for a in held.ages.all()] == [("a11_14", 11, 15, 64)]
    assert [q.quarter_id for q in held.quarters.all()] == ["QP080997"]
    assert [(s.financer, s.specific, s.common) for s in held.shares.order_by("pk")] == [
        ("p147", 1_200_000, None),
        ("commune", None, 800_000),
    ]


def test_numbers_follow_each_other_in_each_project(action, project, other, leader):
    second = services.open_action(by=leader, at=AT, project=project, answers={"title": "Deuxième"})
    elsewhere = services.open_action(by=BY, at=AT, project=other, answers={"title": "Ailleurs"})
    assert (second.number, elsewhere.number) == (2, 1)


def test_only_who_writes_the_plan_or_runs_the_action(action, project, other, leader):
    reader, stranger = holder(project, "projects.read"), holder(other, "projects.write_actions")
    for person in (reader, stranger):
        with pytest.raises(Forbidden):
            services.open_action(by=person, at=AT, project=project, answers={})
        with pytest.raises(Forbidden):
            services.save_sheet(by=person, at=AT, action=action, answers={"title": "x"})
    writer = holder(project, "projects.read", "projects.write_actions")
    services.propose_action(by=writer, at=AT, action=action)
    with pytest.raises(Forbidden):
        services.plan_action(by=writer, at=AT, action=action)


def test_an_operator_writes_its_own_and_no_other(project, action):
    town = Perimeter("commune", project.site.commune_main_id)
    body = register_organisation(by=BY, at=AT, name="Club du canal (essai)", kind="operator", home=town, invented=True)
    own = Viewer(9, "Opérateur", (Grant("projects.propose_actions", body.perimeter),))
    made = services.open_action(by=own, at=AT, project=project, answers={"title": "Canoë"}, operator=body)
    assert made.operator == body
    services.save_sheet(by=own, at=AT, action=made, answers={"title": "Canoë du mercredi"})
    with pytest.raises(Forbidden):
        services.save_sheet(by=own, at=AT, action=action, answers={"title": "x"})
    assert list(visible_actions(own)) == [made]


def test_a_sheet_in_preparation_is_for_its_writers(action, project, other, leader):
    reader = holder(project, "projects.read")
    assert list(visible_actions(leader)) == [action]
    assert list(visible_actions(reader)) == []
    services.propose_action(by=leader, at=AT, action=action)
    assert list(visible_actions(reader)) == [action]
    assert list(visible_actions(holder(other, "projects.read"))) == []


def test_an_incomplete_sheet_is_not_proposed(project, leader):
    made = services.open_action(by=leader, at=AT, project=project, answers={"title": "Rien d’autre"})
    with pytest.raises(ActionIncomplete) as refusal:
        services.propose_action(by=leader, at=AT, action=made)
    assert {"objective", "themes", "novelty", "description", "year", "bands"} <= {f.field for f in refusal.value.faults}
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=made.pk).update(state="proposed")


def test_its_life_from_idea_to_end(planned, leader):
    running = services.start_action(by=leader, at=AT, action=planned, on=date(2020, 9, 9))
    assert (running.state, running.started_on) == ("running", date(2020, 9, 9))
    assert services.end_action(by=leader, at=AT, action=running).state == "done"
    with pytest.raises(ActionClosed):
        services.save_sheet(by=leader, at=AT, action=running, answers={"title": "x"})
    with pytest.raises(MoveRefused):
        services.plan_action(by=leader, at=AT, action=running)


def test_it_goes_back_and_is_dropped_with_a_reason(action, leader):
    services.propose_action(by=leader, at=AT, action=action)
    assert services.send_action_back(by=leader, at=AT, action=action, why="Les lieux manquent").state == "idea"
    assert services.drop_action(by=leader, at=AT, action=action, why="Plus d’opérateur").state == "dropped"
    with pytest.raises(MoveRefused):
        services.propose_action(by=leader, at=AT, action=action)


def test_a_project_that_is_over_is_read_only(action, project, leader):
    withdraw_project(by=BY, at=AT, project=project, why="La commune renonce")
    with pytest.raises(ProjectOver):
        services.save_sheet(by=leader, at=AT, action=action, answers={"title": "x"})
    with pytest.raises(ProjectOver):
        services.open_action(by=leader, at=AT, project=project, answers={})


def test_a_year_outside_the_label_is_refused(action, leader):
    with pytest.raises(YearOutside):
        services.save_sheet(by=leader, at=AT, action=action, answers={"year": 2023})
    assert Action.objects.get(pk=action.pk).sheet.answers["year"] == 2020


def test_two_writers_never_lose_a_word(action, leader, project):
    colleague = holder(project, "projects.write_actions", number=8)
    seen = action.sheet.revision
    services.save_sheet(by=leader, at=AT, action=action, answers={"title": "Les mercredis"}, revision=seen)
    with pytest.raises(AnswersClash):
        services.save_sheet(by=colleague, at=AT, action=action, answers={"title": "Mercredi"}, revision=seen)
    aside = action.sheet.asides.get()
    services.settle_text(by=colleague, at=AT + timedelta(minutes=1), action=action, aside=aside, take=True)
    assert Action.objects.get(pk=action.pk).title == "Mercredi"


def test_next_year_takes_what_lasts(planned, leader):
    again = services.renew_action(by=leader, at=AT, action=planned, year=2021)
    assert (again.year, again.renews, again.state, again.title) == (2021, planned, "idea", planned.title)
    assert again.sheet.answers["novelty"] == "renewed"
    assert not {"starts_on", "ends_on", "school_year"} & set(again.sheet.answers)
    with pytest.raises(AlreadyRenewed):
        services.renew_action(by=leader, at=AT, action=planned, year=2021)


def test_the_library_lends_with_credit(planned, other, leader):
    theirs = holder(other, "projects.write_actions", number=12)
    with pytest.raises(NotInLibrary):
        services.reuse_action(by=theirs, at=AT, action=planned, project=other, year=2021)
    offered = services.set_in_library(by=leader, at=AT, action=planned, offered=True)
    assert list(library()) == list(offered_to_all("mercredi", ["sport"])) == [offered]
    taken = services.reuse_action(by=theirs, at=AT, action=offered, project=other, year=2021)
    assert (taken.after, taken.title, taken.project) == (planned, planned.title, other)
    assert not {"quarters", "operator_name", "funding", "reach", "timetable"} & set(taken.sheet.answers)
    services.drop_action(by=leader, at=AT, action=planned, why="Fin")
    assert list(library()) == []


def test_an_idea_is_no_model(action, leader):
    with pytest.raises(NotYetInPlan):
        services.set_in_library(by=leader, at=AT, action=action, offered=True)


def test_cells_of_the_grid_are_written_together_and_refused_alone(action, leader):
    revision = action.sheet.revision
    saved = set_cells(
        by=leader,
        at=AT,
        actions=[action],
        cells=[
            Cell(action.pk, "title", "Mercredis du canal", revision=revision),
            Cell(action.pk, "bands", "60", "wednesday", "seats", revision),
            Cell(action.pk, "bands", "douze", "evening", "sessions", revision),
            Cell(0, "title", "x"),
        ],
    )
    told = [(one.value, bool(one.refused)) for one in saved]
    assert told == [("Mercredis du canal", False), (60, False), (None, True), (None, True)]
    assert saved[3].refused.startswith("Cette action n’est pas")
    assert saved[2].refused.startswith("Écrivez un nombre entier")
    assert Action.objects.get(pk=action.pk).title == "Mercredis du canal"


def test_a_cell_says_what_it_replaced_so_that_it_can_be_taken_back(action, leader):
    cell = Cell(action.pk, "bands", "60", "wednesday", "seats")
    (saved,) = set_cells(by=leader, at=AT, actions=[action], cells=[cell])
    assert (saved.before, saved.value, saved.refused) == (48, 60, "")
    assert ActionMoment.objects.get(action=action).seats == 60
    set_cells(by=leader, at=AT, actions=[action], cells=[Cell(action.pk, "bands", saved.before, "wednesday", "seats")])
    assert ActionMoment.objects.get(action=action).seats == 48


def test_the_grid_refuses_what_the_sheet_refuses(action, leader):
    services.drop_action(by=leader, at=AT, action=action, why="Fin")
    (saved,) = set_cells(by=leader, at=AT, actions=[action], cells=[Cell(action.pk, "title", "x")])
    assert "Abandonnée" in saved.refused
    with pytest.raises(TooManyCells):
        set_cells(by=leader, at=AT, actions=[action], cells=[Cell(action.pk, "title", "x")] * 2001)


def test_the_plan_is_read_with_a_fixed_number_of_queries(project, leader, counted):
    for number in range(3):
        made = services.open_action(by=leader, at=AT, project=project, answers={**WEDNESDAYS, "title": f"N° {number}"})
        services.propose_action(by=leader, at=AT, action=made)
        services.plan_action(by=leader, at=AT, action=made)
    with counted() as queries:
        rows = list(planned_in([project], 2020))
    assert [len(row.told_moments) for row in rows] == [1, 1, 1]
    assert len(queries) == 7
    assert counts_by_project([project]) == {project.pk: {"planned": 3}}
    assert actions_of(project, 2021).count() == 0
    assert actions_of(project, 2020, ["planned"], viewer=leader).count() == 3


def test_the_ground_without_a_candidature_is_that_of_its_communes(project):
    assert ground_of(project).quarters == ()


def test_starting_a_project_changes_nothing_in_its_actions(planned, project):
    start_project(by=BY, at=AT, project=project)
    assert Action.objects.get(pk=planned.pk).state == "planned"
