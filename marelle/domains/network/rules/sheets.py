"""What a partner's sheet says, read out of its answers; when it has to be confirmed; the refusals. Pure.

The form may change (it is data); the codes below stay.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from marelle.domains.projects.rules.bands import AGE_BANDS, BAND_CODES, DAYS
from marelle.domains.projects.rules.offer import Offered, WeekHour
from marelle.kernel.errors import Refused

SHEET: Final = "network.fiche_partenaire"
MONTH: Final = 30.44  # days, on average
_FORMS: Final = Path(__file__).resolve().parents[1] / "forms"
AGE_CODES: Final = tuple(age.code for age in AGE_BANDS)


class NotOfThisCite(Refused):
    """An organisation says what it offers where it is, or where it runs an action."""

    code = "network.not_of_this_cite"
    sentence = _(
        "{organisation} n’est pas dans une commune de cette cité et n’y mène pas d’action. "
        "Demandez à la cité de l’inscrire dans une fiche action."
    )
    status = 409


class SheetIncomplete(Refused):
    """What is not complete cannot be confirmed; `faults` says what lacks."""

    code = "network.sheet_incomplete"
    sentence = _("La fiche n’est pas complète : elle n’est pas encore dans l’annuaire. Complétez ce qui manque.")

    def __init__(self, faults: Iterable[Any] = ()) -> None:
        super().__init__()
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A whole sheet, as the directory keeps it."""

    text: str
    phone: str
    mail: str
    desk: str
    desk_hours: str
    entry: str
    themes: tuple[str, ...]
    ages: tuple[str, ...]
    moments: tuple[str, ...]
    quarters: tuple[str, ...]
    hours: tuple[WeekHour, ...]


def read_sheet(answers: Mapping[str, Any]) -> SheetRead:
    """Reads kept answers; whatever is missing is left empty. Never fails."""
    words = {code: str(answers.get(code) or "") for code in ("text", "phone", "mail", "desk", "desk_hours", "entry")}
    return SheetRead(
        **words,
        themes=_codes(answers, "themes"),
        ages=tuple(code for code in AGE_CODES if code in _codes(answers, "ages")),
        moments=tuple(code for code in BAND_CODES if code in _codes(answers, "moments")),
        quarters=_codes(answers, "quarters"),
        hours=tuple(_hours(answers)),
    )


def _codes(answers: Mapping[str, Any], code: str) -> tuple[str, ...]:
    found = answers.get(code)
    return tuple(found) if isinstance(found, list) else ()


def _hours(answers: Mapping[str, Any]) -> Iterator[WeekHour]:
    rows = answers.get("timetable")
    for row in rows if isinstance(rows, list) else ():
        if row.get("day") in DAYS and row.get("from") and row.get("to"):
            starts, ends = time.fromisoformat(row["from"]), time.fromisoformat(row["to"])
            if starts < ends:
                yield WeekHour(DAYS.index(row["day"]), starts, ends, str(row.get("place") or ""))


def prefilled(actions: Iterable[Offered]) -> dict[str, Any]:
    """What the actions that an organisation runs already say of its sheet."""
    told = list(actions)
    themes = dict.fromkeys(theme for action in told for theme in action.themes)
    ages = [age.code for age in AGE_BANDS if any(_runs(age, action) for action in told)]
    moments = {moment for action in told for moment in action.moments}
    found = {
        "text": "\n".join(f"{action.title}." for action in told),
        "themes": list(themes)[:5],
        "ages": ages,
        "moments": [code for code in BAND_CODES if code in moments],
        "quarters": _quarters(told),
        "timetable": [_line(hour) for action in told for hour in action.hours][:30],
        "entry": told[0].entry if len({action.entry for action in told}) == 1 else "",
    }
    return {code: value for code, value in found.items() if value}


def _quarters(actions: list[Offered]) -> list[str]:
    """None when one of them is for the whole cité."""
    if any(action.everywhere for action in actions):
        return []
    return list(dict.fromkeys(quarter.code for action in actions for quarter in action.quarters))


def _runs(age: Any, action: Offered) -> bool:
    return any(years.lowest < age.beyond and age.lowest < years.beyond for years in action.ages)


def _line(hour: WeekHour) -> dict[str, str]:
    told = {"day": DAYS[hour.day], "from": f"{hour.starts_at:%H:%M}", "to": f"{hour.ends_at:%H:%M}"}
    return {**told, "place": hour.place} if hour.place else told


def months_unconfirmed(confirmed_at: datetime, at: datetime) -> int:
    """For how many whole months nobody has said that a sheet is still true; 0 as long as it need not be asked."""
    since = at - confirmed_at
    return int(since.days / MONTH) if since >= ask_every() else 0


def ask_every() -> timedelta:
    """How long a sheet is taken to be true after somebody said so."""
    return timedelta(days=int(_data("relances")["every_days"]))


def form_data() -> dict[str, Any]:
    """The sheet as it is written in `forms/`, with its title."""
    return _data("fiche_partenaire")


@cache
def _data(name: str) -> dict[str, Any]:
    with (_FORMS / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
