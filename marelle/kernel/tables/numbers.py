"""A number, as French and English people write it and as spreadsheets spoil it. Pure.

« 1 234,56 », « 1.234,56 » and « 1,234.56 » are one number. « 1,234 » may be two: it is refused, never guessed.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from .refusing import SHOWN, CellRefused

_SPACES = re.compile("[\\s\u00a0\u202f\u2009'’_]")
_AROUND = re.compile(r"^(?:eur|euros?|€)|(?:eur|euros?|€)$", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:[.,]\d+)?e[-+]?\d+", re.IGNORECASE | re.ASCII)
_ONE_SIGN = re.compile(r"([-+]?)(\d*)[.,](\d+)", re.ASCII)
_GROUPED = re.compile(r"([-+]?)(\d{1,3}(?:([.,])\d{3})+)(?:(?!\3)[.,](\d+))?", re.ASCII)
LONGEST = 15  # digits beyond which a spreadsheet has rounded the number


def decimal_of(text: str, *, decimals: int) -> Decimal:
    """The number of a text, with at most so many decimals. Raises `CellRefused`."""
    said = _AROUND.sub("", _SPACES.sub("", text))
    if _SCIENTIFIC.fullmatch(said):
        return _scientific(text, said)
    if said.startswith("(") and said.endswith(")"):
        said = f"-{said[1:-1]}"
    said = said.replace("\u2212", "-")
    found = _plainly(text, said)
    exponent = found.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        words = (
            _("«\u00a0{text}\u00a0» a trop de décimales\u00a0: {n} au plus")
            if decimals
            else _("«\u00a0{text}\u00a0» n’est pas un nombre entier\u00a0: ôtez les décimales")
        )
        raise CellRefused(words.format(text=text[:SHOWN], n=decimals))
    return found


def _plainly(text: str, said: str) -> Decimal:
    if re.fullmatch(r"[-+]?\d{1,15}", said, re.ASCII):
        return Decimal(said)
    one = _ONE_SIGN.fullmatch(said)
    if one:
        if _is_unsure(one[2], one[3]):
            words = _(
                "«\u00a0{text}\u00a0» peut se lire {one} ou {other}\u00a0: écrivez-le sans point ni virgule de trop"
            )
            raise CellRefused(words.format(text=text[:SHOWN], one=one[2] + one[3], other=f"{one[2]},{one[3]}"))
        return Decimal(f"{one[1]}{one[2] or 0}.{one[3]}")
    grouped = _GROUPED.fullmatch(said)
    if grouped:
        whole = re.sub("[.,]", "", grouped[2])
        return Decimal(f"{grouped[1]}{whole}.{grouped[4] or 0}")
    raise CellRefused(_("«\u00a0{text}\u00a0» n’est pas un nombre\u00a0: écrivez 1234,50").format(text=text[:SHOWN]))


def _is_unsure(whole: str, after: str) -> bool:
    """« 1,234 »: thousands in English, thousandths in French."""
    return len(after) == 3 and 1 <= len(whole) <= 3 and whole != "0"


def _scientific(text: str, said: str) -> Decimal:
    """Few digits are left of a number written so: it is believed only when they are all there."""
    found = Decimal(said.replace(",", "."))
    digits = len(found.as_tuple().digits)
    if (
        abs(found) < Decimal(10) ** LONGEST
        and found == found.to_integral_value()
        and len(str(int(abs(found)))) <= digits
    ):
        return found
    words = _("«\u00a0{text}\u00a0» est abrégé par le tableur\u00a0: mettez la cellule au format nombre")
    raise CellRefused(words.format(text=text[:SHOWN]))


def whole_of(text: str) -> int:
    """A whole number. Raises `CellRefused`."""
    return int(decimal_of(text, decimals=0))


def cents_of(text: str) -> int:
    """Euros, as whole cents. Raises `CellRefused`."""
    return int(decimal_of(text, decimals=2) * 100)
