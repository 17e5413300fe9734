"""The jury and the authorities through the interface: the same refusals as the screens, nothing sealed let out."""

from __future__ import annotations

import json

import pytest

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.models import Organisation, Person
from marelle.domains.calls.models import Assignment, Delegation, Review, Reviewer
from marelle.domains.calls.services import applications as services
from marelle.domains.calls.tests.jury import WHY, a_juror, free, given, seated, sent
from marelle.kernel import clock

pytestmark = pytest.mark.django_db
CALL = "/api/v1/calls/essai-2019"


@pytest.fixture
def ada(holding, organisation):
    return a_juror(holding, organisation, "ada")


@pytest.fixture
def carl(holding, organisation):
    return a_juror(holding, organisation, "carl")


def ask(client, method, address, status, **body):
    answer = getattr(client, method)(address, json.dumps(body), content_type="application/json")
    assert answer.status_code == status, (address, answer.content)
    return answer.json() if answer.content else None


def told(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.content)
    return answer.json()


def marks(mark="3", **rest):
    return {"version": 1, "marks": {"diagnosis": {"mark": mark, "reason": WHY}}, **rest}


def test_a_whole_review_by_programs(entered, filed, ada, carl, officer):
    organiser = entered(officer)
    jury = told(organiser, f"{CALL}/jury")
    assert (jury["readers"], jury["items"]) == (2, [])
    assert set(jury["could_be_named"].values()) == {"Ada Essai", "Carl Essai"}
    for viewer in (ada, carl):
        ask(organiser, "post", f"{CALL}/jury", 201, person=viewer.person_id)
    shown = told(organiser, f"{CALL}/draw")
    assert len(shown["shares"]) == 2
    assert ask(organiser, "post", f"{CALL}/draw", 409, seed="0" * 64)["code"] == "calls.draw_outdated"
    drawn = ask(organiser, "post", f"{CALL}/draw", 201, seed=shown["seed"])
    assert (drawn["seed"], drawn["shares"]) == (shown["seed"], shown["shares"])
    for viewer, mark in ((ada, "2"), (carl, "5")):
        reader = entered(viewer)
        (row,) = told(reader, "/api/v1/reviews")["items"]
        address = f"/api/v1/reviews/{row['number']}"
        assert told(reader, address, 409)["code"] == "calls.statement_first"
        ask(reader, "post", f"{address}/statement", 204, has_interest=False)
        assert told(reader, address)["version"] == 1
        unfinished = {"diagnosis": {"mark": "9", "reason": ""}}
        ask(reader, "put", f"{address}/draft", 204, marks=unfinished)
        assert told(reader, address)["draft"] == unfinished
        assert ask(reader, "post", address, 422, **marks("9"))["code"] == "calls.mark_outside_scale"
        ask(reader, "post", address, 201, **marks(mark))
        assert ask(reader, "post", address, 409, **marks())["code"] == "calls.review_already_sent"
    (row,) = told(organiser, f"{CALL}/marks")["items"]
    assert (row["opened"], row["marks"], row["spread"]) == (True, {"diagnosis": "3.5000"}, {"diagnosis": "1.5000"})
    side = told(organiser, f"/api/v1/applications/{filed.pk}/marks")
    assert [one["reader"] for one in side["reviews"]] == ["Ada Essai", "Carl Essai"]
    assert [one["off"] for one in told(organiser, f"{CALL}/calibration")["items"]] == ["-3.00", "3.00"]
    assert ask(organiser, "post", f"/api/v1/applications/{filed.pk}/further-reader", 409)["code"] == "calls.no_spread"


def test_sealed_marks_and_the_shares_of_others_are_not_there(entered, filed, ada, carl, officer, mayor):
    shares = [free(viewer, given(filed, viewer)) for viewer in (ada, carl)]
    sent(carl, shares[1], "1")
    reader = entered(ada)
    assert told(reader, f"/api/v1/reviews/{shares[0].pk}/comparison", 403)["code"] == "calls.still_blind"
    for rest in ("", "/comparison"):
        told(reader, f"/api/v1/reviews/{shares[1].pk}{rest}", 404)
    for rest, body in (("", marks()), ("/correction", marks(why="x", corrects=Review.objects.get().pk))):
        ask(reader, "post", f"/api/v1/reviews/{shares[1].pk}{rest}", 404, **body)
    organiser = entered(officer)
    (row,) = told(organiser, f"{CALL}/marks")["items"]
    assert (row["sent"], row["opened"], row["marks"], row["merit"]) == (1, False, None, None)
    assert told(organiser, f"/api/v1/applications/{filed.pk}/marks", 403)["code"] == "calls.still_blind"
    assert told(organiser, f"{CALL}/calibration")["items"] == []
    for address in (f"{CALL}/marks", f"/api/v1/applications/{filed.pk}/marks", "/api/v1/reviews"):
        told(entered(mayor), address, 403)


def test_a_correction_is_another_row(entered, filed, ada):
    share = free(ada, given(filed, ada))
    first = sent(ada, share)
    address = f"/api/v1/reviews/{share.pk}/correction"
    assert ask(entered(ada), "post", address, 422, **marks(why=" ", corrects=first.pk))["code"] == "calls.why_missing"
    made = ask(entered(ada), "post", address, 201, **marks("5", why="Mal lu.", corrects=first.pk))
    assert (made["corrected"], made["marks"]["diagnosis"]["mark"]) == (True, "5.00")
    assert Review.objects.count() == 2


