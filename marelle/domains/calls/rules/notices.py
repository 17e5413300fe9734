"""What a letter must say of the calculation and of appeals, as data with its sources; the last day to appeal. Pure."""

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

_FILE = Path(__file__).with_name("notices.toml")


@dataclass(frozen=True, slots=True)
class Notice:
    """One paragraph of law: its title, its words, the articles that ask for it, where they were read."""

    title: str
    text: str
    articles: str
    source: str


@cache
def _told() -> Mapping[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


def version() -> str:
    """The version of these words; letters keep it."""
    return str(_told()["version"])


def algorithm() -> Notice:
    """The notice due for a decision that a calculation helped."""
    return _notice(_told()["algorithm"])


def algorithm_details() -> list[tuple[str, str]]:
    """The four things that whoever asks is told of the calculation."""
    return [(_said(one["title"]), _said(one["sentence"])) for one in _told()["algorithm"]["details"]]


def appeals() -> Notice:
    """Means and time limits of appeal."""
    return _notice(_told()["appeal"])


def _notice(told: Mapping[str, Any]) -> Notice:
    return Notice(_said(told["title"]), _said(told["sentence"]), _said(told["description"]), told["source"])


def _said(words: str) -> str:
    """In the reader's language; the file's own words are those that the catalogue knows."""
    return gettext(words)


def last_day_to_appeal(notified_on: date) -> date:
    """So many months, of which neither the day of the notice nor the day on which they end counts (a “délai franc”):
    the day after the same day of the month, or the last day of a month that has no such day.

    Who reads it moves it on to a working day (Conseil d’État, 19 September 2014, n° 362568).
    """
    months = notified_on.month - 1 + int(_told()["appeal_months"])
    year, month = notified_on.year + months // 12, months % 12 + 1
    try:
        return date(year, month, notified_on.day) + timedelta(days=1)
    except ValueError:
        return date(year, month, monthrange(year, month)[1])
