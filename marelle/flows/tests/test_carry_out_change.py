"""On its day the worker carries a change out, whole or not at all, once."""

# ruff: noqa: F811 -- fixtures are named as they are used

from marelle.config import tasks
from marelle.domains.funding.tests.ground import BY
from marelle.domains.projects import services as projects
from marelle.domains.projects.models import Action
from marelle.domains.projects.queries.changes import changes_due
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.domains.territories.models import Site
from marelle.domains.territories.queries import became
from marelle.flows.carry_out_change import carry_out_change
from marelle.flows.give_change import give_change
from marelle.kernel.access import Viewer

from .splitting import AT, NORTH, SOUTH, actions, project  # noqa: F401
from .to_come import DAY_AFTER, LATER, ON_ITS_DAY, letters, logged, planned, somebody

WORKER = Viewer.machine("worker")


def carry_out(change, at=ON_ITS_DAY):
    return carry_out_change(by=WORKER, at=at, number=change.pk)


def test_it_waits_for_its_day_then_is_done_once(project, actions):
    change = planned(project, actions)
    assert carry_out(change, AT) is None
    done = carry_out(change)
    project.refresh_from_db()
    assert (done.state, done.ended_at, project.state) == ("done", ON_ITS_DAY, "carried_on")
    lines = became(project.site)
    assert [(one.after.name, one.on) for one in lines] == [("Nord", LATER), ("Sud", LATER)]
    assert carry_out(change) is None
    assert carry_out(change, DAY_AFTER) is None
    assert Site.objects.filter(slug__in=("nord", "sud")).count() == 2


def test_it_is_in_the_log_in_the_name_of_whoever_decided_it(project, actions):
    person = somebody()
    change = planned(project, actions, by=Viewer.machine("bureau").on_behalf_of(person.pk))
    carry_out(change)
    for action in ("projects.carry_out_change", "territories.split_site"):
        (entry,) = logged(action)
        assert (entry.person_id, bool(entry.program)) == (person.pk, True)


def test_what_no_rule_places_holds_it_up_and_it_is_tried_again_each_day(project, actions):
    person = somebody()
    change = planned(project, actions, by=Viewer.machine("bureau").on_behalf_of(person.pk))
    sheet = {**WEDNESDAYS, "title": "Partout", "quarters": [NORTH, SOUTH], "year": 2021}
    new = projects.open_action(by=BY, at=AT, project=project, answers=sheet)
    held = carry_out(change)
    project.refresh_from_db()
    assert (held.state, project.state, Site.objects.count()) == ("held_up", "running", 2)
    assert "Partout" in held.refusal and "dites où cela va" in held.refusal
    assert letters("À reprendre") == [person.email]
    assert (changes_due(ON_ITS_DAY.date()), changes_due(DAY_AFTER.date())) == ([], [change.pk])
    carry_out(change, DAY_AFTER)
    assert len(letters("À reprendre")) == 1  # the same reason is said once
    projects.save_sheet(by=BY, at=AT, action=new, answers={"quarters": [SOUTH]})
    assert carry_out(change, DAY_AFTER).state == "done"
    assert Action.objects.filter(project__site__slug="sud").count() == 2


def test_a_site_that_ended_meanwhile_says_so(project, actions):
    change = planned(project, actions)
    order = {"kind": "split", "sites": [project.site], "told": change.told, "on": AT.date(), "why": "Plus tôt"}
    give_change(by=BY, at=AT, **order)
    held = carry_out(change)
    assert held.state == "held_up" and "a déjà pris fin" in held.refusal


def test_the_clock_moved_past_the_day_carries_it_out(project, actions, at, worked):
    change = planned(project, actions)
    at("2021-03-31T23:59")
    tasks.watch_changes()
    assert worked() == 0
    at("2021-04-01T00:00")
    tasks.watch_changes()
    tasks.watch_changes()  # queued twice, done once
    assert worked() == 2
    change.refresh_from_db()
    assert change.state == "done"
    assert Site.objects.filter(slug__in=("nord", "sud")).count() == 2
