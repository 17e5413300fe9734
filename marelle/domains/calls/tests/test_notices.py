"""The last day to appeal: two months of which neither end counts, then a working day."""

from datetime import date

import pytest

from marelle.domains.calls.rules.notices import last_day_to_appeal
from marelle.domains.territories.queries import working_day_from


@pytest.mark.parametrize(
    ("notified", "last"),
    [
        (date(2015, 3, 27), date(2015, 5, 28)),
        (date(2024, 11, 12), date(2025, 1, 13)),
        (date(2019, 12, 18), date(2020, 2, 19)),
        (date(2019, 12, 31), date(2020, 2, 29)),  # no 31st of February: its last day
        (date(2018, 12, 30), date(2019, 2, 28)),
        (date(2019, 7, 31), date(2019, 9, 30)),
        (date(2020, 2, 29), date(2020, 4, 30)),
    ],
)
def test_neither_the_day_of_the_notice_nor_that_on_which_it_ends_counts(notified: date, last: date) -> None:
    assert last_day_to_appeal(notified) == last


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2020, 2, 19), date(2020, 2, 19)),
        (date(2007, 12, 2), date(2007, 12, 3)),  # a Sunday
        (date(2019, 9, 21), date(2019, 9, 23)),  # a Saturday
        (date(2020, 5, 1), date(2020, 5, 4)),  # a Friday, the first of May
        (date(2021, 4, 3), date(2021, 4, 6)),  # Easter: Saturday, Sunday, Monday
    ],
)
def test_an_end_on_a_day_off_moves_to_the_next_working_day(day: date, moved: date) -> None:
    assert working_day_from(day) == moved
