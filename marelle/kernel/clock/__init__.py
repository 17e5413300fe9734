"""The clock: one instant for everybody, read from the database.

Constraints, policies, triggers and Python all ask the SQL function `marelle_now()`: the database's own clock plus an
offset that a check constraint allows only in a demonstration. Deadlines therefore have one judge.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

PARIS = ZoneInfo("Europe/Paris")
YEARS = range(1990, 2100)


class ClockIsReal(Refused):
    """Outside a demonstration nobody moves the clock."""

    code = "clock.is_real"
    sentence = _("L’horloge ne se déplace que dans une démonstration. Ici, l’heure est la vraie.")
    status = 403


class InstantOutOfReach(Refused):
    """So far away that neither PostgreSQL nor Python could go on counting from there."""

    code = "clock.out_of_reach"
    sentence = _("L’horloge se déplace entre 1990 et 2099. Choisissez une date entre les deux.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clock says: the instant, whether this is a demonstration, and how far the clock has been moved."""

    now: datetime
    is_demonstration: bool
    offset: timedelta


def read() -> Reading:
    """The whole reading at once. Price: one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT marelle_now(), is_demonstration, clock_offset FROM kernel_installation")
        instant, is_demonstration, offset = cursor.fetchone()
    return Reading(instant.astimezone(PARIS), is_demonstration, offset)


def now() -> datetime:
    """The instant of this installation, aware, in Europe/Paris. Price: one query."""
    return read().now


def today() -> date:
    """The day in Paris. Price: one query."""
    return now().date()


def set_to(instant: datetime) -> None:
    """Moves the clock so that it reads `instant` now (naive means Europe/Paris) and goes on from there.

    Refuses (`ClockIsReal`) outside a demonstration, and a far instant (`InstantOutOfReach`).
    """
    aware = instant if instant.tzinfo else instant.replace(tzinfo=PARIS)
    if aware.year not in YEARS:
        raise InstantOutOfReach(field="day")
    _move("%s - clock_timestamp()", [aware])


def reset() -> None:
    """Back to the real time. Refuses (`ClockIsReal`) outside a demonstration."""
    _move("interval '0'", [])


def _move(expression: str, parameters: list[datetime]) -> None:
    if not read().is_demonstration:
        raise ClockIsReal
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE kernel_installation SET clock_offset = {expression}", parameters)
