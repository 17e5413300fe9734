"""Label decisions: of the past, taken here with two keys, replaced by a later one."""

from __future__ import annotations

import inspect
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from marelle.domains.calls.models import Call, LabelDecision
from marelle.domains.calls.queries import current_decision, current_labels, decisions_on
from marelle.domains.calls.rules.applications import OpinionsMissing
from marelle.domains.calls.rules.decisions import (
    AlreadyDecided,
    CallTakesNoDecision,
    DecisionBeforeFiling,
    DecisionInTheFuture,
    DecisionReasonMissing,
    DecisionSuperseded,
    DecisionUndated,
    DecisionUnsourced,
    NothingToWithdraw,
    OutcomeUnknown,
)
from marelle.domains.calls.services import (
    close_call,
    prepare_call,
    record_decision,
    record_past_call,
    record_past_decision,
    supersede_decision,
)
from marelle.domains.calls.services.applications import give_opinion
from marelle.domains.territories.models import Site, Source
from marelle.kernel import clock
from marelle.kernel.access import Forbidden, Perimeter, Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.clock import PARIS
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.states import MoveRefused

from .conftest import CLOSING, a_site

pytestmark = pytest.mark.django_db
BY = Viewer.machine("test")
AT = datetime(2019, 10, 1, 10, tzinfo=PARIS)
LAST_SECOND = CLOSING - timedelta(seconds=1)
DAY, AUGUST = date(2019, 9, 5), date(2019, 8, 20)


@pytest.fixture
def source(db: None) -> Source:
    return Source.objects.create(name="Gazette inventée", url="https://gazette.invalid/1")


@pytest.fixture
def past_call(source: Source) -> Call:
    return record_past_call(
        by=BY,
        at=AT,
        slug="passe",
        title="Appel passé",
        edition=2019,
        opened_at=datetime(2019, 2, 13, tzinfo=PARIS),
        closed_at=datetime(2019, 7, 1, tzinfo=PARIS),
        decided_on=DAY,
        source=source,
    )


@pytest.fixture
def labelled(past_call: Call, site: Site, source: Source) -> LabelDecision:
    return record_past_decision(by=BY, at=AT, call=past_call, site=site, decided_on=DAY, source=source)


def replace(decision: LabelDecision, outcome: str, reason: str = "Erreur de la source", **rest) -> LabelDecision:
    facts = {"decided_on": DAY, **rest}
    return supersede_decision(by=BY, at=AT, decision=decision, outcome=outcome, reason=reason, **facts)


def test_a_past_label_names_its_source_and_its_day(labelled, source, site):
    assert (labelled.outcome, labelled.is_past, labelled.source, labelled.application) == (
        "labelled",
        True,
        source,
        None,
    )
    assert (labelled.wave, labelled.recorded_at, labelled.program, labelled.reason) == (2019, AT, "test", "")
    assert current_labels([site]) == [labelled]


def test_there_is_nowhere_to_invent_an_opinion():
    accepted = set(inspect.signature(record_past_decision).parameters)
    assert accepted == {"by", "at", "call", "site", "decided_on", "source"}


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"source": None}, DecisionUnsourced),
        ({"decided_on": None}, DecisionUndated),
        ({"decided_on": AT.date() + timedelta(days=1)}, DecisionInTheFuture),
    ],
)
def test_a_past_label_without_proof_is_refused(past_call, site, source, facts, refusal):
    told = {"call": past_call, "site": site, "decided_on": DAY, "source": source, **facts}
    with pytest.raises(refusal):
        record_past_decision(by=BY, at=AT, **told)
    assert not LabelDecision.objects.exists()


def test_a_decision_of_tonight_is_judged_in_paris(past_call, site, source):
    half_past_midnight = datetime(2019, 10, 2, 0, 30, tzinfo=PARIS)  # still the 1st in universal time
    facts = {"call": past_call, "site": site, "source": source, "decided_on": date(2019, 10, 2)}
    assert record_past_decision(by=BY, at=half_past_midnight, **facts).decided_on == date(2019, 10, 2)
    connection.check_constraints()


