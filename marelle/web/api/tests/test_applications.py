"""A candidature through the interface: written, checked, filed, proved, corrected; as on the screens."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marelle.domains.calls.tests.conftest import CLOSING
from marelle.kernel import clock

pytestmark = pytest.mark.django_db


def url(application, rest=""):
    return f"/api/v1/applications/{application.pk}{rest}"


def patch(client, application, revision=0, **answers):
    body = json.dumps({"revision": revision, "answers": answers})
    return client.patch(url(application, "/answers"), body, content_type="application/json")


def test_a_draft_is_read_written_and_checked(entered, draft, leader):
    client = entered(leader)
    told = client.get(url(draft)).json()
    assert (told["state"], told["revision"], told["form"]["version"]) == ("draft", 0, 1)
    assert "signatory_name" in told["open_fields"]
    saved = patch(client, draft, signatory_name="Hélène", project_leader_fte="0,5").json()
    assert (saved["revision"], saved["changed"]) == (1, ["project_leader_fte", "signatory_name"])
    checked = client.get(url(draft, "/check")).json()
    assert not checked["complete"] and checked["answered"] < checked["needed"]
    assert {"field": "name", "path": "name", "sentence": "Une réponse est attendue."} in checked["faults"]


def test_what_cannot_be_read_is_told_field_by_field(entered, draft, leader):
    answer = patch(entered(leader), draft, project_leader_fte="beaucoup", nothing="x")
    assert answer.status_code == 422
    assert {fault["field"] for fault in answer.json()["faults"]} == {"project_leader_fte", "nothing"}


def test_two_who_write_at_once_get_both_texts(entered, draft, leader, mayor):
    patch(entered(leader), draft, signatory_role="Maire")
    answer = patch(entered(mayor), draft, signatory_role="La maire")
    assert answer.status_code == 409
    assert answer.json()["clashes"] == [
        {"field": "signatory_role", "before": None, "theirs": "Maire", "mine": "La maire"}
    ]
    assert patch(entered(mayor), draft, 1, signatory_role="La maire").status_code == 200


def test_a_document_is_joined(entered, draft, leader):
    client = entered(leader)
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    kept = client.post(url(draft, "/documents/deliberation"), {"file": upload}).json()
    assert patch(client, draft, deliberation=[kept["code"]]).status_code == 200
    assert (
        client.post(url(draft, "/documents/name"), {"file": SimpleUploadedFile("a.pdf", b"%PDF-1")}).status_code == 422
    )


def test_it_is_filed_proved_and_never_after_the_closing(entered, complete, mayor, leader):
    client = entered(mayor)
    assert entered(leader).post(url(complete, "/filing")).status_code == 403
    clock.set_to(CLOSING)
    answer = client.post(url(complete, "/filing"))
    assert (answer.status_code, answer.json()["code"]) == (422, "calls.closed")
    clock.set_to(CLOSING - timedelta(seconds=5))
    version = client.post(url(complete, "/filing")).json()
    text = client.get(url(complete, "/versions/1"))
    assert hashlib.sha256(b"".join(text)).hexdigest() == version["fingerprint"]
    assert b"".join(client.get(url(complete, "/versions/1/receipt"))).startswith(b"%PDF-")
    listed = client.get(url(complete, "/versions")).json()["items"]
    assert listed == [{key: version[key] for key in ("number", "filed_at", "fingerprint")}]
    assert patch(client, complete, 1, name="Trop tard").status_code == 409
    assert client.get(url(complete, "/versions/2")).status_code == 404


def test_an_incomplete_draft_says_all_that_it_lacks(entered, draft, mayor):
    answer = entered(mayor).post(url(draft, "/filing"))
    assert answer.status_code == 422 and len(answer.json()["faults"]) > 10


def test_a_correction_is_asked_and_filed_again(entered, filed, prefect, leader, mayor):
    until = (clock.now() + timedelta(days=3)).isoformat()
    asked = {"fields": ["name"], "reasons": "Un nom déjà pris.", "until": until}
    send = {"content_type": "application/json"}
    assert entered(leader).post(url(filed, "/corrections"), json.dumps(asked), **send).status_code == 403
    assert entered(prefect).post(url(filed, "/corrections"), json.dumps(asked), **send).status_code == 201
    told = entered(prefect).get(url(filed)).json()
    assert (told["open_fields"], told["answers"]) == (
        ["name"],
        {},
    )  # the State reads what is filed, not what is written
    assert patch(entered(leader), filed, 1, name="Autre", steering="x").status_code == 409
    assert patch(entered(leader), filed, 1, name="Autre nom").status_code == 200
    assert entered(mayor).post(url(filed, "/filing")).json()["number"] == 2


def test_nobody_reaches_the_file_of_another(entered, draft, filed, holding, next_city, client):
    other = entered(holding("project_leader", next_city, name="thomas"))
    for rest in ("", "/check", "/versions", "/versions/1", "/versions/1/receipt"):
        assert other.get(url(filed, rest)).status_code == 404
        assert client.get(url(filed, rest)).status_code == 401
    assert patch(other, draft, name="À moi").status_code == 404
    assert other.get(f"/api/v1/applications/{10**30}").status_code == 404


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_json_makes_it_fall(entered, draft, leader, data):
    client = entered(leader)
    codes = [field.code for field in draft.sheet.questionnaire.form.fields]
    answers = data.draw(st.dictionaries(st.sampled_from(codes) | st.text(max_size=8), anything, max_size=6))
    body = json.dumps({"revision": data.draw(st.integers(-2, 10**10)), "answers": answers})
    answer = client.patch(url(draft, "/answers"), body, content_type="application/json")
    assert answer.status_code in (200, 409, 422)
    assert client.get(url(draft, "/check")).status_code == 200
