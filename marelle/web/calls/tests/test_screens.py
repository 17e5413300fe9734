"""The screens of applications: who may, what is shown, what it costs; nothing typed is lost."""

import re

import pytest

from marelle.domains.calls.models import Application
from marelle.domains.calls.services import applications as services
from marelle.domains.calls.tests.conftest import CLOSING, a_site
from marelle.kernel import clock
from marelle.kernel.access import Perimeter
from marelle.kernel.dossiers.models import DossierVersion, Voice
from marelle.kernel.questionnaires.models import AnswerSheet
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db


def url(application, rest=""):
    return f"/candidatures/{application.pk}/{rest}"


IDENTITY = {
    "revision": "0", "then": "next", "name": "Valmarelle", "communes": ["80998"], "qpv": ["QP080997"],
}  # fmt: skip


def test_a_visitor_is_sent_to_the_door(client, draft):
    for address in ("/candidatures/", url(draft), url(draft, "depot/"), url(draft, "avis/")):
        assert client.get(address).status_code == 302


def test_the_neighbour_finds_nothing_anywhere(entered, filed, holding, next_city):
    client = entered(holding("project_leader", next_city, name="thomas"))
    for rest in ("", "rubriques/identite/", "depot/", "deposee/", "avis/"):
        page(client.get(url(filed, rest)), 404)
    for rest in ("rubriques/identite/", "depot/", "avis/"):
        page(client.post(url(filed, rest), {"revision": "0"}), 404)


def test_the_prefect_sees_no_draft(entered, draft, prefect):
    page(entered(prefect).get(url(draft)), 404)
    assert "Aucune candidature" in page(entered(prefect).get("/candidatures/"))


def test_my_list_says_what_comes_next(entered, draft, leader):
    text = page(entered(leader).get("/candidatures/"))
    assert "Valmarelle" in text
    assert "Il reste 27 jours" in text


def test_a_page_past_the_end_is_the_last_one_and_says_so(entered, draft, leader):
    for number in ("2", "0", "-1", "x", "99999999999999999999"):
        text = page(entered(leader).get(f"/candidatures/?page={number}"))
        assert "La page demandée n’existe pas, ou plus" in text and "Valmarelle" in text


def test_the_list_costs_the_same_for_one_and_for_many(entered, filed, prefect, call, town, machine, counted):
    client = entered(prefect)
    page(client.get("/candidatures/"))  # the first page after log-in also notes the session
    with counted() as for_one:
        page(client.get("/candidatures/"))
    place = Perimeter("commune", filed.site.commune_main_id)
    for index in range(11):
        site = a_site(place, f"Site {index}")
        services.start_application(by=machine, call=call, site=site, organisation_id=town.pk)
    Application.objects.filter(state="draft").update(state="filed", filed_at=clock.now())
    with counted() as for_twelve:
        assert page(client.get("/candidatures/")).count("<tr") == 13
    assert len(for_twelve) == len(for_one) <= 15


def test_pages_stay_within_their_budget(entered, filed, prefect, mayor, counted):
    for viewer, rest in ((mayor, ""), (mayor, "depot/"), (mayor, "deposee/"), (prefect, "avis/")):
        client = entered(viewer)
        with counted() as queries:
            page(client.get(url(filed, rest)))
        assert len(queries) <= 25


def test_a_section_is_saved_and_leads_to_the_next(entered, draft, leader):
    client = entered(leader)
    text = page(client.get(url(draft, "rubriques/identite/")))
    assert "Enregistrer et continuer" in text
    answer = client.post(url(draft, "rubriques/identite/"), IDENTITY)
    assert answer.headers["Location"] == url(draft, "rubriques/diagnostic/")
    sheet = AnswerSheet.objects.get()
    assert sheet.answers["communes"] == ["80998"]
    assert sheet.answers["qpv"] == ["QP080997"]
    assert "Enregistré à 10:00\xa0— non déposé" in page(client.get(answer.headers["Location"]))
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_cannot_be_read_keeps_every_word(entered, draft, leader):
    client = entered(leader)
    typed = {
        "revision": "0",
        "indicators-count": "3",
        "indicators-2-label": "Lecture",
        "indicators-2-target": "beaucoup",
    }
    text = refused(client.post(url(draft, "rubriques/evaluation/"), {**typed, "method": "Chaque automne."}))
    for word in ("beaucoup", "Lecture", "Écrivez un nombre", "Ligne 1", "Chaque automne."):
        assert word in text
    text = refused(client.post(url(draft, "rubriques/identite/"), {**IDENTITY, "qpv": ["../etc"]}))
    assert "../etc" in text
    assert AnswerSheet.objects.get().answers == {}


def test_a_condition_opens_its_question_without_script(entered, draft, leader):
    client = entered(leader)
    answer = client.post(url(draft, "rubriques/identite/"), {**IDENTITY, "communes": ["80998", "80997"]})
    assert answer.headers["Location"] == url(draft, "rubriques/identite/")
    text = page(client.get(answer.headers["Location"]))
    assert "Commune porteuse" in text
    assert "nouvelle question" in text


