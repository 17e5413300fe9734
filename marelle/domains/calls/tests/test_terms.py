"""The terms of a call, order by order, refusal by refusal; and what the database says by itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from marelle.domains.calls.models import Call, CallEnvelope, Criterion
from marelle.domains.calls.queries import terms as queries
from marelle.domains.calls.rules.calls import (
    CallKindUnknown,
    CallOpened,
    CallUnnamed,
    CallWithoutClosing,
    EditionImplausible,
    EnvelopeWrong,
    ReadersWrong,
    RulesNotPublished,
)
from marelle.domains.calls.rules.criteria import CodeTaken, CriterionScaleWrong, CriterionUnnamed, CriterionWeightWrong
from marelle.domains.calls.rules.opening import CallIncomplete
from marelle.domains.calls.rules.selection import SelectionRulesMakeNoSense
from marelle.domains.calls.services import (
    CriterionTold,
    DocumentTold,
    choose_form,
    close_call,
    describe_call,
    drop_call,
    drop_criterion,
    drop_document,
    open_call,
    prepare_call,
    raise_criterion,
    replace_criteria,
    replace_documents,
    set_calendar,
    set_eligibility,
    set_envelopes,
    set_selection,
    write_criterion,
    write_document,
)
from marelle.domains.calls.services.forms import publish_preproject_form
from marelle.domains.territories.models import RuleSet
from marelle.kernel.access import NATIONAL, Forbidden, Grant, Viewer
from marelle.kernel.audit.models import AuditEntry
from marelle.kernel.money import Cents
from marelle.kernel.testing.fixtures import as_owner

from .terms import ANCHORS, BY, SELECTION, some_rules, with_terms
from .test_calls import AT, CLOSES, OPENS, prepared

pytestmark = pytest.mark.django_db
TOLD = CriterionTold("Diagnostic", Decimal("0.4"), anchors=ANCHORS)


@pytest.fixture
def draft() -> Call:
    return prepared()


@pytest.fixture
def opened() -> Call:
    return open_call(by=BY, at=AT, call=with_terms(prepared()))


def missing(call: Call) -> list[str]:
    return [one.code for one in queries.missing_to_open(call, AT)]


def test_what_is_missing_to_open_is_said_in_the_order_of_the_steps(draft):
    assert missing(draft) == [
        "about", "decided_by", "opinions_by", "decision_by", "finalise_by", "rule_set", "criteria", "envelopes",
        "selection_rules",
    ]  # fmt: skip
    with pytest.raises(CallIncomplete) as caught:
        open_call(by=BY, at=AT, call=draft)
    assert len(caught.value.missing) == 9
    assert "(9)" in str(caught.value)
    assert missing(with_terms(draft)) == []


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (lambda c: set_eligibility(by=BY, call=c, rule_set=None), "rule_set"),
        (lambda c: replace_criteria(by=BY, call=c, told=[]), "criteria"),
        (lambda c: replace_criteria(by=BY, call=c, told=[CriterionTold("Sans phrases", Decimal(1))]), "anchors"),
        (lambda c: set_envelopes(by=BY, call=c, cents={}), "envelopes"),
        (lambda c: set_envelopes(by=BY, call=c, cents={2020: Cents(1), 2022: Cents(1)}), "years"),
        (lambda c: describe_call(by=BY, call=c, title="A", edition=2019, kind="closing", decided_by="X"), "about"),
        (lambda c: describe_call(by=BY, call=c, title="A", edition=2019, kind="closing", about="X"), "decided_by"),
        (lambda c: set_calendar(by=BY, call=c, opens_at=OPENS, closes_at=AT, opinions_by=None), "closing_past"),
    ],
)
def test_each_thing_missing_is_told(draft, order, code):
    call = with_terms(draft)
    if code == "closing_past":
        Call.objects.filter(pk=call.pk).update(opens_at=AT - timedelta(days=2), closes_at=AT)
        call.refresh_from_db()
    else:
        order(call)
    assert code in missing(Call.objects.get(pk=call.pk))


def test_dates_in_disorder_are_told(draft):
    with_terms(draft)
    last = CLOSES.date()
    days = {"opinions_by": last + timedelta(days=9), "decision_by": last, "finalise_by": last}
    call = set_calendar(by=BY, call=draft, opens_at=OPENS, closes_at=CLOSES, **days)
    assert missing(call) == ["decision_by_too_early"]


def test_a_rolling_call_needs_a_batch_to_come(draft):
    call = with_terms(prepared(slug="fil", kind="rolling", closes_at=None))
    call.batches.all().delete()
    assert missing(call) == ["batches"]


def test_a_preselection_needs_sites(site):
    call = with_terms(prepared(slug="choisis", kind="preselection"))
    assert missing(call) == ["preselected"]
    set_eligibility(by=BY, call=call, rule_set=some_rules(), sites=[site])
    assert missing(call) == []
    assert queries.preselected_sites(queries.whole_calls(BY).get(pk=call.pk)) == [site]


def test_criteria_have_shares_marks_and_sentences(draft):
    replace_criteria(
        by=BY,
        call=draft,
        told=[TOLD, CriterionTold("Pilotage", Decimal("0.2"), mark_max=Decimal(2), mark_step=Decimal("0.5"))],
    )
    first, second = queries.weighed(list(draft.criteria.all()))
    assert (first.share, second.share) == (Decimal("66.7"), Decimal("33.3"))
    assert second.marks == ("0", "0.5", "1", "1.5", "2")
    assert second.anchors == (("0", ""), ("1", ""), ("2", ""))
    assert (first.complete, second.complete) == (True, False)


def test_a_criterion_is_written_raised_and_dropped(draft):
    first = write_criterion(by=BY, call=draft, told=TOLD)
    second = write_criterion(by=BY, call=draft, told=CriterionTold("Diagnostic", Decimal(1)))
    assert (first.code, second.code) == ("diagnostic", "diagnostic-2")
    raise_criterion(by=BY, criterion=second)
    raise_criterion(by=BY, criterion=Criterion.objects.get(pk=second.pk))  # the first stays first
    assert [one.code for one in draft.criteria.all()] == ["diagnostic-2", "diagnostic"]
    again = write_criterion(
        by=BY,
        call=draft,
        criterion=first,
        told=CriterionTold("Autre", Decimal(3), mark_max=Decimal(2), anchors=ANCHORS),
    )
    assert (again.pk, again.code, sorted(again.anchors)) == (first.pk, "diagnostic", ["0", "1", "2"])
    drop_criterion(by=BY, criterion=second)
    assert draft.criteria.count() == 1


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"title": "  "}, CriterionUnnamed),
        ({"weight": Decimal(0)}, CriterionWeightWrong),
        ({"weight": Decimal("0.12345")}, CriterionWeightWrong),
        ({"weight": Decimal(1001)}, CriterionWeightWrong),
        ({"mark_step": Decimal(2)}, CriterionScaleWrong),
        ({"mark_step": Decimal(0)}, CriterionScaleWrong),
        ({"mark_min": Decimal(5)}, CriterionScaleWrong),
        ({"mark_max": Decimal(100), "mark_step": Decimal("0.5")}, CriterionScaleWrong),
        ({"mark_step": Decimal("0.005")}, CriterionScaleWrong),
        ({"mark_max": Decimal("1e400"), "mark_step": Decimal("1e-400")}, CriterionScaleWrong),
    ],
)
def test_criteria_refused(draft, facts, refusal):
    with pytest.raises(refusal):
        write_criterion(by=BY, call=draft, told=CriterionTold(**{"title": "A", "weight": Decimal(1), **facts}))
    assert not Criterion.objects.exists()


def test_a_code_is_taken_once(draft):
    write_criterion(by=BY, call=draft, told=CriterionTold("A", Decimal(1), code="a"))
    with pytest.raises(CodeTaken):
        write_criterion(by=BY, call=draft, told=CriterionTold("B", Decimal(1), code="a"))


def test_envelopes_and_documents(draft):
    set_envelopes(by=BY, call=draft, cents={2021: Cents(2), 2020: Cents(1)})
    set_envelopes(by=BY, call=draft, cents={2020: Cents(5)})
    assert list(draft.envelopes.values_list("year", "cents")) == [(2020, 5)]
    for wrong in ({1999: Cents(1)}, {2020: Cents(0)}, {2020: Cents(2**62)}):
        with pytest.raises(EnvelopeWrong):
            set_envelopes(by=BY, call=draft, cents=wrong)
    one = write_document(by=BY, call=draft, told=DocumentTold("Délibération"))
    assert (one.code, one.compulsory) == ("deliberation", True)
    with pytest.raises(CallUnnamed):
        write_document(by=BY, call=draft, told=DocumentTold(" "))
    drop_document(by=BY, document=one)
    assert [d.title for d in replace_documents(by=BY, call=draft, told=[DocumentTold("A"), DocumentTold("A")])] == [
        "A",
        "A",
    ]


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"title": ""}, CallUnnamed),
        ({"edition": 2012}, EditionImplausible),
        ({"kind": "lottery"}, CallKindUnknown),
    ],
)
def test_descriptions_refused(draft, facts, refusal):
    with pytest.raises(refusal):
        describe_call(by=BY, call=draft, **{"title": "A", "edition": 2019, "kind": "closing", **facts})


def test_a_rolling_call_becomes_another_kind_with_its_last_day_only():
    call = prepared(kind="rolling", closes_at=None)
    with pytest.raises(CallWithoutClosing):
        describe_call(by=BY, call=call, title="A", edition=2019, kind="closing")


def test_only_published_rules_are_chosen(draft):
    rules = RuleSet.objects.create(
        code="futur", version=1, title="Futur", content={}, applies_from=date(2020, 1, 1), source=some_rules().source
    )
    with pytest.raises(RulesNotPublished):
        set_eligibility(by=BY, call=draft, rule_set=rules)


def test_how_the_list_is_made_is_judged_before_it_is_kept(draft):
    for readers, alert in ((0, None), (10, None), (2, Decimal(0)), (2, Decimal("0.001")), (2, Decimal("1e9"))):
        with pytest.raises(ReadersWrong):
            set_selection(by=BY, call=draft, rules=SELECTION, readers=readers, spread_alert=alert)
    with pytest.raises(SelectionRulesMakeNoSense):
        set_selection(by=BY, call=draft, rules={**SELECTION, "method": "lottery"})
    kept = set_selection(by=BY, call=draft, rules=SELECTION, readers=3, spread_alert=Decimal("1.5"))
    assert (kept.readers, kept.spread_alert, kept.selection_rules["rules"]) == (3, Decimal("1.5"), "2019-1")
    assert queries.selection_of(kept).scale.amount(inhabitants=None, requested=None) == 425_000_00


ORDERS = [
    lambda by, c: describe_call(by=by, call=c, title="A", edition=2019, kind="closing"),
    lambda by, c: set_calendar(by=by, call=c, opens_at=OPENS, closes_at=CLOSES),
    lambda by, c: set_eligibility(by=by, call=c, rule_set=None),
    lambda by, c: choose_form(by=by, call=c, form=publish_preproject_form()),
    lambda by, c: write_criterion(by=by, call=c, told=TOLD),
    lambda by, c: replace_criteria(by=by, call=c, told=[]),
    lambda by, c: set_envelopes(by=by, call=c, cents={}),
    lambda by, c: write_document(by=by, call=c, told=DocumentTold("A")),
    lambda by, c: replace_documents(by=by, call=c, told=[]),
    lambda by, c: set_selection(by=by, call=c, rules=SELECTION),
    lambda by, c: drop_call(by=by, call=c),
]


@pytest.mark.parametrize("order", ORDERS)
def test_nothing_of_it_without_the_right_nor_once_opened(order, opened):
    opener = Viewer(7, "O", (Grant("calls.open", NATIONAL),))
    with pytest.raises(Forbidden):
        order(opener, opened)
    with pytest.raises(CallOpened):
        order(BY, opened)


def test_each_order_leaves_its_line(draft):
    with_terms(draft)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.duty', 'auditor', true)")
        said = set(AuditEntry.objects.filter(object_id=str(draft.pk)).values_list("action", flat=True))
    assert said == {
        "calls.prepare_call", "calls.describe_call", "calls.set_calendar", "calls.set_eligibility", "calls.choose_form",
        "calls.write_criterion", "calls.set_envelopes", "calls.set_selection",
    }  # fmt: skip


def test_a_call_that_never_opened_is_given_up_with_all_it_had(draft):
    drop_call(by=BY, call=with_terms(draft))
    assert not Call.objects.exists()
    assert not Criterion.objects.exists()


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("its terms do not change", lambda c: Call.objects.filter(pk=c.pk).update(title="Autre")),
        ("its terms do not change", lambda c: Call.objects.filter(pk=c.pk).update(state="draft")),
        ("its terms do not change", lambda c: Call.objects.filter(pk=c.pk).update(selection_rules={})),
        ("its terms do not change", lambda c: Criterion.objects.filter(call=c).update(weight=9)),
        ("its terms do not change", lambda c: Criterion.objects.filter(call=c).delete()),
        ("its terms do not change", lambda c: CallEnvelope.objects.create(call=c, year=2030, cents=1)),
        ("its terms do not change", lambda c: CallEnvelope.objects.filter(call=c).update(cents=1)),
        ("its terms do not change", lambda c: c.documents.create(code="a", title="A", order=1)),
        ("never comes nearer", lambda c: Call.objects.filter(pk=c.pk).update(closes_at=CLOSES - timedelta(seconds=1))),
        ("never comes nearer", lambda c: Call.objects.filter(pk=c.pk).update(closes_at=None)),
        ("a trial stays a trial", lambda c: Call.objects.filter(pk=c.pk).update(is_trial=True)),
    ],
)
def test_whoever_writes_the_database_keeps_what_was_published(opened, constraint, change):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change(opened)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_closing_still_moves_what_may_move(opened):
    assert close_call(by=BY, at=CLOSES, call=opened).state == "closed"


def test_a_call_read_whole_costs_the_same_whatever_it_holds(draft, counted):
    with_terms(draft)
    with counted() as few:
        queries.terms_of(queries.whole_calls(BY).get(pk=draft.pk))
    replace_criteria(by=BY, call=draft, told=[CriterionTold(f"C{n}", Decimal(1)) for n in range(12)])
    set_envelopes(by=BY, call=draft, cents={year: Cents(1) for year in range(2020, 2026)})
    with counted() as many:
        queries.terms_of(queries.whole_calls(BY).get(pk=draft.pk))
    assert (len(few), len(many)) == (7, 7)


def test_preparing_takes_the_form_of_the_day():
    call = prepare_call(by=BY, at=AT, slug="f", title="F", edition=2020, opens_at=OPENS, closes_at=CLOSES)
    assert call.form == publish_preproject_form()
