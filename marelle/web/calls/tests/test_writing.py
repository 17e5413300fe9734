"""Writing in a section: by itself as one types, in pickers, with files; two colleagues at once; any nonsense."""

import json
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marelle.domains.calls.services import applications as services
from marelle.kernel import clock
from marelle.kernel.files.models import StoredFile
from marelle.kernel.questionnaires.models import AnswerSheet, AsideAnswer
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nessai"


def url(application, section="identite", rest=""):
    return f"/candidatures/{application.pk}/rubriques/{section}/{rest}"


def autosave(client, application, section, revision=0, there="", base=None, **typed):
    bases = base if base is not None else dict.fromkeys(typed, revision)
    sent = {"revision": revision, "there": there, "base": json.dumps(bases), **typed}
    return client.post(url(application, section, "enregistrer/"), sent)


def test_what_changed_is_saved_alone_and_said(entered, draft, leader):
    answer = autosave(entered(leader), draft, "signature", signatory_name="Hélène", signatory_role="Maire")
    told = answer.json()
    assert (told["revision"], told["saved"]) == (1, "Enregistré à 10:00\xa0— non déposé")
    assert told["missing"] == 2
    assert AnswerSheet.objects.get().answers == {"signatory_name": "Hélène", "signatory_role": "Maire"}


def test_what_cannot_be_read_stays_on_the_page_and_the_rest_is_saved(entered, draft, leader):
    told = autosave(entered(leader), draft, "gouvernance", steering="Chaque mois.", project_leader_fte="un peu").json()
    assert "Écrivez un nombre" in told["faults"]["project_leader_fte"]
    assert AnswerSheet.objects.get().answers == {"steering": "Chaque mois."}


def test_two_colleagues_at_once_keep_both_texts(entered, draft, leader, mayor):
    hers, his = entered(leader), entered(mayor)
    autosave(hers, draft, "signature", signatory_role="Maire", signatory_name="Hélène")
    told = autosave(his, draft, "signature", signatory_role="La maire").json()
    assert told["clashing"] == ["signatory_role"]
    assert "La maire" in told["asides"] and "<p>Maire</p>" in told["asides"]
    assert told["theirs"] == ["signatory_name"]
    assert 'value="Hélène"' in told["fields"]["signatory_name"]
    aside = AsideAnswer.objects.get()
    taken = his.post(
        url(draft, "signature"), {"revision": "1", "then": f"take:{aside.pk}", "signatory_name": "Hélène V."}
    )
    text = page(taken)
    assert 'value="La maire"' in text and 'value="Hélène V."' in text
    assert AnswerSheet.objects.get().answers["signatory_role"] == "La maire"


def test_saving_over_a_colleague_after_a_clash_puts_their_words_aside(entered, draft, leader, mayor):
    """The second presses « Enregistrer » as if nothing had been said: the words of the first are still there."""
    hers, his = entered(leader), entered(mayor)
    autosave(hers, draft, "signature", signatory_role="Maire de la ville")
    told = autosave(his, draft, "signature", signatory_role="La maire").json()
    assert told["clashing"] == ["signatory_role"]
    pressed = {"revision": str(told["revision"]), "signatory_role": "La maire"}
    his.post(url(draft, "signature"), pressed)
    assert AnswerSheet.objects.get().answers["signatory_role"] == "La maire"
    kept = AsideAnswer.objects.get(settled_at=None)
    assert (kept.value, kept.written_by) == ("Maire de la ville", leader.person_id)
    assert "<p>Maire de la ville</p>" in page(hers.get(url(draft, "signature")))
    hers.post(url(draft, "signature"), {"revision": "2", "then": f"leave:{kept.pk}"})
    assert not AsideAnswer.objects.filter(settled_at=None).exists()
    assert AnswerSheet.objects.get().answers["signatory_role"] == "La maire"


def test_nothing_is_put_aside_once_both_texts_are_in_one(entered, draft, leader, mayor):
    hers, his = entered(leader), entered(mayor)
    autosave(hers, draft, "signature", signatory_role="Maire de la ville")
    told = autosave(his, draft, "signature", signatory_role="La maire").json()
    both = {"revision": str(told["revision"]), "signatory_role": "La maire ; Maire de la ville"}
    his.post(url(draft, "signature"), both)
    assert not AsideAnswer.objects.filter(settled_at=None).exists()


