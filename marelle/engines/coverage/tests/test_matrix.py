"""The matrix is what a person finds again from its export; adding never takes away; the order says nothing."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.engines.coverage import ANY, Between, Cell, Grid, Matrix, Plan, Ratio, Status, difference, holes
from marelle.engines.coverage.samples import cite

from .oracle import Naive
from .worlds import GRID, actions, plans

EXACT = ("young", "actions", "minutes", "seats", "offered", "promised", "reach")


def bounds(value: object) -> object:
    return (value.low, value.high) if isinstance(value, Between | Ratio) else value


def every(matrix: Matrix) -> list[Cell]:
    return [cell for theme in (None, *matrix.grid.themes) for cell in matrix.cells(theme, totals=True)]


def disagreements(matrix: Matrix, keys: object = None) -> list[tuple]:
    naive = Naive(matrix)
    return [
        (key, name, bounds(getattr(matrix.cell(*key), name)), expected)
        for key in (keys or naive.keys())
        for name, expected in naive.cell(*key).items()
        if bounds(getattr(matrix.cell(*key), name)) != expected
    ]


@settings(max_examples=60, deadline=None)
@given(plans())
def test_every_cell_and_total_is_found_again_by_hand(plan: Plan) -> None:
    assert disagreements(Matrix(plan, GRID)) == []


def test_a_real_size_is_found_again_by_hand() -> None:
    plan, grid = cite(60, seed=7)
    keys = [(ages, band, quarter, None) for ages in grid.ages[1:4] for band in grid.codes for quarter in grid.quarters]
    assert disagreements(Matrix(plan, grid), keys) == []


@settings(max_examples=60, deadline=None)
@given(plans(), st.integers())
def test_the_order_of_what_is_given_says_nothing(plan: Plan, seed: int) -> None:
    slots, young = list(plan.slots), list(plan.young)
    Random(seed).shuffle(slots)
    Random(seed).shuffle(young)
    one, other = Matrix(plan, GRID), Matrix(Plan(tuple(slots), tuple(young)), GRID)
    assert every(one) == every(other)
    assert holes(one, Fraction(1, 2)) == holes(other, Fraction(1, 2))


@settings(max_examples=80, deadline=None)
@given(plans(), actions("new"), st.fractions(0, 1))
def test_adding_an_action_lowers_nothing_and_opens_no_hole(plan: Plan, more: tuple, threshold: Fraction) -> None:
    before, after = Matrix(plan, GRID), Matrix(plan.adding(*more), GRID)
    for one, other in zip(every(before), every(after), strict=True):
        for name in ("minutes", "seats", "offered", "promised", "reach"):
            low, high = bounds(getattr(one, name))
            more_low, more_high = bounds(getattr(other, name))
            assert more_low >= low, (name, one, other)
            assert more_high is None or (high is not None and more_high >= high), (name, one, other)
        assert (one.rate is None) == (other.rate is None)
        assert one.rate is None or other.rate is None or other.rate.low >= one.rate.low
    for limit in (None, threshold):
        empty = {hole.cell.key for hole in holes(before, limit)}
        assert {hole.cell.key for hole in holes(after, limit)} <= empty


@settings(max_examples=60, deadline=None)
@given(plans(2), st.lists(actions("new"), min_size=1, max_size=1))
def test_minutes_seats_and_offers_of_two_plans_add_up(plan: Plan, more: list) -> None:
    alone, together = Matrix(Plan(more[0], plan.young), GRID), Matrix(plan.adding(*more[0]), GRID)
    for one, other, both in zip(every(Matrix(plan, GRID)), every(alone), every(together), strict=True):
        assert one.minutes + other.minutes == both.minutes
        assert one.seats + other.seats == both.seats
        assert one.offered + other.offered == both.offered


@settings(max_examples=60, deadline=None)
@given(plans())
def test_hours_add_up_over_bands_and_reach_over_ages_and_quarters(plan: Plan) -> None:
    matrix = Matrix(plan, GRID)
    for quarter in (*GRID.quarters, None):
        for ages in (*GRID.ages, None):
            parts = [matrix.cell(ages, band, quarter).minutes for band in (*GRID.codes, ANY)]
            whole = matrix.cell(ages, None, quarter).minutes
            one_band = all(len(slot.bands) == 1 for slot in plan.slots)
            together = sum(parts, Between(0, 0))
            assert together == whole if one_band else together.low <= whole.low
            assert whole.high is None or (together.high is not None and whole.high <= together.high)
    parts = [matrix.cell(ages, None, quarter).reach for ages in GRID.ages for quarter in GRID.quarters]
    assert matrix.cell().reach.low >= min(sum(part.low for part in parts), matrix.cell().reach.low)
    assert all(part.high is None or part.low <= part.high for part in parts)


@settings(max_examples=40, deadline=None)
@given(plans())
def test_every_bound_is_whole_and_in_order(plan: Plan) -> None:
    for cell in every(Matrix(plan, GRID)):
        for name in EXACT:
            value = getattr(cell, name)
            if isinstance(value, Between):
                assert type(value.low) is int
                assert value.high is None or (type(value.high) is int and value.low <= value.high)
        assert cell.rate is None or 0 <= cell.rate.low <= cell.rate.high <= 1
        assert cell.rate is None or cell.young.high is not None
        assert {*cell.shared, *cell.partial, *cell.silent} <= {*cell.actions}


def test_what_counts_is_what_is_asked_for() -> None:
    """Planned, idea or held: the same slots by another status, beside each other on one grid."""
    plan, grid = cite(5)
    ideas = Plan(tuple(replace(slot, status=Status.IDEA) for slot in plan.slots), plan.young)
    assert Matrix(ideas, grid).cell().actions == ()
    assert {each.why for each in Matrix(ideas, grid).left_out} == {"status"}
    assert every(Matrix(ideas, grid, frozenset({Status.IDEA}))) == every(Matrix(plan, grid))
    held = Plan((replace(plan.slots[0], status=Status.HELD), *plan.slots[1:]), plan.young)
    observed = Matrix(held, grid, frozenset({Status.HELD}))
    assert observed.cell().actions == (plan.slots[0].action,)
    assert difference(Matrix(plan, grid), observed).changed


def test_a_cell_that_is_on_no_axis_is_refused() -> None:
    grid: Grid = GRID
    with pytest.raises(KeyError):
        Matrix(Plan(()), grid).cell(band="MONDAY")
