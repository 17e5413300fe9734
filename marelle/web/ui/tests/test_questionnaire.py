"""What a form shows for typing can be typed back, in each language."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.kernel.questionnaires import Field
from marelle.kernel.questionnaires.values import plain_decimal, read_value
from marelle.web.ui.questionnaire import as_typed

MONEY, SHARE, DAY = (Field(kind, kind, kind) for kind in ("money", "decimal", "date"))
decimals = st.decimals(Decimal(-(10**9)), Decimal(10**9), places=6).map(plain_decimal)


@pytest.mark.parametrize("language", ["fr", "en"])
@settings(deadline=None)  # a busy machine is not a wrong answer
@given(st.integers(-(10**15), 10**15), decimals, st.dates())
def test_what_is_shown_is_read_back(language: str, cents: int, share: str, day: date) -> None:
    with override(language):
        assert read_value(MONEY, as_typed(MONEY, cents)) == cents
        assert read_value(SHARE, as_typed(SHARE, share)) == share
        assert read_value(DAY, as_typed(DAY, day.isoformat())) == day.isoformat()


@pytest.mark.parametrize(("language", "shown"), [("fr", "430\u00a0000,50"), ("en", "430,000.50")])
def test_an_amount_is_shown_as_the_reader_writes_it(language: str, shown: str) -> None:
    with override(language):
        assert as_typed(MONEY, 43_000_050) == shown
