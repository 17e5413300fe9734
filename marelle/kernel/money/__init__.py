"""Money: whole cents of euro, never a float.

Promises a type, a column, and one way to write an amount and to read one that a person typed.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import NewType

from django.db import models
from django.utils.formats import get_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

Cents = NewType("Cents", int)

NARROW, FIXED = "\u202f", "\u00a0"
# 90 000 billion euros: well above any budget of the State, well below the largest 64-bit integer.
LARGEST = Cents(9_000_000_000_000_000)


class CentsField(models.BigIntegerField):  # type: ignore[type-arg]
    """An amount in whole cents of euro."""

    description = "Amount in cents (EUR)"


class NotAnAmount(Refused):
    """What was typed cannot be read as an amount."""

    code = "money.not_an_amount"
    sentence = _("« {text} » n’est pas un montant. Écrivez des chiffres, par exemple 430 000 ou 1 250,50.")


def euros(cents: int) -> str:
    """The amount as people write it: « 430 000 € », « 1 250,50 € »; English groups with commas.

    Cents are shown only when there are some.
    """
    sign, (whole, rest) = ("−" if cents < 0 else ""), divmod(abs(int(cents)), 100)
    if (get_language() or "fr").startswith("en"):
        return f"{sign}€{whole:,}" + (f".{rest:02d}" if rest else "")
    digits = f"{whole:,}".replace(",", NARROW)
    return f"{sign}{digits}" + (f",{rest:02d}" if rest else "") + f"{FIXED}€"


def plain_number(text: str) -> str:
    """A number that a person typed, without spaces and with a decimal point; English commas may group thousands."""
    text = re.sub(r"[\s\u00a0\u202f_']", "", text)
    if get_format("THOUSAND_SEPARATOR") == "," and re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text, re.ASCII):
        return text.replace(",", "")
    return text.replace(",", ".")


def parse_euros(text: str) -> Cents:
    """Cents from what a person typed: spaces of every kind, « € », decimal comma or point.

    Refuses (`NotAnAmount`) anything else, fractions of a cent and amounts without limit.
    """
    plain = plain_number(text.replace("€", ""))
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,2})?", plain, re.ASCII):
        raise NotAnAmount(text=text)
    try:
        cents = int(Decimal(plain) * 100)
    except InvalidOperation:
        raise NotAnAmount(text=text) from None
    if abs(cents) > LARGEST:
        raise NotAnAmount(text=text)
    return Cents(cents)


def plain_euros(cents: int) -> str:
    """The amount for files read by programs: « 430000.00 »."""
    return number_format(Decimal(cents) / 100, decimal_pos=2, use_l10n=False, force_grouping=False)
