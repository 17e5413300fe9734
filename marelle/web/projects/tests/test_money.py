"""The money of an action on its screens: who records it, what is refused, what is told, what it costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from marelle.domains.funding.queries import voted_paid
from marelle.domains.funding.services import allocate, open_budget, open_envelope
from marelle.domains.funding.tests.ground import BY
from marelle.domains.projects.services import open_action, plan_action, propose_action
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
YEAR = 2020


@pytest.fixture
def action(project, leader, now):
    call = project.decision.call
    open_envelope(by=BY, at=now, call=call, year=YEAR, cents=Cents(5_000_000), reason="Essai")
    budget = open_budget(by=BY, at=now, project=project)
    allocate(by=BY, at=now, budget=budget, year=YEAR, cents=Cents(1_000_000), key="essai", reason="Essai")
    made = open_action(by=leader, at=now, project=project, answers=WEDNESDAYS)
    propose_action(by=leader, at=now, action=made)
    return plan_action(by=leader, at=now, action=made)


@pytest.fixture
def send(entered, leader, action):
    client = entered(leader)

    def post(then, **told):
        prefix = then.replace(":", "-")
        return client.post(
            f"/actions/{action.pk}/argent/", {"then": then, **{f"{prefix}-{k}": v for k, v in told.items()}}
        )

    return post


@pytest.fixture
def today(now):
    return now.astimezone(PARIS).date()


def grant(send, today, cents="8 000", key="k1", **told):
    day = (today - timedelta(days=20)).isoformat()
    told = {"financer": "label", "cents": cents, "voted_on": day, "reference": "Délibération 12", "key": key, **told}
    return send("grant", **told)


def told(action, today):
    return voted_paid([action], today).get(action.pk)


def test_what_nobody_recorded_is_unknown_then_is_told(entered, leader, action, send, today):
    client = entered(leader)
    assert "inconnu" in page(client.get(f"/actions/{action.pk}/argent/"))
    assert grant(send, today).status_code == 302
    assert grant(send, today).status_code == 302  # sent twice: once in the ledger
    assert told(action, today).voted == 800_000
    number = page(client.get(f"/actions/{action.pk}/argent/")).split('id="s-')[1].split('"')[0]
    days = [(today - timedelta(days=n)).isoformat() for n in (10, 3)]
    assert send(f"notice:{number}", on=days[0]).status_code == 302
    assert send(f"pay:{number}", cents="3 000,50", paid_on=days[1], reference="Mandat 1", key="k2").status_code == 302
    assert (told(action, today).paid, told(action, today).waiting) == (300_050, 10)
    read = page(client.get(f"/actions/{action.pk}/argent/"))
    assert "10 jours d’attente" in read and "Mandat 1" in read and "V-" in read
    for address in (f"/actions/{action.pk}/", f"/projets/{action.project_id}/plan/grille/?annee={YEAR}"):
        read = page(client.get(address))
        assert "8\u202f000" in read or "8 000" in read, address
    budget = page(client.get(f"/projets/{action.project_id}/plan/grille/?annee={YEAR}&colonnes=budget"))
    assert "Voté, crédits de la cité" in budget


def test_each_refusal_stands_at_its_field_and_keeps_what_was_typed(entered, leader, action, send, today):
    for wrong, words in (
        ({"cents": "beaucoup"}, "beaucoup"),
        ({"cents": "10 000,01"}, "ne suffit pas"),
        ({"financer": ""}, "Choisissez un financeur"),
        ({"voted_on": ""}, "au moins l’un des deux"),
        ({"voted_on": (today + timedelta(days=1)).isoformat()}, "pas encore venu"),
        ({"reference": ""}, "quelle pièce le dit"),
    ):
        read = refused(grant(send, today, **wrong))
        assert words in read, wrong
        assert wrong.get("reference") == "" or "Délibération 12" in read
    assert told(action, today) is None
    grant(send, today)
    number = page(entered(leader).get(f"/actions/{action.pk}/argent/")).split('id="s-')[1].split('"')[0]
    pay = {"cents": "8 000,01", "paid_on": today.isoformat(), "reference": "M", "key": "k"}
    assert "ne doit plus que" in refused(send(f"pay:{number}", **pay))
    early = (today - timedelta(days=21)).isoformat()
    assert "ne peut pas venir avant" in refused(send(f"pay:{number}", **{**pay, "cents": "1", "paid_on": early}))
    assert "ne peut pas venir avant" in refused(send(f"notice:{number}", on=early))
    assert send("pay:999999", **pay).status_code == 404
    assert send("dance").status_code == 404


def test_an_amount_is_corrected_on_the_page(entered, leader, action, send, today):
    grant(send, today)
    client, here = entered(leader), f"/actions/{action.pk}/argent/"
    number = page(client.get(here)).split('id="s-')[1].split('"')[0]
    send(f"pay:{number}", cents="100", paid_on=today.isoformat(), reference="Mandat 1", key="k2")
    read = page(client.get(here))
    assert "Corriger le montant" in read and 'value="800000"' in read
    for wrong, words in (
        ({"cents": "99,99"}, "déjà versés de cette subvention"),
        ({"cents": "10 000,01"}, "ne suffit pas"),
        ({"reason": ""}, "Écrivez pourquoi"),
        ({"seen": "700000"}, "autre contenu"),
    ):
        sent = {"cents": "800", "reason": "Un zéro de trop", "seen": "800000", **wrong}
        assert words in refused(send(f"correct:{number}", **sent)), wrong
    assert send(f"correct:{number}", cents="800", reason="Un zéro de trop", seen="800000").status_code == 302
    read = re.sub("<[^>]+>", "", page(client.get(here))).replace("\u202f", " ")
    assert "8 000\u00a0€ est devenu 800\u00a0€. Un zéro de trop" in read and "Mandat 1" in read
    assert (told(action, today).voted, told(action, today).paid) == (80_000, 10_000)


def test_a_mistake_is_taken_back(entered, leader, action, send, today):
    grant(send, today)
    client = entered(leader)
    number = page(client.get(f"/actions/{action.pk}/argent/")).split('id="s-')[1].split('"')[0]
    send(f"pay:{number}", cents="100", paid_on=today.isoformat(), reference="Mandat 1", key="k2")
    read = page(client.get(f"/actions/{action.pk}/argent/"))
    payment = read.split('value="payment-')[1].split('"')[0]
    assert 'value="grant"' not in read.split("Annuler une erreur")[1].split("Inscrire une subvention")[0]
    assert "Choisissez ce que vous annulez" in refused(send(f"undo:{number}", reason="Erreur"))
    assert send(f"undo:{number}", what=f"payment-{payment}", reason="Doublon").status_code == 302
    assert told(action, today).paid == 0
    assert send(f"undo:{number}", what="grant", reason="Erreur").status_code == 302
    assert told(action, today) is None


def test_who_only_reads_sees_no_form_and_is_refused(entered, mayor, prefect, action, send, today):
    grant(send, today)
    assert "Inscrire une subvention" not in page(entered(mayor).get(f"/actions/{action.pk}/argent/"))
    assert entered(mayor).post(f"/actions/{action.pk}/argent/", {"then": "grant"}).status_code == 403
    assert "Inscrire une subvention" in page(entered(prefect).get(f"/actions/{action.pk}/argent/"))


def test_pages_cost_the_same_whatever_the_number_of_grants(entered, leader, action, send, today, counted):
    client, prices = entered(leader), []
    for number in range(1, 7):
        grant(send, today, cents="1 000", key=f"k{number}")
        if number in (1, 6):
            page(client.get(f"/actions/{action.pk}/argent/"))
            with counted() as queries:
                page(client.get(f"/actions/{action.pk}/argent/"))
            prices.append(len(queries))
    assert prices[0] == prices[1] <= 15, prices
