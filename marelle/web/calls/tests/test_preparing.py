"""Preparing a call on screens: step by step, then opened, extended, closed, announced; refusals beside their field."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marelle.domains.calls.models import Application, Call, Extension
from marelle.domains.calls.services import duplicate_call, prepare_call
from marelle.domains.calls.tests.terms import BY, some_rules, with_terms
from marelle.domains.funding.models import Envelope
from marelle.kernel import clock
from marelle.web.ui.tests.reading import page, refused

from .conftest import CLOSING
from .test_deciding import at_field

pytestmark = pytest.mark.django_db
STEPS = ("appel", "calendrier", "candidats", "dossier", "criteres", "enveloppe", "liste")
ROOT = "/pilotage/appels/suivant/"
PREPARE = ROOT + "preparation/"


@pytest.fixture
def bare(now, machine):
    facts = {"slug": "suivant", "title": "Appel suivant", "edition": 2020, "invented": True}
    return prepare_call(by=machine, at=now, opens_at=now + timedelta(days=7), closes_at=CLOSING, **facts)


@pytest.fixture
def ready(bare):
    return with_terms(bare)


@pytest.fixture
def at_work(entered, officer):
    return entered(officer)


def test_who_may(client, entered, ready, leader, prefect):
    gestures = ("", "ouverture/", "cloture/", "annonce/", "delais/", "copie/", "essai/", "preparation/")
    for address in [*(ROOT + gesture for gesture in gestures), *(f"{PREPARE}{step}/" for step in STEPS)]:
        assert client.get(address).status_code == 302
        for viewer in (leader, prefect):
            page(entered(viewer).get(address), 403)
            page(entered(viewer).post(address, {}), 403)
    assert client.get("/appels/suivant/").status_code == 404


def test_a_call_begins_with_a_title_and_two_dates(at_work):
    told = {
        "title": "Appel suivant", "slug": "suivant", "edition": 2020, "kind": "closing", "opens_on": "2019-06-10",
        "opens_time": "09:00", "closes_on": "2019-09-30", "closes_time": "23:59",
    }  # fmt: skip
    text = refused(at_work.post("/pilotage/nouvel-appel/", {**told, "closes_on": ""}))
    assert "Seul un appel au fil de l’eau" in at_field(text, "closes_on")
    answer = at_work.post("/pilotage/nouvel-appel/", told)
    assert answer.headers["Location"] == PREPARE
    call = Call.objects.get()
    assert (clock.PARIS, call.closes_at.astimezone(clock.PARIS).isoformat()) == (
        clock.PARIS, "2019-09-30T23:59:00+02:00",
    )  # fmt: skip
    text = page(at_work.get(PREPARE))
    assert "Il reste 9 points à compléter." in text
    assert "Écrire au moins un critère" in text


def test_each_step_is_written_and_what_it_lacks_goes(at_work, bare):
    rules = some_rules()
    at_work.post(PREPARE + "appel/", {
        "title": "Suivant", "edition": 2020, "kind": "closing", "about": "Pour voir.", "decided_by": "Les ministres",
    })  # fmt: skip
    at_work.post(PREPARE + "calendrier/", {
        "opens_on": "2019-06-10", "opens_time": "09:00", "closes_on": "2019-09-30", "closes_time": "23:59",
        "opinions_by": "2019-10-30", "decision_by": "2019-11-30", "finalise_by": "2019-12-31",
    })  # fmt: skip
    at_work.post(PREPARE + "candidats/", {"rule_set": rules.pk})
    at_work.post(PREPARE + "dossier/", {"form": bare.form_id, "regional_opinion": "on"})
    at_work.post(PREPARE + "nouvelle-piece/", {"title": "Délibération", "compulsory": "on", "question": "deliberation"})
    at_work.post(PREPARE + "enveloppe/", {"first_year": 2020, "amount_0": "34 000 000", "amount_1": "1 250,50"})
    criterion = {"title": "Diagnostic", "weight": "0,4", "mark_min": "0", "mark_max": "1", "mark_step": "1"}
    at_work.post(PREPARE + "nouveau-critere/", {**criterion, "step": "save", "anchor_0": "Rien.", "anchor_1": "Tout."})
    at_work.post(PREPARE + "liste/", {
        "method": "rank", "ties": "merit_spend_draw", "seed": "2020", "count_max": "80", "small": 5000, "large": 15000,
        "scale_by": "flat", "step_cents_0": "400 000", "readers": 2, "spread_alert": "1,5",
        "limit_kind_0": "shares", "limit_on_0": "overseas:yes", "limit_number_0": "35 %",
    })  # fmt: skip
    text = page(at_work.get(PREPARE))
    assert "Rien ne manque." in text
    call = Call.objects.get()
    assert [(e.year, e.cents) for e in call.envelopes.all()] == [(2020, 34_000_000_00), (2021, 1_250_50)]
    assert call.selection_rules["constraints"]["shares"] == {"overseas": {"yes": {"max": 0.35}}}
    assert call.regional_opinion
    text = page(at_work.get("/appels/suivant/"))
    assert "Aperçu" in text
    for said in ("Pour voir.", "Tout.", "au plus 35\xa0% de l’enveloppe", "La liste par rang", "34\u202f000\u202f000"):
        assert said in text, said


def test_the_scale_changes_without_losing_a_word(at_work, bare):
    typed = {
        "title": "Diagnostic", "weight": "1", "mark_min": "0", "mark_max": "3", "mark_step": "1", "anchor_1": "Un peu.",
    }  # fmt: skip
    text = page(at_work.post(PREPARE + "nouveau-critere/", {**typed, "step": "scale"}))
    assert 'name="anchor_3"' in text
    assert 'name="anchor_4"' not in text
    assert "Un peu." in text
    assert not bare.criteria.exists()
    text = refused(at_work.post(PREPARE + "nouveau-critere/", {**typed, "mark_step": "2", "step": "save"}))
    assert "L’échelle des notes ne tombe pas juste" in at_field(text, "mark_max")


def test_a_criterion_is_corrected_raised_and_dropped(at_work, ready):
    typed = {"title": "Pilotage", "weight": "3", "mark_min": "0", "mark_max": "1", "mark_step": "1", "step": "save"}
    at_work.post(PREPARE + "nouveau-critere/", typed)
    at_work.post(PREPARE + "criteres/", {"up": "pilotage"})
    assert [one.code for one in ready.criteria.all()] == ["pilotage", "diagnosis"]
    assert "Des phrases manquent" in page(at_work.get(PREPARE + "criteres/"))
    at_work.post(PREPARE + "criteres/pilotage/", {"step": "drop"})
    assert [one.code for one in ready.criteria.all()] == ["diagnosis"]
    assert at_work.get(PREPARE + "criteres/nulle-part/").status_code == 404
    assert at_work.get(PREPARE + "pieces/nulle-part/").status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"seed": " "}, "seed", "obligatoire"),
        ({"step_cents_0": ""}, "step_cents_0", "Donnez le montant par an"),
        ({"limit_kind_0": "floors"}, "limit_number_0", "sur quoi porte"),
        ({"small": 9, "large": 9}, "large", "plus d’habitants"),
        ({"count_min": 9, "count_max": 8}, "count_max", "inférieur"),
    ],
)
def test_a_rule_that_nobody_could_apply_is_said_beside_its_field(at_work, bare, change, field, sentence):
    told = {
        "method": "rank", "ties": "merit_spend_draw", "seed": "2020", "small": 5000, "large": 15000, "scale_by": "flat",
        "step_cents_0": "400 000", "readers": 2,
    }  # fmt: skip
    text = refused(at_work.post(PREPARE + "liste/", {**told, **change}))
    assert sentence in at_field(text, field)
    assert Call.objects.get().selection_rules == {}


def test_opening_is_shown_then_done(at_work, bare, client):
    text = page(at_work.get(ROOT + "ouverture/"))
    assert "L’appel ne peut pas s’ouvrir" in text and f'<li><a href="{PREPARE}criteres/">' in text
    refused(at_work.post(ROOT + "ouverture/", {}))
    with_terms(bare)
    text = page(at_work.get(ROOT + "ouverture/"))
    assert "Rien n’est encore fait." in text
    assert Call.objects.get().state == "draft"
    assert not Envelope.objects.exists()
    assert at_work.post(ROOT + "ouverture/", {}).headers["Location"] == ROOT
    assert Call.objects.get().state == "open"
    assert Envelope.objects.count() == 1
    assert "Appel suivant" in page(client.get("/appels/"))
    assert "Dépôt à partir du" in page(client.get("/appels/suivant/"))
    for step in STEPS:  # what is published is followed, no longer prepared
        assert at_work.get(f"{PREPARE}{step}/").headers["Location"] == ROOT
    page(at_work.post(ROOT + "ouverture/", {}))


def test_a_preparation_is_given_up(at_work, ready):
    assert "Abandonner" in page(at_work.get(PREPARE + "abandon/"))
    assert at_work.post(PREPARE + "abandon/").headers["Location"] == "/pilotage/appels/"
    assert not Call.objects.exists()


DELAY = "/pilotage/appels/essai-2019/delais/"
TYPED = {"until_on": "2019-07-07", "until_time": "12:00", "why": "Panne nationale."}


def test_more_time_is_shown_then_granted_to_everybody(at_work, draft, client):
    text = refused(at_work.post(DELAY, {**TYPED, "whom": "all", "why": ""}))
    assert "Dites pourquoi" in at_field(text, "why")
    text = page(at_work.post(DELAY, {**TYPED, "whom": "all"}))
    assert "Chacun pourra déposer jusqu’au 7 juillet 2019 à 12\u00a0h" in text
    assert not Extension.objects.exists()
    at_work.post(DELAY, {**TYPED, "whom": "all", "step": "confirm"})
    assert Extension.objects.get().application is None
    assert "Panne nationale." in page(client.get("/appels/essai-2019/"))
    assert "National-Officer Essai" in page(at_work.get(DELAY))


def test_more_time_for_one_keeps_its_reason_from_the_public(at_work, draft, client, entered, mayor):
    clock.set_to(CLOSING + timedelta(hours=1))
    at_work.post(DELAY, {**TYPED, "whom": str(draft.pk), "step": "confirm"})
    assert Application.objects.get().extended_until is not None
    text = page(client.get("/appels/essai-2019/"))
    assert "Pour une candidature, jusqu’au" in text
    assert "Panne nationale." not in text
    assert "12\u00a0h" in page(entered(mayor).get(f"/candidatures/{draft.pk}/"))


def test_a_form_opened_before_the_closing_files_nothing_after_it(entered, complete, mayor):
    browser, address = entered(mayor), f"/candidatures/{complete.pk}/depot/"
    clock.set_to(CLOSING - timedelta(minutes=1))
    assert "Déposer" in page(browser.get(address))
    clock.set_to(CLOSING)
    text = refused(browser.post(address, {}))
    assert "est clos depuis le 30 juin 2019" in text
    assert Application.objects.get().state == "draft"


def test_a_draft_begun_before_the_closing_is_not_begun_after_it(entered, leader, call, site, town):
    browser = entered(leader)
    chosen = {"call": call.pk, "site": site.pk, "organisation": town.pk}
    assert call.title in page(browser.get("/candidatures/nouvelle/"))
    clock.set_to(CLOSING)
    assert "Aucun appel n’est ouvert" in page(browser.post("/candidatures/nouvelle/", chosen))
    assert not Application.objects.exists()


def test_the_public_reads_what_the_clock_says(client, draft, now):
    assert "Ouvert" in page(client.get("/appels/"))
    clock.set_to(CLOSING)
    for address in ("/appels/", "/appels/essai-2019/"):
        assert "Dépôt terminé" in page(client.get(address))
    clock.set_to(now - timedelta(days=60))
    assert "À venir" in page(client.get("/appels/essai-2019/"))


def test_closing_and_announcing_are_shown_then_done(at_work, draft):
    root = "/pilotage/appels/essai-2019/"
    assert "ne se clôt pas maintenant" in page(at_work.get(root + "cloture/"))
    refused(at_work.post(root + "cloture/", {}))
    clock.set_to(CLOSING)
    assert "Un brouillon reste enregistré" in page(at_work.get(root + "cloture/"))
    at_work.post(root + "cloture/", {})
    assert Call.objects.get().state == "closed"
    assert "Annoncer les labels" in page(at_work.get(root))
    refused(at_work.post(root + "annonce/", {"decided_on": "2030-01-01"}))
    assert "Ce que l’annonce va faire" in page(at_work.post(root + "annonce/", {"decided_on": "2019-06-30"}))
    assert Call.objects.get().state == "closed"
    at_work.post(root + "annonce/", {"decided_on": "2019-06-30", "step": "confirm"})
    assert Call.objects.get().state == "decided"


def test_another_edition_and_a_trial(at_work, call, entered, leader, client):
    root = "/pilotage/appels/essai-2019/"
    assert 'value="essai-2020"' in page(at_work.get(root + "copie/"))
    answer = at_work.post(root + "copie/", {"title": "2020", "slug": "essai-2020", "edition": 2020})
    assert 'value="essai-2020-2"' in page(at_work.get(root + "copie/"))  # a short name that is free
    assert answer.headers["Location"] == "/pilotage/appels/essai-2020/preparation/"
    dates = {"opens_on": "2019-06-03", "opens_time": "09:00", "closes_on": "2019-06-17", "closes_time": "18:00"}
    answer = at_work.post(root + "essai/", {"slug": "repetition", **dates})
    guests = "/pilotage/appels/repetition/essai/"
    assert answer.headers["Location"] == guests
    text = refused(at_work.post(guests, {"email": "personne@valmarelle.invalid"}))
    assert "Personne ici n’a cette adresse" in at_field(text, "email")
    at_work.post("/pilotage/appels/repetition/ouverture/", {})
    assert client.get("/appels/repetition/").status_code == 404
    assert entered(leader).get("/appels/repetition/").status_code == 404
    at_work.post(guests, {"email": "project-leader@valmarelle.invalid"})
    assert "Ceci est un essai" in page(entered(leader).get("/appels/repetition/"))
    assert "repetition" not in page(client.get("/appels/"))
    at_work.post(guests, {"leave": str(leader.person_id)})
    assert entered(leader).get("/appels/repetition/").status_code == 404


def test_batches_are_planned_decided_and_given_up(at_work, now, machine):
    facts = {"slug": "suivant", "title": "Fil", "edition": 2020, "kind": "rolling", "invented": True}
    prepare_call(by=machine, at=now, opens_at=now - timedelta(days=1), closes_at=None, **facts)
    lots = ROOT + "lots/"
    typed = {"step": "plan", "cuts_on": "2019-07-01", "cuts_time": "12:00", "decision_by": "2019-07-20"}
    text = refused(at_work.post(lots, {**typed, "decision_by": "2019-06-20"}))
    assert "Un lot s’arrête après" in at_field(text, "cuts_on")
    at_work.post(lots, typed)
    at_work.post(lots, {**typed, "cuts_on": "2019-08-01", "decision_by": "2019-08-20"})
    assert Call.objects.get().batches.count() == 2
    at_work.post(lots, {"step": "drop", "batch": "2"})
    assert Call.objects.get().batches.count() == 1
    clock.set_to(now.replace(month=7, day=22))
    at_work.post(lots, {"step": "announce", "batch": "1", "decided_on": "2019-07-21"})
    assert "décidé" in page(at_work.get(lots))
    assert at_work.post(lots, {"step": "drop", "batch": "9"}).status_code == 404


def test_a_decision_is_replaced_after_being_shown(at_work, carried, machine):
    from marelle.domains.projects.models import Project
    from marelle.flows.award_label import award_label

    project = award_label(by=machine, at=clock.now(), decided_on=clock.today(), application=carried)
    address = f"/decisions/{project.decision_id}/remplacer/"
    typed = {"outcome": "withdrawn", "decided_on": "2019-08-20", "reason": "La commune renonce."}
    text = refused(at_work.post(address, {**typed, "reason": ""}))
    assert at_field(text, "reason")
    text = page(at_work.post(address, typed))
    assert "Son projet s’arrête." in text
    assert Project.objects.get().state != "withdrawn"
    answer = at_work.post(address, {**typed, "step": "confirm"})
    assert "Le label de Valmarelle est retiré" in page(at_work.get(answer.headers["Location"]))
    assert Project.objects.get().state == "withdrawn"
    assert "La décision qui la remplace" in page(at_work.get(f"/decisions/{project.decision_id}/"))
    assert at_work.get(address).headers["Location"] == answer.headers["Location"]


COSTS = {
    f"{PREPARE}": 7, f"{PREPARE}criteres/": 7, f"{PREPARE}calendrier/": 7, f"{PREPARE}candidats/": 8,
    f"{PREPARE}dossier/": 8, f"{PREPARE}liste/": 9, "/appels/suivant/": 7, "/appels/": 1,
}  # fmt: skip


@pytest.mark.parametrize("address", COSTS)
def test_a_screen_costs_the_same_whatever_it_shows(at_work, ready, counted, address):
    from decimal import Decimal

    from marelle.domains.calls.services import CriterionTold, DocumentTold, replace_criteria, replace_documents

    at_work.get(address)
    with counted() as few:
        page(at_work.get(address))
    replace_criteria(by=BY, call=ready, told=[CriterionTold(f"C{n}", Decimal(1)) for n in range(15)])
    replace_documents(by=BY, call=ready, told=[DocumentTold(f"D{n}") for n in range(15)])
    for edition in range(2021, 2026):
        duplicate_call(by=BY, call=ready, slug=f"e{edition}", title="E", edition=edition)
    with counted() as many:
        page(at_work.get(address))
    assert len(few) == len(many) <= COSTS[address] + 8, [query["sql"] for query in many]


def test_extending_asks_the_same_number_of_questions(at_work, draft, counted):
    with counted() as asked:
        page(at_work.get(DELAY))
    assert len(asked) <= 20
