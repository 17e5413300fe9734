"""The plain rank list, and who is overtaken in another list.

Candidates come by merit (the greater first, then the cheaper, then the order that breaks ties). Those forced in come
first of all. Each enters if, with those already in, the envelopes, the greatest count and the caps still hold;
otherwise it is passed over and the next is tried. Floors, shares and the least count are not looked at: `unmet` says
which it fails.
"""

from bisect import bisect_left
from dataclasses import dataclass

from .instance import Instance
from .rules import Rule

LISTED = 100_000


@dataclass(frozen=True)
class RankList:
    """Numbers of the candidates that enter by rank, in that order, and the rules that such a list does not respect."""

    entered: tuple[int, ...]
    unmet: tuple[str, ...]


@dataclass(frozen=True)
class Overtaken:
    """How often a lower merit is in and a higher one out; the pairs (in, out), unless they are too many to list."""

    count: int
    pairs: tuple[tuple[int, int], ...] | None


def rank_list(instance: Instance, rules: list[Rule]) -> RankList:
    gains, order = instance.gains(), instance.order()
    barred = {number for rule in rules for number in rule.never}
    must = {number for rule in rules for number in rule.must}
    ceilings = [(rule.row, rule.high) for rule in rules if rule.row and rule.high is not None and min(rule.row) >= 0]
    left = [high for _row, high in ceilings]
    entered = []
    ranked = sorted(range(len(gains)), key=lambda n: (n not in must, -gains[n], instance.candidates[n].cost, order[n]))
    for number in ranked:
        needed = [row[number] for row, _high in ceilings]
        if number not in barred and all(need <= have for need, have in zip(needed, left, strict=True)):
            entered.append(number)
            left = [have - need for need, have in zip(needed, left, strict=True)]
    return RankList(tuple(entered), tuple(broken(rules, set(entered))))


def broken(rules: list[Rule], chosen: set[int]) -> list[str]:
    """The rules that a list does not respect, recomputed one by one in plain integers."""
    found = []
    for rule in rules:
        done = sum(rule.row[number] for number in chosen) if rule.row else 0
        fails = (rule.low is not None and done < rule.low) or (rule.high is not None and done > rule.high)
        if fails or not chosen.issuperset(rule.must) or not chosen.isdisjoint(rule.never):
            found.append(rule.says)
    return found


def overtaken(instance: Instance, rules: list[Rule], chosen: set[int]) -> Overtaken:
    """Candidates that a rule bars are not counted as overtaken."""
    gains = instance.gains()
    barred = {number for rule in rules for number in rule.never}
    entered = sorted(chosen, key=lambda number: (gains[number], instance.candidates[number].id))
    merits = [gains[number] for number in entered]
    out = [number for number in range(len(gains)) if number not in chosen and number not in barred]
    out.sort(key=lambda number: (-gains[number], instance.candidates[number].id))
    before = [bisect_left(merits, gains[number]) for number in out]
    if sum(before) > LISTED:
        return Overtaken(sum(before), None)
    return Overtaken(
        sum(before), tuple((each, number) for number, n in zip(out, before, strict=True) for each in entered[:n])
    )
