"""What the engine is asked, and what it answered, read. Pure: the same question gives the same bytes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from marelle.engines.selection import Instance, NoList, Undecided, answer, instance_of
from marelle.engines.selection.margins import Margin, margins, rank_margins, rank_times
from marelle.engines.selection.ranking import broken, overtaken
from marelle.engines.selection.rules import rules_of
from marelle.kernel.dossiers import canonical

from .listing import with_stability

BEST, RANK = "optimal", "rank"
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Solved:
    """The engine's answer as it writes it, or why there is none."""

    text: str = ""
    fingerprint: str = ""
    refusal: str = ""


def solve(question: str) -> Solved:
    """The list of one question. Price: 40 ms for 134 candidatures; a minute for 10,000."""
    try:
        found = answer(question.encode())
    except NoList as error:
        return Solved(refusal=str(error))
    except Undecided:
        return Solved(refusal=_("Le calcul s’est arrêté sans trouver de liste ni prouver qu’il n’y en a pas."))
    return Solved(found.to_json(), found.fingerprint)


def study_margins(question: str) -> str:
    """The margin of each candidature by both methods, as a canonical text. Price: 1.5 s for 134."""
    instance = instance_of(question.encode())[0]
    found = {BEST: margins(instance), RANK: rank_margins(instance)}
    return canonical({method: {name: _told(one) for name, one in each.items()} for method, each in found.items()})


def study_stability(question: str) -> str:
    """In which share of the draws each candidature is in, by both methods. Price: 25 s for 134 and 10,000 draws."""
    drawn = answer(with_stability(json.loads(question)).encode())
    shares = {BEST: drawn.stability, RANK: rank_times(drawn.instance)}
    told = {method: {name: str(share) for name, share in each.items()} for method, each in shares.items()}
    return canonical({**told, "draws": drawn.instance.stability.draws, "fingerprint": drawn.fingerprint})


def _told(one: Margin) -> dict[str, Any]:
    return {"inside": one.inside, "gap": None if one.gap is None else str(one.gap), "barred": one.barred}


def read_margins(text: str, method: str) -> dict[str, Margin]:
    """The margins as they were kept."""
    told = json.loads(text)[method]
    return {
        name: Margin(one["inside"], None if one["gap"] is None else Fraction(one["gap"]), one["barred"])
        for name, one in told.items()
    }


def read_shares(text: str, method: str) -> dict[str, Fraction]:
    """The shares of draws as they were kept."""
    return {name: Fraction(share) for name, share in json.loads(text)[method].items()}


def read_question(question: str) -> Instance:
    """The question in exact integers."""
    return instance_of(question.encode())[0]


def selected(told: Mapping[str, Any], method: str) -> frozenset[str]:
    """Who is in, by one method, in an answer that was kept."""
    return frozenset(told["selected"] if method == BEST else told["rank_list"]["selected"])


def merits(instance: Instance) -> dict[str, Fraction]:
    """What each candidature is worth."""
    return {one.id: gain * instance.merit_unit for one, gain in zip(instance.candidates, instance.gains(), strict=True)}


def passed_by(instance: Instance, inside: frozenset[str]) -> list[tuple[str, str]]:
    """Every pair (in, out) in which a lower mark enters before a higher one that no rule bars by itself."""
    chosen = {place for place, one in enumerate(instance.candidates) if one.id in inside}
    pairs = overtaken(instance, rules_of(instance), chosen).pairs or ()
    return [(instance.candidates[low].id, instance.candidates[high].id) for low, high in pairs]


def not_kept(instance: Instance, inside: frozenset[str]) -> list[str]:
    """The rules that a list chosen by people does not respect, in the engine's words."""
    chosen = {place for place, one in enumerate(instance.candidates) if one.id in inside}
    return broken(rules_of(instance), chosen)


def hundredths(value: Fraction) -> Decimal:
    """A mark as people read it."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT, ROUND_HALF_EVEN)


def just_above(gap: Fraction) -> Decimal:
    """The smallest number of hundredths that is surely more than a gap."""
    return (Decimal(gap.numerator) / Decimal(gap.denominator)).quantize(CENT, ROUND_FLOOR) + CENT


def band(share: Fraction) -> str:
    """The band of a share of draws."""
    if share in (0, 1):
        return "always" if share else "never"
    return "often" if share >= Fraction(9, 10) else "seldom" if share <= Fraction(1, 10) else "grey"
