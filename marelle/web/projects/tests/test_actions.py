"""The screens of actions: who may, what is shown, what it costs, what is refused; nothing typed is lost."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from marelle.domains.projects.models import Action
from marelle.domains.projects.services import (
    open_action,
    plan_action,
    propose_action,
    set_in_library,
)
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.kernel.access import Perimeter
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(project, leader, now):
    return open_action(by=leader, at=now, project=project, answers=WEDNESDAYS)


@pytest.fixture
def planned(action, leader, now):
    propose_action(by=leader, at=now, action=action)
    return plan_action(by=leader, at=now, action=action)


@pytest.fixture
def manager(holding, organisation, city):
    body = organisation("Centre social des Tilleuls (essai)", "operator", city)
    return holding("operator_manager", Perimeter("organisation", str(body.pk)), body=body, name="odile"), body


def of(action, rest=""):
    return f"/actions/{action.pk}/{rest}"


def in_project(project, rest=""):
    return f"/projets/{project.pk}/{rest}"


PAGES = ("", "fiche/action/", "fiche/acteurs/", "fiche/lieux/", "fiche/public/", "fiche/temps/", "fiche/budget/",
         "fiche/evaluation/", "historique/")  # fmt: skip
LISTS = ("actions/", "actions/nouvelle/", "tableurs/actions/", "plan/grille/", "plan/grille/?colonnes=moments",
         "plan/grille/?colonnes=publics", "plan/grille/?colonnes=budget")  # fmt: skip


def test_the_team_opens_every_page(entered, action, leader):
    client = entered(leader)
    for rest in PAGES:
        page(client.get(of(action, rest)))
    for rest in LISTS:
        page(client.get(in_project(action.project, rest)))
    page(client.get("/bibliotheque/"))


def test_the_neighbour_finds_nothing_and_an_observer_sees_only_what_is_proposed(
    entered, action, leader, holding, next_city, city, now
):
    neighbour = entered(holding("project_leader", next_city, name="thomas"))
    observer = entered(holding("elected_observer", city))
    for rest in PAGES:
        page(neighbour.get(of(action, rest)), 404)
        assert neighbour.post(of(action, rest), {"then": "propose"}).status_code == 404
        page(observer.get(of(action, rest)), 404)
    assert action.title not in page(observer.get(in_project(action.project, "actions/")))
    propose_action(by=leader, at=now, action=action)
    page(observer.get(of(action)))
    page(observer.get(of(action, "fiche/action/")), 403)
    assert observer.post(of(action), {"then": "plan"}).status_code == 403
    book = in_project(action.project, "tableurs/actions/")
    assert "Reprendre un tableur" not in page(observer.get(book))
    assert observer.post(book, {}).status_code == 403
    text = page(observer.get(in_project(action.project, "plan/grille/")))
    assert action.title in text and f'name="c-{action.pk}-title"' not in text


def test_a_sheet_is_opened_written_and_saved(entered, project, leader):
    client = entered(leader)
    assert "Une réponse est attendue" not in page(client.get(in_project(project, "actions/nouvelle/")))
    refused(client.post(in_project(project, "actions/nouvelle/"), {"title": ""}))
    told = {"title": "Chorale", "objective": "horizons", "year": "2020"}
    answer = client.post(in_project(project, "actions/nouvelle/"), told)
    made = Action.objects.get()
    assert answer.url == of(made, "fiche/action/")
    assert (made.title, made.year, made.state) == ("Chorale", 2020, "idea")
    client.post(answer.url, {"revision": made.sheet.revision, "then": "next", **told, "novelty": "new"})
    assert "Enregistré à" in page(client.get(answer.url))
    text = page(client.get(of(made)))
    assert "Il manque" in text and "Proposer l’action" not in text


def test_the_script_saves_and_finds(entered, action, leader):
    client, address = entered(leader), of(action, "fiche/action/enregistrer/")
    revision = action.sheet.revision
    sent = {"revision": revision, "base": f'{{"title": {revision}}}', "there": "title", "title": "Un autre nom"}
    told = client.post(address, sent).json()
    assert (told["changed"], told["saved"][:10]) == (["title"], "Enregistré")
    action.refresh_from_db()
    assert action.title == "Un autre nom"
    found = client.get(of(action, "fiche/lieux/chercher/"), {"field": "quarters", "q": "Tilleuls"})
    assert found.json()["items"][0]["code"] == "QP080997"


def test_two_who_write_the_same_answer_keep_both(entered, action, leader, holding, city):
    first, second = entered(leader), entered(holding("lead_principal", city, name="marc"))
    address, revision = of(action, "fiche/action/"), action.sheet.revision
    sheet = {"objective": "continuity", "themes": ["sport", "culture"], "novelty": "new"}
    first.post(address, {"revision": revision, "title": "Le premier", "then": "stay", **sheet})
    text = refused(second.post(address, {"revision": revision, "title": "Le second", "then": "stay", **sheet}))
    assert "Le premier" in text and "Le second" in text
    assert "Deux textes écrits en même temps" in page(second.get(address))


def test_an_action_goes_from_idea_to_its_end(entered, action, leader):
    client, address = entered(leader), of(action)
    assert "La fiche est complète" in page(client.get(address))
    client.post(address, {"then": "propose"})
    refused(client.post(address, {"then": "back", "back-why": ""}))
    client.post(address, {"then": "back", "back-why": "Précisez les horaires."})
    assert "Précisez les horaires." in page(client.get(of(action, "historique/")))
    client.post(address, {"then": "propose"})
    client.post(address, {"then": "plan"})
    refused(client.post(address, {"then": "plan"}))
    client.post(address, {"then": "offer"})
    assert "Dans la bibliothèque" in page(client.get(address))
    refused(client.post(address, {"then": "start", "start-on": "hier"}))
    client.post(address, {"then": "start", "start-on": "2019-06-03"})
    client.post(address, {"then": "renew", "year": "2021"})
    assert "déjà reconduite" in refused(client.post(address, {"then": "renew", "year": "2021"}))
    client.post(address, {"then": "end"})
    action.refresh_from_db()
    assert (action.state, str(action.started_on), action.renewals.get().year) == ("done", "2019-06-03", 2021)
    assert client.get(of(action, "fiche/action/")).status_code == 302


def test_an_action_is_dropped_with_a_reason(entered, planned, leader):
    client = entered(leader)
    refused(client.post(of(planned), {"then": "drop", "drop-why": " "}))
    client.post(of(planned), {"then": "drop", "drop-why": "L’association ferme."})
    assert Action.objects.get().state == "dropped"
    assert "Abandonnée" in page(client.get(of(planned)))


def test_an_operator_opens_its_own_action_and_proposes_it(entered, project, manager, leader):
    viewer, body = manager
    client = entered(viewer)
    assert "Aucune action pour l’instant" in page(client.get("/actions/"))
    told = {"body": body.pk, "project": project.pk, "title": "Jardin", "objective": "continuity", "year": "2020"}
    refused(client.post("/actions/nouvelle/", {**told, "project": "999999"}))
    assert client.post("/actions/nouvelle/", told).status_code == 302
    made = Action.objects.get()
    assert made.operator_id == body.pk
    assert "Jardin" in page(client.get("/actions/"))
    page(client.get(of(made)))
    page(client.get(of(made, "fiche/temps/")))
    assert client.post(of(made), {"then": "drop", "drop-why": "x"}).status_code == 403
    page(client.get(in_project(project, "actions/")), 404)
    assert "Jardin" in page(entered(leader).get(in_project(project, "actions/")))


def test_the_library_is_browsed_and_an_action_is_taken_up_with_credit(entered, planned, leader, now, counted):
    set_in_library(by=leader, at=now, action=planned, offered=True)
    client, address = entered(leader), f"/bibliotheque/{planned.pk}/"
    assert planned.title in page(client.get("/bibliotheque/?theme=sport&objectif=continuity&q=mercredi"))
    assert "Aucune action ne correspond" in page(client.get("/bibliotheque/?theme=health"))
    with counted() as queries:
        text = page(client.get(address))
    assert len(queries) <= 25 and "Trois ateliers" in text
    assert f'<option value="{planned.project_id}" selected>' in text  # the only project to choose
    refused(client.post(address, {"project": "", "year": "2020"}))
    client.post(address, {"project": planned.project_id, "year": "2021"})
    copy = Action.objects.get(after=planned)
    assert "D’après" in page(client.get(of(copy)))
    page(client.get("/bibliotheque/999999/"), 404)


def test_the_list_narrows_sorts_and_is_the_same_in_a_file(entered, planned, leader, project, now, counted):
    client, address = entered(leader), in_project(project, "actions/")
    page(client.get(address))
    with counted() as for_one:
        page(client.get(address))
    for number in range(12):
        open_action(by=leader, at=now, project=project, answers={**WEDNESDAYS, "title": f"Action {number}"})
    with counted() as for_many:
        assert "Action 11" in page(client.get(address))
    assert len(for_many) == len(for_one) <= 15
    text = page(client.get(address + "?etat=planned&moment=wednesday&theme=sport&annee=2020&q=mercredi&tri=-demande"))
    assert "1 action" in text and planned.title in text
    for ending in ("csv", "xlsx", "ods", "json"):
        content = b"".join(client.get(f"{address}telechargement/{ending}/").streaming_content)
        assert content
    lines = b"".join(client.get(f"{address}telechargement/csv/?etat=planned").streaming_content).decode().splitlines()
    assert lines[0].startswith("fiche,action,etat,annee") and len(lines) == 2 and "64" in lines[1]
    page(client.get(f"{address}telechargement/exe/"), 404)


def test_each_page_has_a_price(entered, planned, leader, counted):
    client = entered(leader)
    for rest in PAGES:
        with counted() as queries:
            page(client.get(of(planned, rest)))
        assert len(queries) <= 25, (rest, len(queries))


def test_the_grid_costs_the_same_for_one_and_for_many(entered, action, leader, project, now, counted):
    client, address = entered(leader), in_project(project, "plan/grille/?annee=2020")
    page(client.get(address))
    with counted() as for_one:
        page(client.get(address))
    for number in range(9):
        open_action(by=leader, at=now, project=project, answers={**WEDNESDAYS, "title": f"Action {number}"})
    with counted() as for_many:
        assert "Action 8" in page(client.get(address))
    assert len(for_many) == len(for_one) <= 18


def test_the_grid_says_what_no_ledger_knows(entered, action, leader, project):
    text = page(entered(leader).get(in_project(project, "plan/grille/?annee=2020")))
    assert "inconnu, rien n’y est inscrit" in text
    assert text.count('<span class="unknown">inconnu</span>') == 3


def test_the_grid_is_a_form_without_a_script(entered, action, leader, project):
    client, address = entered(leader), in_project(project, "plan/grille/?annee=2020&colonnes=moments")
    text = page(client.get(address))
    name = f"c-{action.pk}-bands.wednesday"
    assert f'name="{name}.seats" value="48"' in text
    told = {f"r-{action.pk}": action.sheet.revision, f"c-{action.pk}-title": "Le mercredi", f"{name}.sessions": "14",
            f"{name}.minutes": "trois heures", f"{name}.seats": "60"}  # fmt: skip
    text = refused(client.post(address, told))
    assert "trois heures" in text and "Écrivez un nombre entier" in text
    action.refresh_from_db()
    assert (action.title, action.moments.get().seats, action.moments.get().minutes) == ("Le mercredi", 60, 180)
    refused(client.post(address, {**told, f"{name}.minutes": "180", f"{name}.seats": "-4"}))
    action.refresh_from_db()
    assert client.post(address, {f"r-{action.pk}": action.sheet.revision, f"{name}.seats": "61"}).status_code == 302


def send(client, project, *cells):
    answer = client.post(
        in_project(project, "plan/grille/cases/"), json.dumps({"cells": cells}), content_type="application/json"
    )
    return answer, answer.json()


def test_the_script_sends_cells_and_is_told_of_each(entered, action, leader, project):
    client, revision = entered(leader), action.sheet.revision
    cell = {"action": action.pk, "key": "bands.wednesday.seats", "text": "60", "revision": revision}
    _answer, told = send(client, project, cell, {**cell, "key": "bands.wednesday.minutes", "text": "-1"})
    assert told["cells"][0] == {"text": "60", "before": "48", "refused": ""}
    assert told["cells"][1]["text"] == "180" and "Trop peu" in told["cells"][1]["refused"]
    assert told["rows"][str(action.pk)]["read"]["seats"] == "60"
    again = {**cell, "text": told["cells"][0]["before"], "revision": told["rows"][str(action.pk)]["revision"]}
    assert send(client, project, again)[1]["cells"][0]["text"] == "48"
    words = {"action": action.pk, "key": "objective", "text": "champ des possibles"}
    assert send(client, project, words)[1]["cells"][0]["text"] == "horizons"


def test_a_colleague_who_wrote_in_the_same_cell_is_told_on_it(entered, action, leader, holding, city, project):
    first, second = entered(leader), entered(holding("lead_principal", city, name="marc"))
    cell = {"action": action.pk, "key": "title", "revision": action.sheet.revision}
    send(first, project, {**cell, "text": "Le premier"})
    told = send(second, project, {**cell, "text": "Le second"})[1]["cells"][0]
    assert told["text"] == "Le premier" and "Une autre personne" in told["refused"]


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"cells": 3}', '{"cells": [3]}', "[" * 5000, '{"cells": [{"action": 9e99}]}', "é" * 40],
)
def test_nonsense_sent_to_the_grid_is_refused(entered, action, leader, project, body):
    answer = entered(leader).post(
        in_project(project, "plan/grille/cases/"), body.encode(), content_type="application/json"
    )
    assert answer.status_code in (200, 422)


def test_strange_cells_are_refused_alone(entered, action, leader, project):
    mine, title = {"action": action.pk}, {"key": "title", "text": "x"}
    strange = (
        {**title, "action": 10**30},
        {**title, "action": 0},
        {**title, "action": True},
        {**mine, "key": "nothing", "text": "x"},
        {**mine, "key": "bands.never.seats", "text": "1"},
        {**mine, "key": "themes", "text": "sport"},
        {**mine, "key": "title", "text": 3},
        {**mine, "key": "year", "text": "1999"},
        {**mine, "key": "title", "text": "y" * 400},
    )
    answer, told = send(entered(leader), project, *strange)
    assert answer.status_code == 200 and all(one["refused"] for one in told["cells"]), told
    action.refresh_from_db()
    assert action.title == WEDNESDAYS["title"]


def workbook(content, name="actions.xlsx"):
    return SimpleUploadedFile(name, content)


def test_the_workbook_goes_out_and_comes_back_unchanged_then_changed(entered, action, leader, project, counted):
    client, address = entered(leader), in_project(project, "tableurs/actions/")
    content = b"".join(client.get(address + "telechargement/xlsx/").streaming_content)
    sent = client.post(address, {"file": workbook(content)})
    assert "Rien ne change" in page(client.get(sent.url))
    book = load_workbook(BytesIO(content))
    sheet = book["Actions"]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(2, titles.index("Nom de l’action [title]") + 1).value = "Le mercredi après-midi"
    bands = book["Moments de la semaine et de l’a"]
    bands.cell(2, 5).value = 60
    sheet.cell(3, titles.index("Action [action]") + 1).value = "nouvelle"
    sheet.cell(3, titles.index("Nom de l’action [title]") + 1).value = "Chorale"
    sheet.cell(3, titles.index("Objectif principal [objective]") + 1).value = "Champ des possibles"
    bands.append(["nouvelle", "Soirée", 10, 90, None])
    made = BytesIO()
    book.save(made)
    sent = client.post(address, {"file": workbook(made.getvalue())})
    text = page(client.get(sent.url))
    assert "Le mercredi après-midi" in text and "Places\xa0: 60" in text and "Chorale" in text
    assert Action.objects.count() == 1
    client.post(sent.url, {"scope": "ticked", "ids": ["0.2"]})
    action.refresh_from_db()
    assert (action.title, action.moments.get().seats) == ("Le mercredi après-midi", 60)
    assert Action.objects.count() == 1
    client.post(sent.url, {"scope": "all"})
    client.post(sent.url, {"scope": "all"})  # once more: what entered is there already
    chorale = Action.objects.exclude(pk=action.pk).get()
    assert (chorale.title, chorale.state, chorale.moments.get().band) == ("Chorale", "idea", "evening")
