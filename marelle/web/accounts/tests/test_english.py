"""Roles, rights and dates for somebody who chose English."""

import pytest
from django.conf import settings
from django.utils.translation import override

from marelle.web.accounts.forms import ClockForm

pytestmark = pytest.mark.django_db


def test_the_table_of_rights_is_printed_in_english(browser):
    client = browser()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = client.get("/droits/").content.decode()
    for words in ("Operational project leader (CPO)", "Give the prefect’s opinion", "Welcomes families"):
        assert words in text
    assert "Guichet" not in text


def test_the_day_comes_first_as_in_britain():
    with override("en"):
        form = ClockForm({"day": "03/04/2019", "hour": "09:00"})
        assert form.is_valid()
        assert form.cleaned_data["day"].month == 4
