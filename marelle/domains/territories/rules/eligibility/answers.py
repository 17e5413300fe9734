"""The answer to a condition, and to a set of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .facts import Cited
from .grammar import Condition, Rules


class Verdict(StrEnum):
    """What can be said of a condition."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"
    JUDGED = "judged"  # for people to appreciate: no figure settles it


@dataclass(frozen=True, slots=True)
class Answer:
    """One condition: the verdict, why in a sentence, the facts that it stands on, and what would settle it."""

    condition: Condition
    verdict: Verdict
    because: str
    facts: tuple[Cited, ...] = ()
    settles: str = ""

    def __post_init__(self) -> None:
        if self.verdict in (Verdict.HOLDS, Verdict.FAILS) and not self.facts:
            raise ValueError(f"{self.condition.id}: {self.verdict} needs a fact to stand on")
        if self.verdict is Verdict.UNKNOWN and not self.settles:
            raise ValueError(f"{self.condition.id}: an unknown condition says what would settle it")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A commune before one set of rules."""

    rules: Rules
    answers: tuple[Answer, ...]

    @property
    def verdict(self) -> Verdict:
        """FAILS when a needed one fails, HOLDS when all needed ones hold, JUDGED when only judgements are left."""
        needed = [answer.verdict for answer in self.answers if answer.condition.required]
        if Verdict.FAILS in needed:
            return Verdict.FAILS
        if Verdict.UNKNOWN in needed or not needed:
            return Verdict.UNKNOWN
        return Verdict.JUDGED if Verdict.JUDGED in needed else Verdict.HOLDS

    def count(self, verdict: Verdict) -> int:
        return sum(1 for answer in self.answers if answer.verdict is verdict)
