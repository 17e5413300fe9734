"""The rule of the three voices, the last day, the reminders, the correspondences: tables of cases."""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.calls.rules.applications import form_data as calls_form
from marelle.domains.projects.rules.chapters import taken_up
from marelle.domains.projects.rules.finalising import (
    days_left,
    deadline,
    form_data,
    is_over,
    read_finalising,
    reminder_due,
    rule_of_the_day,
    verdict,
)
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers.rules import standing
from marelle.kernel.questionnaires import normalise, reading

RULE = read_finalising(rule_of_the_day())
F, R, A, X, NONE = "favourable", "reservations", "abstained", "unfavourable", ""


@pytest.mark.parametrize(
    ("commune", "prefect", "rector", "carried"),
    [
        (F, F, F, True),
        (F, R, F, True),
        (R, R, R, True),
        (A, F, R, True),  # one may abstain for a conflict: two remain
        (A, A, F, False),
        (A, A, A, False),
        (F, F, X, False),
        (X, F, F, False),
        (F, F, NONE, False),
        (NONE, NONE, NONE, False),
        (X, NONE, NONE, False),
    ],
)
def test_what_the_three_voices_amount_to(commune, prefect, rector, carried):
    voices = [("commune", commune), ("prefect", prefect), ("rector", rector)]
    found = verdict(RULE, standing(RULE.voices, [one for one in voices if one[1]]))
    assert found.carried is carried
    assert found.awaited == tuple(seat for seat, opinion in voices if not opinion)


@pytest.mark.parametrize(("least", "carried"), [(0, True), (1, True), (2, False), (3, False)])
def test_how_many_must_be_favourable_is_data(least, carried):
    data = {**rule_of_the_day(), "least_favourable": least}
    said = [("commune", A), ("prefect", A), ("rector", F)]
    rule = read_finalising(data)
    assert verdict(rule, standing(rule.voices, said)).carried is carried


@pytest.mark.parametrize(
    "wrong",
    [
        {"least_favourable": 4},
        {"opinions": ["maybe"]},
        {"against": ["recused"]},
        {"seats": []},
        {"least_favourable": -1},
    ],
)
def test_a_rule_that_nobody_could_obey_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011
        read_finalising({**copy.deepcopy(dict(rule_of_the_day())), **wrong})


@pytest.mark.parametrize(
    ("instant", "over"),
    [
        (datetime(2019, 12, 31, 0, 0, 0, tzinfo=PARIS), False),
        (datetime(2019, 12, 31, 23, 59, 59, 999999, tzinfo=PARIS), False),
        (datetime(2020, 1, 1, 0, 0, 0, tzinfo=PARIS), True),
        # The same instants, told elsewhere: one judge, the clock of Paris.
        (datetime(2020, 1, 1, 2, 59, 59, tzinfo=ZoneInfo("Indian/Reunion")), False),
        (datetime(2020, 1, 1, 3, 0, 0, tzinfo=ZoneInfo("Indian/Reunion")), True),
        (datetime(2019, 12, 31, 18, 59, 59, tzinfo=ZoneInfo("America/Guadeloupe")), False),
        (datetime(2019, 12, 31, 19, 0, 0, tzinfo=ZoneInfo("America/Guadeloupe")), True),
    ],
)
def test_the_last_day_ends_at_midnight_in_paris(instant, over):
    assert is_over(date(2019, 12, 31), instant) is over


def test_a_project_without_a_last_day_is_never_late():
    assert not is_over(None, datetime(2099, 1, 1, tzinfo=PARIS))


@given(st.dates(date(1995, 1, 1), date(2090, 1, 1)))
def test_a_last_day_lasts_until_the_next_begins_whatever_the_season(day):
    end = deadline(day)
    assert end.astimezone(PARIS).date() == day + timedelta(days=1)
    assert not is_over(day, end - timedelta(microseconds=1))
    assert is_over(day, end)
    assert days_left(day, end - timedelta(microseconds=1)) == 0


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (60, None),
        (46, None),
        (45, 45),
        (44, 45),
        (30, 30),
        (15, 30),
        (14, 14),
        (7, 7),
        (3, 7),
        (2, 2),
        (0, 2),
        (-1, None),
        (-6, None),
        (-7, -7),
        (-29, -7),
        (-30, -30),
        (-400, -30),
    ],
)
def test_the_reminder_of_a_day_is_the_nearest_that_has_come(days, step):
    due = reminder_due(RULE, days)
    assert (due.days if due else None) == step


def test_reminders_go_to_more_people_as_the_day_comes():
    reached = [set(one.to) for one in RULE.reminders]
    assert all(before <= after for before, after in zip(reached, reached[1:], strict=False))
    assert reached[0] == {"owners"}
    assert reached[-3] == {"owners", "team", "voices"}
    assert reached[-1] == {"owners", "team", "voices", "nation"}


def test_every_correspondence_names_two_questions_that_exist():
    told = form_data("projet_repris")
    project, before = reading.read(form_data("projet")), reading.read(calls_form(told["form"]))
    for new, old in told["fields"].items():
        mine, theirs = project.field(new), before.field(old)
        assert mine is not None and theirs is not None, (new, old)
        assert mine.kind == theirs.kind, new
    for code, columns in told["columns"].items():
        new_table, old_table = project.field(code), before.field(told["fields"][code])
        assert all(new_table.column(new) and old_table.column(old) for old, new in columns.items()), code


def test_what_the_preproject_answered_is_taken_up_and_the_rest_left():
    form = reading.read(form_data("projet"))
    before = {
        "name": "Cité de Valmarelle",
        "uses": [{"row": "school", "y2020": 100, "y2021": 200, "total": 300}],
        "actions": [{"title": "Ludothèque", "objective": "school", "cost": 500, "other": "x"}],
        "evaluator": "nobody we know",
        "letters": ["a-file"],
    }
    found = taken_up(before, form_data("projet_repris"), form)
    assert found["name"] == "Cité de Valmarelle"
    assert found["uses"] == [{"row": "school", "year1": 100, "year2": 200}]
    assert found["planned_actions"] == [{"title": "Ludothèque", "objective": "school", "cost": 500}]
    assert set(found) == {"name", "uses", "planned_actions"}
    assert normalise(form, found).faults == ()
