"""The last day across midnight in Paris: what screens, programs, files and letters say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marelle.domains.calls.models import LabelDecision
from marelle.domains.projects.models import FinalisingExtension, Project, ProjectFile
from marelle.domains.projects.services import (
    ask_extension,
    grant_extension,
    save_chapter,
    step_back,
    watch_deadlines,
)
from marelle.domains.projects.tests.test_chapters import letters
from marelle.domains.projects.tests.writing import all_three, submitted
from marelle.flows.replace_decision import replace_decision
from marelle.kernel import clock
from marelle.kernel.clock import PARIS
from marelle.web.projects.pack import lede_of
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
DAY = date(2019, 12, 31)
# The clock goes on while a page is made: five seconds are left to it. To the microsecond, see `test_finalising_rules`.
EVE = datetime(2019, 12, 30, 23, 59, 55, tzinfo=PARIS)
LAST = datetime(2019, 12, 31, 23, 59, 55, tzinfo=PARIS)
OVER = datetime(2020, 1, 1, tzinfo=PARIS)
# The same instants as machines keep them: the day has another name there.
IN_UTC = {
    datetime(2019, 12, 30, 22, 59, 55, tzinfo=UTC): EVE,
    datetime(2019, 12, 31, 22, 59, 55, tzinfo=UTC): LAST,
    datetime(2019, 12, 31, 23, 0, tzinfo=UTC): OVER,
}
NO_RESERVATION = {"r-TOTAL_FORMS": "2", "r-INITIAL_FORMS": "0"}
SPEAK = {"then": "speak", "version": "1", "opinion": "favourable", "reasons": "Oui.", **NO_RESERVATION}


@pytest.fixture
def now():
    """The rights of the cast of these tests last three months: they hold across the end of the year."""
    return datetime(2019, 12, 2, 10, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def last_day(project):
    project.finalise_by = DAY
    project.save(update_fields=["finalise_by"])


def url(file, rest=""):
    return f"/projets/{file.project_id}/{rest}"


def told(client, file, rest=""):
    return page(client.get(url(file, rest)))


@pytest.mark.parametrize("instant", [*IN_UTC, *IN_UTC.values()], ids=str)
def test_every_screen_says_the_same_of_the_last_day(entered, file, leader, instant):
    days = {EVE: 1, LAST: 0, OVER: -1}[instant.astimezone(PARIS)]
    over, client = days < 0, entered(leader)

    def asked(address):
        clock.set_to(instant)
        return client.get(address)

    words = {1: "Il reste 1 jour, jusqu’au 31 décembre 2019", 0: "C’est le dernier jour", -1: "Le dernier jour était"}
    for rest in ("", "voix/", "delai/", "chapitres/identite/"):
        text = page(asked(url(file, rest)))
        assert (words[days] in text) is (rest != "chapitres/identite/" or over), rest
        assert ("Projet en retard" in text) is over, rest
    assert (page(asked("/projets/")).count("En retard") > 1) is over  # once in the filter, whatever the day
    week = page(asked("/ma-semaine/"))
    assert "Le projet est à finaliser" in week
    assert ("depuis 1 jour, le 31 décembre 2019" in week) is over
    said = asked(f"/api/v1/projects/{file.project_id}/countdown").json()
    assert (said["last_day"], said["days"], said["over"]) == ("2019-12-31", days, over)
    (line,) = asked("/api/v1/projects").json()["items"]
    assert (line["days_left"], line["late"], line["state"]) == (days, over, "late" if over else "writing")


@pytest.mark.parametrize(("instant", "words"), [(LAST, "dernier jour"), (OVER, "Le dernier jour était")])
def test_the_pack_of_the_committee_says_it(entered, file, leader, instant, words):
    clock.set_to(instant)
    answer = entered(leader).get(url(file, "dossier-du-comite.pdf"))
    assert b"".join(answer).startswith(b"%PDF-")
    assert words in lede_of(file.project, clock.now())


def test_what_was_typed_before_midnight_is_kept_after_it(entered, file, leader):
    client = entered(leader)
    clock.set_to(LAST)
    assert "Projet en retard" not in told(client, file, "chapitres/identite/")
    clock.set_to(OVER)
    typed = {"revision": "0", "name": "Cité des deux rives", "communes": ["80998"], "then": "stay"}
    assert client.post(url(file, "chapitres/identite/"), typed).status_code == 302
    text = told(client, file, "chapitres/identite/")
    assert "Cité des deux rives" in text and "Ce que vous écrivez est gardé" in text
    asked = {"then": "", "until": "2020-01-31", "why": "Le conseil vote le 20."}
    assert client.post(url(file, "delai/"), asked).status_code == 302
    assert FinalisingExtension.objects.get().before == DAY


def test_what_midnight_refuses_is_said_and_loses_nothing(entered, complete, leader):
    client = entered(leader)
    clock.set_to(LAST)
    assert "Soumettre aux trois voix" in told(client, complete, "voix/")
    clock.set_to(OVER)
    text = refused(client.post(url(complete, "voix/"), {"then": "submit"}))
    assert "close depuis le 31/12/2019 à minuit" in text and "demandez un délai" in text
    assert ProjectFile.objects.get().state == "writing"
    assert "Soumettre aux trois voix</button>" not in told(client, complete, "voix/")


def test_a_voice_typed_before_midnight_counts_and_waits_for_time(
    entered, complete, leader, mayor, prefect, rector, machine
):
    file = submitted(complete, leader)
    all_three(file, clock.now(), {"commune": (mayor, "favourable"), "prefect": (prefect, "favourable")})
    client = entered(rector)
    clock.set_to(LAST)
    assert "Donner ma voix" in told(client, file, "voix/")
    clock.set_to(OVER)
    answer = client.post(url(file, "voix/"), {**SPEAK, "seat": "rector"}, follow=True)
    assert "la finalisation attend un délai" in page(answer)
    assert ProjectFile.objects.get().state == "submitted"
    assert "Finaliser le projet</button>" not in told(entered(leader), file, "voix/")
    # Nobody has to speak any more: it is up to whoever leads it, and the week says so.
    assert "Le projet est à finaliser" in page(entered(leader).get("/ma-semaine/"))
    refused(entered(leader).post(url(file, "voix/"), {"then": "finalise"}))
    grant_extension(by=prefect, at=clock.now(), file=file, until=date(2020, 1, 31), why="Une voix de la nuit.")
    assert entered(leader).post(url(file, "voix/"), {"then": "finalise"}).status_code == 302
    there = ProjectFile.objects.select_related("project").get()
    assert (there.state, there.late_at, there.project.finalise_by) == ("finalised", None, date(2020, 1, 31))


def test_refused_time_leads_to_another_decision_and_each_page_says_it(entered, file, leader, prefect, officer, machine):
    clock.set_to(OVER)
    watch_deadlines(machine, clock.now())
    asked = ask_extension(by=leader, at=clock.now(), file=file, until=date(2020, 1, 31), why="Le conseil vote le 20.")
    assert "Délai demandé" in page(entered(prefect).get("/ma-semaine/"))
    answer = {"granted": "no", "why": "Rien n’est écrit."}
    assert entered(prefect).post(url(file, "delai/"), answer).status_code == 302
    assert "project-leader@valmarelle.invalid" in letters(f"projects.extension:{asked.pk}:answered", machine)
    assert "Rien n’est écrit." in told(entered(leader), file, "delai/")
    text = told(entered(officer), file, "delai/")
    assert "Retirer le label" in text and "Renvoyer à l’écriture" in text
    for days, to in ((7, {"national-officer@valmarelle.invalid"}), (30, {"national-officer@valmarelle.invalid"})):
        clock.set_to(OVER + timedelta(days=days - 1, hours=9))
        watch_deadlines(machine, clock.now())
        assert to <= letters(f"projects.reminder:{file.pk}:{DAY}:{-days}:", machine)


def test_a_label_withdrawn_owes_nothing_more_and_is_not_said_final(entered, file, leader, officer):
    clock.set_to(OVER)
    ask_extension(by=leader, at=clock.now(), file=file, until=date(2020, 1, 31), why="Le conseil vote le 20.")
    decision = LabelDecision.objects.get()
    order = {"decided_on": OVER.date(), "reason": "Rien n’a été écrit."}
    replace_decision(by=officer, at=clock.now(), decision=decision, outcome="withdrawn", **order)
    assert Project.objects.get().state == "withdrawn"
    home = told(entered(leader), file)
    assert "Le label est retiré" in home and "Le projet est finalisé" not in home
    voices = told(entered(leader), file, "voix/")
    assert "Soumettre" not in voices and "Donner ma voix" not in voices
    assert "délai" not in page(entered(officer).get("/ma-semaine/")).lower()
    told(entered(leader), file, "delai/")


def test_what_changed_is_shown_to_those_whose_voice_lapsed(entered, complete, leader, mayor, prefect, machine):
    file = submitted(complete, leader)
    all_three(file, clock.now(), {"commune": (mayor, "favourable")})
    changed = {"section": "identite", "answers": {"name": "Cité neuve"}, "reopen": True}
    save_chapter(by=leader, at=clock.now(), file=file, **changed)
    text = told(entered(mayor), file, "voix/")
    for words in ("La vôtre aussi", "neuve", "Une réponse a changé depuis"):
        assert words in text, words
    assert "La vôtre aussi" not in told(entered(prefect), file, "voix/")
    assert "Votre voix est tombée, le texte a changé" in page(entered(mayor).get("/ma-semaine/"))
    assert "Votre voix est tombée" not in page(entered(prefect).get("/ma-semaine/"))
    said = entered(mayor).get(f"/api/v1/projects/{file.project_id}/voices").json()
    assert [one["label"] for one in said["changes"]] == ["Nom de la cité éducative"]


def test_the_voices_ask_as_many_times_whatever_lapsed(entered, complete, leader, mayor, prefect):
    asked, client = [], entered(leader)
    for turn in range(3):
        file = submitted(ProjectFile.objects.get(pk=complete.pk), leader)
        all_three(file, clock.now(), {"commune": (mayor, "favourable"), "prefect": (prefect, "favourable")})
        client.post(url(file, "voix/"), {"then": "reopen", "why": f"Raison {turn}"})
        told(client, file, "voix/")
        with CaptureQueriesContext(connection) as made:
            text = told(client, file, "voix/")
        assert text.count("Cette voix est tombée") == 2 * (turn + 1)
        asked.append(sum("SAVEPOINT" not in one["sql"] for one in made.captured_queries))
    assert asked[0] == asked[1] == asked[2] <= 22, asked


def test_a_deputy_speaks_for_whoever_stepped_back(entered, complete, leader, mayor, holding, city):
    file = submitted(complete, leader)
    step_back(by=mayor, at=clock.now(), file=file, seat="commune", why="Je préside une association.")
    refused(entered(mayor).post(url(file, "voix/"), {**SPEAK, "seat": "commune"}))
    deputy = holding("mayor_deputy", city)
    assert entered(deputy).post(url(file, "voix/"), {**SPEAK, "seat": "commune"}).status_code == 302
