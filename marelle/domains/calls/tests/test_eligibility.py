"""The rules of a call and what follows: shown with figures, blocking or advisory, unknown never a no, derogations."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marelle.domains.calls.models import Derogation
from marelle.domains.calls.queries.eligibility import derogations_awaiting, perimeter_of, standing_of
from marelle.domains.calls.rules.applications import ApplicationFiled
from marelle.domains.calls.rules.eligibility import (
    DerogationAnswered,
    DerogationByNobody,
    DerogationUnderWay,
    DerogationUnexplained,
    NoDerogationNeeded,
    NotEligible,
    covers,
)
from marelle.domains.calls.services import open_call, prepare_call, set_eligibility
from marelle.domains.calls.services.applications import file_application
from marelle.domains.calls.services.derogations import answer_derogation, ask_derogation
from marelle.domains.calls.services.writing import save_section
from marelle.domains.territories.models import RuleSet, Source
from marelle.domains.territories.queries import Verdict
from marelle.kernel import clock
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.audit.models import AuditEntry
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.testing.fixtures import as_owner

from .conftest import CLOSING
from .terms import BY, with_terms

pytestmark = pytest.mark.django_db
LYCEE = {"id": "lycee", "kind": "school_exists", "kinds": ["lycee"], "label": "Un lycée.", "required": True}
QUARTER = {"id": "qpv", "kind": "quarter_exists", "label": "Un quartier prioritaire.", "required": True}
POOR = {
    "id": "poor", "kind": "figure", "indicator": "poverty", "place": "quarter", "over": 40,
    "label": "Plus de 40 % de pauvreté.", "required": True,
}  # fmt: skip


def rules(*conditions):
    """A published set of rules made of these conditions."""
    source = Source.objects.get_or_create(name="Règles inventées", url="")[0]
    facts = {"title": "Essai", "content": {"generation": 2015, "conditions": list(conditions)}, "source": source}
    facts |= {"applies_from": date(2019, 1, 1), "status": "published", "published_at": "2019-01-01T00:00:00Z"}
    return RuleSet.objects.create(code="essai-" + "-".join(one["id"] for one in conditions), version=1, **facts)


@pytest.fixture
def conditions():
    return (QUARTER, LYCEE)


@pytest.fixture
def blocking():
    return True


@pytest.fixture
def call(now, conditions, blocking):
    """In the place of the usual one: its rules ask for a lycée, which the invented city has not."""
    dates = {"opens_at": now - timedelta(days=30), "closes_at": CLOSING}
    made = prepare_call(by=BY, at=now, slug="essai-2019", title="Essai", edition=2019, invented=True, **dates)
    made = with_terms(made)
    set_eligibility(by=BY, call=made, rule_set=rules(*conditions), blocking=blocking)
    made.refresh_from_db()
    return open_call(by=BY, at=now, call=made)


@pytest.fixture
def asked(complete, mayor, prefect):
    return ask_derogation(by=mayor, at=clock.now(), application=complete, reasons="Le lycée est en face.")


def test_each_answer_stands_on_a_fact_with_its_source_and_its_date(draft):
    standing = standing_of(draft)
    assert (perimeter_of(draft), standing.verdict, standing.blocking) == (("80998",), Verdict.FAILS, True)
    assert [(one.condition.id, one.verdict) for one in standing.answers] == [
        ("qpv", Verdict.HOLDS),
        ("lycee", Verdict.FAILS),
    ]
    assert all(fact.source and fact.period for one in standing.answers for fact in one.facts)
    assert [one["id"] for one in standing.failing] == ["lycee"] and standing.bars


def test_what_is_ineligible_is_saved_and_not_filed(complete, mayor, leader):
    save_section(by=leader, at=clock.now(), application=complete, answers={"name": "Toujours écrite"})
    with pytest.raises(NotEligible) as refusal:
        file_application(by=mayor, application=complete)
    said = str(refusal.value)
    assert "«\u00a0Un lycée\u00a0»" in said and "dérogation au préfet" in said
    complete.refresh_from_db()
    assert (complete.state, complete.filed_at) == ("draft", None)


@pytest.mark.parametrize("blocking", [False])
def test_an_advisory_rule_is_frozen_and_bars_nothing(complete, mayor):
    filed = file_application(by=mayor, application=complete)
    told = filed.dossier.versions.get().content["eligibility"]
    assert (told["verdict"], told["blocking"], told["derogation"]) == ("fails", False, None)
    with pytest.raises(ApplicationFiled):
        ask_derogation(by=mayor, at=clock.now(), application=filed, reasons="Trop tard.")


@pytest.mark.parametrize("conditions", [(POOR,)])
def test_what_no_register_says_is_unknown_and_bars_nothing(complete, mayor):
    standing = standing_of(complete)
    assert (standing.verdict, standing.failing, standing.bars) == (Verdict.UNKNOWN, [], False)
    assert standing.answers[0].settles
    with pytest.raises(NoDerogationNeeded):
        ask_derogation(by=mayor, at=clock.now(), application=complete, reasons="Pour voir.")
    filed = file_application(by=mayor, application=complete)
    assert filed.dossier.versions.get().content["eligibility"]["verdict"] == "unknown"


def test_several_communes_are_looked_at_as_one_place(draft, leader, next_city):
    answers = {"communes": [next_city.code, "80998"]}
    save_section(by=leader, at=clock.now(), application=draft, answers=answers)
    standing = standing_of(draft)
    assert set(standing.communes) == {next_city.code, "80998"}
    assert [one.verdict for one in standing.answers] == [Verdict.HOLDS, Verdict.FAILS]


def test_it_costs_the_same_whatever_the_perimeter(draft, leader, next_city, counted):
    standing_of(draft)  # the rules come with the call
    with counted() as one:
        standing_of(draft)
    save_section(by=leader, at=clock.now(), application=draft, answers={"communes": [next_city.code, "80998"]})
    with counted() as two:
        standing_of(draft)
    assert len(one) == len(two) <= 15


def test_a_derogation_is_asked_told_answered_and_read_by_those_who_examine(asked, complete, prefect, mayor):
    assert [one.pk for one in derogations_awaiting(prefect)] == [asked.pk]
    assert derogations_awaiting(mayor) == []
    assert [one["id"] for one in asked.failing] == ["lycee"]
    given = answer_derogation(by=prefect, at=clock.now(), derogation=asked, granted=True, why="À 200 mètres.")
    assert (given.granted, given.answered_by_id) == (True, prefect.person_id)
    assert standing_of(complete).derogated and not standing_of(complete).bars
    filed = file_application(by=mayor, application=complete)
    told = filed.dossier.versions.get().content["eligibility"]["derogation"]
    assert (told["why"], told["reasons"]) == ("À 200 mètres.", "Le lycée est en face.")
    assert told["answered_by"] and told["asked_by"]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.duty', 'auditor', true)")
        actions = set(AuditEntry.objects.filter(object_id=str(complete.pk)).values_list("action", flat=True))
    assert {"calls.ask_derogation", "calls.answer_derogation"} <= actions
    with acting(Viewer.machine("postman"), duty="postman"):
        subjects = list(OutgoingMail.objects.values_list("subject", flat=True))
    assert any("dérogation demandée" in one for one in subjects)
    assert any(one.startswith("Dérogation") for one in subjects)


def test_a_refused_derogation_bars_still_and_may_be_asked_again(asked, complete, prefect, mayor):
    answer_derogation(by=prefect, at=clock.now(), derogation=asked, granted=False, why="Pas de lycée.")
    with pytest.raises(NotEligible):
        file_application(by=mayor, application=complete)
    again = ask_derogation(by=mayor, at=clock.now(), application=complete, reasons="Un lycée ouvre en 2020.")
    assert Derogation.objects.filter(application=complete).count() == 2 and again.answered_at is None


def test_it_holds_for_its_communes_only(asked, complete, prefect, mayor, leader, next_city):
    answer_derogation(by=prefect, at=clock.now(), derogation=asked, granted=True, why="Oui.")
    save_section(by=leader, at=clock.now(), application=complete, answers={"communes": ["80998", next_city.code]})
    assert standing_of(complete).bars


def test_refusals_of_who_asks(complete, mayor, prefect, holding, next_city, machine):
    order = {"at": clock.now(), "application": complete}
    with pytest.raises(DerogationUnexplained):
        ask_derogation(by=mayor, reasons=" \x00", **order)
    for nobody in (prefect, holding("mayor", next_city, name="thomas")):
        with pytest.raises(Forbidden):
            ask_derogation(by=nobody, reasons="Non.", **order)
    with pytest.raises(DerogationByNobody):
        ask_derogation(by=machine, reasons="Non.", **order)
    ask_derogation(by=mayor, reasons="Oui.", **order)
    with pytest.raises(DerogationUnderWay):
        ask_derogation(by=mayor, reasons="Encore.", **order)


def test_refusals_of_who_answers(asked, mayor, rector, prefect, machine):
    order = {"at": clock.now(), "derogation": asked, "granted": True}
    for nobody in (mayor, rector):
        with pytest.raises(Forbidden):
            answer_derogation(by=nobody, why="Non.", **order)
    with pytest.raises(DerogationByNobody):
        answer_derogation(by=machine, why="Non.", **order)
    with pytest.raises(DerogationUnexplained):
        answer_derogation(by=prefect, why="", **order)
    answer_derogation(by=prefect, why="Oui.", **order)
    with pytest.raises(DerogationAnswered):
        answer_derogation(by=prefect, why="Non.", **order)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"reasons": ""}, "calls_derogation_says_why"),
        ({"granted": True}, "calls_derogation_answered_by_somebody"),
        ({"failing": []}, "calls_derogation_says_why"),
    ],
)
def test_whoever_writes_the_database_gives_a_name_and_a_reason(asked, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Derogation.objects.filter(pk=asked.pk).update(**change)


@pytest.mark.parametrize(
    ("of", "fails", "held"),
    [
        (["a"], ["x"], True), (["a"], [], True), (["a", "b"], ["x", "y"], True),
        (["c"], ["x"], False), (["a"], ["z"], False), (["a", "c"], ["x"], False),
    ],
)  # fmt: skip
def test_what_a_derogation_covers(of, fails, held):
    granted = [{"id": "x"}, {"id": "y"}]
    assert covers(["a", "b"], granted, of, [{"id": one} for one in fails]) is held
