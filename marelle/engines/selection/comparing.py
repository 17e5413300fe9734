"""Two answers side by side: who enters, who leaves, what that costs, and which rules make the difference."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .answering import Answer
from .canonical import pretty
from .rules import rules_of


@dataclass(frozen=True)
class Comparison:
    """From one answer to another; differences are the second less the first, by year for amounts (in cents)."""

    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    objective: Fraction
    years: tuple[int, ...]
    spent: tuple[int, ...]
    rules_added: tuple[str, ...]
    rules_dropped: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}

    def to_json(self) -> str:
        return pretty(self.as_dict())


def compare(first: Answer, second: Answer) -> Comparison:
    before, after = set(first.selected), set(second.selected)
    years = sorted({*first.instance.years, *second.instance.years})
    rules = [[rule.says for rule in rules_of(each.instance)] for each in (first, second)]
    return Comparison(
        enters=tuple(sorted(after - before)),
        leaves=tuple(sorted(before - after)),
        objective=second.objective - first.objective,
        years=tuple(years),
        spent=tuple(_spent_in(second, year) - _spent_in(first, year) for year in years),
        rules_added=tuple(says for says in rules[1] if says not in rules[0]),
        rules_dropped=tuple(says for says in rules[0] if says not in rules[1]),
    )


def _spent_in(answer: Answer, year: int) -> int:
    return dict(zip(answer.instance.years, answer.spent, strict=True)).get(year, 0)
