"""The rules of a selection, one by one, each with the words that name it; and the program that some of them make.

The share of a tag is its part of what the whole list spends over all years: at most s means Σ cost of the tag ≤ s ×
Σ cost, and at least s the contrary, in integers. An empty list respects every share.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import gcd

import numpy as np

from .instance import UNIT, Instance
from .program import Program, whole


@dataclass(frozen=True)
class Rule:
    """A row with its limits, or candidates that must or may not be chosen (by their number)."""

    says: str
    row: tuple[int, ...] | None = None
    low: int | None = None
    high: int | None = None
    must: tuple[int, ...] = ()
    never: tuple[int, ...] = ()


def rules_of(instance: Instance) -> list[Rule]:
    """Every rule, in the order in which a conflict names them."""
    return [*_envelopes(instance), *_counts(instance), *_tags(instance), *_shares(instance), *_named(instance)]


def program_of(instance: Instance, rules: list[Rule]) -> Program:
    """Greatest merit under these rules; rows are divided by what all their numbers share."""
    size = len(instance.candidates)
    lower, upper = np.zeros(size, dtype=bool), np.ones(size, dtype=bool)
    rows: dict[tuple[int, ...], tuple[int | None, int | None]] = {}
    for rule in rules:
        lower[list(rule.must)] = True
        upper[list(rule.never)] = False
        if rule.row is not None:
            row, low, high = _lightened(rule.row, rule.low, rule.high)
            before = rows.get(row, (None, None))
            rows[row] = _tighter(before[0], low, max), _tighter(before[1], high, min)
    held = whole(list(rows)) if rows else np.zeros((0, size), dtype=np.int64)
    lows, highs = tuple(low for low, _high in rows.values()), tuple(high for _low, high in rows.values())
    return Program(whole(instance.gains()), held, lows, highs, lower, upper)


def _lightened(
    row: tuple[int, ...], low: int | None, high: int | None
) -> tuple[tuple[int, ...], int | None, int | None]:
    common = gcd(*row) or 1
    low, high = None if low is None else -(-low // common), None if high is None else high // common
    return tuple(each // common for each in row), low, high


def _tighter(one: int | None, other: int | None, which: Callable[[int, int], int]) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return which(one, other)


def euros(cents: int) -> str:
    """An amount as a French reader writes it."""
    whole_, rest = divmod(cents, 100)
    return f"{whole_:,}".replace(",", "\u202f") + f",{rest:02}\u00a0€"


def _envelopes(instance: Instance) -> list[Rule]:
    return [
        Rule(
            f"l’enveloppe de {year} ({euros(limit)})",
            tuple(each.amounts[place] for each in instance.candidates),
            high=limit,
        )
        for place, (year, limit) in enumerate(zip(instance.years, instance.envelope, strict=True))
    ]


def _counts(instance: Instance) -> list[Rule]:
    ones, count = (1,) * len(instance.candidates), instance.constraints.count
    found = []
    if count.least is not None:
        found.append(Rule(f"au moins {_places(count.least)}", ones, low=count.least))
    if count.most is not None:
        found.append(Rule(f"au plus {_places(count.most)}", ones, high=count.most))
    return found


def _tags(instance: Instance) -> list[Rule]:
    floors, caps = instance.constraints.floors, instance.constraints.caps
    return [
        *(Rule(f"au moins {_places(n)} où {_told(key)}", _having(instance, key), low=n) for key, n in floors.items()),
        *(Rule(f"au plus {_places(n)} où {_told(key)}", _having(instance, key), high=n) for key, n in caps.items()),
    ]


def _shares(instance: Instance) -> list[Rule]:
    found = []
    for key, limits in instance.constraints.shares.items():
        for word, share in (("moins", limits.least), ("plus", limits.most)):
            if share is not None:
                row = tuple(
                    (UNIT * mine - share) * each.cost
                    for each, mine in zip(instance.candidates, _having(instance, key), strict=True)
                )
                says = f"au {word} {_percent(share)} de la dépense où {_told(key)}"
                low, high = (0, None) if word == "moins" else (None, 0)
                found.append(Rule(says, row, low=low, high=high))
    return found


def _named(instance: Instance) -> list[Rule]:
    number = {each.id: place for place, each in enumerate(instance.candidates)}
    constraints = instance.constraints
    unfavoured = tuple(place for place, each in enumerate(instance.candidates) if not each.favoured)
    found = [Rule("tous les avis favorables exigés", never=unfavoured)] if constraints.require_favourable else []
    found += [Rule(f"«\u00a0{id_}\u00a0» retenue d’office", must=(number[id_],)) for id_ in constraints.forced_in]
    return found + [
        Rule(f"«\u00a0{id_}\u00a0» écartée d’office", never=(number[id_],)) for id_ in constraints.forced_out
    ]


def _having(instance: Instance, key: tuple[str, str]) -> tuple[int, ...]:
    tag, value = key
    return tuple(int(each.tags.get(tag) == value) for each in instance.candidates)


# What `_told` writes, after the word « où »: a tag, then its value.
SAID_PLACE = re.compile("o\\S «\u00a0(\\w+)\u00a0» vaut «\u00a0([^»]+)\u00a0»")


def _told(key: tuple[str, str]) -> str:
    return f"«\u00a0{key[0]}\u00a0» vaut «\u00a0{key[1]}\u00a0»"


def _places(count: int) -> str:
    return f"{count} candidature{'s' if count > 1 else ''}"


def _percent(share: int) -> str:
    return f"{share / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",") + "\u00a0%"
