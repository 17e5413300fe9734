"""Marks, exactly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.calls.rules.marking import Scale, alerts, calibrate, merit, read_mark, total_of

FIVE = Scale("a", Decimal(0), Decimal(5), Decimal("0.5"), Decimal("0.4"))
TEN = Scale("b", Decimal(1), Decimal(10), Decimal(3), Decimal("0.6"))


@pytest.mark.parametrize(("text", "mark"), [
    ("3", "3"), (" 3,5 ", "3.5"), ("3.5", "3.5"), ("0", "0"), ("", None), ("-1", None), ("1e3", None), ("٣", None),
    ("NaN", None), ("3,5,1", None), ("trois", None), ("0000000000003", None), (".", None),
])  # fmt: skip
def test_a_mark_is_read_as_people_write_it(text, mark):
    assert read_mark(text) == (Decimal(mark) if mark else None)


@pytest.mark.parametrize(("mark", "on"), [("0", True), ("0.5", True), ("5", True), ("5.5", False), ("0.25", False)])
def test_a_scale_holds_its_steps_and_nothing_else(mark, on):
    assert FIVE.holds(Decimal(mark)) is on


def test_a_scale_counts_its_steps_from_its_lowest():
    assert [mark for mark in range(12) if TEN.holds(Decimal(mark))] == [1, 4, 7, 10]


def test_merit_is_exact_and_its_parts_have_four_places():
    marks = {"a": [Decimal(3), Decimal(4), Decimal(4)], "b": [Decimal(1), Decimal(4)]}
    worth = merit([FIVE, TEN], marks)
    assert worth.marks == {"a": Decimal("3.6667"), "b": Decimal("2.5000")}
    assert worth.spread == {"a": Decimal("0.5000"), "b": Decimal("1.5000")}
    assert worth.total == (Fraction(4, 10) * Fraction("3.6667") + Fraction(6, 10) * Fraction(5, 2))
    assert worth.shown == Decimal("2.97")


@given(st.lists(st.integers(0, 10), min_size=1, max_size=5))
def test_merit_on_one_criterion_is_the_mean(halves):
    values = [Decimal(half) / 2 for half in halves]
    worth = merit([FIVE], {"a": values})
    assert abs(worth.total - sum(map(Fraction, values)) / len(values)) <= Fraction(1, 20000)
    assert worth.spread["a"] == (max(values) - min(values)) / 2


def test_an_alert_from_the_threshold_on_and_none_without():
    marks = {"a": [Decimal(2), Decimal(4)], "b": [Decimal(7)]}
    assert alerts(Decimal(2), marks) == ("a",)
    assert alerts(Decimal("2.5"), marks) == ()
    assert alerts(None, marks) == ()


def test_a_severe_reviewer_shows_beside_the_others():
    totals = {1: {7: Fraction(2), 8: Fraction(4)}, 2: {7: Fraction(1), 8: Fraction(3)}, 3: {9: Fraction(5)}}
    severe, kind, alone = calibrate(totals)
    assert (severe.files, severe.mean, severe.off, severe.wobble) == (2, Decimal("1.50"), Decimal("-2.00"), Decimal(0))
    assert (kind.off, kind.mean) == (Decimal("2.00"), Decimal("3.50"))
    assert (alone.files, alone.off, alone.wobble) == (1, None, None)


def test_the_total_of_one_reviewer_weighs_their_marks():
    assert total_of([FIVE, TEN], {"a": Decimal(5), "b": Decimal(10)}) == 8
