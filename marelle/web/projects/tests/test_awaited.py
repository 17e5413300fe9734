"""Payments awaited: who is told of them, since when they wait, one recall to the right person, and what they cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marelle.domains.funding import services as funding
from marelle.domains.funding.queries import awaited_of, awaited_together
from marelle.domains.funding.tests.ground import BY
from marelle.domains.projects.models import ProjectRecall
from marelle.domains.projects.services import open_action, plan_action, propose_action
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.domains.projects.tests.writing import owner
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents
from marelle.web.ui.tests.reading import page, refused

from .test_week import outbox, token

pytestmark = pytest.mark.django_db
YEAR = 2020


@pytest.fixture
def action(file, leader, now):
    project = file.project
    funding.open_envelope(by=BY, at=now, call=project.decision.call, year=YEAR, cents=Cents(5_000_000), reason="Essai")
    budget = funding.open_budget(by=BY, at=now, project=project)
    funding.allocate(by=BY, at=now, budget=budget, year=YEAR, cents=Cents(1_000_000), key="essai", reason="Essai")
    made = open_action(by=leader, at=now, project=project, answers={**WEDNESDAYS, "title": "Ateliers du mercredi"})
    propose_action(by=leader, at=now, action=made)
    return plan_action(by=leader, at=now, action=made)


@pytest.fixture
def vote(action, leader, now):
    def voted(key, financer="label", days=90, notified=None, cents=100_000):
        today = now.astimezone(PARIS).date()
        told = {"voted_on": today - timedelta(days=days)}
        if notified is not None:
            told["notified_on"] = today - timedelta(days=notified)
        order = {"financer": financer, "cents": Cents(cents), "key": key, "reference": "Délibération 12"}
        return funding.record_grant(by=leader, at=now, action=action, **order, **told)

    return voted


def test_each_grant_waits_for_whoever_has_to_move(vote, action, leader, now):
    late, soon = vote("late", notified=80), vote("soon", notified=10)
    vote("voted", "commune", days=30)
    vote("elsewhere", "caf", days=5)
    today = now.astimezone(PARIS).date()
    found = awaited_of([action.project])
    told = {(one.kind, one.seat.code if one.seat else one.body, one.on, (today - one.since).days) for one in found}
    assert told == {
        ("pay", "prefect", today - timedelta(days=20), 80),
        ("pay", "prefect", today + timedelta(days=50), 10),
        ("notify", "commune", None, 30),
        ("notify", "Caf", None, 5),
    }
    (both,) = [one for one in awaited_together(found) if one.kind == "pay_all"]
    assert both.words == "À verser, Préfet\u00a0: 2\u202f000\u00a0€ en 2 subventions" and both.on == late_day(found)
    funding.pay_grant(by=leader, at=now, grant=late, cents=Cents(100_000), paid_on=today, key="v", reference="Mandat 3")
    funding.take_back_grant(by=leader, at=now, grant=soon, reason="Renoncement")
    assert {one.kind for one in awaited_of([action.project])} == {"notify"}
    assert awaited_of([]) == []


def late_day(found):
    return min(one.on for one in found if one.on)


def test_it_is_recalled_once_in_a_while_to_the_right_person(entered, vote, action, leader, mayor, prefect, worked):
    voted, elsewhere = vote("voted", "commune", days=30), vote("elsewhere", "caf", days=5)
    vote("late", notified=80)
    client, address = entered(leader), f"/projets/{action.project_id}/attendu/"
    told = page(client.get(address))
    assert "attend depuis 30 jours, votée le" in told and "attend depuis 5 jours, votée le" in told
    assert "attend depuis 80 jours, notifiée le" in told and "en retard de 20 jours" in told
    assert "60 jours après la notification" in told and f"mailto:{owner(mayor).email}" in told
    assert client.post(address, {"recall": f"notify:{voted.pk}:commune"}).status_code == 302
    ((to, text),) = outbox("projects.recall:")
    assert to == owner(mayor).email and "à notifier" in text and "Ateliers du mercredi" in text
    assert ProjectRecall.objects.get().key == f"notify:{voted.pk}:commune"
    assert "Un rappel est déjà parti" in refused(client.post(address, {"recall": f"notify:{voted.pk}:commune"}))
    assert f'value="notify:{elsewhere.pk}"' not in page(client.get(address))
    assert "ne connaît aucune adresse" in refused(client.post(address, {"recall": f"notify:{elsewhere.pk}"}))
    assert "Subvention" not in page(entered(prefect).get(address)).replace(
        "Subvention de 1\u202f000\u00a0€ à notifier", ""
    )


def test_the_week_says_it_in_one_line_to_whoever_keeps_or_owes_it(entered, vote, leader, prefect, rector, now):
    vote("late", notified=80)
    vote("soon", notified=10)
    told = page(entered(leader).get("/ma-semaine/"))
    assert "À verser, Préfet\u00a0: 2\u202f000\u00a0€ en 2 subventions" in told
    assert "la plus ancienne attend depuis 80 jours" in told and told.count("pay_all") == 0
    assert "À vous" in page(entered(prefect).get("/ma-semaine/"))
    assert "À verser" not in page(entered(rector).get("/ma-semaine/"))


def test_programs_are_told_the_same(client, vote, action, leader, now):
    grant = vote("late", notified=80)
    headers, here = token(leader, now, "funding.record_grants"), f"/api/v1/projects/{action.project_id}/owed"
    (week,) = client.get("/api/v1/me/week", headers=headers).json()
    assert (week["kind"], week["late"], week["owner"]) == ("pay_all", True, "Préfet")
    (owed,) = client.get(here, headers=headers).json()
    today = now.astimezone(PARIS).date()
    assert (owed["key"], owed["waits_since"]) == (f"pay:{grant.pk}:prefect", str(today - timedelta(days=80)))


def test_the_price_does_not_grow(entered, vote, action, leader, counted):
    client = entered(leader)
    for address in ("/ma-semaine/", f"/projets/{action.project_id}/attendu/"):
        vote(f"one {address}", notified=80)
        client.get(address)
        with counted() as one:
            page(client.get(address))
        for number in range(4):
            vote(f"{number} {address}", "commune", days=number + 1)
        with counted() as many:
            page(client.get(address))
        assert len(many) == len(one) <= 21
