"""The question of a list, in the words of `marelle select`: rules, envelope, candidatures, what a scenario changes.

Pure. The same facts make the same text, byte for byte: its fingerprint says whether anything changed since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from marelle.kernel.dossiers import canonical, fingerprint

from .selection import VERSION, SelectionRules

DRAWS, WEIGHT_SPREAD = 10_000, Decimal("0.15")


@dataclass(frozen=True, slots=True)
class Entrant:
    """One candidature as the calculation sees it: nothing of its text, its name or its place but what rules count."""

    number: int
    marks: Mapping[str, Decimal]
    spread: Mapping[str, Decimal]
    cents: int | None  # a year, by the published scale; None where what the scale needs is unknown
    tags: Mapping[str, str]
    opinions: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a scenario changes of the published rules; nothing at all makes the list of the call."""

    percent: int = 100  # of each year of the envelope
    most: int | None = None
    without_limits: bool = False
    without_opinions: bool = False
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    forced_in: tuple[int, ...] = ()
    forced_out: tuple[int, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Only what differs from the rules of the call."""
        told = {
            "percent": self.percent if self.percent != 100 else None,
            "most": self.most,
            "without_limits": self.without_limits or None,
            "without_opinions": self.without_opinions or None,
            "weights": {code: str(weight) for code, weight in sorted(self.weights.items())} or None,
            "forced_in": sorted(self.forced_in) or None,
            "forced_out": sorted(self.forced_out) or None,
        }
        return {name: value for name, value in told.items() if value is not None}

    @property
    def none(self) -> bool:
        return not self.as_data()


def read_changes(data: Mapping[str, Any]) -> Changes:
    """The changes kept with a run."""
    return Changes(
        percent=data.get("percent", 100),
        most=data.get("most"),
        without_limits=data.get("without_limits", False),
        without_opinions=data.get("without_opinions", False),
        weights={code: Decimal(weight) for code, weight in data.get("weights", {}).items()},
        forced_in=tuple(data.get("forced_in", ())),
        forced_out=tuple(data.get("forced_out", ())),
    )


def question(
    rules: SelectionRules,
    weights: Mapping[str, Decimal],
    envelope: Mapping[int, int],
    entrants: Sequence[Entrant],
    changes: Changes,
) -> str:
    """The canonical text of the question; candidatures stand in the order of their numbers."""
    years = sorted(envelope)
    known = sorted((one for one in entrants if one.cents is not None), key=lambda one: one.number)
    asked = {
        "years": years,
        "envelope": [envelope[year] * changes.percent // 100 for year in years],
        "candidates": [_candidate(one, len(years)) for one in known],
        "constraints": _constraints(rules, changes, {one.number for one in known}),
        "rules": VERSION,
        "seed": rules.seed,
        "weights": {code: _number(changes.weights.get(code, weight)) for code, weight in weights.items()},
    }
    return canonical(asked)


def with_stability(asked: Mapping[str, Any]) -> str:
    """The same question with its draws: a file of its own for `marelle select`."""
    draws = {"draws": DRAWS, "weight_spread": _number(WEIGHT_SPREAD), "seed": asked["seed"]}
    return canonical({**asked, "stability": draws})


def print_of(text: str) -> str:
    return fingerprint(text)


def _candidate(one: Entrant, years: int) -> dict[str, Any]:
    return {
        "id": str(one.number),
        "marks": {code: _number(mark) for code, mark in one.marks.items()},
        "spread": {code: _number(gap) for code, gap in one.spread.items() if gap},
        "amounts": [one.cents] * years,
        "tags": dict(one.tags),
        "opinions": list(one.opinions),
    }


def _constraints(rules: SelectionRules, changes: Changes, known: set[int]) -> dict[str, Any]:
    most = rules.most if changes.most is None else changes.most
    told: dict[str, Any] = {
        "count": {"min": None if changes.without_limits else rules.least, "max": most},
        "require_favourable": rules.require_favourable and not changes.without_opinions,
        "forced_in": [str(number) for number in sorted(changes.forced_in) if number in known],
        "forced_out": [str(number) for number in sorted(changes.forced_out) if number in known],
    }
    names = {"floor": "floors", "cap": "caps", "share": "shares"}
    for limit in () if changes.without_limits else rules.limits:
        held = told.setdefault(names[limit.kind], {}).setdefault(limit.tag, {})
        held[limit.value] = {"max": _number(limit.number)} if limit.kind == "share" else int(limit.number)
    return told


def _number(value: Decimal) -> int | float:
    """A decimal of four places as JSON writes it: the shortest, which reads back as the same."""
    return int(value) if value == value.to_integral_value() else float(value)