def test_two_colleagues_in_one_long_text_are_joined(entered, draft, leader, mayor):
    hers, his = entered(leader), entered(mayor)
    autosave(hers, draft, "evaluation", method="Un.\n\nDeux.\n\nTrois.")
    autosave(hers, draft, "evaluation", revision=1, method="Un, revu.\n\nDeux.\n\nTrois.")
    told = autosave(his, draft, "evaluation", revision=1, method="Un.\n\nDeux.\n\nTrois, revu.").json()
    assert told["clashing"] == [] and told["theirs"] == ["method"]
    assert AnswerSheet.objects.get().answers["method"] == "Un, revu.\n\nDeux.\n\nTrois, revu."


def test_two_colleagues_in_one_budget_are_joined_cell_by_cell(entered, draft, leader, mayor):
    autosave(entered(leader), draft, "budget", base={"uses": 0}, **{"uses-school-y2020": "100"})
    his = {"uses-continuity-y2020": "50"}
    told = autosave(entered(mayor), draft, "budget", base={"uses": 0}, **his).json()
    assert told["clashing"] == []
    assert told["outputs"]["id_uses-total-y2020"].startswith("150")
    assert told["outputs"]["id_resources-commune-y2020"].startswith("150")


def test_an_answer_opens_its_question_at_once(entered, draft, leader):
    there = "under_25,weak_times"
    told = autosave(entered(leader), draft, "diagnostic", there=there, weak_times="wednesday").json()
    assert "weak_wednesday" in told["asked"]
    assert "Que manque-t-il" in told["fields"]["weak_wednesday"]


def test_a_picker_finds_adds_and_shows_what_registers_know(entered, draft, leader):
    client = entered(leader)
    text = page(client.post(url(draft), {"revision": "0", "then": "search:communes", "communes-search": "Valmarelle"}))
    assert "Trouvés pour « Valmarelle »" in text and 'value="80998"' in text
    client.post(url(draft), {"revision": "0", "communes": "80998"})
    text = page(client.get(url(draft)))
    assert "Population municipale : 5\xa0460\xa0habitants (2018)" in text
    assert "Données inventées pour les essais" in text and "Indice de position sociale : 78,4" in text
    client.post(url(draft), {"revision": "1", "communes": "80998", "qpv": "QP080997", "colleges": "0809901C"})
    text = page(client.get(url(draft)))
    assert '<output class="computed" id="id_population" data-computed>5\xa0460</output>' in text
    assert "Insee" not in text and "Ce site est inventé" in text  # nobody counted an invented commune
    assert "Choisissez d’abord" not in text
    found = client.get(url(draft, rest="chercher/?field=colleges&q=rosa")).json()["items"]
    assert [one["code"] for one in found] == ["0809901C"]
    assert "REP+" in found[0]["facts"]


def test_enter_in_a_search_box_searches_without_a_script(entered, draft, leader):
    text = page(entered(leader).post(url(draft), {"revision": "0", "then": "enter", "communes-search": "zzz"}))
    assert "Rien ne répond à « zzz »" in text


def test_a_code_that_no_register_holds_is_kept_and_refused_before_filing(entered, draft, leader):
    client = entered(leader)
    client.post(url(draft), {"revision": "0", "communes": "80021"})  # real, and the site is invented
    assert "Introuvable : 80021" in page(client.get(url(draft) + "?verifier=1"))


def test_the_lead_is_one_of_the_colleges_picked(entered, draft, leader):
    client = entered(leader)
    client.post(url(draft), {"revision": "0", "colleges": "0809901C"})
    assert page(client.get(url(draft))).count('name="lead_college"') == 2  # the one picked above, or none yet
    client.post(url(draft), {"revision": "1", "colleges": "", "lead_college": "0809901C"})
    assert "Choisissez parmi ceux" in page(client.get(url(draft) + "?verifier=1"))


def test_a_document_is_joined_read_and_taken_away(entered, draft, leader, prefect, holding, next_city):
    client = entered(leader)
    upload = SimpleUploadedFile("../délibération.exe", PDF)
    client.post(url(draft, "pieces"), {"revision": "0", "deliberation-file": upload})
    kept = StoredFile.objects.get()
    assert kept.name == "délibération.pdf"
    address = f"/candidatures/{draft.pk}/fichiers/{kept.pk}/"
    answer = client.get(address)
    assert b"".join(answer) == PDF and answer.headers["Content-Disposition"].startswith("attachment")
    page(entered(prefect).get(address), 404)  # nothing is filed
    page(entered(holding("project_leader", next_city, name="thomas")).get(address), 404)
    client.post(url(draft, "pieces"), {"revision": "1"})
    assert "deliberation" not in AnswerSheet.objects.get().answers


