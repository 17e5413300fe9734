"""What the plan reads of a sheet; never a zero for what is not told."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.projects.rules.bands import AGE_BANDS, BAND_CODES, LEGAL, TIME_BANDS, age_band
from marelle.domains.projects.rules.sheets import DEMANDED, Hour, Moment, Reach, Share, form_data, read_sheet
from marelle.kernel.questionnaires import check, normalise, read

from .sheets import WEDNESDAYS

FORM = read(form_data())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["a6_10", "wednesday", "p147"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["row", "young", "sessions"]), inner),
    max_leaves=8,
)


def test_the_form_is_whole_and_keeps_the_codes_of_the_plan():
    assert {code for code in DEMANDED if FORM.field(code) is None} == set()
    assert tuple(row.code for row in FORM.field("bands").rows) == BAND_CODES
    ages = tuple(age.code for age in AGE_BANDS)
    assert tuple(option.code for option in FORM.field("ages").options) == ages
    assert tuple(row.code for row in FORM.field("reach").rows) == ages


def test_ages_follow_each_other_without_a_gap():
    bounds = [(age.lowest, age.beyond) for age in AGE_BANDS]
    assert bounds[0][0] == 0
    assert bounds[-1][1] == 26
    assert all(before[1] == after[0] for before, after in zip(bounds, bounds[1:], strict=False))
    assert [age.label for age in AGE_BANDS][2] == "6 à 10 ans"


@pytest.mark.parametrize("code", ["", "a6", "a6_5", "a6_10_", "b6_10", "a６_10"])
def test_an_age_that_is_none(code):
    with pytest.raises(ValueError, match="not an age band"):
        age_band(code)


def test_each_moment_has_its_legal_time():
    legal = {band.code: str(LEGAL[band.legal]) for band in TIME_BANDS}
    assert legal["wednesday"] == legal["lunch"] == "périscolaire"
    assert legal["saturday"] == legal["summer"] == "extrascolaire"
    assert legal["school"] == "scolaire"


def test_a_whole_sheet_is_complete_and_read():
    answers = normalise(FORM, WEDNESDAYS).answers
    assert check(FORM, answers) == []
    said = read_sheet(answers)
    assert said.moments == (Moment("wednesday", 14, 180, 48),)
    assert said.reaches == (Reach("a11_14", 64),)
    assert said.shares == (Share("p147", 1_200_000, None), Share("commune", None, 800_000))
    assert said.hours == (Hour(2, time(14), time(17), "Gymnase du canal"),)
    assert (said.asked, said.common, said.cost, said.young) == (1_200_000, 800_000, 2_000_000, 64)
    assert (said.starts_on, said.ends_on) == (date(2020, 9, 9), date(2020, 12, 16))


def test_what_is_not_told_is_unknown():
    said = read_sheet(
        {"ages": ["a6_10", "a11_14"], "reach": [{"row": "a6_10", "young": 12}, {"row": "a11_14", "girls": 3}]}
    )
    assert said.reaches == (Reach("a6_10", 12), Reach("a11_14", None))
    assert (said.young, said.asked, said.common, said.cost, said.year) == (None, None, None, None, None)
    assert read_sheet({"bands": [{"row": "evening", "sessions": 3}]}).moments == ()
    assert read_sheet({"bands": [{"row": "evening", "sessions": 3, "minutes": 60}]}).moments[0].seats is None


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"ends_on": "2020-09-01"}, "ends_on"),
        ({"funding": [{"row": "p147", "specific": 100}]}, "funding"),
        ({"bands": [{"row": "evening", "sessions": 3}]}, "bands.evening.minutes"),
        ({"nominative": True}, "legal_basis"),
        ({"timetable": [{"day": "monday", "from": "17:00"}]}, "timetable.1.to"),
        ({"themes": ["sport", "culture", "health", "early", "parents", "digital"]}, "themes"),
    ],
)
def test_what_keeps_a_sheet_from_being_complete(changes, where):
    assert [fault.path for fault in check(FORM, {**WEDNESDAYS, **changes})] == [where]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("17h", "17:00"), ("9 h 5", None), ("9:05", "09:05"), ("17 h 30", "17:30"), ("24:00", None), ("7", "07:00")],
)
def test_hours_as_people_write_them(typed, kept):
    read_ = normalise(FORM, {"timetable": [{"day": "monday", "from": typed, "to": "18:00"}]})
    assert (read_.answers["timetable"][0].get("from")) == kept
    assert bool(read_.faults) is (kept is None)


@given(st.dictionaries(st.sampled_from([field.code for field in FORM.fields]), JSON, max_size=8))
def test_reading_never_fails_on_what_the_form_keeps(raw):
    read_sheet(normalise(FORM, raw).answers)
