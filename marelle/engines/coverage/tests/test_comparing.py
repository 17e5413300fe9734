"""Cités beside each other and quarters by poverty: the unknown is counted and never guessed."""

import statistics
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.engines.coverage import (
    Ages,
    Beside,
    Features,
    Matrix,
    Plan,
    Ratio,
    Slot,
    Stands,
    Young,
    apart,
    by_poverty,
    compare,
    likeness,
    offered_each,
    opened,
    rows,
    similar,
    stands,
)
from marelle.engines.coverage.comparing import quantile

from .worlds import GRID, ON, YEAR, plans

SIX = Ages(6, 11)


def city(seats: int | None, young: int | None, *quarters: str, sessions: int = 10) -> Matrix:
    slots = [
        Slot(q, q, "o", (SIX,), ("wednesday",), YEAR, (q,), sessions=sessions, weeks=1, minutes=60, seats=seats)
        for q in quarters or ("N",)
    ]
    counts = tuple(Young(quarter, SIX, young, "census", ON) for quarter in GRID.quarters)
    return Matrix(Plan(tuple(slots), counts), GRID)


def of(beside: tuple) -> dict:
    return {(each.ages, each.band): each for each in beside}


def test_some_ages_alone_are_compared_as_among_all() -> None:
    here, others = city(15, 100), [city(10, 100), city(20, 100), city(None, 100)]
    every = compare(here, others)
    assert compare(here, others, ages=(None,)) == tuple(one for one in every if one.ages is None)


def test_a_cite_stands_beside_the_quartiles_of_those_known() -> None:
    others = [city(10, 100), city(20, 100), city(30, 100), city(None, 100), city(10, None)]
    cell = of(compare(city(15, 100), others))[SIX, "wednesday"]
    exact = [Ratio(Fraction(n), Fraction(n)) for n in (30, 40, 50, 20)]  # minutes a year for each of 300
    assert [cell.ours, cell.median, cell.upper] == [exact[0], exact[1], exact[2]]
    assert (cell.known, cell.unknown) == (3, 2)
    none = of(compare(city(None, 100), []))[SIX, "wednesday"]
    assert (none.ours, none.median, none.known, none.unknown) == (None, None, 0, 0)


@settings(max_examples=100, deadline=None)
@given(plans())
def test_hours_open_are_those_of_the_cells(plan: Plan) -> None:
    drawn = Matrix(plan, GRID)
    for one in compare(drawn, [], opened):
        minutes = drawn.cell(one.ages, one.band).minutes
        known = None if minutes.high is None else Ratio(Fraction(minutes.low), Fraction(minutes.high))
        assert one.ours == known


def told_of(ours: int | None, others: list[int], doubt: int = 0) -> Beside:
    """A cell of so many minutes beside others, each known but for a doubt."""
    ordered = [Fraction(value) for value in sorted(others)]
    cut = [quantile(ordered, Fraction(part, 4)) for part in (1, 2, 3)]
    mine = None if ours is None else Ratio(Fraction(ours), Fraction(ours))
    return Beside(SIX, "wednesday", mine, *(Ratio(one - doubt, one + doubt) for one in cut), len(others), 0)


@pytest.mark.parametrize(
    ("ours", "doubt", "where", "gap"),
    [
        (0, 0, Stands.BELOW, -25),
        (18, 0, Stands.LESS, -7),
        (25, 0, Stands.AMONG, 0),
        (30, 0, Stands.MORE, 5),
        (90, 0, Stands.ABOVE, 65),
        (28, 5, Stands.UNSURE, None),
        (None, 0, Stands.UNKNOWN, None),
    ],
)
def test_where_a_cell_stands_is_said_when_it_is_sure(ours, doubt, where, gap) -> None:
    beside = told_of(ours, [10, 20, 30, 40], doubt)
    assert stands(beside, 4) is where
    assert stands(beside, 5) is Stands.FEW
    if gap is not None:
        assert apart(beside) == Ratio(Fraction(gap), Fraction(gap))


