"""The screens of projects: who may, what is shown, what it costs; nothing typed is lost."""

import pytest

from marelle.domains.funding.tests.ground import labelled
from marelle.domains.projects.models import (
    Chapter,
    ChapterComment,
    FinalisingExtension,
    ProjectFile,
    ProjectTask,
    ProjectVersion,
    Reservation,
)
from marelle.domains.projects.services import give_voice, open_file, save_chapter
from marelle.domains.projects.tests.conftest import LAST_DAY
from marelle.domains.projects.tests.test_deadlines import LATER
from marelle.domains.projects.tests.writing import all_three, said, submitted
from marelle.domains.territories.models import Site
from marelle.kernel import clock
from marelle.kernel.access import Perimeter
from marelle.kernel.dossiers.models import Voice
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db


def url(project, rest=""):
    return f"/projets/{project.pk}/{rest}"


PAGES = (
    "", "chapitres/", "chapitres/identite/", "chapitres/identite/suivi/", "taches/", "versions/", "voix/",
    "reserves/", "delai/",
)  # fmt: skip
NO_RESERVATION = {"r-TOTAL_FORMS": "2", "r-INITIAL_FORMS": "0"}


def test_a_visitor_is_sent_to_the_door(client, file):
    for rest in PAGES:
        assert client.get(url(file.project, rest)).status_code == 302


def test_the_team_opens_every_page(entered, file, leader):
    client = entered(leader)
    for rest in PAGES:
        page(client.get(url(file.project, rest)))


def test_the_neighbour_finds_nothing_anywhere(entered, file, holding, next_city):
    client = entered(holding("project_leader", next_city, name="thomas"))
    for rest in PAGES:
        page(client.get(url(file.project, rest)), 404)
        assert client.post(url(file.project, rest), {"then": "submit"}).status_code == 404


def test_an_observer_reads_and_neither_writes_nor_follows(entered, file, holding, city):
    client = entered(holding("elected_observer", city))
    for rest in ("", "chapitres/", "versions/", "voix/"):
        page(client.get(url(file.project, rest)))
    page(client.get(url(file.project, "chapitres/identite/")), 403)
    for rest in ("chapitres/identite/suivi/", "taches/"):
        page(client.get(url(file.project, rest)), 403)
    assert client.post(url(file.project, "voix/"), {"then": "submit"}).status_code == 403


def test_a_project_without_a_file_says_so_and_opens(entered, project, leader, prefect):
    assert "n’est pas ouvert dans Marelle" in page(entered(prefect).get(url(project)))
    assert entered(prefect).post(url(project, "ouverture/")).status_code == 403
    client = entered(leader)
    assert "Ouvrir le dossier" in page(client.get(url(project)))
    assert client.post(url(project, "ouverture/")).status_code == 302
    assert ProjectFile.objects.get().project == project
    assert client.get(url(project, "ouverture/")).status_code == 302


def test_a_chapter_is_written_saved_and_given_its_origin(entered, file, leader):
    file.taken_up = {"name": "Cité de Valmarelle"}
    file.save(update_fields=["taken_up"])
    client, address = entered(leader), url(file.project, "chapitres/identite/")
    told = {"revision": "0", "name": "Cité de Valmarelle", "communes": ["80998"], "then": "stay"}
    assert client.post(address, told).status_code == 302
    text = page(client.get(address))
    assert "Repris de votre avant-projet<" in text
    assert "Enregistré à" in text
    client.post(address, {**told, "revision": "1", "name": "Un autre nom"})
    assert "Repris de votre avant-projet, modifié depuis" in page(client.get(address))


def test_two_who_write_the_same_answer_see_both_texts(entered, file, leader, mayor):
    first, second, address = entered(leader), entered(mayor), url(file.project, "chapitres/identite/")
    first.post(address, {"revision": "0", "name": "Le premier nom", "then": "stay"})
    answer = second.post(address, {"revision": "0", "name": "Le second nom", "then": "stay"})
    text = refused(answer)
    assert "Le premier nom" in text and "Le second nom" in text
    assert "Deux textes écrits en même temps" in page(second.get(address))
    aside = ProjectFile.objects.get().sheet.asides.get()
    assert second.post(address, {"revision": "1", "then": f"take:{aside.pk}"}).status_code == 200
    assert ProjectFile.objects.get().sheet.answers["name"] == "Le second nom"


