"""What a cité offers: what leaves the plan, who answers, what is nearest; and that nothing else leaves."""

import re
from dataclasses import asdict
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.funding.tests.ground import AT, BY, make_ground
from marelle.domains.projects import services
from marelle.domains.projects.models import Action
from marelle.domains.projects.queries import offered_by
from marelle.domains.projects.rules.offer import Offered, Sought, WeekHour, Years, narrowed, next_door, plan_year
from marelle.domains.projects.rules.sheets import point_of
from marelle.domains.territories.models import Quarter

from .sheets import WEDNESDAYS

TODAY = date(2020, 3, 2)
SECRETS = {
    "responsible": "CANARI-PERSONNE 06 00 00 00 00",
    "notes": "CANARI-NOTE",
    "needs": "CANARI-BESOIN",
    "human_means": "CANARI-MOYENS",
}


def offered(**told):
    facts = {
        "number": 1,
        "title": "Échecs",
        "text": "On joue.",
        "themes": ("culture",),
        "ages": (Years(11, 15),),
        "adults": (),
        "moments": ("wednesday",),
        "hours": (WeekHour(2, time(14), time(17), "Gymnase"),),
        "quarters": (),
        "schools": (),
        "places": (),
        "operator": "Ateliers",
        "operator_id": None,
        "entry": "open",
        "year": 2020,
        "starts_on": None,
        "ends_on": None,
    }
    return Offered(**{**facts, **told})


@pytest.fixture
def project(db):
    found = make_ground().projects[0]
    facts = {"generation": 2015, "departement": found.site.commune_main.departement, "valid_from": date(2015, 1, 1)}
    Quarter.objects.create(code="QP080997", name="Les Tilleuls", invented=True, **facts)
    return found


def planned(project, **changes):
    action = services.open_action(by=BY, at=AT, project=project, answers={**WEDNESDAYS, **SECRETS, **changes})
    services.propose_action(by=BY, at=AT, action=action)
    return services.plan_action(by=BY, at=AT, action=action)


def test_only_the_plan_of_the_year_leaves_and_nothing_that_is_over(project):
    kept = planned(project)
    planned(project, title="L’an prochain", year=2021)
    planned(project, title="Finie", starts_on="2020-01-06", ends_on="2020-02-28")
    services.open_action(by=BY, at=AT, project=project, answers=WEDNESDAYS)
    dropped = planned(project, title="Abandonnée")
    services.drop_action(by=BY, at=AT, action=dropped, why="Plus d’animateur.")
    (one,) = offered_by(project, 2020, TODAY)
    assert (one.number, one.title, one.operator) == (kept.number, WEDNESDAYS["title"], "Centre social des Tilleuls")
    assert one.ages == (Years(11, 15),) and one.hours == (WeekHour(2, time(14), time(17), "Gymnase du canal"),)
    assert [quarter.name for quarter in one.quarters] == ["Les Tilleuls"]


def test_nobody_to_reach_no_amount_no_note_leaves(project):
    planned(project)
    (one,) = offered_by(project, 2020, TODAY)
    told = str(asdict(one))
    assert "CANARI" not in told and "1200000" not in told and "1 200 000" not in told


def test_the_sheet_is_never_loaded_and_the_price_does_not_grow(project, django_assert_num_queries):
    planned(project)
    with django_assert_num_queries(6) as asked:
        offered_by(project, 2020, TODAY)
    told = " ".join(query["sql"] for query in asked)
    assert not re.search(r'"answers"(?! ->>? )', told), told
    for number in range(6):
        planned(project, title=f"Action {number}")
    with django_assert_num_queries(6):
        assert len(offered_by(project, 2020, TODAY)) == 7
    assert Action.objects.filter(sheet__answers__responsible__icontains="CANARI").count() == 7


@pytest.mark.parametrize(
    ("sought", "met"),
    [
        (Sought(age=11), True),
        (Sought(age=14), True),
        (Sought(age=15), False),
        (Sought(moment="wednesday"), True),
        (Sought(moment="evening"), False),
        (Sought(quarter="QP000001"), True),  # it is for the whole cité
        (Sought(theme="sport"), False),
        (Sought(words="echecs ATELIERS"), True),
        (Sought(words="piscine"), False),
    ],
)
def test_each_thing_asked_narrows(sought, met):
    assert sought.met_by(offered()) is met


def test_an_action_for_adults_answers_no_age():
    assert not Sought(age=12).met_by(offered(ages=(), adults=("parents",)))


def test_what_is_nearest_gives_up_one_thing_at_a_time_then_all_but_the_age():
    actions = [offered(number=1), offered(number=2, moments=("evening",), ages=(Years(15, 18),))]
    near = next_door(actions, Sought(age=16, moment="wednesday"))
    assert [(one.given_up, [a.number for a in one.actions]) for one in near] == [("moment", [2])]
    near = next_door(actions, Sought(age=16, moment="wednesday", theme="sport"))
    assert [(one.given_up, [a.number for a in one.actions]) for one in near] == [("all", [2])]
    assert next_door(actions, Sought(age=3)) == []


@given(age=st.integers(0, 25), lowest=st.integers(0, 24), length=st.integers(1, 10))
def test_an_age_is_met_exactly_when_it_is_inside(age, lowest, length):
    action = offered(ages=(Years(lowest, lowest + length),))
    assert (action in narrowed([action], Sought(age=age))) == (lowest <= age < lowest + length)


def test_the_year_read_is_this_one_or_the_nearest_of_the_project():
    years = range(2020, 2023)
    assert [plan_year(years, date(year, 6, 1)) for year in (2019, 2021, 2025)] == [2020, 2021, 2022]


def test_levels_dates_and_points_of_a_sheet_are_told(project):
    session = {"on": "2020-04-20", "from": "09:00", "to": "12:00", "place": "Collège", "seats": 24}
    planned(
        project,
        levels=["3e"],
        dates=[{**session, "on": "2020-04-21"}, session],
        places=[{"name": "Gymnase", "point": "49,9817 ; 2,0466"}, {"name": "Cour", "point": "par là"}],
    )
    (told,) = offered_by(project, 2020, TODAY)
    assert told.levels == ("3e",)
    assert [(one.on, one.starts_at, one.place) for one in told.dates] == [
        (date(2020, 4, day), time(9), "Collège") for day in (20, 21)
    ]
    assert [(one.lon, one.lat) for one in told.places] == [(2.0466, 49.9817), (None, None)]


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("49.8942, 2.2957", (2.2957, 49.8942)),
        ("49.8942,2.2957", (2.2957, 49.8942)),
        ("49,8942, 2,2957", (2.2957, 49.8942)),
        ("-21.1151 55.5364", (55.5364, -21.1151)),
        ("99.1, 2.3", (None, None)),
        ("48,2", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_a_point_is_read_as_maps_give_it(text, point):
    assert point_of(text) == point
