"""Money, periods, states, viewers: the pure part of the kernel."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.kernel.access import NATIONAL, Forbidden, Grant, Perimeter, Viewer
from marelle.kernel.errors import Refused
from marelle.kernel.money import NotAnAmount, euros, parse_euros, plain_number
from marelle.kernel.periods import Period, civil_year, school_year, school_year_of
from marelle.kernel.states import Move, MoveRefused, State, StateTable


@pytest.mark.parametrize(
    ("text", "cents"),
    [("430 000", 43_000_000), ("1\u202f250,50 €", 125_050), ("0", 0), ("-12,3", -1230), ("34000000.00", 3_400_000_000)],
)
def test_amounts_as_people_type_them(text: str, cents: int) -> None:
    assert parse_euros(text) == cents


@pytest.mark.parametrize("text", ["", "douze", "1,234", "1.000.000", "1e9", "٣", "12,", "9" * 30, "--1"])
def test_what_is_not_an_amount_is_refused_kindly(text: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        parse_euros(text)
    assert "430 000" in str(refusal.value)


@pytest.mark.parametrize("language", ["fr", "en"])
@settings(deadline=None)  # a catalogue is read from the disk the first time
@given(st.integers(-(10**15), 10**15))
def test_an_amount_written_is_an_amount_read(language: str, cents: int) -> None:
    with override(language):
        assert parse_euros(euros(cents).replace("−", "-")) == cents


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("12,5", "12.5", "12.5"),
        ("1,250", "1.250", "1250"),
        ("1,250.50", "1.250.50", "1250.50"),
        ("1,25", "1.25", "1.25"),
    ],
)
def test_an_english_comma_groups_thousands(text: str, french: str, english: str) -> None:
    assert plain_number(text) == french
    with override("en"):
        assert plain_number(text) == english


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_each_day_has_one_school_year(day: date) -> None:
    year = school_year_of(day)
    assert day in year
    assert year.days in (365, 366)
    assert year.end == school_year(year.start.year + 1).start


def test_periods_are_half_open_and_named() -> None:
    assert date(2020, 12, 31) in civil_year(2020)
    assert date(2021, 1, 1) not in civil_year(2020)
    assert not civil_year(2020).overlaps(civil_year(2021))
    assert Period(date(2020, 1, 1), date(2023, 1, 1)).label == "2020-2022"
    assert school_year(2019).label == "2019-2020"
    assert civil_year(2020).last_day == date(2020, 12, 31)
    with pytest.raises(ValueError):
        Period(date(2020, 1, 1), date(2020, 1, 1) - timedelta(days=1))


TABLE = StateTable(
    "test", (State("a", "A"), State("b", "B"), State("c", "C")), (Move("a", "b", "go"), Move("b", "c", "end"))
)


def test_a_move_absent_from_the_table_is_refused_one_by_one_and_in_batch() -> None:
    TABLE.check("a", "b")
    for starts in (["a"], ["b", "a"]):
        with pytest.raises(MoveRefused) as refusal:
            TABLE.check_all(starts, "c")
        assert "«\u00a0A\u00a0»" in str(refusal.value)
    with pytest.raises(MoveRefused, match="nowhere"):
        TABLE.check("a", "nowhere")
    with pytest.raises(ValueError):
        StateTable("wrong", (State("a", "A"),), (Move("a", "z", "go"),))


def test_a_right_is_held_somewhere() -> None:
    somme = Perimeter("departement", "80")
    viewer = Viewer(person_id=1, grants=(Grant("calls.read", somme),))
    assert viewer.may("calls.read")
    assert viewer.may("calls.read", frozenset({somme, NATIONAL}))
    assert not viewer.may("calls.read", frozenset({Perimeter("departement", "02"), NATIONAL}))
    assert not viewer.may("calls.write")
    with pytest.raises(Forbidden):
        viewer.must("calls.write")
    assert Viewer.machine("demo").may("anything", frozenset({somme}))
    assert not Viewer.visitor().may("calls.read")


def test_a_refusal_is_a_sentence() -> None:
    assert isinstance(Forbidden(permission="x.y"), Refused)
    assert "x.y" in str(Forbidden(permission="x.y"))