def test_two_writers_are_shown_both_texts(entered, draft, leader, mayor):
    hers, his = entered(leader), entered(mayor)
    first = {"revision": "0", "signatory_name": "Hélène Vasseur", "signatory_role": "Maire"}
    hers.post(url(draft, "rubriques/signature/"), first)
    second = {**first, "signatory_role": "La maire"}
    text = refused(his.post(url(draft, "rubriques/signature/"), second))
    assert "<p>Maire</p>" in text
    assert 'value="La maire"' in text
    assert 'name="revision" value="1"' in text
    waiting = page(hers.get(url(draft, "rubriques/signature/")))
    assert "Deux textes écrits en même temps" in waiting  # whoever closes the page has lost no word
    assert his.post(url(draft, "rubriques/signature/"), {**second, "revision": "1"}).status_code == 302
    assert AnswerSheet.objects.get().answers["signatory_role"] == "La maire"
    # Her own word was saved first, and is replaced: it waits beside in its turn, until one of them lets it go.
    replaced = page(hers.get(url(draft, "rubriques/signature/")))
    assert "Deux textes écrits en même temps" in replaced and "<p>Maire</p>" in replaced
    leave = re.search(r'value="(leave:\d+)"', replaced)
    assert leave is not None
    hers.post(url(draft, "rubriques/signature/"), {**second, "revision": "2", "then": leave[1]})
    assert "Deux textes" not in page(hers.get(url(draft, "rubriques/signature/")))
    assert AnswerSheet.objects.get().answers["signatory_role"] == "La maire"


def test_an_unknown_section_does_not_exist(entered, draft, leader):
    page(entered(leader).get(url(draft, "rubriques/secrets/")), 404)


def test_the_leader_sees_what_is_missing_and_cannot_file(entered, draft, leader):
    client = entered(leader)
    text = page(client.get(url(draft, "depot/")))
    assert "rubriques/budget/?verifier=1#id_uses" in text
    assert "Déposer la candidature" not in text
    page(client.post(url(draft, "depot/")), 403)
    assert "Une réponse est attendue" in page(client.get(url(draft, "rubriques/budget/?verifier=1")))


def test_the_mayor_files_and_receives_the_fingerprint(entered, complete, mayor):
    client = entered(mayor)
    assert "Déposer la candidature" in page(client.get(url(complete, "depot/")))
    assert client.post(url(complete, "depot/")).status_code == 302
    text = page(client.get(url(complete, "depot/")))
    assert DossierVersion.objects.get().fingerprint in text
    assert "est déposée" in text


def test_a_form_opened_before_the_closing_is_refused_after(entered, complete, mayor):
    client = entered(mayor)
    page(client.get(url(complete, "depot/")))
    clock.set_to(CLOSING)
    text = refused(client.post(url(complete, "depot/")))
    assert "est clos depuis le 30 juin 2019" in text
    complete.refresh_from_db()
    assert complete.state == "draft"


def test_after_the_closing_nobody_is_told_that_they_may_still_file(entered, complete, leader):
    client, told = entered(leader), "peut le faire dès maintenant"
    assert told in page(client.get(url(complete)))
    clock.set_to(CLOSING)
    text = page(client.get(url(complete)))
    assert told not in text and "clos depuis" in text


def test_what_is_filed_is_read_and_no_longer_written(entered, filed, mayor, leader):
    client = entered(leader)
    answer = client.get(url(filed, "rubriques/identite/"))
    assert answer.headers["Location"] == url(filed, "deposee/")
    assert "déposée\xa0: elle ne se modifie plus" in refused(client.post(url(filed, "rubriques/identite/"), IDENTITY))
    assert "Valmarelle" not in AnswerSheet.objects.get().answers["name"]
    text = page(client.get(url(filed, "deposee/")))
    assert "Total des ressources" in text
    assert DossierVersion.objects.get().fingerprint in text


def test_the_prefect_gives_one_opinion(entered, filed, prefect, rector):
    client = entered(prefect)
    assert "Votre avis est attendu" in page(client.get(url(filed)))
    text = page(client.get(url(filed, "avis/")))
    assert 'name="seat" value="prefect"' in text
    said = {"version": "1", "seat": "prefect", "opinion": "favourable", "reasons": ""}
    assert "Écrivez les motifs" in refused(client.post(url(filed, "avis/"), said))
    said["reasons"] = "Le diagnostic est solide."
    assert client.post(url(filed, "avis/"), said).status_code == 302
    again = refused(client.post(url(filed, "avis/"), {**said, "reasons": "Encore un mot."}))
    assert "déjà donné" in again
    assert "Encore un mot." in again
    assert Voice.objects.count() == 1
    text = page(entered(rector).get(url(filed, "avis/")))
    assert "Le diagnostic est solide." in text
    assert 'name="seat" value="rector"' in text


def test_nobody_posts_from_the_seat_of_another(entered, filed, prefect, mayor):
    said = {"version": "1", "seat": "rector", "opinion": "favourable", "reasons": "Pour lui."}
    for viewer in (prefect, mayor):
        assert "Pour lui." in refused(entered(viewer).post(url(filed, "avis/"), said))
    assert not Voice.objects.exists()


def test_starting_is_three_choices_already_made(entered, leader, call, site, town):
    client = entered(leader)
    text = page(client.get("/candidatures/nouvelle/"))
    assert text.count("checked") == 3
    chosen = {"call": call.pk, "site": site.pk, "organisation": town.pk}
    made = client.post("/candidatures/nouvelle/", chosen)
    assert made.headers["Location"] == url(Application.objects.get(), "eligibilite/")  # the result first
    assert "existe déjà" in refused(client.post("/candidatures/nouvelle/", chosen))
    clock.set_to(CLOSING)
    assert "Aucun appel" in page(client.post("/candidatures/nouvelle/", chosen))
