"""The yearly review: its form, its figures as data, what may be compared, its refusals. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Fault

from .finalising import form_data

FORM: Final = "projects.revue"
UNITS: Final = ("count", "hours", "days", "cents", "minutes")
SCOPES: Final = ("national", "local")


@dataclass(frozen=True, slots=True)
class FigureKind:
    """What one figure is: its chapter, its words, its unit, how it is worked out and from what.

    `scope`: national, where cités may be set side by side; local, where it says something of one cité only.
    """

    code: str
    chapter: str
    label: str
    unit: str
    scope: str
    formula: str
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one project in one year. `value` None: unknown, never zero. `said` of `counted` records tell it:
    where some do not, the value is at least that much."""

    code: str
    value: Decimal | None
    said: int | None = None
    counted: int | None = None
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def partial(self) -> bool:
        """Some of the records do not tell: the value is a least one."""
        return self.value is not None and self.said != self.counted

    def as_data(self) -> dict[str, Any]:
        """As it is frozen: a number as text, so that nothing is rounded."""
        value = None if self.value is None else format(self.value.normalize(), "f")
        return {
            "code": self.code,
            "value": value,
            "said": self.said,
            "counted": self.counted,
            "parts": [list(one) for one in self.parts],
        }


def read_figure(data: Mapping[str, Any]) -> Figure:
    """A frozen figure, read again."""
    value = None if data["value"] is None else Decimal(data["value"])
    parts = tuple((str(label), str(said)) for label, said in data.get("parts", ()))
    return Figure(str(data["code"]), value, data.get("said"), data.get("counted"), parts)


def exactly(code: str, value: int | Decimal | None) -> Figure:
    """A figure that one record tells, or that nobody knows."""
    return Figure(code, None if value is None else Decimal(value))


def added_up(code: str, values: Sequence[int | Decimal | None]) -> Figure:
    """The sum of what records tell, with how many of them do. None of them: unknown. No record at all: zero."""
    known = [Decimal(value) for value in values if value is not None]
    total = sum(known, Decimal(0)) if known or not values else None
    return Figure(code, total, len(known), len(values))


def change(now: Figure, before: Figure | None) -> Decimal | None:
    """By how much a figure changed; None where one of the two is unknown, or tells only a part of its records."""
    if before is None or now.value is None or before.value is None or now.partial or before.partial:
        return None
    return now.value - before.value


@cache
def _kinds() -> tuple[Mapping[str, str], ...]:
    return tuple(form_data("revue_chiffres")["figures"])


def figure_kinds(chapter: str = "") -> list[FigureKind]:
    """What is counted, in its order and in the reader's language; of one chapter, if asked."""
    return kinds_of(one for one in _kinds() if not chapter or one["chapter"] == chapter)


def kinds_of(data: Iterable[Mapping[str, str]]) -> list[FigureKind]:
    """Kinds of figures as they are written, or as they were frozen."""
    return [
        FigureKind(
            code=one["code"],
            chapter=one["chapter"],
            label=gettext(str(one["label"])),
            unit=one["measure"],
            scope=one["scope"],
            formula=gettext(str(one["meaning"])),
            source=gettext(str(one["description"])),
        )
        for one in data
    ]


def kinds_data() -> dict[str, Any]:
    """The definitions as they are frozen with a review: a figure is read with the formula it had."""
    return {"version": form_data("revue_chiffres")["version"], "figures": [dict(one) for one in _kinds()]}


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure over many cités: how many know it, its quartiles among those (None without any)."""

    known: int
    partial: int
    unknown: int
    low: Decimal | None
    lower: Decimal | None
    median: Decimal | None
    upper: Decimal | None
    high: Decimal | None


def spread_of(figures: Sequence[Figure]) -> Spread:
    """The quartiles (definition 7 of Hyndman and Fan) of the figures that are known whole; the others are counted."""
    whole = sorted(one.value for one in figures if one.value is not None and not one.partial)
    partial = sum(one.partial for one in figures)
    cut = [_quantile(whole, part) for part in (0, 1, 2, 3, 4)] if whole else [None] * 5
    return Spread(len(whole), partial, len(figures) - len(whole) - partial, *cut)


def _quantile(ordered: Sequence[Decimal], quarters: int) -> Decimal:
    place = Decimal((len(ordered) - 1) * quarters) / 4
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def years_to_review(years: Iterable[int], today: date) -> list[int]:
    """The years of a project of which a review may be opened: those that have begun."""
    return [year for year in years if year <= today.year]


class NotYetReviewed(Refused):
    """A year of the label that has begun, of a project that runs."""

    code = "projects.not_yet_reviewed"
    sentence = _("La revue de {year} ne s’ouvre pas : il faut un projet en cours, et une année de son label commencée.")
    status = 409


class ReviewExists(Refused):
    """One review a year."""

    code = "projects.review_exists"
    sentence = _("La revue de {year} est déjà ouverte. Rechargez la page.")
    status = 409


class ReviewClosed(Refused):
    """A validated review no longer changes."""

    code = "projects.review_closed"
    sentence = _("Cette revue est validée par les trois : elle ne change plus.")
    status = 409


class ReviewSubmitted(Refused):
    """Voices are being given: whoever writes must say that they lapse."""

    code = "projects.review_submitted"
    sentence = _(
        "Cette revue est soumise aux trois voix. Pour écrire, cochez « Je reprends l’écriture » : "
        "les voix données tombent."
    )
    status = 409

    def __init__(self) -> None:
        super().__init__(field="reopen")


class ReviewNotSubmitted(Refused):
    """One speaks on a frozen review."""

    code = "projects.review_not_submitted"
    sentence = _("Cette revue n’est pas soumise aux trois voix. Elles se donnent sur un texte figé et soumis.")
    status = 409


class ReviewIncomplete(Refused):
    """Something that only people know is missing; `faults` says what."""

    code = "projects.review_incomplete"
    sentence = _("La revue n’est pas complète : réponses à compléter : {faults_count}. La liste est sur la page.")
    status = 409

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults_count=len(faults))
        self.faults = faults
