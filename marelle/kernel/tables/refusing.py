"""What every kind of cell stands on: the refusal of a cell, and a text made clean. Pure."""

import re
from typing import Final

SHOWN: Final = 60  # signs of a value that a sentence repeats
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff\ud800-\udfff\ufffe\uffff]")


class CellRefused(ValueError):
    """What a cell says cannot be read; the message says what was seen and the way on, without a final stop."""


class NotThereYet(CellRefused):
    """What a cell names is nowhere, unless a line that waits opens it."""


def clean(text: str) -> str:
    """A text as it is kept and compared: its lines end alike, no sign that nobody sees, nothing around it."""
    return _UNSAYABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip(" \t\n\u00a0\u202f")
