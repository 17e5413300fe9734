"""What every kind of cell stands on: the refusal of a cell, and a text made clean. Pure."""

import re
from typing import Final

from django.utils.translation import gettext as _

SHOWN: Final = 60  # signs of a value that a sentence repeats
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff\ud800-\udfff\ufffe\uffff]")


class CellRefused(ValueError):
    """What a cell says cannot be read; the message says what was seen and the way on, without a final stop."""


class NotThereYet(CellRefused):
    """What a cell names is nowhere, unless a line that waits opens it."""


def percentage(text: str) -> str:
    """What is said of « 50 % » where an amount is asked: nobody knows of what."""
    words = _("«\u00a0{text}\u00a0%\u00a0» est un pourcentage\u00a0: écrivez le montant, au format nombre")
    return words.format(text=text[:SHOWN])


def clean(text: str) -> str:
    """A text as it is kept and compared: its lines end alike, no sign that nobody sees, nothing around it."""
    return _UNSAYABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip(" \t\n\u00a0\u202f")
