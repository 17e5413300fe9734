"""What an action sheet says, read out of its answers: what the plan, the coverage and the public page rest on. Pure.

The form may change (it is data); the codes below stay. What an answer does not say is None: unknown, never zero.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext

from .bands import AGE_BANDS, BAND_CODES, DAYS
from .offer import DatedHour

SHEET: Final = "projects.fiche_action"
# The questions without which a sheet could not be placed in the plan; every version of the form asks them.
DEMANDED: Final = ("title", "objective", "themes", "operator", "quarters", "ages", "reach", "year", "bands", "funding")
OBJECTIVES: Final = ("school", "continuity", "horizons", "steering")
# The lines of the State, of which the label's own credits are a part.
STATE: Final = ("p147", "p230", "p141")
MOST_COUNTED: Final = 10_000_000
LONGEST: Final = 160  # characters of a name, in a column
# « 49.8942, 2.2957 », « 49,8942 ; 2,2957 », « 49.8942 2.2957 ».
_POINT = re.compile(r"(-?\d{1,2}[.,]\d+)[\s;,]+(-?\d{1,3}[.,]\d+)", re.ASCII)
_FORMS = Path(__file__).resolve().parents[1] / "forms"


@dataclass(frozen=True, slots=True)
class Moment:
    """In one band of time: how many sessions in the year, of how many minutes, for how many at once (None: unknown)."""

    band: str
    sessions: int
    minutes: int
    seats: int | None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many different young people of one age band an action expects in the year; None: unknown."""

    age: str
    young: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """What one financer brings, in cents: from the label's own credits, and from what would exist without it."""

    financer: str
    specific: int | None
    common: int | None


@dataclass(frozen=True, slots=True)
class Hour:
    """One line of an ordinary week: the day (0 is Monday), from when to when, where."""

    day: int
    starts_at: time
    ends_at: time
    place: str


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A whole sheet, as the plan keeps it."""

    title: str
    objective: str
    axis: str
    themes: tuple[str, ...]
    novelty: str
    operator: str
    operator_name: str
    quarters: tuple[str, ...]
    schools: tuple[str, ...]
    levels: tuple[str, ...]
    adults: tuple[str, ...]
    year: int | None
    school_year: int | None
    starts_on: date | None
    ends_on: date | None
    entry: str
    hours_each: Decimal | None
    moments: tuple[Moment, ...]
    reaches: tuple[Reach, ...]
    shares: tuple[Share, ...]
    hours: tuple[Hour, ...]
    cost: int | None

    @property
    def asked(self) -> int | None:
        """What is asked of the label's own credits, in cents; None when nothing says it."""
        return _sum(share.specific for share in self.shares)

    @property
    def common(self) -> int | None:
        """What would exist without the label, in cents."""
        return _sum(share.common for share in self.shares)

    @property
    def young(self) -> int | None:
        """How many young people are expected over all ages: known only when each age is."""
        counts = [reach.young for reach in self.reaches]
        return None if not counts or None in counts else sum(count for count in counts if count is not None)


def read_sheet(answers: Mapping[str, Any]) -> SheetRead:
    """Reads kept answers (`kernel.questionnaires`); whatever is missing or half told is left unknown. Never fails."""
    return SheetRead(
        title=_word(answers, "title")[:LONGEST],
        objective=_word(answers, "objective"),
        axis=_word(answers, "axis")[:LONGEST],
        themes=_words(answers, "themes"),
        novelty=_word(answers, "novelty"),
        operator=_word(answers, "operator"),
        operator_name=_word(answers, "operator_name")[:LONGEST],
        quarters=_words(answers, "quarters"),
        schools=(*_words(answers, "colleges"), *_words(answers, "schools")),
        levels=_words(answers, "levels"),
        adults=_words(answers, "adults"),
        year=_year(answers.get("year")),
        school_year=_year(answers.get("school_year")),
        starts_on=_day(answers.get("starts_on")),
        ends_on=_day(answers.get("ends_on")),
        entry=_word(answers, "entry"),
        hours_each=_hours_told(answers.get("hours_each")),
        moments=tuple(_moments(answers)),
        reaches=tuple(_reaches(answers)),
        shares=tuple(_shares(answers)),
        hours=tuple(_hours(answers)),
        cost=_sum(_amount(row.get("amount")) for row in _rows(answers, "costs")),
    )


def _moments(answers: Mapping[str, Any]) -> Iterator[Moment]:
    """A moment counts once its sessions and their length are told; its seats may be unknown."""
    for row in _rows(answers, "bands"):
        sessions, minutes = _count(row.get("sessions")), _count(row.get("minutes"))
        if row.get("row") in BAND_CODES and sessions and minutes:
            yield Moment(row["row"], sessions, minutes, _count(row.get("seats")))


