"""Instants in words, as a letter writes them: always on the clocks of Paris."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.kernel.clock import PARIS


def moment(instant: datetime | None) -> str:
    """« 30 juin 2019 à 23 h 59 », « à 17 h », in Paris, as dates are written in a letter."""
    if instant is None:
        return ""
    local = instant.astimezone(PARIS)
    if (local.hour, local.minute) == (0, 0):
        return _("{day} à minuit").format(day=date_format(local - timedelta(days=1), "j F Y"))
    said = _("{day} à {hour}\u00a0h\u00a0{minute}") if local.minute else _("{day} à {hour}\u00a0h")
    return said.format(day=date_format(local, "j F Y"), hour=local.hour, minute=f"{local.minute:02d}")


def clock_time(instant: datetime) -> str:
    """« 14:32 », in Paris: when something was saved."""
    return date_format(instant.astimezone(PARIS), "H:i")


def day_of(instant: datetime | None) -> date | None:
    """The day in Paris. The database tells instants in UTC, where the first hours of a day still have the name of the
    day before."""
    return instant.astimezone(PARIS).date() if instant else None
