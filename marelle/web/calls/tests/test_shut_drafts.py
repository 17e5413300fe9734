"""After the closing a draft is read and never written; what an open page still held comes back, to be copied."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marelle.domains.calls.models import Application, Call
from marelle.domains.calls.queries.applications import drafts_of
from marelle.domains.calls.rules.applications import DraftShut
from marelle.domains.calls.services import close_call, extend_application, extend_call, prepare_call
from marelle.domains.calls.services import open_call as opening
from marelle.domains.calls.services.applications import start_application
from marelle.domains.calls.services.writing import join_document, pass_to_newest_form, save_section
from marelle.domains.calls.tests.conftest import CLOSING
from marelle.domains.calls.tests.terms import with_terms
from marelle.kernel import clock
from marelle.kernel.clock import PARIS
from marelle.kernel.files.models import StoredFile
from marelle.kernel.questionnaires.models import AnswerSheet
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
TYPED = {"name": "Nom tapé après minuit", "revision": "1", "base": json.dumps({"name": 1}), "there": "name"}
WHY = "Panne nationale du réseau."


def url(application: Application, rest: str = "") -> str:
    return f"/candidatures/{application.pk}/{rest}"


def kept() -> str:
    return AnswerSheet.objects.get().answers.get("name", "")


@pytest.fixture
def shut(complete):
    clock.set_to(CLOSING)
    return complete


def test_a_form_opened_before_shows_back_what_was_typed_and_keeps_nothing(entered, shut, leader):
    client, before = entered(leader), kept()
    text = refused(client.post(url(shut, "rubriques/identite/"), TYPED))
    assert "Nom tapé après minuit" in text and "À copier avant de quitter cette page" in text
    assert "est clos depuis le 30 juin 2019" in text and "Rien n’a été enregistré" in text
    assert "Enregistrer et continuer" not in text and "data-writing" not in text
    assert kept() == before
    for then in ("search:communes", "take:1", "leave:1", "enter"):
        refused(client.post(url(shut, "rubriques/identite/"), TYPED | {"then": then}))
    upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.4")
    text = refused(client.post(url(shut, "rubriques/pieces/"), {"deliberation-file": upload}))
    assert "il est resté chez vous" in text and not StoredFile.objects.exists()
    assert client.post(url(shut, "rubriques/inconnue/"), TYPED).status_code == 404


def test_the_script_of_an_open_page_is_told_and_keeps_nothing(entered, shut, leader):
    before = kept()
    answer = entered(leader).post(url(shut, "rubriques/identite/enregistrer/"), TYPED)
    assert (answer.status_code, answer.json()["code"]) == (409, "calls.draft_shut")
    assert "se lit et ne se modifie plus" in answer.json()["refused"] and kept() == before
    found = entered(leader).get(url(shut, "rubriques/perimetre/chercher/?field=communes&q=val"))
    assert found.status_code == 404


def test_the_draft_is_read_whole_by_those_who_wrote_it(entered, shut, leader, prefect, holding, next_city):
    client = entered(leader)
    answer = client.get(url(shut, "rubriques/identite/"))
    assert answer.headers["Location"] == url(shut, "brouillon/#rubrique-identite")
    text = page(client.get(url(shut, "brouillon/")))
    assert kept() in text and "Ce brouillon se lit et ne se modifie plus" in text and "Total des ressources" in text
    text = page(client.get(url(shut)))
    assert "Relire le brouillon" in text and "rubriques/" not in text and "Relire et déposer" not in text
    assert "Relire le brouillon" in page(client.get(url(shut, "depot/")))
    for other in (prefect, holding("project_leader", next_city, name="thomas")):
        assert entered(other).get(url(shut, "brouillon/")).status_code in (403, 404)
        assert entered(other).post(url(shut, "rubriques/identite/"), TYPED).status_code in (403, 404)


def test_the_draft_is_read_whole_before_the_closing_too(entered, complete, leader):
    text = page(entered(leader).get(url(complete, "brouillon/")))
    assert kept() in text and "ne se modifie plus" not in text


def test_programs_are_refused_and_read_on(entered, shut, leader):
    client, address = entered(leader), f"/api/v1/applications/{shut.pk}"
    body = json.dumps({"revision": 1, "answers": {"name": "Trop tard"}})
    answer = client.patch(f"{address}/answers", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "calls.draft_shut")
    upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.4")
    assert client.post(f"{address}/documents/deliberation", {"file": upload}).json()["code"] == "calls.draft_shut"
    assert client.post(f"{address}/newest-form").json()["code"] == "calls.draft_shut"
    told = client.get(address).json()
    assert told["open_fields"] == [] and told["answers"]["name"] == kept()


def test_no_order_writes_whatever_the_time_that_it_is_given(shut, leader):
    """The order reads the one clock itself: an instant given by its caller opens nothing."""
    told = {"by": leader, "at": CLOSING - timedelta(days=1), "application": shut}
    with pytest.raises(DraftShut):
        save_section(**told, answers={"name": "Avant, dit-il"})
    with pytest.raises(DraftShut):
        pass_to_newest_form(**told)
    with pytest.raises(DraftShut):
        join_document(**told, field="deliberation", upload=SimpleUploadedFile("a.pdf", b"%PDF-1.4"))


def test_more_time_opens_the_writing_again(entered, shut, leader, officer):
    client, later = entered(leader), CLOSING + timedelta(days=7)
    assert list(drafts_of(leader, clock.now())) == []
    extend_application(by=officer, application=shut, until=later, why=WHY)
    assert [one.pk for one in drafts_of(leader, clock.now())] == [shut.pk]
    assert client.post(url(shut, "rubriques/identite/"), TYPED).status_code == 302 and kept() == TYPED["name"]
    clock.set_to(later)
    refused(client.post(url(shut, "rubriques/identite/"), TYPED))
    extend_call(by=officer, call=Call.objects.get(), until=later + timedelta(days=7), why=WHY)
    assert client.post(url(shut, "rubriques/identite/"), TYPED | {"revision": "2"}).status_code == 302


def test_a_rolling_call_shuts_no_draft_until_it_is_closed(entered, draft, leader, machine, site, town, now):
    facts = {"slug": "fil", "title": "Fil", "edition": 2019, "kind": "rolling", "invented": True}
    rolling = prepare_call(by=machine, at=now, opens_at=now - timedelta(days=30), closes_at=None, **facts)
    opening(by=machine, at=now, call=with_terms(rolling))
    rolling.refresh_from_db()
    mine = start_application(by=leader, call=rolling, site=site, organisation_id=town.pk)
    clock.set_to(CLOSING + timedelta(days=30))
    client, address = entered(leader), url(mine, "rubriques/identite/")
    assert client.post(address, TYPED | {"revision": "0"}).status_code == 302
    close_call(by=machine, at=clock.now(), call=Call.objects.get(slug="fil"))
    refused(client.post(address, TYPED))


def test_what_a_colleague_filed_meanwhile_loses_no_word_either(entered, filed, leader):
    text = refused(entered(leader).post(url(filed, "rubriques/identite/"), TYPED))
    assert "Nom tapé après minuit" in text and "déposée\xa0: elle ne se modifie plus" in text
    assert kept() != TYPED["name"]


def test_what_differs_from_what_is_kept_is_named_first(entered, shut, leader):
    """Of twenty answers one alone was not kept: it has to be found without reading all of them again."""
    client, address = entered(leader), url(shut, "rubriques/identite/")
    text = refused(client.post(address, TYPED))
    assert "Ce qui diffère de ce qui est gardé" in text and 'href="#id_name"' in text
    assert 'href="#id_communes"' in text  # this page sent none
    assert "il n’y a rien à copier" in refused(client.post(url(shut, "rubriques/pieces/"), {"revision": "1"}))


def test_the_filing_page_of_a_shut_draft_promises_no_button(entered, shut, leader, mayor):
    for who in (leader, mayor):
        text = page(entered(who).get(url(shut, "depot/")))
        assert "elle verra le bouton" not in text and "La candidature est complète" not in text


def test_a_draft_is_read_again_from_the_page_that_files_it(entered, complete, mayor):
    assert url(complete, "brouillon/") in page(entered(mayor).get(url(complete, "depot/")))


def test_a_text_put_aside_is_told_before_filing_and_read_after(entered, complete, leader, mayor, prefect):
    """Two colleagues wrote at once and nobody chose: the other text used to be read nowhere once the file had gone."""
    hers, his = entered(leader), entered(mayor)
    revision = AnswerSheet.objects.get().revision
    for client, words in ((hers, "Texte de la cheffe de projet."), (his, "Texte du maire, mis de côté.")):
        sent = {"revision": revision, "base": json.dumps({"steering": revision}), "there": "steering"}
        client.post(url(complete, "rubriques/gouvernance/enregistrer/"), {**sent, "steering": words})
    text = page(his.get(url(complete, "depot/")))
    assert "Des textes attendent un choix" in text and url(complete, "rubriques/gouvernance/") in text
    his.post(url(complete, "depot/"))
    for client in (hers, his):
        assert "Texte du maire, mis de côté." in page(client.get(url(complete, "deposee/")))
    assert "mis de côté" not in page(entered(prefect).get(url(complete, "deposee/")))


def test_the_clock_of_the_demonstration_moved_back_opens_the_call_at_once(entered, complete, mayor):
    """The worker follows the clock once a minute: whoever came back met a call still shut, a minute before its end."""
    client, call = entered(mayor), Call.objects.get()
    for hour, state in ((1, "closed"), (-1, "open")):
        moment = CLOSING + timedelta(minutes=hour)
        client.post(
            "/demonstration/horloge/", {"day": f"{moment:%Y-%m-%d}", "hour": f"{moment.astimezone(PARIS):%H:%M}"}
        )
        call.refresh_from_db()
        assert call.state == state
    assert client.post(url(complete, "depot/")).status_code == 302
    complete.refresh_from_db()
    assert complete.state == "filed"
