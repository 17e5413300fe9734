"""Where a split proposes each action, and what it proposes of the budget."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.projects.rules.placing import (
    BY_ACTIONS,
    BY_COMMUNE,
    BY_NAME,
    BY_NOTHING,
    BY_OUTLINE,
    place_school,
    propose,
    shared,
)

SIDES = {"N": 1, "S": 2, "N1": 1, "S1": 2}


@pytest.mark.parametrize(
    ("quarters", "schools", "part", "touched", "by"),
    [
        (["N"], ["S1"], 1, {1}, "quarters"),
        (["N", "S"], [], None, {1, 2}, "quarters"),
        ([], ["S1"], 2, {2}, "schools"),
        (["elsewhere"], ["N1"], 1, {1}, "schools"),
        ([], [], None, set(), "nothing"),
    ],
)
def test_an_action_is_proposed_where_its_places_are(quarters, schools, part, touched, by):
    told = propose(quarters, schools, SIDES)
    assert (told.part, set(told.touched), told.by) == (part, touched, by)


def test_the_budget_follows_the_planned_amounts_or_is_shared_equally():
    assert shared(1000, [300, 100]) == ([750, 250], "amounts")
    assert shared(1001, [0, 0]) == ([501, 500], "equally")
    assert shared(100, [1, 1, 1]) == ([34, 33, 33], "amounts")


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**10), min_size=2, max_size=4))
def test_no_cent_is_lost(cents, weights):
    parts, _rule = shared(cents, weights)
    assert sum(parts) == cents
    assert all(part >= 0 for part in parts)


@pytest.mark.parametrize(
    ("inside", "served", "named", "around", "part", "by"),
    [
        (["N"], [["S"]], ["S"], ["S"], 1, BY_OUTLINE),
        ([], [["S"], ["N", "S"]], ["N"], ["N"], 2, BY_ACTIONS),  # an action on both sides says nothing
        ([], [["S"], ["N"]], ["N"], ["S"], 1, BY_NAME),
        ([], [["N", "S"]], [], ["S"], 2, BY_COMMUNE),
        ([], [["S"], ["N"]], [], ["N", "S"], None, BY_ACTIONS),
        ([], [], [], ["X"], None, BY_NOTHING),
    ],
)
def test_a_school_goes_by_the_first_thing_that_decides(inside, served, named, around, part, by):
    found = place_school(inside, served, named, around, SIDES)
    assert (found.part, found.by) == (part, by)
