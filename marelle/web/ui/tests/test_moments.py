"""Instants in words: the day is that of Paris, whatever the clock that tells it."""

from datetime import UTC, date, datetime

import pytest

from marelle.kernel.clock import PARIS
from marelle.web.ui.moments import day_of, moment


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2019, 12, 31, 22, 59, 59, tzinfo=UTC), date(2019, 12, 31)),
        (datetime(2019, 12, 31, 23, 0, tzinfo=UTC), date(2020, 1, 1)),
        (datetime(2020, 6, 30, 22, 0, tzinfo=UTC), date(2020, 7, 1)),  # in summer, two hours
        (datetime(2020, 1, 1, tzinfo=PARIS), date(2020, 1, 1)),
        (None, None),
    ],
)
def test_the_day_of_an_instant_is_that_of_paris(instant, day):
    assert day_of(instant) == day


def test_midnight_ends_the_day_that_it_closes():
    assert moment(datetime(2019, 12, 31, 23, 0, tzinfo=UTC)) == "31 décembre 2019 à minuit"
