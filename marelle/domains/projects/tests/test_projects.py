"""A project opens from a label, runs, ends; refusal by refusal."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.calls.services import supersede_decision
from marelle.domains.funding.tests.ground import AT, BY, DECIDED, Ground, make_ground, make_site
from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries import project_of_label, projects_of, projects_seen_by
from marelle.domains.projects.rules.projects import NotLabelled, ProjectExists, years_of_label
from marelle.domains.projects.services import end_project, open_from_label, start_project, withdraw_project
from marelle.kernel.access import NATIONAL, Forbidden, Grant, Perimeter, Viewer
from marelle.kernel.states import MoveRefused


@given(st.dates(date(2013, 1, 1), date(2090, 1, 1)), st.integers(1, 6))
def test_the_years_of_a_label_are_whole_civil_years_after_it(day, years):
    period = years_of_label(day, years)
    assert day not in period
    assert (period.start, period.end) == (date(day.year + 1, 1, 1), date(day.year + 1 + years, 1, 1))


@given(st.dates(date(2013, 1, 1), date(2090, 1, 1)))
def test_they_are_those_that_the_call_promised_whenever_it_is_decided(day):
    period = years_of_label(day, promised=[2021, 2020, 2022])
    assert (period.start, period.end) == (date(2020, 1, 1), date(2023, 1, 1))
    assert years_of_label(day, promised=[2020]) == period
    assert years_of_label(day, promised=[2020, 2021, 2022, 2023]).end == date(2024, 1, 1)


@pytest.fixture
def ground(db: None) -> Ground:
    return make_ground()


@pytest.fixture
def project(ground: Ground) -> Project:
    return ground.projects[0]


def test_a_project_opens_with_its_label(project):
    assert (project.state, project.opened_at, project.finalise_by) == ("finalising", AT, date(2019, 12, 31))
    assert (project.period.label, list(project.years), project.invented) == ("2020-2022", [2020, 2021, 2022], True)
    assert project_of_label(project.decision) == project
    with pytest.raises(ProjectExists):
        open_from_label(by=BY, at=AT, decision=project.decision)


def test_no_project_without_a_label(project):
    facts = {"decided_on": DECIDED, "reason": "La commune renonce"}
    withdrawn = supersede_decision(by=BY, at=AT, decision=project.decision, outcome="withdrawn", **facts)
    with pytest.raises(NotLabelled):
        open_from_label(by=BY, at=AT, decision=withdrawn)
    assert project_of_label(withdrawn) is None


def test_only_who_records_decisions_opens_and_moves(project):
    reader = Viewer(7, "A", (Grant("projects.read", NATIONAL),))
    with pytest.raises(Forbidden):
        open_from_label(by=reader, at=AT, decision=project.decision)
    for order, rest in ((start_project, {}), (end_project, {}), (withdraw_project, {"why": "x"})):
        with pytest.raises(Forbidden):
            order(by=reader, at=AT, project=project, **rest)


def test_it_runs_then_ends_and_never_comes_back(project):
    with pytest.raises(MoveRefused):
        end_project(by=BY, at=AT, project=project)
    assert start_project(by=BY, at=AT, project=project).stage.label == "En cours"
    assert end_project(by=BY, at=AT, project=project).state == "ended"
    for order, rest in ((start_project, {}), (withdraw_project, {"why": "x"})):
        with pytest.raises(MoveRefused):
            order(by=BY, at=AT, project=project, **rest)


def test_a_stale_object_does_not_decide(project):
    stale = Project.objects.select_related("site__commune_main__departement").get(pk=project.pk)
    withdraw_project(by=BY, at=AT, project=project, why="La commune renonce")
    with pytest.raises(MoveRefused):
        start_project(by=BY, at=AT, project=stale)


@pytest.mark.parametrize(
    ("place", "seen"),
    [
        (NATIONAL, 2),
        (Perimeter("region", "32"), 2),
        (Perimeter("departement", "80"), 2),
        (Perimeter("departement", "59"), 0),
        (Perimeter("commune", "80990"), 1),
        (Perimeter("site", "x"), 0),
        (Perimeter("organisation", "1"), 0),
    ],
)
def test_one_sees_the_projects_of_ones_places(ground, place, seen):
    viewer = Viewer(7, "A", (Grant("projects.read", place),))
    assert visible_projects(viewer).count() == seen
    assert all(viewer.may("projects.read", project.perimeters()) for project in projects_seen_by(viewer))
    assert not visible_projects(Viewer(7, "A", (Grant("funding.read", place),))).exists()


def test_a_site_is_seen_by_its_number(ground, project):
    viewer = Viewer(7, "A", (Grant("projects.read", Perimeter("site", str(project.site_id))),))
    assert list(projects_seen_by(viewer)) == [project]


def test_projects_by_site_in_one_query(ground, counted):
    sites = [project.site for project in ground.projects] + [make_site(7)]
    with counted() as queries:
        found = projects_of(sites)
        assert {number: [p.site.slug for p in held] for number, held in found.items()} == {
            sites[0].pk: ["site-0"],
            sites[1].pk: ["site-1"],
        }
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("projects_project_lasts", {"ends_on": date(2020, 1, 1)}),
        ("projects_project_whole_civil_years", {"ends_on": date(2022, 9, 1)}),
        ("projects_project_known_state", {"state": "dreaming"}),
    ],
)
def test_the_database_says_the_same(project, constraint, facts):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**facts)
