"""Plans through the interface: each line, quartiles without a name, poor quarters, what a proposal would change."""

from __future__ import annotations

import pytest
from django.test import Client

from marelle.domains.accounts.tests.conftest import *  # noqa: F403
from marelle.domains.projects import services
from marelle.domains.projects.queries.coverage import coverage_of, proposals_of
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.domains.projects.tests.test_coverage import AT, BY, NORTH, planned, project  # noqa: F401
from marelle.engines.coverage import difference, holes
from marelle.kernel import clock
from marelle.kernel.access import Perimeter
from marelle.web.ui.tests.entering import entered  # noqa: F401

from .conftest import Program

# ruff: noqa: F811
pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """The day of the plans: rights are held around it."""
    clock.set_to(AT)
    return AT


@pytest.fixture
def reader(holding, entered, project) -> Program:
    place = Perimeter("commune", project.site.commune_main_id)
    return Program(entered(holding("elected_observer", place, name="suivi")))


def test_every_plan_that_one_may_read(reader, project, entered, holding, next_city):
    planned(project)
    told = reader.get("plans?year=2020")[1]
    found = holes(coverage_of(project, 2020).matrix)
    assert [(one["project"], one["actions"], one["holes"]) for one in told["items"]] == [(project.pk, 1, len(found))]
    assert told["items"][0]["worst"]["band"] == found[0].cell.band
    assert reader.get("plans?year=1800")[0] == 422
    assert Program(Client()).get("plans")[0] == 401
    stranger = Program(entered(holding("elected_observer", next_city, name="voisin")))
    assert stranger.get("plans")[1]["items"] == []
    for rest in ("beside", "poverty", "proposals", "proposals/A-001"):
        assert stranger.get(f"projects/{project.pk}/coverage/{rest}")[0] == 404


def test_what_a_proposed_action_would_change(reader, project):
    action = services.open_action(by=BY, at=AT, project=project, answers=WEDNESDAYS)
    services.propose_action(by=BY, at=AT, action=action)
    here = f"projects/{project.pk}/coverage/proposals"
    told = reader.get(f"{here}?year=2020")[1]
    proposed = proposals_of(project, 2020)
    before = proposed.coverage.matrix
    changes = difference(before, proposed.matrix_with(action.code))
    assert [(one["code"], len(one["closes"])) for one in told["items"]] == [(action.code, len(changes.closed))]
    assert told["holes"] == len(holes(before))
    tried = reader.get(f"{here}/{action.code}?year=2020")[1]
    assert len(tried["items"]) == len(changes.changed)
    assert tried["holes"] == told["holes"] - len(changes.closed)
    assert reader.get(f"{here}/A-999?year=2020")[0] == 404
    assert reader.get(f"{here}?year=2020&theme=nul")[0] == 404


def test_quarters_by_poverty_and_nothing_is_guessed(reader, project):
    planned(project)
    told = reader.get(f"projects/{project.pk}/coverage/poverty?year=2020")[1]
    assert NORTH in told["rates"] and {one["side"] for one in told["sides"]} <= {"poorest", "others", "unrated"}
    assert (told["gap_low"] is None) == (told["gap_high"] is None)


def test_under_four_cites_alike_nothing_is_told(reader, project):
    planned(project)
    told = reader.get(f"projects/{project.pk}/coverage/beside?year=2020")[1]
    assert (told["cites"], told["items"]) == (0, [])
