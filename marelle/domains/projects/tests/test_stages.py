"""An action brought to a state of the plan: step by step, by who may, from the cell of a workbook."""

from __future__ import annotations

from datetime import date

import pytest

from marelle.domains.projects.models import Action
from marelle.domains.projects.rules.actions import FarFromPlan, NotReadyForPlan, PlanNotYours, SaidOnItsPage
from marelle.domains.projects.services import drop_action, open_action, propose_action
from marelle.domains.projects.services.stages import bring_to
from marelle.domains.projects.services.tables import PROJECT_TABLES, asked_of
from marelle.kernel.access import Forbidden, Grant, Viewer
from marelle.kernel.tables.outcome import CHANGES, CLASH, NEW, REFUSED, SAME
from marelle.kernel.tests.tabling import Taken

from .sheets import WEDNESDAYS

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(project, leader, now):
    return open_action(by=leader, at=now, project=project, answers=WEDNESDAYS)


@pytest.fixture
def writer(leader):
    """Somebody who writes the plan, and does not take actions into it."""
    kept = tuple(one for one in leader.grants if one.permission != "projects.plan_actions")
    return Viewer(leader.person_id, leader.name, kept)


@pytest.fixture
def taken(action, leader, now):
    return Taken(PROJECT_TABLES["actions"], asked_of(action.project, by=leader, at=now))


@pytest.mark.parametrize("state", ["idea", "proposed", "planned", "running", "done"])
def test_each_state_of_the_way_is_reached(action, leader, now, state):
    brought = bring_to(by=leader, at=now, action=action, state=state)
    action.refresh_from_db()
    assert brought.state == action.state == state
    assert bring_to(by=leader, at=now, action=action, state=state).state == state


def test_it_begins_on_the_first_day_that_its_sheet_says(project, leader, now):
    begun = open_action(by=leader, at=now, project=project, answers={**WEDNESDAYS, "starts_on": "2019-05-06"})
    assert bring_to(by=leader, at=now, action=begun, state="running").started_on == date(2019, 5, 6)


def test_what_cannot_be_is_refused_at_the_state(action, project, leader, writer, now):
    empty = open_action(by=leader, at=now, project=project, answers={"title": "Une chorale"})
    with pytest.raises(NotReadyForPlan) as refusal:
        bring_to(by=leader, at=now, action=empty, state="planned")
    assert refusal.value.field == "state" and "Objectif principal" in str(refusal.value)
    with pytest.raises(PlanNotYours):
        bring_to(by=writer, at=now, action=action, state="planned")
    action.refresh_from_db()
    assert action.state == "idea"  # nothing by halves
    assert bring_to(by=writer, at=now, action=action, state="proposed").state == "proposed"
    for state in ("idea", "dropped"):
        with pytest.raises(SaidOnItsPage):
            bring_to(by=leader, at=now, action=action, state=state)
    drop_action(by=leader, at=now, action=action, why="L’association ferme.")
    with pytest.raises(FarFromPlan):
        bring_to(by=leader, at=now, action=action, state="planned")
    nobody = Viewer(leader.person_id, leader.name, (Grant("projects.read", next(iter(project.perimeters()))),))
    with pytest.raises(Forbidden):
        bring_to(by=nobody, at=now, action=empty, state="proposed")


def test_the_state_of_a_line_moves_its_action(taken, action):
    assert taken.cell(2, "state").value == "En préparation"
    taken.put(2, state="Au plan")
    line = taken.read().lines[0]
    assert (line.fate, [(one.before, one.after) for one in line.changes]) == (
        CHANGES, [("En préparation", "Au plan")],
    )  # fmt: skip
    taken.brought()
    action.refresh_from_db()
    assert action.state == "planned"
    assert taken.read().lines[0].fate == SAME


def test_a_new_line_enters_in_its_state_and_once(taken, action):
    number = taken.add(action="chorale", title="Chorale", objective="Conforter le rôle de l’école", state="En cours")
    refused = taken.read().lines[-1]
    assert refused.fate == REFUSED and "La fiche n’est pas complète" in refused.sentence
    assert f"colonne {taken.where('state')} " in refused.sentence
    own = {taken.place(code) for code in ("action", "state", "title", "revision")}
    for cell in taken.sheet[2]:  # the same as the first line, under another name
        if cell.column not in own:
            taken.sheet.cell(number, cell.column).value = cell.value
    for beside in taken.book.worksheets[1:]:
        for row in list(beside.iter_rows(min_row=2, values_only=True)):
            beside.append(["chorale", *row[1:]])
    assert [line.fate for line in taken.read().lines] == [SAME, NEW]
    taken.brought()
    made = Action.objects.get(title="Chorale")
    assert (made.state, made.planned_on is not None, made.started_on is not None) == ("running", True, True)
    assert [line.fate for line in taken.read().lines] == [SAME, SAME] and Action.objects.count() == 2


def test_a_colleague_who_moved_it_meanwhile_is_not_undone(taken, action, leader, now):
    propose_action(by=leader, at=now, action=action)
    assert [line.fate for line in taken.read().lines] == [SAME]  # what went out is not brought back
    taken.put(2, state="Au plan")
    assert [line.fate for line in taken.read().lines] == [CLASH]
    assert taken.brought().lines[0].fate == CLASH
    action.refresh_from_db()
    assert action.state == "proposed"
    taken.brought(accepted=["0.2"])
    action.refresh_from_db()
    assert action.state == "planned"


def test_whoever_only_writes_is_told_what_to_write(action, writer, now):
    taken = Taken(PROJECT_TABLES["actions"], asked_of(action.project, by=writer, at=now)).put(2, state="Au plan")
    line = taken.read().lines[0]
    assert line.fate == REFUSED and "écrivez «\u00a0Proposée\u00a0»" in line.sentence
    assert taken.put(2, state="Proposée").read().lines[0].fate == CHANGES
