"""After the closing: labels that wait, reminders by the clock, a lifted interest, an upheld appeal, batches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marelle.domains.calls.models import Application, Call, InterestLifting, InterestStatement, LabelDecision
from marelle.domains.calls.services import interests, prepare_call, record_decision
from marelle.domains.calls.services import open_call as opening
from marelle.domains.calls.tests.jury import a_juror, given
from marelle.domains.calls.tests.terms import with_terms
from marelle.domains.funding.queries import envelope_state
from marelle.kernel import clock
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
CALL = "/pilotage/appels/essai-2019/"


@pytest.fixture
def at_work(entered, officer):
    return entered(officer)


def test_labels_are_not_announced_while_a_file_waits(at_work, carried):
    address = CALL + "annonce/"
    text = page(at_work.get(address))
    assert "Une candidature déposée n’a pas de décision" in text and "?step=pretes#candidatures" in text
    assert 'name="decided_on"' not in text
    for step in ("check", "confirm"):
        text = refused(at_work.post(address, {"decided_on": "2019-08-20", "step": step}))
        assert "1 candidature déposée n’a pas de décision" in text
    assert Call.objects.get().state == "closed"
    said = {"outcome": "refused", "reason": "Trop tôt.", "decided_on": clock.today()}
    record_decision(by=carried_by(), at=clock.now(), application=carried, **said)
    assert "Ce que l’annonce va faire" in page(at_work.post(address, {"decided_on": "2019-08-20", "step": "check"}))


def carried_by():
    from marelle.kernel.access import Viewer

    return Viewer.machine("essai")


def test_the_days_of_the_clock_are_chosen_beside_the_reminders(at_work, filed):
    address = CALL + "relances/"
    Call.objects.filter(pk=filed.call_id).update(opinions_by=clock.today() + timedelta(days=10))
    text = page(at_work.get(address))
    assert "L’horloge relance aussi" in text and "7 jours avant" in text and "Prochaines relances" in text
    assert at_work.post(address, {"about": "schedule", "days": ["-3", "0", "14"]}).status_code == 302
    assert Call.objects.get().chase_on == [-3, 0, 14]
    assert at_work.post(address, {"about": "schedule"}).status_code == 302
    assert "Aucune relance n’est à venir" in page(at_work.get(address))
    refused(at_work.post(address, {"about": "schedule", "days": ["x"]}))


@pytest.fixture
def tied(filed, holding, organisation):
    juror = a_juror(holding, organisation, "ada")
    share = given(filed, juror)
    told = {"by": juror, "at": clock.now(), "assignment": share, "has_interest": True}
    return interests.state_interest(**told, why="Mon frère y est élu.")


def test_an_interest_is_lifted_on_its_page_and_stays_readable(at_work, entered, filed, tied, prefect):
    readers, address = f"/candidatures/{filed.pk}/lecteurs/", f"/candidatures/{filed.pk}/liens/{tied.pk}/"
    assert "Lever le lien de Ada Essai" in page(at_work.get(readers))
    assert "Mon frère y est élu." in page(at_work.get(address))
    assert "Écrivez pourquoi" in refused(at_work.post(address, {"why": ""}))
    page(entered(prefect).post(address, {"why": "Non."}), 403)
    assert at_work.post(address, {"why": "Il n’est plus élu."}).status_code == 302
    text = page(at_work.get(address))
    assert "Il n’est plus élu." in text and "Mon frère y est élu." in text and "Lever ce lien</button>" not in text
    assert "est levé</a>" in page(at_work.get(readers))
    assert InterestLifting.objects.count() == InterestStatement.objects.count() == 1
    other = Application.objects.create(
        call=filed.call, site=filed.site, organisation=filed.organisation, state="withdrawn", inside=filed.inside,
        sheet=another(filed.sheet), dossier=another(filed.dossier), filed_at=filed.filed_at,
    )  # fmt: skip
    assert at_work.get(f"/candidatures/{other.pk}/liens/{tied.pk}/").status_code == 404


def another(record):
    record.pk = None
    record.save(force_insert=True)
    return record


def test_a_refusal_is_replaced_by_a_label_with_its_amounts(at_work, carried):
    said = {"outcome": "refused", "reason": "Trop tôt.", "decided_on": clock.today()}
    decision = record_decision(by=carried_by(), at=clock.now(), application=carried, **said)
    address = f"/decisions/{decision.pk}/remplacer/"
    assert "Montant pour 2020" in page(at_work.get(address))
    typed = {"outcome": "labelled", "decided_on": "2019-08-20", "reason": "Recours accueilli."}
    text = refused(at_work.post(address, typed | {"amount_2020": "2 000 000"}))
    assert "L’enveloppe 2020 ne suffit pas" in text
    text = page(at_work.post(address, typed | {"amount_2020": "150 000"}))
    assert "ses montants quittent l’enveloppe" in text and "150" in text
    at_work.post(address, typed | {"amount_2020": "150 000", "step": "confirm"})
    assert LabelDecision.objects.get(supersedes=decision).outcome == "labelled"
    assert [int(year.allocated) for year in envelope_state(carried.call_id)] == [150_000_00, 0]


def test_the_list_of_a_rolling_call_names_the_batch_to_decide(at_work, machine, now):
    facts = {"slug": "fil", "title": "Fil", "edition": 2019, "kind": "rolling", "invented": True}
    made = prepare_call(by=machine, at=now, opens_at=now - timedelta(days=30), closes_at=None, **facts)
    opening(by=machine, at=now, call=with_terms(made))
    address, lots = "/pilotage/appels/fil/liste/", "/pilotage/appels/fil/lots/"
    assert "Aucun lot n’est à décider" in page(at_work.get(address))
    assert "lot par lot" in refused(at_work.post(address))
    clock.set_to(now + timedelta(days=61))
    text = page(at_work.get(address))
    assert "Le lot 1, arrêté le" in text and "sous ce qui reste de l’enveloppe" in text
    assert "La liste de ce lot" in page(at_work.get(lots))