def test_the_script_saves_what_changed_and_never_a_submitted_text(entered, complete, leader):
    client, address = entered(leader), url(complete.project, "chapitres/identite/enregistrer/")
    revision = complete.sheet.revision
    sent = {"revision": revision, "base": f'{{"name": {revision}}}', "there": "name", "name": "Nouveau"}
    told = client.post(address, sent).json()
    assert (told["changed"], told["saved"][:14]) == (["name"], "Enregistré à 1")
    Chapter.objects.update(state="ready")
    submitted(ProjectFile.objects.get(pk=complete.pk), leader)
    answer = client.post(address, {**sent, "base": f'{{"name": {revision + 1}}}', "name": "Encore"})
    assert (answer.status_code, answer.json()["code"]) == (409, "projects.submitted")
    found = client.get(url(complete.project, "chapitres/identite/chercher/"), {"field": "qpv", "q": "Tilleuls"})
    assert found.json()["items"][0]["code"] == "QP080997"


def test_a_chapter_is_given_discussed_and_said_ready(entered, complete, leader, mayor):
    client = entered(leader)
    told = {"section": "budget", "owner": str(mayor.person_id)}
    assert client.post(url(complete.project, "chapitres/"), told).status_code == 302
    assert Chapter.objects.get(section="budget").owner_id == mayor.person_id
    refused(client.post(url(complete.project, "chapitres/"), {"section": "budget", "owner": "999999"}))
    follow = url(complete.project, "chapitres/budget/suivi/")
    refused(client.post(follow, {"then": "comment", "text": " "}))
    client.post(follow, {"then": "comment", "text": "La part de la Caf ?"})
    thread = ChapterComment.objects.get()
    entered(mayor).post(follow, {"then": "comment", "text": "Demandée.", "thread": thread.pk})
    text = page(client.get(follow))
    assert "La part de la Caf" in text and "Demandée." in text
    client.post(follow, {"then": f"resolve:{thread.pk}"})
    thread.refresh_from_db()
    assert thread.resolved_at is not None
    client.post(follow, {"then": "task", "what": "Relancer", "owner": mayor.person_id, "due_on": "2019-07-01"})
    client.post(follow, {"then": f"done:{ProjectTask.objects.get().pk}"})
    assert ProjectTask.objects.get().done_at is not None
    Chapter.objects.update(state="in_progress")
    assert "Dire" in page(client.get(follow))
    client.post(follow, {"then": "state:ready"})
    assert Chapter.objects.get(section="budget").state == "ready"
    refused(client.post(follow, {"then": "state:to_write"}))


def test_tasks_are_given_and_done_from_their_page(entered, file, leader, mayor):
    client, address = entered(leader), url(file.project, "taches/")
    refused(client.post(address, {"then": "task", "what": "x", "owner": mayor.person_id, "due_on": "2019-06-01"}))
    client.post(address, {"then": "task", "what": "Voter", "owner": mayor.person_id, "due_on": "2019-07-01"})
    task = ProjectTask.objects.get()
    assert "Voter" in page(entered(mayor).get(url(file.project)))
    entered(mayor).post(address, {"then": f"done:{task.pk}"})
    client.post(address, {"then": f"undone:{task.pk}"})
    refused(client.post(address, {"then": "done:999999"}))


def test_versions_are_named_read_and_compared(entered, file, leader, now):
    client, address = entered(leader), url(file.project, "versions/")
    refused(client.post(address, {"name": " "}))
    client.post(address, {"name": "Version du COPIL du 12 juin"})
    refused(client.post(address, {"name": "Version du COPIL du 12 juin"}))
    save_chapter(by=leader, at=now, file=file, section="identite", answers={"name": "Cité de Valmarelle"})
    client.post(address, {"name": "Après relecture"})
    assert "Version du COPIL du 12 juin" in page(client.get(url(file.project, "etapes/1/")))
    sent = client.get(address, {"a": "2", "b": "1"})
    assert sent.url == url(file.project, "ecarts/1/2/")
    text = page(client.get(sent.url))
    assert "<ins>" in text and "Cité" in text
    page(client.get(url(file.project, "etapes/9/")), 404)
    page(client.get(url(file.project, "ecarts/1/9/")), 404)


