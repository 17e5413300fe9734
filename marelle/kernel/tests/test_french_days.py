"""The first of a month is « 1er » in French, wherever a day is written; nothing else changes."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, localize

FIRST, SECOND = date(2020, 1, 1), date(2020, 1, 2)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("j F Y", "1er janvier 2020"),
        ("l j F", "mercredi 1er janvier"),
        ("j N Y", "1er jan. 2020"),
        ("H:i, l j F Y", "00:30, mercredi 1er janvier 2020"),
        ("j\u00a0F", "1er\u00a0janvier"),
        ("DATE_FORMAT", "1er janvier 2020"),
        ("j", "1"),
        ("d/m/Y", "01/01/2020"),
        ("Y-m-d", "2020-01-01"),
        (r"\j F", "j janvier"),
    ],
)
def test_the_first_of_a_month(asked, told):
    with translation.override("fr"):
        assert date_format(datetime(2020, 1, 1, 0, 30, tzinfo=UTC), asked) == told


def test_the_other_days_and_english_are_as_they_were():
    with translation.override("fr"):
        assert date_format(SECOND, "j F Y") == "2 janvier 2020"
        assert date_format(date(2020, 1, 11), "j F Y") == "11 janvier 2020"
        assert date_format(date(2020, 1, 21), "j F Y") == "21 janvier 2020"
    with translation.override("en"):
        assert date_format(FIRST, "j F Y") == "1 January 2020"


def test_pages_and_mails_write_it_so_with_or_without_a_filter():
    page = Template('{{ day|date:"j F Y" }}, {{ day|date }}, {{ day }}, {% now "j" %}')
    with translation.override("fr"):
        told = page.render(Context({"day": FIRST}))
        assert told.startswith("1er janvier 2020, 1er janvier 2020, 1er janvier 2020, ")
        assert "er" not in told.rsplit(",", 1)[1]
        assert localize(FIRST) == "1er janvier 2020"
    with translation.override("en"):
        assert page.render(Context({"day": FIRST})).startswith("1 January 2020, 1 January 2020, 1 January 2020")