def test_one_current_decision_a_site_and_a_call(labelled, past_call, site, source):
    with pytest.raises(AlreadyDecided):
        record_past_decision(by=BY, at=AT, call=past_call, site=site, decided_on=DAY, source=source)
    assert current_decision(past_call, site) == labelled


def test_no_decision_while_files_are_received(call, site, source):
    with pytest.raises(CallTakesNoDecision):
        record_past_decision(by=BY, at=LAST_SECOND, call=call, site=site, decided_on=DAY, source=source)


def test_a_rolling_call_is_decided_while_it_runs(site, source, now, machine):
    call = prepare_call(
        by=BY, at=now, slug="fil", title="Au fil de l’eau", edition=2019, opens_at=now, closes_at=None, kind="rolling"
    )
    told = {"by": BY, "at": AT, "call": call, "site": site, "decided_on": DAY, "source": source}
    with pytest.raises(CallTakesNoDecision):
        record_past_decision(**told)
    Call.objects.filter(pk=call.pk).update(state="open")
    assert record_past_decision(**told).outcome == "labelled"


def test_only_who_records_decisions_there(past_call, site, source, holding, city):
    mayor = holding("mayor", city)
    with pytest.raises(Forbidden):
        record_past_decision(by=mayor, at=AT, call=past_call, site=site, decided_on=DAY, source=source)


def test_a_later_decision_replaces_without_rewriting(labelled, past_call, site, source):
    withdrawn = replace(labelled, "withdrawn", "La commune renonce")
    assert (withdrawn.supersedes, withdrawn.is_past) == (labelled, False)
    assert current_decision(past_call, site) == withdrawn
    assert current_labels([site]) == []
    assert [told.outcome for told in decisions_on(site)] == ["labelled", "withdrawn"]
    again = replace(withdrawn, "labelled", source=source)
    assert current_labels([site]) == [again]


def test_a_replacement_says_why_on_what_and_once(labelled, source):
    with pytest.raises(DecisionReasonMissing):
        replace(labelled, "withdrawn", " ")
    with pytest.raises(DecisionUnsourced):
        replace(labelled, "refused")
    with pytest.raises(OutcomeUnknown):
        replace(labelled, "perhaps", source=source)
    withdrawn = replace(labelled, "withdrawn")
    with pytest.raises(DecisionSuperseded):
        replace(labelled, "withdrawn")
    with pytest.raises(NothingToWithdraw):
        replace(withdrawn, "withdrawn")


def test_a_decision_replaces_on_its_own_site_only(labelled, past_call, source, next_city):
    other = a_site(next_city, "Clairebise")
    with pytest.raises(IntegrityError, match="calls_decision_replaces_in_its_place"), transaction.atomic():
        LabelDecision.objects.create(**facts_of(labelled, site=other, supersedes=labelled, reason="x"))
        connection.check_constraints()


def facts_of(decision: LabelDecision, **changed) -> dict[str, object]:
    names = ("call", "site", "outcome", "wave", "decided_on", "recorded_at", "is_past", "source", "program")
    return {name: getattr(decision, name) for name in names} | changed


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("calls_decision_sourced_or_examined", {"source": None}),
        ("calls_decision_sourced_or_examined", {"is_past": False}),
        ("calls_decision_withdraws_a_label", {"outcome": "withdrawn", "reason": "x"}),
        ("calls_decision_not_to_come", {"decided_on": date(2019, 10, 2)}),
        ("calls_decision_somebody_recorded_it", {"program": ""}),
        ("calls_decision_known_outcome", {"outcome": "perhaps"}),
        ("calls_decision_one_first_a_site", {}),
    ],
)
def test_the_database_says_the_same(labelled, next_city, constraint, changed):
    site = labelled.site if constraint.endswith("one_first_a_site") else a_site(next_city, "Clairebise")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        LabelDecision.objects.create(**facts_of(labelled, site=site, **changed))