def test_three_people_speak_from_three_browsers_and_it_is_final(entered, complete, leader, mayor, prefect, rector):
    address = url(complete.project, "voix/")
    assert "Soumettre aux trois voix" in page(entered(leader).get(address))
    entered(leader).post(address, {"then": "submit"})
    told = {"then": "speak", "version": "1", "opinion": "favourable", "reasons": "", **NO_RESERVATION}
    for who, seat in ((mayor, "commune"), (prefect, "prefect")):
        client = entered(who)
        assert "Donner ma voix" in page(client.get(address))
        assert client.post(address, {**told, "seat": seat}).status_code == 302
        assert "Donner ma voix" not in page(client.get(address))
    reservation = {
        "r-0-what": "Préciser les moyens.", "r-0-owner": leader.person_id, "r-0-due_on": "2019-12-01",
        "opinion": "reservations", "reasons": "Bon projet.",
    }  # fmt: skip
    last = entered(rector)
    answer = last.post(address, {**told, **reservation, "seat": "rector"}, follow=True)
    assert "le projet est finalisé" in page(answer)
    assert ProjectFile.objects.get().state == "finalised"
    assert "Le projet est finalisé" in page(entered(leader).get(url(complete.project)))
    held = Reservation.objects.get()
    follow = url(complete.project, "reserves/")
    refused(entered(leader).post(follow, {"then": f"answer:{held.pk}", "answer": " "}))
    entered(leader).post(follow, {"then": f"answer:{held.pk}", "answer": "Fait."})
    entered(rector).post(follow, {"then": f"judge:{held.pk}", "lifted": "yes"})
    held.refresh_from_db()
    assert held.state == "lifted"


@pytest.mark.parametrize(
    "wrong",
    [
        {"opinion": ""},
        {"opinion": "unfavourable"},
        {"opinion": "reservations", "reasons": "Oui"},
        {"opinion": "reservations", "reasons": "Oui", "r-0-what": "Sans personne ni date"},
        {"seat": "rector"},
    ],
)
def test_a_voice_that_is_refused_keeps_its_words(entered, complete, leader, prefect, wrong):
    submitted(complete, leader)
    told = {
        "then": "speak",
        "version": "1",
        "seat": "prefect",
        "opinion": "favourable",
        "reasons": "",
        **NO_RESERVATION,
    }
    text = refused(entered(prefect).post(url(complete.project, "voix/"), {**told, **wrong}))
    assert wrong.get("r-0-what", "") in text
    assert Voice.objects.count() == 0


def test_an_edit_between_two_voices_lapses_them_and_every_page_says_so(entered, complete, leader, mayor, prefect, now):
    file = submitted(complete, leader)
    give_voice(**said(file, mayor, now, "commune"))
    client, address = entered(leader), url(file.project, "chapitres/identite/")
    text = page(client.get(address))
    assert "Une voix est donnée" in text and "data-writing" not in text
    told = {"revision": file.sheet.revision, "name": "Un autre nom", "communes": ["80998"], "then": "stay"}
    assert "cochez" in refused(client.post(address, told))
    answer = client.post(address, {**told, "reopen": "on"}, follow=True)
    assert "les voix données sont tombées" in page(answer)
    seen = page(entered(prefect).get(url(file.project, "voix/")))
    assert "Cette voix est tombée" in seen and "Donner ma voix" not in seen
    late = {"then": "speak", "version": "1", "seat": "prefect", "opinion": "favourable", **NO_RESERVATION}
    assert "une version plus récente existe" in refused(entered(prefect).post(url(file.project, "voix/"), late))
    assert "Voix tombées" in page(entered(mayor).get(url(file.project, "versions/")))


def test_who_is_in_conflict_steps_back_and_the_page_says_so(entered, complete, leader, mayor, holding, city):
    file = submitted(complete, leader)
    address = url(file.project, "voix/")
    refused(entered(mayor).post(address, {"then": "step_back", "seat": "commune", "why": ""}))
    entered(mayor).post(address, {"then": "step_back", "seat": "commune", "why": "Je préside une association."})
    text = page(entered(mayor).get(address))
    assert "s’est déporté" in text and "Donner ma voix" not in text
    assert "Donner ma voix" in page(entered(holding("mayor_deputy", city)).get(address))


