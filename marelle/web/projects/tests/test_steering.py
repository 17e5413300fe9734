"""The screens of the steering: who may, what is shown, what it costs; nothing typed is lost."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marelle.domains.projects.models import AgendaPoint, Body, Meeting, SteeringDecision
from marelle.domains.projects.services import add_point, open_body, plan_meeting, record_decision
from marelle.domains.projects.tests.writing import owner
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
PAGES = ("pilotage/", "instances/", "suites/", "suites.csv", "roles/", "dossier-du-comite.pdf")


def url(project, rest=""):
    return f"/projets/{project.pk}/{rest}"


@pytest.fixture
def body(project, leader, now, mayor, prefect, rector):
    told = {"name": "Comité de pilotage", "level": 1, "rhythm": "quarter", "roles": ["mayor", "prefect"]}
    return open_body(by=leader, at=now, project=project, people=[owner(leader)], **told)


@pytest.fixture
def meeting(body, leader, now):
    made = plan_meeting(by=leader, at=now, body=body, starts_at=now + timedelta(hours=1), place="Mairie")
    add_point(by=leader, at=now, meeting=made, words="Le bilan de la rentrée", kind="information")
    return made


def decided(meeting, by, at, **rest):
    told = {"words": "Écrire aux familles.", "owner": owner(by), "due_on": date(2019, 7, 1)}
    return record_decision(by=by, at=at, meeting=meeting, **{**told, **rest})


def test_the_door(client, entered, meeting, leader, mayor, prefect, rector, holding, next_city, now):
    project, decision = meeting.project, decided(meeting, leader, now)
    records = (f"reunions/{meeting.pk}/", f"suites/{decision.pk}/", f"roles/{leader.person_id}/")
    for rest in (*PAGES, *records):
        assert client.get(url(project, rest)).status_code == 302
    for viewer in (leader, mayor, prefect, rector):
        for rest in (*PAGES, *records):
            answer = entered(viewer).get(url(project, rest))
            assert answer.status_code == 200, (viewer.name, rest)
    neighbour = entered(holding("project_leader", next_city, name="thomas"))
    for rest in (*PAGES, *records):
        assert neighbour.get(url(project, rest)).status_code == 404
        assert neighbour.post(url(project, rest), {"then": "drop"}).status_code == 404


def test_an_observer_reads_and_changes_nothing(entered, meeting, leader, holding, city, now):
    client, decision = entered(holding("elected_observer", city)), decided(meeting, leader, now)
    project = meeting.project
    for rest in ("pilotage/", "instances/", "suites/", f"reunions/{meeting.pk}/"):
        assert "<form method" not in page(client.get(url(project, rest)))[:0]
        assert client.get(url(project, rest)).status_code == 200
    for rest in ("roles/", f"roles/{leader.person_id}/", f"instances/{meeting.body_id}/"):
        assert client.get(url(project, rest)).status_code == 403
    for rest in ("pilotage/", "instances/", f"reunions/{meeting.pk}/"):
        assert client.post(url(project, rest), {"then": "held"}).status_code == 403
    answer = client.post(url(project, f"suites/{decision.pk}/"), {"then": "drop", "why": "Non."})
    assert "ne vous revient pas" in refused(answer)
    assert SteeringDecision.objects.get().state == "open"


def test_bodies_open_from_a_usual_form_then_one_by_one(entered, project, leader):
    client, address = entered(leader), url(project, "instances/")
    assert "Aucune instance n’est ouverte" in page(client.get(url(project, "pilotage/")))
    assert client.post(address, {"then": "usual", "form": "standard"}).status_code == 302
    assert list(Body.objects.order_by("level").values_list("level", flat=True)) == [1, 2, 3]
    told = {"then": "body", "name": "Comité technique", "level": "2", "rhythm": "month"}
    text = refused(client.post(address, told))
    assert "porte déjà ce nom" in text
    assert client.post(address, {**told, "name": "Groupe parents", "roles": ["lead_principal"]}).status_code == 302
    one = Body.objects.get(name="Groupe parents")
    there = url(project, f"instances/{one.pk}/")
    assert "Groupe parents" in page(client.get(there))
    assert client.post(there, {**told, "name": "Groupe des parents"}).status_code == 302
    assert client.post(there, {"then": "close"}).status_code == 302
    assert client.get(there).status_code == 404


def test_a_meeting_is_planned_prepared_held_and_decides(entered, project, body, leader, now):
    client = entered(leader)
    when = {"day": now.date().isoformat(), "hour": "18:30", "place": "Mairie"}
    assert "Donnez l’heure" in refused(client.post(url(project, "pilotage/"), {"then": "meeting", "body": body.pk}))
    assert client.post(url(project, "pilotage/"), {"then": "meeting", "body": body.pk, **when}).status_code == 302
    there = url(project, f"reunions/{Meeting.objects.get().pk}/")
    for words in ("Le bilan", "Le budget"):
        assert client.post(there, {"then": "point", "words": words, "kind": "decision"}).status_code == 302
    last = AgendaPoint.objects.get(words="Le budget")
    assert client.post(there, {"then": f"up:{last.pk}"}).status_code == 302
    paper = SimpleUploadedFile("note.txt", b"Une note.")
    assert client.post(there, {"then": "paper", "point": last.pk, "paper": paper}).status_code == 302
    text = page(client.get(there))
    assert text.index("Le budget") < text.index("Le bilan")
    answer = client.get(f"{there}annexes/{last.papers.get().pk}/")
    assert (b"".join(answer), answer["Content-Disposition"][:10]) == (b"Une note.", "attachment")
    told = {"then": "decision", "words": "Écrire aux familles.", "owner": leader.person_id, "point": last.pk}
    assert "Donnez ce jour" in refused(client.post(there, told))
    assert client.post(there, {**told, "due_on": "2019-07-01", "voices": "on"}).status_code == 302
    assert client.post(there, {"then": "notes", "notes": "On a parlé du budget."}).status_code == 302
    assert client.post(there, {"then": "held"}).status_code == 302
    assert Meeting.objects.get().state == "held"
    assert "impossible" in refused(client.post(there, {"then": "held"})).lower()


def test_a_decision_is_spoken_on_then_done(entered, meeting, leader, mayor, prefect, rector, now):
    decision = decided(meeting, leader, now, voices=True)
    there = url(meeting.project, f"suites/{decision.pk}/")
    assert "n’attend pas" in refused(entered(leader).post(there, {"then": "speak"}))
    for viewer, seat in ((mayor, "commune"), (prefect, "prefect"), (rector, "rector")):
        assert "votre voix est attendue" in page(entered(viewer).get("/reunions/"))
        told = {"then": "speak", "seat": seat, "opinion": "favourable", "reasons": ""}
        assert entered(viewer).post(there, told).status_code == 302
    assert entered(leader).post(there, {"then": "done", "words": "Lettre partie."}).status_code == 302
    text = page(entered(prefect).get(there))
    assert "Lettre partie." in text
    assert "Favorable" in text


def test_what_is_refused_is_shown_again_with_what_was_typed(entered, meeting, leader, now):
    decision = decided(meeting, leader, now)
    there = url(meeting.project, f"suites/{decision.pk}/")
    text = refused(entered(leader).post(there, {"then": "off", "due_on": "2001-01-01", "why": "Vacances d’été"}))
    assert "Vacances d’été" in text
    assert "aujourd’hui" in text


def test_the_register_and_the_handover_say_who_and_what(entered, meeting, leader, mayor, prefect, now):
    decided(meeting, leader, now)
    client = entered(prefect)
    assert owner(leader).full_name in page(client.get(url(meeting.project, "roles/")))
    text = page(client.get(url(meeting.project, f"roles/{leader.person_id}/")))
    assert "Écrire aux familles." in text
    pdf = client.get(url(meeting.project, f"roles/{leader.person_id}/passation.pdf"))
    assert b"".join(pdf).startswith(b"%PDF-")
    assert client.get(url(meeting.project, "roles/0/")).status_code == 404


@pytest.mark.parametrize("rest", ["pilotage/", "suites/", "instances/", "roles/"])
def test_lists_cost_the_same_whatever_their_length(
    entered, meeting, leader, now, rest, django_assert_max_num_queries, django_assert_num_queries
):
    client, address = entered(leader), url(meeting.project, rest)
    client.get(address)
    with django_assert_max_num_queries(15) as few:
        client.get(address)
    for _turn in range(4):
        decided(meeting, leader, now)
        plan_meeting(by=leader, at=now, body=meeting.body, starts_at=now + timedelta(days=2))
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_a_meeting_a_decision_a_handover_and_the_pack_stay_under_twenty_five(
    entered, meeting, leader, now, file, django_assert_max_num_queries
):
    client, decision = entered(leader), decided(meeting, leader, now, voices=True)
    for rest in (
        f"reunions/{meeting.pk}/", f"suites/{decision.pk}/", f"roles/{leader.person_id}/", "dossier-du-comite.pdf",
    ):  # fmt: skip
        with django_assert_max_num_queries(25):
            answer = client.get(url(meeting.project, rest))
        assert answer.status_code == 200
