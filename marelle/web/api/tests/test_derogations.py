"""A derogation, through programs: asked by the commune, answered by the préfet in their name, then the file enters."""

import pytest

from marelle.domains.calls.models import Application, Derogation
from marelle.domains.calls.tests.test_eligibility import blocking, call, conditions  # noqa: F401

pytestmark = pytest.mark.django_db


def test_it_is_asked_answered_and_lets_the_file_in(program, complete, mayor, prefect, rector):
    here, writer, state = f"applications/{complete.pk}", program(mayor), program(prefect)
    told = writer.get(f"{here}/eligibility")[1]
    assert (told["verdict"], told["blocking"], told["bars_filing"], told["derogation"]) == ("fails", True, True, None)
    assert writer.post(f"{here}/filing")[1]["code"] == "calls.not_eligible"
    assert writer.post(f"{here}/derogations", {"reasons": ""})[0] == 422
    assert writer.post(f"{here}/derogations", {"reasons": " "})[1]["code"] == "calls.derogation_unexplained"
    assert state.post(f"{here}/derogations", {"reasons": "Non."})[0] == 404  # a draft is not theirs to see
    status, asked = writer.post(f"{here}/derogations", {"reasons": "En face."})
    assert (status, asked["granted"], asked["conditions"]) == (201, None, ["Un lycée."])
    assert writer.post(f"{here}/derogations", {"reasons": "Encore."})[1]["code"] == "calls.derogation_under_way"
    assert [one["number"] for one in state.get("derogations")[1]["items"]] == [asked["number"]]
    there = f"derogations/{asked['number']}/answer"
    for nobody in (mayor, rector):
        assert program(nobody).post(there, {"granted": True, "why": "Oui."})[0] == 403
    assert state.post("derogations/999/answer", {"granted": True, "why": "Oui."})[0] == 404
    status, answered = state.post(there, {"granted": True, "why": "Oui."})
    assert (status, answered["granted"], bool(answered["answered_by"])) == (200, True, True)
    assert state.post(there, {"granted": False, "why": "Non."})[1]["code"] == "calls.derogation_answered"
    assert writer.get(f"{here}/eligibility")[1]["bars_filing"] is False
    assert writer.post(f"{here}/filing")[1]["state"] == "filed"
    assert Derogation.objects.get().granted and Application.objects.get().filed_at


def test_signs_that_no_database_keeps_are_no_fault_of_ours(program, draft, mayor, officer):
    assert program(mayor).post(f"applications/{draft.pk}/withdrawal", {"why": "a\x00b"})[0] in (400, 422)
    program(officer).post("form-draft")
    asked = {"revision": 0, "title": "a\x00b", "definition": {"sections": [], "title": "a\x00"}}
    assert program(officer).put("form-draft", asked)[0] in (400, 422)
    decided = {"outcome": "labelled", "decided_on": "2019-08-20", "cents": {"2020": 10**30}}
    assert program(officer).post(f"applications/{draft.pk}/decision", decided)[0] in (404, 422)
