"""Holes: what is one, in which order, what fills it, what closes it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from marelle.engines.coverage import (
    ANY,
    Ages,
    Between,
    Cell,
    Filler,
    Kind,
    Matrix,
    Part,
    Plan,
    Reason,
    Slot,
    Young,
    around,
    difference,
    fillers,
    holes,
    worst,
)

from .worlds import GRID, ON, YEAR, plans

YOUNG = tuple(
    Young(quarter, ages, count, "census", ON)
    for quarter, counts in {"N": (40, 100, 60), "S": (40, 100, None), "E": (0, 10, 90)}.items()
    for ages, count in zip(GRID.ages, counts, strict=True)
)
SIX = Ages(6, 11)


def slot(name: str, band: str = "wednesday", quarter: str = "N", ages: Ages = SIX, **more: object) -> Slot:
    said = {"operator": "club", "sessions": 1, "weeks": 8, "minutes": 60, "seats": 20, "reach": 20} | more
    return Slot(name, name, ages=(ages,), bands=(band,), days=YEAR, quarters=(quarter,), **said)  # type: ignore[arg-type]


def matrix(*slots: Slot) -> Matrix:
    return Matrix(Plan(slots, YOUNG), GRID)


def place(cell: Cell) -> tuple:
    return str(cell.ages), cell.band, cell.quarter


def test_the_worst_hole_is_most_young_people_for_the_longest_time() -> None:
    found = holes(matrix())
    # 100 × 3,000 minutes of summer twice, in the order of the quarters; then 90, 60, 40, and Wednesdays of 600.
    assert [place(hole.cell) for hole in found[:4]] == [
        ("6-11", "summer", "N"),
        ("6-11", "summer", "S"),
        ("11-18", "summer", "E"),
        ("11-18", "summer", "N"),
    ]
    assert place(found[-1].cell) == ("11-18", "wednesday", "S")  # of unknown size, the shortest band
    assert [hole.sized for hole in found] == sorted((hole.sized for hole in found), reverse=True)
    assert len(found) == 3 * (9 - 1)  # nobody from 3 to 6 lives in E


def test_no_hole_where_nobody_lives_nor_around_school_for_those_who_left_it() -> None:
    grown = replace(GRID, ages=(*GRID.ages, Ages(18, 26)))
    found = {place(hole.cell) for hole in holes(Matrix(Plan((), YOUNG), grown))}
    assert ("18-26", "summer", "N") in found
    assert ("18-26", "school", "N") not in found
    assert ("3-6", "summer", "E") not in found


def test_what_has_no_fixed_time_fills_nothing_and_is_told_beside() -> None:
    found = matrix(slot("any", ANY))
    hole = next(each for each in holes(found) if place(each.cell) == ("6-11", "wednesday", "N"))
    assert around(found, hole).anytime == ("any",)


def test_a_sentence_finds_what_there_is_next_door() -> None:
    plan = matrix(slot("a"), slot("b", "summer", "S"), slot("c", "summer", ages=Ages(3, 6)))
    hole = next(each for each in holes(plan) if place(each.cell) == ("6-11", "summer", "N"))
    near = around(plan, hole)
    assert near.other_bands == (("wednesday", ("a",)),)
    assert near.other_quarters == (("S", ("b",)),)
    assert near.other_ages == ((Ages(3, 6), ("c",)),)
    assert (hole.kind, hole.without, hole.minutes) == (Kind.EMPTY, Between(100, 100), 3000)


def test_who_could_fill_a_hole_and_why() -> None:
    slots = (
        slot("a"),
        slot("a2", "school", operator="far"),
        slot("b", "summer", "S", operator="far"),
        slot("c", "summer", ages=Ages(3, 6)),
        slot("d", "summer", "E", operator="new"),
        slot("e", quarter="S"),
    )
    plan = Matrix(Plan(slots, YOUNG), replace(GRID, beside=frozenset({frozenset("NS")})))
    hole = next(each for each in holes(plan) if place(each.cell) == ("6-11", "summer", "N"))
    assert fillers(plan, hole) == (
        Filler("a", ("club",), (Reason.NEXT_BAND,), True),
        Filler("b", ("far",), (Reason.NEXT_QUARTER,), True),
        Filler("c", ("club",), (Reason.NEXT_AGES,), True),
    )


@pytest.mark.parametrize(
    ("threshold", "reach", "kind", "without"),
    [
        (Fraction(1, 5), 20, None, None),
        (Fraction(1, 4), 20, Kind.THIN, Between(80, 80)),
        (Fraction(1, 4), None, Kind.PERHAPS_THIN, Between(0, 100)),
        (None, 1, None, None),
    ],
)
def test_a_thin_cell_is_said_to_be_surely_or_perhaps_so(threshold, reach, kind, without) -> None:
    found = [
        each for each in holes(matrix(slot("a", reach=reach)), threshold) if place(each.cell)[1:] == ("wednesday", "N")
    ]
    of_six = [(each.kind, each.without) for each in found if each.cell.ages == SIX]
    assert of_six == ([(kind, without)] if kind else [])


def test_an_action_says_what_it_would_change() -> None:
    before = matrix(slot("a"))
    change = difference(before, Matrix(before.plan.adding(slot("b", "summer", ages=Ages(9, 13))), GRID))
    assert {place(hole.cell) for hole in change.closed} == {("6-11", "summer", "N"), ("11-18", "summer", "N")}
    assert change.opened == ()
    cells = [each for each in change.changed if None not in place(each.before) and each.before.ages is not None]
    assert [place(each.after) for each in cells] == [("6-11", "summer", "N"), ("11-18", "summer", "N")]
    assert cells[0].before.minutes == Between(0, 0)
    assert cells[0].after.minutes == Between(480, 480)
    assert cells[0].after.seats == Between(0, 20)  # shared between two ages
    assert cells[0].after.shared == ("b",)


def test_taking_an_action_away_opens_what_it_filled() -> None:
    full = matrix(slot("a"), slot("b", "summer"))
    change = difference(full, Matrix(full.plan.without("b"), GRID))
    assert [place(hole.cell) for hole in change.opened] == [("6-11", "summer", "N")]
    assert difference(full, full).changed == ()


def test_two_grids_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same grid"):
        difference(matrix(), Matrix(Plan(()), replace(GRID, quarters=("N",))))


def test_more_promised_than_live_there_is_said() -> None:
    cell = matrix(slot("a", reach=300)).cell(SIX, "wednesday", "N")
    assert cell.beyond
    assert cell.reach == Between(100, 100)
    assert cell.rate is not None
    assert cell.rate.high == 1


def test_a_known_split_is_exact_in_each_quarter() -> None:
    split = replace(slot("a"), quarters=(), parts=(Part("N", 12, 10), Part("S", 8, 10)))
    plan = matrix(split)
    assert plan.cell(SIX, "wednesday", "N").seats == Between(12, 12)
    assert plan.cell(SIX, "wednesday").seats == Between(20, 20)
    assert plan.cell(SIX, "wednesday").minutes == Between(480, 480)  # the same sessions, once
    assert plan.cell(SIX, "wednesday", "N").reach == Between(10, 10)
    shared = matrix(replace(slot("a"), quarters=("N", "S")))
    assert shared.cell(SIX, "wednesday", "N").seats == Between(0, 20)
    assert shared.cell(SIX, "wednesday", "N").shared == ("a",)
    assert shared.cell(SIX, "wednesday").shared == ()


@settings(max_examples=150, deadline=None)
@given(plans())
def test_the_worst_is_the_first_of_all(plan: Plan) -> None:
    drawn = Matrix(plan, GRID)
    for theme in (None, *GRID.themes):
        assert worst(drawn, theme) == next(iter(holes(drawn, theme=theme)), None)