def _reaches(answers: Mapping[str, Any]) -> Iterator[Reach]:
    """The ages that were ticked, and those for which a number was written."""
    told = {row.get("row"): _young(row) for row in _rows(answers, "reach")}
    ticked = _words(answers, "ages")
    for age in AGE_BANDS:
        if age.code in ticked or told.get(age.code) is not None:
            yield Reach(age.code, told.get(age.code))


def _young(row: Mapping[str, Any]) -> int | None:
    """All of them where it is written, else girls and boys where both are."""
    whole, girls, boys = (_count(row.get(code)) for code in ("young", "girls", "boys"))
    if whole is not None:
        return whole
    return girls + boys if girls is not None and boys is not None else None


def _shares(answers: Mapping[str, Any]) -> Iterator[Share]:
    for row in _rows(answers, "funding"):
        specific, common = (_amount(row.get(code)) for code in ("specific", "common"))
        if isinstance(row.get("row"), str) and (specific is not None or common is not None):
            yield Share(row["row"], specific, common)


def _hours(answers: Mapping[str, Any]) -> Iterator[Hour]:
    for row in _rows(answers, "timetable"):
        if row.get("day") in DAYS and row.get("from") and row.get("to"):
            starts, ends = time.fromisoformat(row["from"]), time.fromisoformat(row["to"])
            if starts < ends:
                yield Hour(DAYS.index(row["day"]), starts, ends, str(row.get("place", "")))


def dated_hours(rows: object) -> Iterator[DatedHour]:
    """The sessions that come once, in their order, from the rows of the answer."""
    told = (
        [row for row in rows if row.get("on") and row.get("from") and row.get("to")] if isinstance(rows, list) else []
    )
    found = [(date.fromisoformat(r["on"]), *map(time.fromisoformat, (r["from"], r["to"])), r) for r in told]
    for on, starts, ends, row in sorted(found, key=lambda one: one[:3]):
        if starts < ends:
            yield DatedHour(on, starts, ends, str(row.get("place") or ""))


def point_of(text: object) -> tuple[float, float] | tuple[None, None]:
    """The longitude and the latitude of « 49.8942, 2.2957 », as maps give them; none where it is something else."""
    found = _POINT.fullmatch(str(text or "").strip())
    lat, lon = (float(found[1].replace(",", ".")), float(found[2].replace(",", "."))) if found else (99.0, 0.0)
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else (None, None)


def _rows(answers: Mapping[str, Any], code: str) -> list[dict[str, Any]]:
    rows = answers.get(code)
    return rows if isinstance(rows, list) else []


def _word(answers: Mapping[str, Any], code: str) -> str:
    return str(answers.get(code) or "")


def _words(answers: Mapping[str, Any], code: str) -> tuple[str, ...]:
    found = answers.get(code)
    return tuple(found) if isinstance(found, list) else ()


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _count(value: object) -> int | None:
    """A number of people, of sessions, of minutes. What no action could have is not told: the check of the sheet says
    so at its cell."""
    found = _whole(value)
    return found if found is not None and 0 <= found <= MOST_COUNTED else None


def _amount(value: object) -> int | None:
    found = _whole(value)
    return found if found is not None and found >= 0 else None


def _year(value: object) -> int | None:
    found = _whole(value)
    return found if found is not None and 0 < found < 10_000 else None


def _hours_told(value: object) -> Decimal | None:
    found = Decimal(value) if isinstance(value, str) and value else None
    return found if found is not None and 0 <= found < 10_000 else None


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _sum(amounts: Iterator[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


@cache
def form_data() -> dict[str, Any]:
    """The sheet as it is written in `forms/`, with its title."""
    with (_FORMS / "fiche_action.toml").open("rb") as file:
        return tomllib.load(file)


def options_of(code: str) -> dict[str, str]:
    """The answers that a question of the sheet lets choose, by code, with their words in the reader's language."""
    fields = (field for section in form_data()["sections"] for field in section["fields"])
    options = next(field["options"] for field in fields if field["code"] == code)
    words = {option["code"]: str(option["label"]) for option in options}
    return {code: gettext(said) for code, said in words.items()}


def objective_label(code: str) -> str:
    """The words of an objective, in the reader's language, as the sheet of today writes them."""
    fields = (field for section in form_data()["sections"] for field in section["fields"])
    options = next(field["options"] for field in fields if field["code"] == "objective")
    labels = {one["code"]: one["label"] for one in options}
    return gettext(labels[code]) if code in labels else code
