"""The plan of a cité, as the engine of coverage reads it from the sheets."""

from datetime import date
from decimal import Decimal

import pytest

from marelle.domains.funding.tests.ground import AT, BY, DECIDED, make_ground
from marelle.domains.projects import services
from marelle.domains.projects.queries.coverage import AGES, BANDS, coverage_of, coverages_of, themes
from marelle.domains.projects.rules.bands import AGE_BANDS
from marelle.domains.projects.states.actions import IN_PLAN
from marelle.domains.territories import services as register
from marelle.domains.territories.models import Quarter, SiteCommune
from marelle.domains.territories.services import Ground, set_ground
from marelle.engines.coverage import Ages, holes
from marelle.kernel.periods import civil_year

from .sheets import WEDNESDAYS

NORTH, SOUTH = "QP080997", "QP080998"


@pytest.fixture
def project(db):
    found = make_ground().projects[0]
    site = found.site
    SiteCommune.objects.create(site=site, commune=site.commune_main, is_main=True, valid_from=DECIDED)
    source = register.cite_source(name="Données inventées pour les essais")
    for code, name in ((NORTH, "Les Tilleuls"), (SOUTH, "La Verrerie")):
        since = {"generation": 2015, "valid_from": date(2015, 1, 1), "invented": True}
        Quarter.objects.create(code=code, name=name, departement=site.commune_main.departement, **since)
    for indicator, value in (("young_6_10", 560), ("young_11_14", 420), ("poverty", 46)):
        facts = {"indicator": indicator, "period": civil_year(2018), "value": Decimal(value), "source": source}
        register.add_figure(by=BY, place=f"quarter:{NORTH}", **facts)
    ground = Ground((site.commune_main_id,), (NORTH, SOUTH))
    set_ground(by=BY, at=AT, site=site, ground=ground, on=DECIDED, why="Candidature")
    return found


def planned(project, **changes):
    action = services.open_action(by=BY, at=AT, project=project, answers={**WEDNESDAYS, **changes})
    services.propose_action(by=BY, at=AT, action=action)
    return services.plan_action(by=BY, at=AT, action=action)


def test_the_axes_are_those_of_the_sheet():
    assert [str(ages) for ages in AGES] == ["0-3", "3-6", "6-11", "11-15", "15-18", "18-26"]
    assert len(AGES) == len(AGE_BANDS)
    assert {band.code for band in BANDS} >= {"wednesday", "small_holidays", "summer"}
    assert "sport" in themes()


def test_what_a_planned_action_opens(project):
    planned(project)
    coverage = coverage_of(project, 2020)
    cell = coverage.matrix.cell(Ages(11, 15), "wednesday", NORTH)
    assert (cell.actions, cell.minutes.low, cell.minutes.high) == (("A-001",), 14 * 180, 14 * 180)
    assert (cell.seats.low, cell.young.low, cell.reach.low, cell.reach.high) == (48, 420, 64, 64)
    assert coverage.matrix.cell(Ages(11, 15), "wednesday", SOUTH).actions == ()
    assert coverage.matrix.cell(Ages(11, 15), "wednesday", SOUTH).young.unknown
    assert coverage.poverty == {NORTH: 46, SOUTH: None}
    assert coverage.actions["A-001"].title == WEDNESDAYS["title"]


def test_what_is_proposed_fills_nothing_yet(project):
    action = services.open_action(by=BY, at=AT, project=project, answers=WEDNESDAYS)
    services.propose_action(by=BY, at=AT, action=action)
    assert coverage_of(project, 2020).matrix.cell(Ages(11, 15), "wednesday", NORTH).actions == ()
    more = coverage_of(project, 2020, (*IN_PLAN, "proposed"))
    assert more.matrix.cell(Ages(11, 15), "wednesday", NORTH).actions == ("A-001",)
    assert coverage_of(project, 2021).matrix.cell().actions == ()


def test_an_action_for_the_whole_cite_and_one_for_adults(project):
    planned(project, quarters=None, title="Toute la cité")
    planned(project, ages=None, reach=None, adults=["parents"], title="Parents")
    coverage = coverage_of(project, 2020)
    for quarter in (NORTH, SOUTH):
        assert coverage.matrix.cell(Ages(11, 15), "wednesday", quarter).actions == ("A-001",)
    assert coverage.matrix.cell().actions == ("A-001",)


def test_holes_are_told_worst_first_and_unknown_last(project):
    planned(project)
    found = holes(coverage_of(project, 2020).matrix)
    assert found[0].cell.quarter == NORTH
    assert not found[-1].sized


def test_many_cites_cost_the_same_number_of_queries(project, counted):
    planned(project)
    with counted() as one:
        coverages_of([project], 2020)
    planned(project, title="Deux")
    planned(project, title="Trois")
    with counted() as three:
        coverages_of([project], 2020)
    assert len(one) == len(three) <= 16