def test_a_wrong_file_refuses_with_its_reason_and_keeps_what_was_typed(entered, draft, leader):
    client = entered(leader)
    sent = {"revision": "0", "annexes-file": SimpleUploadedFile("a.pdf", b"\x7fELF\x00\x01")}
    assert "pas d’un type accepté" in refused(client.post(url(draft, "pieces"), sent))
    assert not StoredFile.objects.exists()


def test_a_file_of_another_application_is_not_joined(entered, draft, leader, machine):
    stolen = StoredFile.objects.create(
        name="a.pdf", content_type="application/pdf", size=1, sha256="0" * 64, purpose="calls.application:999999"
    )
    client = entered(leader)
    client.post(url(draft, "pieces"), {"revision": "0", "annexes": str(stolen.pk)})
    page(client.get(f"/candidatures/{draft.pk}/fichiers/{stolen.pk}/"), 404)
    assert "Introuvable" in page(client.get(url(draft, "pieces") + "?verifier=1"))


def test_writing_stays_within_its_price(entered, complete, leader, counted):
    client = entered(leader)
    page(client.get(url(complete)))
    for section in ("identite", "budget", "pieces"):
        with counted() as queries:
            page(client.get(url(complete, section)))
        assert len(queries) <= 25, section
    with counted() as queries:
        assert autosave(client, complete, "identite", revision=1, name="Autre nom").status_code == 200
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 25
    with counted() as queries:
        client.post(
            url(complete), {"revision": "2", "then": "search:qpv", "qpv-search": "tilleuls", "communes": "80998"}
        )
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 25


def test_nobody_else_saves_or_searches(entered, filed, prefect, holding, next_city, leader, client):
    neighbour = entered(holding("project_leader", next_city, name="thomas"))
    for rest in ("enregistrer/", "chercher/?field=communes&q=valm"):
        page(neighbour.get(url(filed, rest=rest)), 404)
        page(entered(prefect).get(url(filed, rest=rest)), 403)
        assert client.get(url(filed, rest=rest)).status_code == 302
    told = autosave(entered(leader), filed, "identite", name="Trop tard")
    assert told.status_code == 409 and "déposée" in told.json()["refused"]


JUNK = [
    "",
    "\0",
    "é" * 3000,
    "9" * 400,
    "-1",
    "[]",
    "{}",
    "null",
    "NaN",
    "1e999",
    "../..",
    "<b>",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "oui",
    "2020-13-45",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_no_nonsense_makes_it_fall(entered, draft, leader, shuffled: random.Random):
    client = Client(raise_request_exception=True)
    client.cookies = entered(leader).cookies
    form = draft.sheet.questionnaire.form
    section = shuffled.choice(form.sections)
    sent = {
        "revision": shuffled.choice(JUNK),
        "then": shuffled.choice(["next", "stay", "search:qpv", "take:x", "leave:9", *JUNK]),
    }
    for field in section.fields:
        sent[field.code] = [shuffled.choice(JUNK) for _n in range(shuffled.randint(0, 3))]
        sent[f"{field.code}-count"] = shuffled.choice(JUNK)
        sent[f"{field.code}-search"] = shuffled.choice(JUNK)
        for column in field.columns:
            for row in (*(row.code for row in field.rows), "1", "2"):
                sent[f"{field.code}-{row}-{column.code}"] = shuffled.choice(JUNK)
    assert client.post(url(draft, section.code), sent).status_code in (200, 302)
    base = shuffled.choice(
        [*JUNK, "[1]", '{"name": "x"}', json.dumps({f.code: shuffled.choice([0, -1, 10**30]) for f in section.fields})]
    )
    answer = client.post(
        url(draft, section.code, "enregistrer/"), {**sent, "base": base, "there": shuffled.choice(JUNK)}
    )
    assert answer.status_code in (200, 409, 422)


def test_the_register_of_sites_answers_first(leader, call, site, town, city, machine):
    site.memberships.create(commune_id=city.code, is_main=True, valid_from="2019-01-01")
    made = services.start_application(by=leader, call=call, site=site, organisation_id=town.pk)
    assert made.sheet.answers == {"communes": [city.code]}
    assert clock.now()
