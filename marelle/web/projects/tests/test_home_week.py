"""How much is late, said on the home page: for each role, with the counts of the week, at a constant price."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marelle.domains.funding.queries import most_urgent, week_of
from marelle.domains.projects.models import Action, SteeringDecision
from marelle.domains.projects.queries.dues import dues_of, projects_with_files
from marelle.domains.projects.services import record_decision
from marelle.domains.projects.tests.writing import owner, submitted
from marelle.kernel.access import Perimeter
from marelle.web.ui.tests.reading import page

from .test_week import another, begun_late, meeting, task

pytestmark = pytest.mark.django_db
HOME = "/accueil/"


def section(text):
    """The words of « Votre semaine », without its tags."""
    start = text.index('id="semaine"')
    return text[start : text.index("</section>", start)]


def test_a_leader_reads_what_is_late_and_what_comes_and_goes_there(entered, file, leader, mayor, now):
    project = file.project
    task(file, leader, now, leader, "Appeler le collège", -2)
    task(file, leader, now, mayor, "Signer la lettre", -2)  # the mayor's: nobody else hears of it
    begun_late(project, leader, now)
    meeting(project, leader, now)
    told = section(page(entered(leader).get(HOME)))
    assert "2 choses sont en retard." in told and "1 est à vous." in told
    assert told.index("Appeler le collège") < told.index("n’est pas dite commencée"), "one’s own first"
    assert "Signer la lettre" not in told
    assert f'href="/projets/{project.pk}/taches/"' in told and 'href="/ma-semaine/"' in told
    assert "1 chose est prévue ces sept jours." in told and "La prochaine" in told
    assert "Comité de pilotage" in told and "demain, " in told
    week = page(entered(leader).get("/ma-semaine/"))
    assert "2 choses sont en retard." in week and "1 est à vous." in week


def test_a_voice_that_is_awaited_is_said_to_who_gives_it_only(entered, complete, leader, prefect):
    submitted(complete, leader)
    told = page(entered(prefect).get(HOME))
    assert "1 chose vous attend, sans retard." in section(told) and "Voix sur le projet" in section(told)
    assert "Rien ne vous attend aujourd’hui" not in told
    assert "vous attend, sans retard" not in page(entered(leader).get(HOME))


def test_nothing_late_and_nothing_to_come_is_said_kindly(entered, running, leader, holding, next_city):
    assert "Profitez-en pour souffler" in section(page(entered(leader).get(HOME)))
    newcomer = holding("project_leader", next_city, name="thomas")
    assert 'id="semaine"' not in page(entered(newcomer).get(HOME)), "who follows nothing has no week"


@pytest.fixture
def manager(holding, organisation, city):
    body = organisation("Centre social (essai)", "operator", city)
    return holding("operator_manager", Perimeter("organisation", str(body.pk)), body=body, name="odile"), body


def test_an_operator_hears_of_its_own_actions_and_of_nothing_else(entered, file, leader, manager, now):
    viewer, body = manager
    project = file.project
    begun_late(project, leader, now, title="Le club du soir")
    assert 'id="semaine"' not in page(entered(viewer).get(HOME))
    own = begun_late(project, leader, now, title="Les mercredis du centre")
    Action.objects.filter(pk=own.pk).update(operator=body)
    meeting(project, leader, now)
    told = section(page(entered(viewer).get(HOME)))
    assert "1 chose est en retard." in told and "Elle est à vous." in told
    assert "Les mercredis du centre" in told and f'href="/actions/{own.pk}/"' in told
    week = page(entered(viewer).get("/ma-semaine/"))
    assert "Les mercredis du centre" in week and "À vous" in week and "les actions de votre organisme" in week
    assert "Le club du soir" not in week and "Comité de pilotage" not in week
    assert f'href="/projets/{project.pk}/"' not in week, "the project is not theirs to read"
    assert entered(viewer).get(f"/actions/{own.pk}/").status_code == 200


def decided(held, by, at, to, days):
    told = {"words": f"Décision à {days} jours", "owner": owner(to), "due_on": at.date() + timedelta(days=8)}
    made = record_decision(by=by, at=at, meeting=held, **told)
    SteeringDecision.objects.filter(pk=made.pk).update(due_on=at.date() + timedelta(days=days))


def test_one_s_own_decision_is_read_however_late_the_others_are(entered, file, leader, mayor, now):
    held = meeting(file.project, leader, now, hours=1)
    for days in (-9, -8, -7, -6):
        decided(held, leader, now, mayor, days)
    decided(held, leader, now, leader, -2)
    decided(held, leader, now, leader, 3)
    week = week_of(leader, now, most=1)
    assert (week.late_count, week.mine(leader), week.coming_count) == (5, (1, 0), 2)
    told = section(page(entered(leader).get(HOME)))
    assert "5 choses sont en retard." in told and "1 est à vous." in told
    assert told.index("Décision à -2 jours") < told.index("Décision à -9 jours")


def test_what_is_not_read_is_counted_and_one_s_own_is_always_read(file, leader, mayor, now):
    project = file.project
    for number in range(6):
        begun_late(project, leader, now, title=f"Action {number}")
    every = dues_of(projects_with_files(leader), now, now.date() + timedelta(days=7))
    late = sum(one.on is not None and one.on < now.date() for one in every)
    for most in (None, 60, 6, 5, 1):
        week = week_of(leader, now, most=most)
        assert week.late_count == late == 6
        assert len(week.late) == min(6, most or 6)
    assert [one.record.title for one in week_of(leader, now, most=2).late] == ["Action 0", "Action 1"]
    assert [one.record.title for one in most_urgent(leader, week_of(leader, now, most=3), 3)][2] == "Action 2"


def test_the_home_of_twelve_cites_costs_that_of_two(entered, file, leader, machine, prefect, now, counted):
    another(file.project, 1)
    meeting(file.project, leader, now)
    client = entered(prefect)
    client.get(HOME)
    with counted() as few:
        page(client.get(HOME))
    for number in range(2, 12):
        other = another(file.project, number)
        meeting(other, machine, now, name=f"Comité {number}")
        begun_late(other, machine, now)
    with counted() as many:
        told = section(page(client.get(HOME)))
    assert "10 choses sont en retard." in told and told.count("<li>") == 3
    assert len(many) == len(few) <= 20
