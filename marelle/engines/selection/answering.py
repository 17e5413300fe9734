"""The whole answer to a question: the list, its proof, what stands beside it, and the fingerprint of all that."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from .canonical import fingerprint, pretty
from .checking import instance_of
from .conflicts import irreducible_conflict
from .deciding import Decision, decide
from .effort import WORK, Effort, Watched, unwatched
from .faults import NoList
from .instance import Instance
from .program import whole
from .ranking import Overtaken, RankList, broken, overtaken, rank_list
from .rules import Rule, program_of, rules_of
from .stability import Times, times_chosen
from .telling import notes


@dataclass(frozen=True)
class Answer:
    """A proposal. Amounts in cents; `stability` is the share of the proven draws in which each candidate is in."""

    instance: Instance
    selected: tuple[str, ...]
    objective: Fraction
    bound: Fraction | None
    optimal: bool
    spent: tuple[int, ...]
    ties_broken: str | None  # spend, order or unresolved; None: there was no tie
    stability: dict[str, Fraction]
    proven_draws: int
    ranked: RankList
    overtaken: Overtaken
    fingerprint: str = ""

    @property
    def bands(self) -> dict[str, str]:
        """always: in at every draw that was proven; never; grey: it depends on the draw."""
        return {
            name: "always" if share == 1 else "never" if share == 0 else "grey"
            for name, share in self.stability.items()
        }

    @property
    def notes(self) -> list[str]:
        """What could not be proven, in sentences."""
        asked = self.instance.stability.draws
        return notes(self.objective, self.bound, self.ties_broken, asked, self.proven_draws)

    @property
    def between(self) -> dict[str, tuple[Fraction, Fraction]]:
        """The least and the greatest share that each candidate can have, whatever the draws that are not proven."""
        asked, proven = self.instance.stability.draws, self.proven_draws
        return {
            name: (share * proven / asked, (share * proven + asked - proven) / asked)
            for name, share in self.stability.items()
        }

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; exact decimals stay `Fraction`."""
        ids = [each.id for each in self.instance.candidates]
        pairs = self.overtaken.pairs
        entered = self.ranked.entered
        gains = self.instance.gains()
        return {
            "selected": list(self.selected),
            "objective": self.objective,
            "bound": self.bound,
            "optimal": self.optimal,
            "spent": list(self.spent),
            "ties_broken": self.ties_broken,
            "stability": self.stability,
            "bands": self.bands,
            "draws": {"asked": self.instance.stability.draws, "proven": self.proven_draws},
            **({"stability_between": self.between} if self.proven_draws < self.instance.stability.draws else {}),
            "rank_list": {
                "selected": [ids[number] for number in entered],
                "objective": sum(gains[number] for number in entered) * self.instance.merit_unit,
                "spent": _spent(self.instance, set(entered)),
                "unmet": list(self.ranked.unmet),
            },
            "overtaken": {
                "count": self.overtaken.count,
                "pairs": None if pairs is None else [[ids[lower], ids[higher]] for lower, higher in pairs],
            },
            "notes": self.notes,
            **({"fingerprint": self.fingerprint} if self.fingerprint else {}),
        }

    def to_json(self) -> str:
        return pretty(self.as_dict())


def answer(data: bytes, watched: Watched = unwatched) -> Answer:
    """Answers a file, with the fingerprint of both; `watched` hears how far it is. Raises `Malformed`, `NoList` or
    `Undecided`."""
    instance, tree = instance_of(data)
    found = solve(instance, watched)
    return replace(found, fingerprint=fingerprint({"answer": found.as_dict(), "input": tree}))


def solve(instance: Instance, watched: Watched = unwatched) -> Answer:
    """Answers a question. Raises `NoList`, with an irreducible conflict, or `Undecided`."""
    rules = rules_of(instance)
    program, order = program_of(instance, rules), instance.order()
    cost = whole([each.cost for each in instance.candidates])
    decision = decide(program, cost, order, Effort(WORK, watched))
    if decision is None:
        raise NoList(tuple(rule.says for rule in irreducible_conflict(instance, rules)))
    chosen = {int(number) for number in np.flatnonzero(decision.chosen)}
    _recheck(instance, rules, chosen, decision)
    draws = instance.stability.draws if instance.candidates else 0
    times = times_chosen(instance, program, cost, order, decision.chosen, watched) if draws else Times(0, [])
    ids = [each.id for each in instance.candidates]
    shares = sorted(zip(ids, times.chosen, strict=False))
    unit = instance.merit_unit
    return Answer(
        instance=instance,
        selected=tuple(sorted(ids[number] for number in chosen)),
        objective=decision.value * unit,
        bound=None if decision.bound is None else decision.bound * unit,
        optimal=decision.optimal,
        spent=tuple(_spent(instance, chosen)),
        ties_broken=decision.tie,
        stability={name: Fraction(count, times.proven) for name, count in shares if times.proven},
        proven_draws=times.proven if draws else instance.stability.draws,
        ranked=rank_list(instance, rules),
        overtaken=overtaken(instance, rules, chosen),
    )


def _spent(instance: Instance, chosen: set[int]) -> list[int]:
    return [sum(instance.candidates[number].amounts[year] for number in chosen) for year in range(len(instance.years))]


def _recheck(instance: Instance, rules: list[Rule], chosen: set[int], decision: Decision) -> None:
    """The answer again, from the question alone, in plain integers."""
    wrong = broken(rules, chosen)
    gains = instance.gains()
    if wrong or sum(gains[number] for number in chosen) != decision.value:
        raise ArithmeticError(f"the list does not stand up to its own rules: {wrong}")
