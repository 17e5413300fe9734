"""A whole call through the interface, by the same roles and with the same refusals as through the screens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from marelle.domains.calls.models import Application, Call
from marelle.domains.calls.tests.conftest import CLOSING
from marelle.domains.calls.tests.terms import ANCHORS, SELECTION, some_rules
from marelle.domains.funding.models import Envelope
from marelle.kernel import clock

pytestmark = pytest.mark.django_db


NEW = {"id": "par-programme", "title": "Par programme", "edition": 2020}
DATES = {"opens_at": "2019-06-10T09:00:00+02:00", "closes_at": "2019-09-30T23:59:00+02:00"}


def test_a_whole_call_is_prepared_opened_and_extended(program, officer, now):
    rules = some_rules()
    officers = program(officer)
    status, told = officers.post("preparations", {**NEW, **DATES})
    assert (status, len(told["missing"])) == (201, 9)
    here = "preparations/par-programme/"
    description = {
        "title": "Par programme",
        "edition": 2020,
        "kind": "closing",
        "about": "Un essai.",
        "decided_by": "X",
    }
    later = {"opinions_by": "2019-10-20", "decision_by": "2019-11-20", "finalise_by": "2020-03-31"}
    criterion = {"title": "Diagnostic", "weight": "0.4", "code": "diagnosis", "anchors": ANCHORS}
    for part, body in (
        ("description", description),
        ("calendar", {**DATES, **later}),
        ("eligibility", {"rules": rules.code, "version": rules.version}),
        ("form", {"version": told["call"]["form"]["version"], "regional_opinion": True}),
        ("criteria", {"items": [criterion]}),
        ("documents", {"items": [{"title": "Délibération", "question": "deliberation"}]}),
        ("envelope", {"cents": {"2020": 100, "2021": 200}}),
        ("selection", {"rules": SELECTION, "readers": 3, "spread_alert": "1.5"}),
    ):
        status, told = officers.put(here + part, body)
        assert status == 200, told
    assert told["missing"] == []
    assert program().get("calls/par-programme") == (404, {"code": "access.not_found", "detail": told_of_404(program)})
    status, opened = officers.post("calls/par-programme/opening")
    assert (status, opened["state"], opened["receives"]) == (200, "open", False)
    assert list(Envelope.objects.values_list("year", flat=True)) == [2020, 2021]
    status, shown = program().get("calls/par-programme")
    assert (shown["envelope"], shown["criteria"][0]["anchors"]) == ({"2020": 100, "2021": 200}, ANCHORS)
    assert officers.put(here + "criteria", {"items": []})[0] == 409
    extension = {"until": "2019-10-07T23:59:00+02:00", "why": "Panne."}
    assert officers.post("calls/par-programme/extensions", extension)[0] == 201
    assert program().get("calls/par-programme")[1]["extensions"][0]["why"] == "Panne."


def told_of_404(program):
    return program().get("calls/nulle-part")[1]["detail"]


def test_opening_says_what_is_missing(program, officer):
    officers = program(officer)
    officers.post("preparations", {**NEW, **DATES})
    status, told = officers.post("calls/par-programme/opening")
    assert (status, told["code"]) == (422, "calls.call_incomplete")
    assert officers.post("preparations/par-programme/drop") == (204, None)
    assert officers.get("preparations/par-programme")[0] == 404


def test_who_may(program, leader, call):
    assert program().post("preparations", {**NEW, **DATES})[0] == 401
    assert program(leader).post("preparations", {**NEW, **DATES})[0] == 403
    for turn in ("opening", "closing", "announcement", "extensions", "copies", "trials", "batches"):
        assert program(leader).post(f"calls/{call.slug}/{turn}", {})[0] == 403
    assert [one["id"] for one in program().get("calls")[1]["items"]] == [call.slug]


def test_no_order_without_the_proof_that_a_page_of_ours_sent_it(entered, officer):
    client = Client(enforce_csrf_checks=True)
    client.cookies = entered(officer).cookies
    answer = client.post("/api/v1/preparations", {**NEW, **DATES}, content_type="application/json")
    assert answer.status_code == 401
    assert not Call.objects.exists()


def test_filing_by_program_before_and_after_the_closing(program, mayor, leader, complete):
    address = f"applications/{complete.pk}/filing"
    assert program(leader).post(address)[0] == 403
    clock.set_to(CLOSING)
    status, told = program(mayor).post(address)
    assert (status, told["code"]) == (422, "calls.closed")
    assert Application.objects.get().state == "draft"
    clock.set_to(CLOSING - timedelta(minutes=1))
    status, told = program(mayor).post(address)
    assert (status, told["state"], len(told["fingerprint"])) == (200, "filed", 64)
    assert program(mayor).post(address)[0] == 409


def test_more_time_for_one(program, officer, mayor, complete, call):
    clock.set_to(CLOSING + timedelta(hours=1))
    until = {"until": "2019-07-03T12:00:00+02:00", "why": "Panne de la mairie."}
    status, told = program(officer).post(f"calls/{call.slug}/extensions", {**until, "application": complete.pk})
    assert (status, told["everybody"], told["why"]) == (201, False, "")
    assert program(officer).post(f"calls/{call.slug}/extensions", {**until, "application": 999})[0] == 404
    assert program(mayor).post(f"applications/{complete.pk}/filing")[0] == 200


def test_the_turns_and_the_copies(program, officer, call):
    officers = program(officer)
    assert officers.post(f"calls/{call.slug}/closing")[1]["code"] == "calls.closing_not_reached"
    copied = officers.post(f"calls/{call.slug}/copies", {"id": "suivant", "title": "Suivant", "edition": 2020})
    assert (copied[0], copied[1]["missing"], copied[1]["call"]["closes_at"][:4]) == (201, [], "2020")
    dates = {"opens_at": "2019-06-03T10:00:00+02:00", "closes_at": "2019-06-17T10:00:00+02:00"}
    status, tried = officers.post(f"calls/{call.slug}/trials", {"id": "essai", **dates})
    assert (status, tried["call"]["is_trial"]) == (201, True)
    assert officers.post("calls/essai/opening")[1]["state"] == "open"
    assert program().get("calls/essai")[0] == 404
    assert "essai" not in [one["id"] for one in program().get("calls")[1]["items"]]
    assert (
        officers.post(f"calls/{call.slug}/batches", {"cuts_at": dates["closes_at"], "decision_by": "2019-07-01"})[0]
        == 422
    )
    clock.set_to(CLOSING)
    assert officers.post(f"calls/{call.slug}/closing")[1]["state"] == "closed"
    assert officers.post(f"calls/{call.slug}/announcement", {"decided_on": "2019-07-01"})[1]["code"]


def test_what_cannot_be_read_is_said(program, officer):
    officers = program(officer)
    assert officers.post("preparations", {**NEW, "opens_at": "2019-06-10T09:00:00", "closes_at": None})[0] == 422
    officers.post("preparations", {**NEW, **DATES})
    here = "preparations/par-programme/"
    assert officers.put(here + "eligibility", {"rules": "nulle", "version": 1})[0] == 404
    assert officers.put(here + "form", {"version": 999})[0] == 404
    some_rules()
    asked = {"rules": "essai", "version": 1, "preselected": ["nulle-part"]}
    assert officers.put(here + "eligibility", asked)[0] == 404