def test_an_empty_cell_is_zero_where_people_are_counted() -> None:
    assert offered_each(city(10, 100).cell(SIX, "summer")) == Ratio(Fraction(0), Fraction(0))
    assert offered_each(city(10, None).cell(SIX, "summer")) is None


def test_other_ages_are_not_compared() -> None:
    other = Matrix(Plan(()), replace(GRID, ages=(Ages(3, 18),)))
    with pytest.raises(ValueError, match="same ages"):
        compare(city(10, 100), [other])


@given(st.lists(st.fractions(0, 100), min_size=2, max_size=12))
def test_quartiles_are_those_of_the_standard_library(values: list) -> None:
    expected = statistics.quantiles(values, n=4, method="inclusive")
    assert [quantile(sorted(values), Fraction(part, 4)) for part in (1, 2, 3)] == expected


def test_the_poorest_quarters_beside_the_others() -> None:
    rates = {"N": Fraction(1, 2), "S": Fraction(1, 5), "E": None}
    view = by_poverty(city(20, 100, "S", "E"), rates, SIX)
    assert view.poorest and view.others and view.unrated
    assert (view.poorest.quarters, view.others.quarters, view.unrated.quarters) == (("N",), ("S",), ("E",))
    assert view.poorest.each == Ratio(Fraction(0), Fraction(0))
    assert view.gap == Ratio(Fraction(-120), Fraction(-120))
    unknown = by_poverty(city(None, 100, "S"), rates, SIX)
    assert unknown.gap is None


@pytest.mark.parametrize("rates", [{}, {"N": Fraction(1, 2)}, dict.fromkeys("NSE", Fraction(1, 3))])
def test_without_a_difference_there_is_no_poorest(rates: dict) -> None:
    view = by_poverty(city(20, 100), rates)
    assert view.poorest is None
    assert view.gap is None


@settings(max_examples=100, deadline=None)
@given(plans())
def test_a_group_of_all_the_quarters_is_the_whole(plan: Plan) -> None:
    drawn = Matrix(plan, GRID)
    for theme in (None, *GRID.themes):
        group = by_poverty(drawn, {}, theme=theme).unrated
        assert group is not None
        whole = drawn.cell(theme=theme)
        assert (group.offered, group.young, group.each) == (whole.offered, whole.young, offered_each(whole))


ONE = Features("one", {"young": 8000, "quarters": 2}, {"poor": Fraction(2, 5)})


def test_likeness_is_the_mean_of_what_is_known_of_both() -> None:
    other = Features("other", {"young": 4000, "quarters": None, "schools": 9}, {"poor": Fraction(1, 2)})
    found = likeness(ONE, other)
    assert found.value == (Fraction(1, 2) + Fraction(9, 10)) / 2
    assert found.known == ("poor", "young")
    assert likeness(other, ONE) == found
    assert likeness(ONE, ONE).value == 1
    assert likeness(ONE, Features("silent")).value is None
    assert likeness(Features("a", {"n": 0}), Features("b", {"n": 0})).value == 1


def test_similar_cites_come_by_name_and_never_by_rank() -> None:
    near, nearer = replace(ONE, cite="b", sizes={"young": 6000, "quarters": 2}), replace(ONE, cite="z")
    far, silent = replace(ONE, cite="far", sizes={"young": 100, "quarters": 9}), Features("silent", {"young": 8000})
    assert similar(ONE, [nearer, far, silent, near, ONE]) == ("b", "z")


def test_rows_say_each_number_twice_and_each_cell_once() -> None:
    found = list(rows(city(20, 100), themes=True))
    keys = [tuple(row[name] for name in ("quarter", "age_first", "band", "theme")) for row in found]
    assert len(set(keys)) == len(keys) == 4 * 4 * 5 * 3
    row = next(row for row, key in zip(found, keys, strict=True) if key == ("N", 6, "wednesday", None))
    assert (row["minutes_low"], row["weekly_low"], row["seats_high"]) == (600, Fraction(600, 36), 20)
    assert (row["reach_low"], row["reach_high"], row["rate_high"], row["silent"]) == (0, 100, 1, "N")
