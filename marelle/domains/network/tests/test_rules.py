"""Levels and ages, moments of the week, a directory told once, who answers, how long nobody confirmed."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.network.rules.directory import (
    Activity,
    Declared,
    Wanted,
    answers,
    directory,
    narrowed,
    who_answers,
)
from marelle.domains.network.rules.levels import LEVELS, LevelUnknown, level_of, moments_at, years_of
from marelle.domains.network.rules.sheets import months_unconfirmed, prefilled
from marelle.domains.projects.rules.bands import BAND_CODES
from marelle.domains.projects.rules.offer import WeekHour, Years
from marelle.domains.projects.tests.test_offer import offered
from marelle.kernel.clock import PARIS

NOW = datetime(2019, 12, 18, 9, tzinfo=PARIS)
TUESDAY_5 = WeekHour(1, time(16, 45), time(18, 15), "Salle B")


def activity(**told):
    facts = {"title": "", "number": None, "ages": (Years(11, 15),), "moments": ("after_school",), "hours": ()}
    return Activity(**{**facts, "themes": (), "quarters": (), "places": (), "entry": "", **told})


def declared(organisation=1, name="Ateliers", **told):
    words = {"text": "", "phone": "03", "mail": "", "desk": "", "desk_hours": "", "months_unconfirmed": 0}
    return Declared(organisation_id=organisation, name=name, activity=activity(**told), **words)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5e", Years(12, 14)),
        ("5ème", Years(12, 14)),
        ("Cinquième", Years(12, 14)),
        ("CM2", Years(10, 12)),
        ("terminale", Years(17, 19)),
        ("12", Years(12, 13)),
        ("12 ans", Years(12, 13)),
    ],
)
def test_a_level_or_an_age_means_ages(text, years):
    assert years_of(text) == years


@pytest.mark.parametrize("text", ["6 mois", "99", "bac+2", "", "²", "١٢"])
def test_what_is_neither_is_refused(text):
    with pytest.raises(LevelUnknown):
        years_of(text)


def test_levels_follow_each_other_by_one_year():
    ages = list(LEVELS.values())
    assert all(after.lowest == before.lowest + 1 for before, after in zip(ages, ages[1:], strict=False))
    assert all(level_of(level) == level for level in LEVELS)


@pytest.mark.parametrize(
    ("day", "at", "moments"),
    [
        (1, time(17), {"after_school"}),
        (1, time(16, 30), {"after_school"}),
        (1, time(12), {"lunch"}),
        (1, time(7, 45), {"before_school"}),
        (1, time(19), {"evening"}),
        (2, time(17), {"wednesday"}),
        (2, time(19), {"wednesday", "evening"}),
        (5, time(10), {"saturday"}),
        (6, None, {"sunday", "evening"}),
    ],
)
def test_a_day_and_an_hour_fall_in_moments(day, at, moments):
    assert moments_at(day, at) == moments


@given(day=st.none() | st.integers(0, 6), at=st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59)))
def test_every_day_and_hour_has_a_moment_that_is_known(day, at):
    found = moments_at(day, at)
    assert found and found <= set(BAND_CODES)


def test_an_hour_that_is_said_answers_surely_and_a_moment_alone_is_to_be_checked():
    wanted = Wanted(years_of("5e"), day=1, at=time(17))
    assert answers(activity(hours=(TUESDAY_5,)), wanted) == "yes"
    assert answers(activity(), wanted) == "maybe"
    assert answers(activity(hours=(WeekHour(3, time(17), time(18), ""),)), wanted) == ""
    assert answers(activity(hours=(TUESDAY_5,)), Wanted(day=1, at=time(18, 15))) == ""
    assert answers(activity(ages=(Years(6, 11),), hours=(TUESDAY_5,)), wanted) == ""


def test_an_organisation_stands_once_and_what_an_action_tells_is_not_told_twice():
    action = offered(operator_id=1, hours=(TUESDAY_5,), moments=("after_school",))
    (one,) = directory([action], [declared(hours=(TUESDAY_5,))])
    assert [a.title for a in one.activities] == ["Échecs"] and one.sheet
    more = WeekHour(3, time(17), time(18), "")
    (one,) = directory([action], [declared(hours=(TUESDAY_5, more))])
    assert [(a.title, a.hours) for a in one.activities] == [("Échecs", (TUESDAY_5,)), ("", (more,))]
    (one,) = directory([action], [declared(moments=("after_school", "summer"))])
    assert len(one.activities) == 2


def test_an_operator_that_is_only_named_meets_the_sheet_of_that_name():
    (one,) = directory([offered(operator="ATELIERS")], [declared(moments=("wednesday",))])
    assert one.sheet and one.name == "Ateliers"
    both = directory([offered(operator="Centre social")], [declared()])
    assert [(one.name, one.sheet is None) for one in both] == [("Ateliers", False), ("Centre social", True)]


def test_an_action_for_some_levels_takes_no_other_of_the_same_age():
    third = activity(ages=(Years(11, 15),), levels=("3e",), hours=(WeekHour(1, time(17), time(18), ""),))
    asked = {"years": years_of("5e"), "day": 1, "at": time(17)}
    assert answers(third, Wanted(**asked, level="5e")) == ""
    assert answers(third, Wanted(**{**asked, "years": years_of("3e")}, level="3e")) == "yes"
    assert answers(third, Wanted(**asked)) == "yes"  # an age says no level


def test_who_answers_first_those_who_surely_do_and_says_when_only_some_ages_are_taken():
    listed = directory([], [declared(1, "Abeille", ages=(Years(6, 13),)), declared(2, "Zèbre", hours=(TUESDAY_5,))])
    found = who_answers(listed, Wanted(years_of("5e"), 1, time(17)))
    assert [(f.listed.name, f.answer, f.whole) for f in found] == [("Zèbre", "yes", True), ("Abeille", "maybe", False)]
    assert [one.name for one in narrowed(listed, Wanted(years_of("CP")))] == ["Abeille"]
    assert narrowed(listed, Wanted()) == listed


@pytest.mark.parametrize(("days", "months"), [(0, 0), (90, 0), (91, 2), (226, 7), (400, 13)])
def test_nobody_confirmed_for_months_once_a_quarter_is_over(days, months):
    assert months_unconfirmed(NOW - timedelta(days=days), NOW) == months


def test_a_sheet_is_prepared_from_the_actions():
    told = prefilled([offered(), offered(moments=("evening",), ages=(Years(6, 11),), entry="proposed", hours=())])
    assert told["ages"] == ["a6_10", "a11_14"] and told["moments"] == ["evening", "wednesday"]
    assert told["timetable"] == [{"day": "wednesday", "from": "14:00", "to": "17:00", "place": "Gymnase"}]
    assert "entry" not in told and "quarters" not in told and prefilled([]) == {}
