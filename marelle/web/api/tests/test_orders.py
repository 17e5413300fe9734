"""The orders of the screens, given by programs: begun, picked, settled, withdrawn, decided; forms; batches; drafts."""

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marelle.domains.calls.models import Application
from marelle.domains.calls.services import prepare_call, try_call
from marelle.domains.calls.services.writing import save_section
from marelle.domains.calls.tests.conftest import CLOSING, make_places
from marelle.domains.calls.tests.terms import BY, with_terms
from marelle.kernel import clock
from marelle.kernel.questionnaires.services import AnswersClash

pytestmark = pytest.mark.django_db
CALL = "calls/essai-2019"


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_candidature_is_begun_once(program, leader, prefect, call, site, town, city, machine):
    make_places(machine, city)
    asked = {"call": "essai-2019", "site": "valmarelle", "organisation": town.pk}
    assert program().post("applications", asked)[0] == 401
    assert program(prefect).post("applications", asked)[0] == 403
    writer = program(leader)
    for wrong in ({"call": "nulle"}, {"site": "nulle"}):
        assert writer.post("applications", asked | wrong)[0] == 404
    assert writer.post("applications", asked | {"organisation": 999_999})[1]["code"] == "calls.not_your_organisation"
    status, told = writer.post("applications", asked)
    assert (status, told["number"]) == (201, Application.objects.get().pk)
    assert writer.post("applications", asked)[1]["code"] == "calls.already_applied"
    clock.set_to(CLOSING)
    assert writer.post("applications", asked)[0] == 404  # no call is open


def test_entries_are_found_in_registers(program, draft, leader, prefect):
    here = f"applications/{draft.pk}/questions"
    status, told = program(leader).get(f"{here}/colleges/entries?q=bonheur")
    assert (status, [one["code"] for one in told["items"]]) == (200, ["0809901C"])
    assert {fact["code"] for fact in told["items"][0]["facts"]} >= {"ips", "pupils"}
    assert all(fact["source"] and fact["period"] for fact in told["items"][0]["facts"])
    assert program(leader).get(f"{here}/colleges/entries?q=b")[1] == {"items": []}
    assert program(leader).get(f"{here}/name/entries?q=bonheur")[0] == 404
    assert program(leader).get(f"{here}/colleges/entries")[0] == 422
    assert program(prefect).get(f"{here}/colleges/entries?q=bonheur")[0] == 403


def test_a_text_put_aside_is_settled(program, draft, leader, mayor):
    save_section(by=leader, at=clock.now(), application=draft, answers={"name": "Un"}, revision=0)
    with pytest.raises(AnswersClash):
        save_section(by=mayor, at=clock.now(), application=draft, answers={"name": "Deux"}, revision=0)
    here = f"applications/{draft.pk}/asides"
    (aside,) = program(leader).get(here)[1]["items"]
    assert (aside["text"], aside["stored"]) == ("Deux", "Un")
    assert program(leader).post(f"{here}/999", {"take": True})[0] == 404
    assert program(leader).post(f"{here}/{aside['number']}", {"take": True})[1]["changed"] == ["name"]
    assert program(leader).get(here)[1] == {"items": []}


def test_a_candidature_is_taken_back(program, draft, leader, mayor):
    here = f"applications/{draft.pk}/withdrawal"
    assert program(leader).post(here, {"why": "Non."})[0] == 403
    assert program(mayor).post(here, {"why": ""})[0] == 422
    assert program(mayor).post(here, {"why": "Un autre projet."})[0] == 204
    assert Application.objects.get().state == "withdrawn"
    assert program(mayor).post(here, {"why": "Encore."})[0] == 409


def test_a_draft_passes_to_no_newer_form(program, draft, leader):
    assert program(leader).post(f"applications/{draft.pk}/newest-form")[1]["code"] == "calls.form_is_newest"


