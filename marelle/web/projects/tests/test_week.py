"""The week over several cités, and who owes what to a project: who may, what is shown, what it costs, one recall."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marelle.domains.accounts import services as accounts
from marelle.domains.funding.tests.ground import labelled
from marelle.domains.projects import services
from marelle.domains.projects.models import Action, ProjectRecall, ProjectTask
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.domains.projects.tests.writing import owner, submitted
from marelle.domains.territories.models import Commune, Site
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.mail.models import OutgoingMail
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db


def task(file, by, at, to, what, days):
    made = services.give_task(by=by, at=at, file=file, what=what, owner=owner(to), due_on=at.date() + timedelta(days=8))
    ProjectTask.objects.filter(what=what).update(due_on=at.date() + timedelta(days=days))
    return made


def meeting(project, by, at, name="Comité de pilotage", hours=30):
    body = services.open_body(by=by, at=at, project=project, name=name, level=1, rhythm="quarter")
    return services.plan_meeting(by=by, at=at, body=body, starts_at=at + timedelta(hours=hours), place="Mairie")


def begun_late(project, by, at, **changes):
    action = services.open_action(by=by, at=at, project=project, answers={**WEDNESDAYS, **changes})
    services.propose_action(by=by, at=at, action=action)
    services.plan_action(by=by, at=at, action=action)
    Action.objects.filter(pk=action.pk).update(starts_on=at.date() - timedelta(days=20))
    return action


@pytest.fixture
def delegate(holding, city):
    return holding("prefect_delegate", city, name="bruno")


def test_who_opens_what(client, entered, file, leader, delegate, holding, next_city, city):
    owed = f"/projets/{file.project_id}/attendu/"
    assert {client.get(one).status_code for one in ("/ma-semaine/", owed)} == {302}
    for viewer in (leader, delegate):
        assert {entered(viewer).get(one).status_code for one in ("/ma-semaine/", owed)} == {200}
    neighbour = entered(holding("project_leader", next_city, name="thomas"))
    assert neighbour.get(owed).status_code == neighbour.post(owed, {"recall": "task:1"}).status_code == 404
    observer = entered(holding("elected_observer", city, name="odile"))
    assert observer.get("/ma-semaine/").status_code == 200
    assert observer.get(owed).status_code == observer.post(owed, {"recall": "task:1"}).status_code == 403


def test_the_week_says_what_comes_what_is_late_and_only_my_own_tasks(entered, file, leader, mayor, delegate, now):
    project = file.project
    meeting(project, leader, now)
    task(file, leader, now, leader, "Appeler le collège", 2)
    task(file, leader, now, mayor, "Signer la lettre", 2)
    begun_late(project, leader, now)
    told = page(entered(leader).get("/ma-semaine/"))
    assert "Réunion : Comité de pilotage, Mairie" in told and "Tâche : Appeler le collège" in told
    assert "Signer la lettre" not in told
    assert "l’action devait commencer, et n’est pas dite commencée" in told and "depuis 20 jours" in told
    assert told.index("Comité de pilotage") < told.index("Appeler le collège") < told.index("En retard")
    other = page(entered(delegate).get("/ma-semaine/"))
    assert "Comité de pilotage" in other and "Appeler le collège" not in other


def test_the_week_turns_and_nonsense_is_today(entered, file, leader, now):
    meeting(file.project, leader, now, hours=24 * 9)
    client = entered(leader)
    assert "Comité de pilotage" not in page(client.get("/ma-semaine/"))
    after = (now + timedelta(days=7)).date().isoformat()
    told = page(client.get(f"/ma-semaine/?du={after}"))
    assert "Comité de pilotage" in told and "Semaine d’avant" in told
    for nonsense in ("9999-12-31", "hier", "2018-01-01", ""):
        assert "Rien n’est prévu ces sept jours." in page(client.get(f"/ma-semaine/?du={nonsense}"))


def test_a_voice_is_awaited_from_who_may_give_it_until_it_is_given(entered, complete, leader, prefect, mayor, now):
    file = submitted(complete, leader)
    assert "Voix sur le projet" in page(entered(prefect).get("/ma-semaine/"))
    assert "Voix sur le projet" not in page(entered(leader).get("/ma-semaine/"))
    owed = page(entered(leader).get(f"/projets/{file.project_id}/attendu/"))
    assert owed.count("Voix sur le projet :") == 6  # three seats, each said once to the eye and once in its button
    services.give_voice(by=prefect, at=now, file=file, version=1, seat="prefect", opinion="favourable", reasons="")
    assert "Voix sur le projet" not in page(entered(prefect).get("/ma-semaine/"))


def test_who_follows_nothing_yet_is_told_so(entered, holding, next_city):
    newcomer = entered(holding("project_leader", next_city, name="thomas"))
    assert "Vous ne suivez aucune cité" in page(newcomer.get("/ma-semaine/"))


def another(project, number):
    """One more labelled site of the same department."""
    commune = Commune.objects.get(pk=project.site.commune_main_id)
    site = Site.objects.create(slug=f"voisine-{number}", name=f"Voisine {number}", commune_main=commune, invented=True)
    return labelled(project.decision.call, site, project.decision.source)


def test_the_week_of_twelve_costs_that_of_two(entered, file, leader, machine, prefect, now, counted):
    project = file.project
    another(project, 1)
    meeting(project, leader, now)
    client = entered(prefect)
    client.get("/ma-semaine/")
    with counted() as few:
        page(client.get("/ma-semaine/"))
    for number in range(2, 12):
        other = another(project, number)
        meeting(other, machine, now, name=f"Comité {number}")
        begun_late(other, machine, now)
    with counted() as many:
        page(client.get("/ma-semaine/"))
    assert len(many) == len(few) <= 20


def test_what_is_owed_is_recalled_once_in_a_while(entered, file, leader, mayor, now, worked):
    task(file, leader, now, mayor, "Signer la lettre", -3)
    task(file, leader, now, mayor, "Plus tard", 3)
    client, address = entered(leader), f"/projets/{file.project_id}/attendu/"
    told = page(client.get(address))
    assert "Signer la lettre" in told and "Plus tard" not in told and "depuis 3 jours" in told
    assert "aucun rappel" in told and f"mailto:{owner(mayor).email}" in told and "téléphone inconnu" in told
    key = f"task:{ProjectTask.objects.get(what='Signer la lettre').pk}"
    assert client.post(address, {"recall": key}).status_code == 302
    recall = ProjectRecall.objects.get()
    assert (recall.key, recall.people, recall.sent_by) == (key, 1, leader.person_id)
    letters = outbox("projects.recall:")
    assert letters[0][0] == owner(mayor).email and "Signer la lettre" in letters[0][1]
    told = page(client.get(address))
    assert "1 rappel, le" in told and 'name="recall"' not in told
    assert "Un rappel est déjà parti" in refused(client.post(address, {"recall": key}))
    assert "Ceci n’est plus attendu" in refused(client.post(address, {"recall": "task:0"}))
    clock.set_to(now + timedelta(days=7))
    assert client.post(address, {"recall": key}).status_code == 302
    assert "2 rappels, le dernier le" in page(client.get(address))


def outbox(key):
    with acting(Viewer.machine("test"), "postman"):
        return list(OutgoingMail.objects.filter(key__startswith=key).order_by("pk").values_list("to", "text"))


def test_an_operator_is_reached_by_its_sheet_and_nobody_is_invented(entered, file, leader, now):
    reach = "Ada Essai, 01 99 00 12 34, ada@tilleuls.invalid"
    told = begun_late(file.project, leader, now, responsible=reach, operator_name="Centre social", title="Au centre")
    silent = begun_late(file.project, leader, now, responsible="", operator_name="Le club", title="Au club")
    client, address = entered(leader), f"/projets/{file.project_id}/attendu/"
    text = page(client.get(address))
    assert "tel:0199001234" in text and "mailto:ada@tilleuls.invalid" in text and "adresse inconnue" in text
    assert client.post(address, {"recall": f"begin:{told.pk}"}).status_code == 302
    assert outbox("projects.recall:")[0][0] == "ada@tilleuls.invalid"
    assert "ne connaît aucune adresse" in refused(client.post(address, {"recall": f"begin:{silent.pk}"}))


def test_programs_read_and_order_the_same(client, file, leader, mayor, holding, next_city, now, city):
    task(file, leader, now, mayor, "Signer la lettre", -3)
    meeting(file.project, leader, now)
    key, here = f"task:{ProjectTask.objects.get().pk}", f"/api/v1/projects/{file.project_id}/owed"
    assert client.get("/api/v1/me/week").status_code == client.get(here).status_code == 401
    headers = token(leader, now)
    week = client.get("/api/v1/me/week", headers=headers).json()
    assert [(one["kind"], one["mine"]) for one in week] == [("meeting", False)]
    assert client.get("/api/v1/me/week", {"start": "2300-01-01"}, headers=headers).json() == []
    owed = client.get(here, headers=headers).json()
    assert [(one["key"], one["late"], one["recalls"]) for one in owed] == [(key, True, 0)]
    sent = {"data": {"key": key}, "content_type": "application/json", "headers": headers}
    assert client.post(f"{here}/recalls", **sent).json() == {"key": key, "people": 1}
    assert client.post(f"{here}/recalls", **sent).json()["code"] == "projects.recalled_lately"
    assert client.get(here, headers=headers).json()[0]["recalls"] == 1
    assert client.get(here, headers=token(holding("project_leader", next_city, name="thomas"), now)).status_code == 404


def token(viewer, now, *more):
    rights = ["projects.read", "projects.steer", *more]
    order = {"name": "Essai", "permissions": rights, "expires_at": now + timedelta(days=30)}
    return {"Authorization": f"Bearer {accounts.create_token(by=viewer, at=now, **order)[1]}"}


def test_the_price_of_what_is_owed(entered, complete, leader, mayor, now, counted):
    file = submitted(complete, leader)
    client, address = entered(leader), f"/projets/{file.project_id}/attendu/"
    begun_late(file.project, leader, now)
    client.get(address)
    with counted() as one:
        page(client.get(address))
    for number in range(5):
        task(file, leader, now, mayor, f"Tâche {number}", -number - 1)
        begun_late(file.project, leader, now, title=f"Action {number}")
    with counted() as many:
        page(client.get(address))
    assert len(many) == len(one) <= 20