def test_no_decision_is_rewritten(labelled):
    for order in ("UPDATE calls_label_decision SET outcome = 'refused'", "DELETE FROM calls_label_decision"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(order)


def mails() -> list[tuple[str, str]]:
    with acting(BY, duty="postman"):
        return list(OutgoingMail.objects.filter(key__startswith="calls.decision:").values_list("to", "text"))


def favour(application, by, seat: str) -> None:
    said = {"opinion": "favourable", "reasons": "Diagnostic solide."}
    give_opinion(by=by, at=clock.now(), application=application, version=1, seat=seat, **said)


@pytest.fixture
def carried(filed, prefect, rector):
    for by, seat in ((prefect, "prefect"), (rector, "rector")):
        give_opinion(
            by=by,
            at=clock.now(),
            application=filed,
            version=1,
            seat=seat,
            opinion="favourable",
            reasons="Diagnostic solide.",
        )
    return filed


def test_two_keys_carry_a_label_and_the_town_is_told(carried, at, leader, mayor):
    close_call(by=BY, at=CLOSING, call=carried.call)
    moment = at("2019-08-20T12:00")
    decision = record_decision(by=BY, at=moment, application=carried, outcome="labelled", decided_on=AUGUST)
    assert (decision.application, decision.is_past, decision.source) == (carried, False, None)
    carried.refresh_from_db()
    assert carried.state == "labelled"
    assert sorted(to for to, _text in mails()) == ["mayor@valmarelle.invalid", "project-leader@valmarelle.invalid"]
    assert all("Valmarelle" in text and "20 août 2019" in text for _to, text in mails())


def test_whose_right_has_ended_is_told_no_more_but_who_filed_is(carried, at, leader, mayor):
    close_call(by=BY, at=CLOSING, call=carried.call)
    moment = at("2019-09-05T12:00")  # the rights of this small world last three months, until the 3rd
    record_decision(by=BY, at=moment, application=carried, outcome="labelled", decided_on=DAY)
    assert [to for to, _text in mails()] == ["mayor@valmarelle.invalid"]


def test_one_key_is_not_enough(filed, prefect, at):
    give_opinion(
        by=prefect,
        at=clock.now(),
        application=filed,
        version=1,
        seat="prefect",
        opinion="favourable",
        reasons="Solide.",
    )
    close_call(by=BY, at=CLOSING, call=filed.call)
    with pytest.raises(OpinionsMissing):
        record_decision(by=BY, at=at("2019-08-20T12:00"), application=filed, outcome="labelled", decided_on=AUGUST)
    assert (LabelDecision.objects.count(), mails()) == (0, [])


def test_a_refusal_is_explained_to_the_town(carried, at):
    close_call(by=BY, at=CLOSING, call=carried.call)
    moment = at("2019-08-20T12:00")
    order = {"by": BY, "at": moment, "application": carried, "outcome": "refused", "decided_on": AUGUST}
    with pytest.raises(DecisionReasonMissing):
        record_decision(**order)
    record_decision(**order, reason="Le pilotage reste à construire.")
    assert len(mails()) == 2
    assert all("Le pilotage reste à construire." in text for _to, text in mails())
    with pytest.raises(MoveRefused):
        record_decision(**order, reason="Encore.")


def test_no_live_decision_before_the_closing(carried, at):
    with pytest.raises(CallTakesNoDecision):
        record_decision(by=BY, at=LAST_SECOND, application=carried, outcome="labelled", decided_on=AUGUST)


def test_a_viewer_of_another_place_records_nothing(carried, holding):
    elsewhere = holding("prefect", Perimeter("departement", "80"), name="autre")
    with pytest.raises(Forbidden):
        record_decision(by=elsewhere, at=AT, application=carried, outcome="labelled", decided_on=AUGUST)


def test_nobody_decides_of_a_file_before_it_came(carried, at):
    close_call(by=BY, at=CLOSING, call=carried.call)
    came = carried.filed_at.astimezone(PARIS).date()
    order = {"by": BY, "at": at("2019-08-20T12:00"), "application": carried, "outcome": "labelled"}
    with pytest.raises(DecisionBeforeFiling) as refusal:
        record_decision(**order, decided_on=came - timedelta(days=1))
    assert f"{came:%d/%m/%Y}" in str(refusal.value)
    assert not LabelDecision.objects.filter(application=carried).exists()
    assert record_decision(**order, decided_on=came).decided_on == came
