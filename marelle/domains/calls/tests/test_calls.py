"""A call from its preparation to its announcement, refusal by refusal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import call_by_slug, calls_seen_by, labels_by_call
from marelle.domains.calls.rules.calls import (
    CallClosesBeforeOpening,
    CallKindUnknown,
    CallSlugTaken,
    CallWithoutClosing,
    ClosingAlreadyPast,
    ClosingNotReached,
    PastCallUnsourced,
)
from marelle.domains.calls.rules.decisions import DecisionInTheFuture
from marelle.domains.calls.services import announce_decisions, close_call, open_call, prepare_call, record_past_call
from marelle.domains.calls.tests.terms import with_terms
from marelle.domains.territories.models import Source
from marelle.kernel.access import NATIONAL, Forbidden, Grant, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.states import MoveRefused

pytestmark = pytest.mark.django_db
BY = Viewer.machine("test")
AT = datetime(2019, 2, 1, 9, tzinfo=PARIS)
OPENS, CLOSES = AT + timedelta(days=12), datetime(2019, 7, 1, tzinfo=PARIS)
SEPTEMBER = datetime(2019, 9, 5, 12, tzinfo=PARIS)


def prepared(**facts) -> Call:
    told = {"slug": "c", "title": "Appel", "edition": 2019, "opens_at": OPENS, "closes_at": CLOSES, **facts}
    return prepare_call(by=BY, at=AT, **told)


def opened(**facts) -> Call:
    return open_call(by=BY, at=AT, call=with_terms(prepared(**facts)))


def past(**facts) -> Call:
    source = Source.objects.get_or_create(name="Gazette", url="")[0]
    told = {"slug": "p", "title": "Appel", "edition": 2019, "opened_at": OPENS, "closed_at": CLOSES, "source": source}
    return record_past_call(by=BY, at=SEPTEMBER, **{**told, "decided_on": SEPTEMBER.date(), **facts})


def test_a_call_goes_through_its_four_states():
    call = with_terms(prepared())
    assert (call.state, call.stage.label) == ("draft", "En préparation")
    assert open_call(by=BY, at=AT, call=call).state == "open"
    assert close_call(by=BY, at=CLOSES, call=call).state == "closed"
    decided = announce_decisions(by=BY, at=SEPTEMBER, call=call, decided_on=SEPTEMBER.date())
    assert (decided.state, decided.decided_on, decided.finalise_by) == ("decided", date(2019, 9, 5), date(2019, 12, 31))


def test_no_state_is_skipped_and_none_comes_back():
    call = with_terms(prepared())
    with pytest.raises(MoveRefused):
        close_call(by=BY, at=CLOSES, call=call)
    with pytest.raises(MoveRefused):
        announce_decisions(by=BY, at=SEPTEMBER, call=call, decided_on=SEPTEMBER.date())
    open_call(by=BY, at=AT, call=call)
    with pytest.raises(MoveRefused):  # this object still says draft: the row is what counts
        open_call(by=BY, at=AT, call=call)


def test_the_announced_deadline_is_kept_to_the_second():
    call = opened()
    with pytest.raises(ClosingNotReached):
        close_call(by=BY, at=CLOSES - timedelta(seconds=1), call=call)
    assert close_call(by=BY, at=CLOSES, call=call).closes_at == CLOSES


def test_a_call_that_nobody_could_answer_is_not_opened():
    with pytest.raises(ClosingAlreadyPast):
        open_call(by=BY, at=CLOSES, call=prepared())


def test_a_rolling_call_has_no_deadline_until_it_is_closed():
    call = opened(kind="rolling", closes_at=None)
    moment = OPENS + timedelta(days=3)
    assert close_call(by=BY, at=moment, call=call).closes_at == moment


def test_a_rolling_call_closed_before_its_opening_second_never_received_anything():
    call = opened(kind="rolling", closes_at=None, opens_at=OPENS)
    with pytest.raises(ClosingNotReached):
        close_call(by=BY, at=OPENS, call=call)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"closes_at": None}, CallWithoutClosing),
        ({"closes_at": OPENS}, CallClosesBeforeOpening),
        ({"kind": "lottery"}, CallKindUnknown),
    ],
)
def test_dates_that_make_no_call(facts, refusal):
    with pytest.raises(refusal):
        prepared(**facts)
    assert not Call.objects.exists()


def test_a_short_name_is_taken_once():
    prepared()
    with pytest.raises(CallSlugTaken):
        prepared()


def test_rights():
    nobody, officer = Viewer.visitor(), Viewer(7, "E", (Grant("calls.prepare", NATIONAL),))
    facts = {"at": AT, "slug": "c", "title": "Appel", "edition": 2019, "opens_at": OPENS, "closes_at": CLOSES}
    with pytest.raises(Forbidden):
        prepare_call(by=nobody, **facts)
    call = prepare_call(by=officer, **facts)
    with pytest.raises(Forbidden):
        open_call(by=officer, at=AT, call=call)
    assert (list(visible_calls(officer)), list(visible_calls(nobody))) == ([call], [])
    open_call(by=BY, at=AT, call=with_terms(call))
    assert list(calls_seen_by(nobody)) == [call]
    for order in (close_call, announce_decisions):
        with pytest.raises(Forbidden):
            order(by=officer, at=SEPTEMBER, call=call, **({} if order is close_call else {"decided_on": AT.date()}))


def test_a_past_call_is_told_from_its_source_and_ends_its_table():
    call = past()
    assert (call.state, call.decided_on, call.finalise_by) == ("decided", date(2019, 9, 5), date(2019, 12, 31))
    with pytest.raises(PastCallUnsourced):
        past(slug="q", source=None)
    with pytest.raises(DecisionInTheFuture):
        past(slug="q", decided_on=SEPTEMBER.date() + timedelta(days=1))
    with pytest.raises(Forbidden):
        record_past_call(
            by=Viewer(7, "E", (Grant("calls.prepare", NATIONAL),)),
            at=SEPTEMBER,
            slug="q",
            title="Appel",
            edition=2019,
            opened_at=OPENS,
            closed_at=CLOSES,
            decided_on=SEPTEMBER.date(),
            source=call.source,
        )
    assert call_by_slug("q") is None


def test_a_decision_is_not_announced_before_its_day():
    call = opened()
    close_call(by=BY, at=CLOSES, call=call)
    with pytest.raises(DecisionInTheFuture):
        announce_decisions(by=BY, at=SEPTEMBER, call=call, decided_on=SEPTEMBER.date() + timedelta(days=1))


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("calls_call_has_a_deadline", {"closes_at": None}),
        ("calls_call_closes_after_it_opens", {"closes_at": OPENS}),
        ("calls_call_decided_on_a_day", {"state": "decided"}),
        ("calls_call_decided_on_a_day", {"decided_on": date(2019, 9, 5)}),
        ("calls_call_known_state", {"state": "lost"}),
        ("calls_call_known_kind", {"kind": "lottery"}),
        ("calls_call_has_a_name", {"title": ""}),
        ("calls_call_plausible_edition", {"edition": 201}),
    ],
)
def test_the_database_says_the_same(constraint, facts):
    told = {"slug": "c", "title": "A", "edition": 2019, "kind": "closing", "opens_at": OPENS, "closes_at": CLOSES}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Call.objects.create(**{**told, **facts})


def test_calls_with_their_labels_real_ones_only():
    call = past()
    opened(slug="inv", invented=True)
    prepared(slug="draft")
    assert labels_by_call() == [(call, 0)]
    assert [found.slug for found, _labels in labels_by_call(include_invented=True)] == ["p", "inv"]
