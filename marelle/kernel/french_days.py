"""The first day of a month as French writes it: « 1er janvier », everywhere that a day is written.

Django has no place for it: a format of a language is one text, the same for every day. So the class by which Django
writes every date (filters of templates, forms, mails, `date_format`) is replaced once, when the program starts.
"""

import re
from datetime import date
from typing import Any

from django.utils import dateformat
from django.utils.translation import get_language

# The day, where a month in words follows it; alone, as in the square of a calendar, it stays a number.
_DAY_OF_MONTH = re.compile(r"(?<!\\)j(?=[ \u00a0\u202f][FMNbE])")


class DaysInWords(dateformat.DateFormat):
    """As Django writes them, but for the first of a month in French."""

    def format(self, formatstr: Any) -> str:
        asked = str(formatstr)
        if isinstance(self.data, date) and self.data.day == 1 and (get_language() or "").startswith("fr"):
            asked = _DAY_OF_MONTH.sub(r"j\\e\\r", asked)
        return str(super().format(asked))


def install() -> None:
    """From now on every date of this process is written so."""
    dateformat.DateFormat = DaysInWords  # type: ignore[misc]
