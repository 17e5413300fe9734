"""Amounts that people type."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format

from marelle.kernel.money import Cents, NotAnAmount, parse_euros


class AmountField(forms.CharField):
    """Euros as people write them, « 430 000 » or « 1 250,50 € »; whole cents once read, None when blank: unknown."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 40, **kwargs})

    def clean(self, value: Any) -> Cents | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_euros(text)
        except NotAnAmount as refusal:
            raise forms.ValidationError(str(refusal)) from None


def typed_euros(cents: int | None) -> str:
    """An amount as somebody would type it in an `AmountField`: « 430 000 », « 1 250,50 »; nothing when unknown."""
    return "" if cents is None else str(number_format(Decimal(cents) / 100, decimal_pos=2 if cents % 100 else 0))
