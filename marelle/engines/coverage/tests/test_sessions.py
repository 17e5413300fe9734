"""Minutes within a year: exact inside, and where a slot straddles, the bounds that every possible calendar respects."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.engines.coverage import ANY, Ages, Between, Days, Malformed, Matrix, Part, Plan, Rhythm, Slot
from marelle.engines.coverage.sessions import minutes_within, weeks_met

from .worlds import GRID, YEAR

SLOT = Slot("s", "a", "o", (Ages(6, 11),), ("wednesday",), YEAR, quarters=("N",), sessions=2, weeks=30, minutes=90)
CIVIL = Days(date(2027, 1, 1), date(2028, 1, 1))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 60))
def test_weeks_are_those_of_the_calendar(first: date, days: int) -> None:
    met = {(first + timedelta(days=day)).isocalendar()[:2] for day in range(days)}
    assert weeks_met(first, first + timedelta(days=days)) == len(met)


def test_a_slot_within_the_year_counts_in_full() -> None:
    assert minutes_within(SLOT, YEAR) == Between(5400, 5400)
    assert minutes_within(replace(SLOT, rhythm=Rhythm.WHOLE, weeks=None), YEAR) == Between(180, 180)


def test_a_school_year_seen_from_a_civil_year_is_bounded_by_its_rhythm() -> None:
    # 18 calendar weeks meet September to December, 36 meet January to August: of 30 weeks, 12 at least are after.
    assert weeks_met(YEAR.first, CIVIL.first) == 18
    assert minutes_within(SLOT, CIVIL) == Between(180 * 12, 180 * 30)
    assert minutes_within(replace(SLOT, rhythm=Rhythm.WHOLE), CIVIL) == Between(0, 180)
    cell = Matrix(Plan((SLOT,)), replace(GRID, days=CIVIL)).cell()
    assert cell.partial == ("a",)


@pytest.mark.parametrize("name", ["sessions", "minutes", "weeks"])
def test_what_nobody_said_is_unknown(name: str) -> None:
    assert minutes_within(replace(SLOT, **{name: None}), YEAR) == Between(0, None)


@given(st.integers(0, 40), st.integers(1, 60), st.integers(0, 40), st.integers(1, 60), st.integers(1, 6), st.data())
def test_every_calendar_of_the_weeks_lies_between_the_bounds(start, length, first, span, weeks, data) -> None:
    def days(begin: int, count: int) -> Days:
        return Days(YEAR.first + timedelta(days=begin), YEAR.first + timedelta(days=begin + count))

    slot_days, asked = days(start, length), days(first, span)
    by_week: dict = {}
    for day in range(start, start + length):
        by_week.setdefault((YEAR.first + timedelta(days=day)).isocalendar()[:2], []).append(day)
    weeks = min(weeks, len(by_week))
    bound = minutes_within(replace(SLOT, days=slot_days, weeks=weeks, sessions=1, minutes=1), asked)
    chosen = data.draw(st.sampled_from(list(combinations(list(by_week), weeks))))
    held = [data.draw(st.sampled_from(by_week[week])) for week in chosen]
    inside = sum(first <= day < first + span for day in held)
    assert bound.low <= inside
    assert bound.high is not None
    assert inside <= bound.high


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"weeks": 60}, "do not fit"),
        ({"bands": ("MONDAY",)}, "no band MONDAY"),
        ({"themes": ("chess",)}, "no theme chess"),
    ],
)
def test_a_slot_that_contradicts_itself_or_the_grid_is_refused(changes: dict, wrong: str) -> None:
    with pytest.raises(Malformed, match=wrong) as refused:
        Matrix(Plan((replace(SLOT, **changes),)), GRID)
    assert refused.value.where == "s"


@pytest.mark.parametrize(
    "changes",
    [
        {"seats": -1},
        {"bands": ()},
        {"parts": (Part("N"),)},
        {"quarters": (), "parts": (Part("N"), Part("N"))},
        {"quarters": (), "parts": (Part("N", seats=-1),)},
    ],
)
def test_a_slot_that_cannot_be_is_refused_at_once(changes: dict) -> None:
    with pytest.raises(Malformed):
        replace(SLOT, **changes)


def test_two_slots_have_two_ids_and_an_action_one_reach() -> None:
    with pytest.raises(Malformed, match="two slots"):
        Matrix(Plan((SLOT, SLOT)), GRID)
    with pytest.raises(Malformed, match="same reach"):
        Matrix(Plan((SLOT, replace(SLOT, id="t", action_reach=3))), GRID)


def test_what_is_counted_nowhere_says_why() -> None:
    slots = (
        replace(SLOT, id="1", quarters=("elsewhere",)),
        replace(SLOT, id="2", ages=(Ages(30, 40),)),
        replace(SLOT, id="3", days=Days(date(2020, 1, 1), date(2021, 1, 1))),
        replace(SLOT, id="4", bands=(ANY,)),
    )
    matrix = Matrix(Plan(slots), GRID)
    assert [(each.slot, each.why) for each in matrix.left_out] == [("1", "quarters"), ("2", "ages"), ("3", "days")]
    assert matrix.cell(band=ANY).actions == ("a",)
    assert matrix.cell(band="wednesday").actions == ()