def test_a_correction_is_taken_back(program, filed, prefect, leader):
    here = f"applications/{filed.pk}/corrections"
    assert program(prefect).post(f"{here}/end")[1]["code"] == "calls.no_correction"
    asked = {"fields": ["name"], "reasons": "À préciser.", "until": (clock.now() + timedelta(days=3)).isoformat()}
    assert program(prefect).post(here, asked)[0] == 201
    assert program(leader).post(f"{here}/end")[0] == 403
    assert program(prefect).post(f"{here}/end")[0] == 204


def test_the_perimeter_before_the_rules(program, draft, leader, holding, next_city):
    status, told = program(leader).get(f"applications/{draft.pk}/eligibility")
    assert (status, told["verdict"], told["blocking"], told["bars_filing"]) == (200, "holds", False, False)
    assert told["conditions"][0]["facts"][0]["source"]
    asked = {"reasons": "Pour voir."}
    assert (
        program(leader).post(f"applications/{draft.pk}/derogations", asked)[1]["code"] == "calls.no_derogation_needed"
    )
    other = holding("mayor", next_city, name="thomas")
    assert program(other).post(f"applications/{draft.pk}/derogations", asked)[0] == 404
    assert program(other).get("derogations")[0] == 403


def test_a_candidature_is_decided_and_decided_again(program, carried, officer, leader):
    here = f"applications/{carried.pk}/decision"
    asked = {"outcome": "labelled", "decided_on": "2019-08-20", "cents": {"2020": 1_000_00}}
    assert program(leader).post(here, asked)[0] == 403
    assert program(officer).post(here, asked | {"outcome": "crowned"})[0] in (409, 422)
    status, told = program(officer).post(here, asked)
    assert (status, told["outcome"], told["site"]) == (201, "labelled", "valmarelle")
    assert program(officer).post(here, asked)[0] in (409, 422)
    again = {"outcome": "withdrawn", "decided_on": "2019-08-20", "reason": "La ville y renonce."}
    assert program(leader).post(f"decisions/{told['number']}/replacement", again)[0] == 403
    status, other = program(officer).post(f"decisions/{told['number']}/replacement", again)
    assert (status, other["outcome"]) == (201, "withdrawn")
    assert program(officer).post("decisions/999/replacement", again)[0] == 404


def test_a_label_of_the_past_needs_its_document(program, officer, leader, call, site):
    told = {"site": "valmarelle", "decided_on": "2019-07-01", "source_name": "Gazette inventée, 2 juillet 2019"}
    assert program(leader).post(f"{CALL}/past-labels", told)[0] == 403
    assert program(officer).post(f"{CALL}/past-labels", told)[0] == 404  # the call is open: it decides itself


def test_a_trial_has_its_guests(program, officer, leader, call, now):
    dates = {"opens_at": now, "closes_at": now + timedelta(days=10)}
    made = try_call(by=BY, call=call, slug="repetition", **dates)
    here = f"calls/{made.slug}/guests"
    assert program(leader).get(here)[0] == 403
    assert program(officer).post(here, {"email": "personne@nulle.invalid"})[1]["code"] == "calls.nobody_by_that_address"
    assert program(officer).get(here)[1] == {"items": []}
    assert program(officer).post(f"{here}/{leader.person_id}/leave")[0] == 200
    assert program(officer).post(f"{CALL}/guests", {"email": "x@y.invalid"})[1]["code"] == "calls.not_a_trial"


def test_a_batch_is_planned_dropped_and_dated(program, officer, now):
    order = {"slug": "fil", "title": "Au fil de l’eau", "edition": 2019, "kind": "rolling"}
    with_terms(prepare_call(by=BY, at=now, opens_at=now, closes_at=None, **order))
    batch = {"cuts_at": (now + timedelta(days=200)).isoformat(), "decision_by": "2020-01-31"}
    number = program(officer).post("calls/fil/batches", batch)[1]["number"]
    assert program(officer).post(f"calls/fil/batches/{number}/announcement", {"decided_on": "2019-06-03"})[0] in (
        409,
        422,
    )
    assert program(officer).post("calls/fil/batches/99/drop")[0] == 404
    assert program(officer).post(f"calls/fil/batches/{number}/drop")[0] == 204