def test_no_file_to_its_own_organisation_and_a_share_taken_back(entered, filed, ada, officer, holding, town):
    tied = holding("jury_reviewer", name="bureau", body=town)
    for viewer in (ada, tied):
        seated(filed.call, viewer)
    seats = {seat.person_id: seat.pk for seat in Reviewer.objects.all()}
    organiser, address = entered(officer), f"/api/v1/applications/{filed.pk}/readers"
    refusal = ask(organiser, "post", address, 403, reviewer=seats[tied.person_id])
    assert refusal["code"] == "calls.conflict_of_interest"
    assert "Même organisation" in refusal["detail"]
    share = ask(organiser, "post", address, 201, reviewer=seats[ada.person_id])
    ended = ask(organiser, "post", f"/api/v1/assignments/{share['number']}/withdrawal", 200, why="Absente.")
    assert ended["ended_why"] == "Absente."
    jury = ask(organiser, "post", f"{CALL}/jury/{seats[ada.person_id]}/release", 200)
    assert [one["person"] for one in jury["items"]] == [tied.person_id]
    told(entered(ada), f"/api/v1/reviews/{share['number']}", 404)


def test_a_link_that_appears_closes_the_share_for_good(entered, filed, ada, town, machine, now):
    share = free(ada, given(filed, ada))
    accounts.grant_membership(
        by=machine, at=now, person=Person.objects.get(pk=ada.person_id), organisation=town, role="town_desk",
        perimeter=town.perimeter, valid_to=now.replace(year=2020),
    )  # fmt: skip
    refusal = told(entered(ada), f"/api/v1/reviews/{share.pk}", 403)
    assert refusal["code"] == "calls.conflict_of_interest"
    assert Assignment.objects.get().ended_at is not None


def test_the_authorities_speak_write_and_stand_in(entered, filed, prefect, rector, mayor, machine, now, person):
    hers, his = entered(prefect), entered(rector)
    address = f"/api/v1/applications/{filed.pk}"
    opinion = {"version": 1, "seat": "prefect", "opinion": "favourable", "reasons": "Solide."}
    assert ask(his, "post", f"{address}/opinions", 403, **opinion)["code"] == "dossiers.not_your_seat"
    assert ask(hers, "post", f"{address}/opinions", 409, **opinion | {"version": 9})["code"] == "calls.not_yet_filed"
    assert ask(hers, "post", f"{address}/opinions", 201, **opinion)["seat"] == "prefect"
    assert ask(hers, "post", f"{address}/opinions", 409, **opinion)["code"] == "dossiers.already_spoken"
    assert ask(hers, "post", f"{address}/exchange", 201, text="Bonjour")["messages"][0]["mine"] is True
    seen = told(his, f"{address}/exchange")
    assert (seen["messages"][0]["text"], seen["at_work"][0]["seat"]) == ("Bonjour", "Préfet")
    told(entered(mayor), f"{address}/exchange", 404)
    ask(entered(mayor), "post", f"{address}/exchange", 404, text="Moi aussi")
    someone, body = person("adjointe"), Organisation.objects.get(name="Préfecture (essai)")
    dates = {"valid_to": now.replace(year=2020)}
    accounts.grant_membership(
        by=machine, at=now, person=someone, organisation=body, role="partner", perimeter=body.perimeter, **dates
    )
    order = {
        "seat": "prefect", "place_kind": "departement", "place_code": "80", "person": someone.pk, "act": "Arrêté",
        "valid_from": "2019-06-03T10:00:00+02:00", "valid_to": "2019-06-20T10:00:00+02:00",
    }  # fmt: skip
    (item,) = ask(hers, "post", "/api/v1/deputies", 201, **order)["items"]
    assert item["person"] == "Adjointe Essai"
    for wrong in ({"seat": "rector"}, {"place_code": "60"}, {"person": mayor.person_id}):
        ask(hers, "post", "/api/v1/deputies", 404, **{**order, **wrong})
    ask(his, "post", f"/api/v1/deputies/{item['number']}/end", 404)
    ask(hers, "post", f"/api/v1/deputies/{item['number']}/end", 200)
    assert Delegation.objects.get().right.valid_to <= clock.now()


def test_reminders_once_a_day(entered, filed, ada, officer, prefect):
    given(filed, ada)
    organiser = entered(officer)
    assert ask(organiser, "post", f"{CALL}/chases", 201, about="opinions")["people"] == 1
    assert ask(organiser, "post", f"{CALL}/chases", 409, about="opinions")["code"] == "calls.already_chased_today"
    ask(organiser, "post", f"{CALL}/chases", 201, about="reviews")
    ask(organiser, "post", f"{CALL}/chases", 422, about="weather")


def test_a_withdrawn_file_is_no_longer_on_any_desk(entered, filed, ada, mayor):
    share = free(ada, given(filed, ada))
    services.withdraw_application(by=mayor, application=filed, why="Nous renonçons.")
    assert told(entered(ada), "/api/v1/reviews")["items"] == []
    ask(entered(ada), "post", f"/api/v1/reviews/{share.pk}", 404, **marks())