def test_writing_is_taken_up_again_with_a_reason(entered, complete, leader, officer):
    file = submitted(complete, leader)
    refused(entered(officer).post(url(file.project, "voix/"), {"then": "reopen", "why": ""}))
    entered(officer).post(url(file.project, "voix/"), {"then": "reopen", "why": "Le budget a changé."})
    assert "Le budget a changé." in page(entered(leader).get(url(file.project, "voix/")))
    assert ProjectVersion.objects.get().lapsed_for == "reopened"


def test_time_is_asked_granted_and_shown(entered, file, leader, prefect):
    address = url(file.project, "delai/")
    refused(entered(leader).post(address, {"until": "2019-06-01", "why": "x"}))
    entered(leader).post(address, {"until": LATER.isoformat(), "why": "Le conseil vote le 20."})
    assert "La réponse est attendue" in page(entered(leader).get(address))
    assert "Le conseil vote le 20." in page(entered(prefect).get(address))
    refused(entered(prefect).post(address, {"granted": "yes", "why": ""}))
    entered(prefect).post(address, {"granted": "yes", "why": "D’accord."})
    file.project.refresh_from_db()
    assert (file.project.finalise_by, FinalisingExtension.objects.get().state) == (LATER, "granted")
    assert "D’accord." in page(entered(leader).get(address))


def test_a_late_project_says_what_to_do(entered, complete, leader, officer, mayor, prefect, rector, now):
    file = submitted(complete, leader)
    voices = {"commune": (mayor, "favourable"), "prefect": (prefect, "favourable"), "rector": (rector, "favourable")}
    all_three(file, now, voices)
    clock.set_to(now.replace(year=2019, month=8, day=1, hour=0))
    assert "Projet en retard" in page(entered(leader).get(url(file.project)))
    assert "Retirer le label" in page(entered(officer).get(url(file.project, "delai/")))
    assert "close depuis le" in refused(entered(leader).post(url(file.project, "voix/"), {"then": "finalise"}))
    assert "En retard" in page(entered(officer).get("/projets/"))


def test_the_list_costs_the_same_for_one_and_for_many(entered, file, officer, leader, machine, counted, now):
    client = entered(officer)
    page(client.get("/projets/"))
    with counted() as for_one:
        page(client.get("/projets/"))
    for number in range(12):
        place = Site.objects.create(
            slug=f"autre-{number}", name=f"Autre {number}", commune_main=file.project.site.commune_main, invented=True
        )
        made = labelled(file.project.decision.call, place, file.project.decision.source)
        if number % 2:
            open_file(by=machine, at=now, project=made)
    with counted() as for_many:
        text = page(client.get("/projets/"))
    assert "Autre 11" in text and LAST_DAY.year == 2019
    assert len(for_many) == len(for_one) <= 15
    assert "Autre 1" in page(client.get("/projets/?etat=unopened&tri=-dernier_jour"))
    lines = b"".join(client.get("/projets/projets.csv").streaming_content).decode().splitlines()
    assert lines[0] == "site,label,etat,avancement,dernier_jour,jours,delai"
    assert len(lines) == 14


def test_the_list_is_searched_by_the_name_of_a_site_or_of_its_commune(entered, file, officer):
    client, commune = entered(officer), file.project.site.commune_main.name
    name = file.project.site.name
    assert name in page(client.get("/projets/", {"q": name.upper()}))
    assert name in page(client.get("/projets/", {"q": commune}))
    assert "Effacez le filtre" in page(client.get("/projets/", {"q": "Nulle part"}))
    lines = b"".join(client.get("/projets/projets.csv?q=nulle+part").streaming_content).decode().splitlines()
    assert len(lines) == 1


def test_each_page_has_a_price(entered, complete, leader, mayor, prefect, counted, now):
    file = submitted(complete, leader)
    give_voice(**said(file, mayor, now, "commune"))
    client = entered(prefect)
    page(client.get(url(file.project)))
    for rest in ("", "chapitres/", "chapitres/budget/suivi/", "taches/", "versions/", "voix/", "reserves/", "delai/"):
        with counted() as asked:
            page(client.get(url(file.project, rest)))
        assert len(asked) <= 25, (rest, len(asked))


def test_the_place_of_a_project_is_inside_its_commune(entered, file, holding, site):
    delegate = holding("prefect_delegate", Perimeter("site", str(site.pk)))
    assert "Valmarelle" in page(entered(delegate).get("/projets/"))
    page(entered(delegate).get(url(file.project, "voix/")))