def test_several_are_drawn_as_previewed(program, filed, officer, prefect, call):
    here, asked = f"{CALL}/draws", {"applications": [filed.pk]}
    assert program(prefect).post(here, asked)[0] == 403
    status, told = program(officer).post(here, asked)
    assert (status, told["number"], told["short"]) == (200, None, {str(filed.pk): 2})
    assert program(officer).post(here, asked | {"seed": "choisie"})[0] in (409, 422)
    assert program(officer).post(here, {"applications": []})[0] == 422


def test_the_next_form_is_written_read_and_published(program, officer, leader, call):
    writer = program(officer)
    assert program(leader).get("forms")[0] == 403
    assert writer.get("form-draft")[0] == 404
    versions = writer.get("forms")[1]["items"]
    status, draft = writer.post("form-draft")
    assert (status, draft["revision"]) == (200, 0)
    for nonsense in ({}, {"sections": 3}, {"sections": [3]}, {"sections": [{}]}, {"sections": [{"fields": 3}]}):
        said = writer.put("form-draft", {"revision": 0, "definition": nonsense})
        assert said[0] == 422, said
    told = {"revision": 0, "title": "Deuxième", "definition": draft["definition"]}
    assert writer.put("form-draft", told)[1]["revision"] == 1
    assert writer.put("form-draft", told)[1]["code"] == "questionnaires.draft_moved"
    status, made = writer.post("form-draft/publication", {"revision": 1})
    assert (status, made["version"], made["title"]) == (201, versions[0]["version"] + 1, "Deuxième")
    writer.post("form-draft")
    assert writer.post("form-draft/drop")[0] == 204
    assert writer.get("form-draft")[0] == 404


def test_a_spreadsheet_is_looked_at_then_brought_in(program, entered, officer, leader, call, site, town):
    client = entered(officer)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"/api/v1/{CALL}/sheets/template"))))
    book.worksheets[0].append(["valmarelle", town.name, "Cité"])
    book.worksheets[0].append(["nulle-part", town.name, "Autre"])
    file = io.BytesIO()
    book.save(file)
    send = lambda by: by.post(f"/api/v1/{CALL}/sheets", {"file": SimpleUploadedFile("a.xlsx", file.getvalue())})  # noqa: E731
    assert send(entered(leader)).status_code == 403
    told = send(client).json()
    assert [(one["line"], one["fate"]) for one in told["items"]] == [(2, "new"), (3, "refused")]
    assert "colonne A" in told["items"][1]["faults"][0] and not Application.objects.exists()
    here = f"sheets/{told['number']}"
    assert program(officer).get(here)[1]["items"] == told["items"]
    assert program(officer).post(f"{here}/entry", {})[1]["code"] == "calls.sheet_lines_refused"
    status, done = program(officer).post(f"{here}/entry", {"lines": [2]})
    assert (status, done["brought"], done["made"], done["items"][1]["fate"]) == (200, True, 1, "left")
    assert program(officer).post(f"{here}/entry", {"lines": [2]})[1]["code"] == "calls.sheet_brought"
    assert program(leader).get(here)[0] == 403 and program(officer).get("sheets/999")[0] == 404


def test_every_order_of_the_interface_says_its_refusals(client):
    schema = json.loads(client.get("/api/v1/openapi.json").content)
    for path, verbs in schema["paths"].items():
        for verb, told in verbs.items():
            if verb in ("post", "put", "patch") and path not in ("/api/v1/locate", "/api/v1/me/token/withdraw"):
                assert {"403", "404", "422"} <= {str(one) for one in told["responses"]}, (verb, path)
