"""Counts of young people are chosen so that nobody is counted twice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.projects.rules.young import INDICATORS, Count, ages_of, without_overlap
from marelle.domains.territories.rules.catalogue import indicators

DAY = date(2018, 1, 1)


def count(lowest, beyond, number=10, quarter="Q", on=DAY):
    return Count(quarter, lowest, beyond, number, "Source", on)


COUNTS = st.lists(
    st.builds(
        lambda low, wide, day, quarter: count(low, low + wide, quarter=quarter, on=date(2015 + day, 1, 1)),
        st.integers(0, 25),
        st.integers(1, 15),
        st.integers(0, 5),
        st.sampled_from("QR"),
    ),
    max_size=12,
)


def test_the_register_knows_these_indicators():
    assert set(INDICATORS) <= set(indicators())
    assert [ages_of(code) for code in INDICATORS[:2]] == [(0, 3), (3, 6)]
    with pytest.raises(ValueError, match="counts no ages"):
        ages_of("population")


def test_narrow_ages_win_over_wide_ones_and_new_over_old():
    wide, narrow, old = count(0, 15), count(6, 11), count(6, 11, on=date(2015, 1, 1))
    assert without_overlap([wide, old, narrow]) == [narrow]
    assert without_overlap([wide, count(15, 25)]) == [wide, count(15, 25)]


@given(COUNTS)
def test_nobody_is_counted_twice_and_the_order_does_not_matter(counts):
    kept = without_overlap(counts)
    for one in kept:
        assert sum(o.quarter == one.quarter and o.lowest < one.beyond and one.lowest < o.beyond for o in kept) == 1
    assert {(c.quarter, c.lowest, c.beyond, c.on) for c in without_overlap(counts[::-1])} == {
        (c.quarter, c.lowest, c.beyond, c.on) for c in kept
    }
    assert {one.quarter for one in kept} == {one.quarter for one in counts}
