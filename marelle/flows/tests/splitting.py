"""A labelled site of two quarters, its money, and three actions: what splits and what merges in tests."""

from datetime import date, datetime

import pytest

from marelle.domains.funding.services import allocate
from marelle.domains.funding.tests.ground import BY, DECIDED, make_ground
from marelle.domains.projects import services as projects
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.services import start_project
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.domains.territories.models import Quarter, SiteCommune
from marelle.domains.territories.services import Ground, set_ground
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents

AT, DAY = datetime(2021, 3, 1, 10, tzinfo=PARIS), date(2021, 3, 1)
NORTH, SOUTH = "QP080995", "QP080996"


@pytest.fixture
def project(db):
    ground = make_ground()
    for budget in ground.budgets:
        for year in (2020, 2021, 2022):
            facts = {"year": year, "cents": Cents(400), "key": f"{budget.pk}:{year}", "reason": "Label"}
            allocate(by=BY, at=AT, budget=budget, **facts)
    for found in ground.projects:
        SiteCommune.objects.create(site=found.site, commune=found.site.commune_main, is_main=True, valid_from=DECIDED)
        start_project(by=BY, at=AT, project=found)
    made = ground.projects[0]
    for code, name in ((NORTH, "Nord"), (SOUTH, "Sud")):
        since = {"generation": 2015, "valid_from": date(2015, 1, 1)}
        Quarter.objects.create(
            code=code, name=name, departement=made.site.commune_main.departement, invented=True, **since
        )
    whole = Ground((made.site.commune_main_id,), (NORTH, SOUTH))
    set_ground(by=BY, at=AT, site=made.site, ground=whole, on=DECIDED, why="Candidature")
    return Project.objects.select_related("site__commune_main__departement", "decision__call").get(pk=made.pk)


@pytest.fixture
def actions(project):
    """One in each quarter, planned; a third one finished."""
    made = []
    for title, quarter, state in (("Nord", NORTH, "planned"), ("Sud", SOUTH, "running"), ("Finie", NORTH, "done")):
        sheet = {**WEDNESDAYS, "title": title, "quarters": [quarter], "year": 2021}
        action = projects.open_action(by=BY, at=AT, project=project, answers=sheet)
        projects.propose_action(by=BY, at=AT, action=action)
        projects.plan_action(by=BY, at=AT, action=action)
        if state != "planned":
            projects.start_action(by=BY, at=AT, action=action, on=date(2021, 1, 6))
        if state == "done":
            projects.end_action(by=BY, at=AT, action=action)
        made.append(Action.objects.get(pk=action.pk))
    return made
