"""Young people: bounds where ages straddle, unknown where nobody counted, an estimate only when asked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.engines.coverage import Ages, Between, Malformed, Matrix, Plan, Young, spread

from .worlds import GRID, ON, counts

UNKNOWN = Between(0, None)


def young(first: int, end: int, count: int | None, quarter: str = "N") -> Young:
    return Young(quarter, Ages(first, end), count, "census", ON)


def living(ages: Ages | None, *given: Young, quarter: str | None = "N") -> Between:
    return Matrix(Plan((), given), GRID).cell(ages, quarter=quarter).young


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([young(6, 11, 50)], Between(50, 50)),
        ([young(6, 9, 30), young(9, 11, 20)], Between(50, 50)),
        ([young(3, 11, 80)], Between(0, 80)),
        ([young(6, 9, 30), young(9, 15, 60)], Between(30, 90)),
        ([young(6, 9, 30)], Between(30, None)),
        ([young(7, 11, 30)], Between(30, None)),
        ([young(6, 8, 20), young(9, 11, 20)], Between(40, None)),
        ([young(6, 9, 30), young(9, 11, None)], Between(30, None)),
        ([young(6, 11, None)], UNKNOWN),
        ([young(11, 18, 50)], UNKNOWN),
        ([young(6, 11, 50, quarter="S")], UNKNOWN),
        ([], UNKNOWN),
        ([young(6, 11, 0)], Between(0, 0)),
    ],
)
def test_the_bounds_of_an_age(counts: list, expected: Between) -> None:
    assert living(Ages(6, 11), *counts) == expected


def test_a_quarter_without_a_count_leaves_the_cite_unknown_but_not_empty() -> None:
    both = young(6, 11, 50), young(6, 11, 20, "S")
    assert living(Ages(6, 11), *both, quarter=None) == Between(70, None)
    assert living(Ages(6, 11), *both, young(6, 11, 5, "E"), quarter=None) == Between(75, 75)


def test_nobody_is_counted_twice() -> None:
    with pytest.raises(Malformed, match="counted twice"):
        living(None, young(6, 11, 50), young(10, 15, 60))


def test_an_estimate_keeps_the_total_and_says_what_it_is() -> None:
    pieces = spread([young(3, 11, 81)], GRID)
    assert [(str(piece.ages), piece.count, piece.estimated) for piece in pieces] == [
        ("3-6", 30, True),
        ("6-11", 51, True),
    ]
    cell = Matrix(Plan((), pieces), GRID).cell(Ages(6, 11), quarter="N")
    assert cell.young == Between(51, 51)
    assert cell.estimated
    assert spread([young(6, 9, 30), young(3, 18, None)], GRID) == (young(6, 9, 30), young(3, 18, None))


@given(counts())
def test_an_estimate_lies_within_the_bounds(given: tuple) -> None:
    counted, estimated = Matrix(Plan((), given), GRID), Matrix(Plan((), spread(given, GRID)), GRID)
    for ages in GRID.ages:
        for quarter in GRID.quarters:
            bound, guess = counted.cell(ages, quarter=quarter).young, estimated.cell(ages, quarter=quarter).young
            assert bound.low <= guess.low
            assert bound.high is None or (guess.high is not None and guess.high <= bound.high)
    known = [sum(each.count or 0 for each in some) for some in (given, spread(given, GRID))]
    assert known[0] == known[1]


@given(st.integers(0, 10_000), st.integers(0, 20), st.integers(1, 20))
def test_every_share_is_within_one_person_of_its_years(count: int, first: int, length: int) -> None:
    for piece in spread([Young("N", Ages(first, first + length), count, "census", date(2024, 1, 1))], GRID):
        assert abs((piece.count or 0) * length - count * (piece.ages.end - piece.ages.first)) < length
