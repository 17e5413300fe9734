"""How many people live in a quarter, when no source says it: what the totals around it allow to say, and no more.

A contract's total is the sum of its quarters: it bounds each of them, and it is exact where the contract has only the
quarters asked about. The population of the commune bounds them too. A bound never proves that a threshold is passed.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .answers import Answer, Verdict
from .facts import Cited, CommuneFacts, QuarterFacts
from .grammar import Condition


def no_list(condition: Condition, facts: CommuneFacts) -> Answer:
    """Nothing can be said: no list of the quarters of that year covers the commune."""
    sentence = _("La liste des quartiers de {year} n’a pas été chargée pour ce département.")
    return Answer(
        condition,
        Verdict.UNKNOWN,
        sentence.format(year=facts.generation),
        settles=condition.settles or _("La liste des quartiers de {year}.").format(year=facts.generation),
    )


def no_quarter(condition: Condition, facts: CommuneFacts) -> Answer:
    """The list covers the commune, and names no quarter of it."""
    assert facts.quarters_listed is not None
    sentence = _("La liste de {year} ne nomme aucun quartier prioritaire dans cette commune.")
    return Answer(condition, Verdict.FAILS, sentence.format(year=facts.generation), (facts.quarters_listed,))


def answer_population(condition: Condition, facts: CommuneFacts) -> Answer:
    """One quarter, or several together, over a number of inhabitants."""
    assert condition.over is not None
    if not facts.quarters:
        return no_quarter(condition, facts) if facts.quarters_listed else no_list(condition, facts)
    known = [quarter.population for quarter in facts.quarters if quarter.population is not None]
    return (_together if condition.together else _largest)(condition, condition.over, facts, known)


def _largest(condition: Condition, over: Decimal, facts: CommuneFacts, known: list[Cited]) -> Answer:
    best = max(known, key=_value, default=None)
    if best is not None and _value(best) > over:
        return Answer(condition, Verdict.HOLDS, _says(best, over), (best,))
    unknown = [quarter for quarter in facts.quarters if quarter.population is None]
    if not unknown:
        assert best is not None
        return Answer(condition, Verdict.FAILS, _says(best, over), tuple(known))
    exact = _exact(facts)
    if exact is not None and len(facts.quarters) == 1:
        return _by_total(condition, over, exact, _("Le contrat de ville n’a que ce quartier."))
    return _bounded(condition, over, facts, unknown, tuple(known))


def _together(condition: Condition, over: Decimal, facts: CommuneFacts, known: list[Cited]) -> Answer:
    total = sum((_value(fact) for fact in known), Decimal(0))
    if total > over:
        sentence = _("{total} habitants dans les quartiers connus, pour un seuil de {over}.")
        return Answer(condition, Verdict.HOLDS, sentence.format(total=_number(total), over=_number(over)), tuple(known))
    if len(known) == len(facts.quarters):
        sentence = _("{total} habitants dans tous les quartiers, pour un seuil de {over}.")
        return Answer(condition, Verdict.FAILS, sentence.format(total=_number(total), over=_number(over)), tuple(known))
    exact = _exact(facts)
    if exact is not None:
        return _by_total(condition, over, exact, _("Tous les quartiers du contrat de ville sont dans cette commune."))
    unknown = [quarter for quarter in facts.quarters if quarter.population is None]
    return _bounded(condition, over, facts, unknown, tuple(known))


def _exact(facts: CommuneFacts) -> Cited | None:
    """The contract's total, where the contract has exactly the quarters of the commune."""
    contract = facts.contract
    if contract is None or contract.population is None:
        return None
    return contract.population if contract.quarters == {quarter.code for quarter in facts.quarters} else None


def _by_total(condition: Condition, over: Decimal, total: Cited, why: str) -> Answer:
    verdict = Verdict.HOLDS if _value(total) > over else Verdict.FAILS
    sentence = _("{why} Il compte {total} habitants, pour un seuil de {over}.")
    text = sentence.format(why=why, total=_number(_value(total)), over=_number(over))
    return Answer(condition, verdict, text, (total,))


def _bounded(
    condition: Condition, over: Decimal, facts: CommuneFacts, unknown: list[QuarterFacts], known: tuple[Cited, ...]
) -> Answer:
    bounds = list(_bounds(facts))
    smallest = min(bounds, key=_value, default=None)
    if smallest is not None and _value(smallest) <= over:
        sentence = _("Au plus {bound} habitants, pour un seuil de {over}.")
        text = sentence.format(bound=_number(_value(smallest)), over=_number(over))
        return Answer(condition, Verdict.FAILS, text, (smallest, *known))
    text = _("La population de ce quartier n’est pas publique.")
    if smallest is not None:
        text = _("Au plus {bound} habitants : ce n’est pas assez pour conclure.").format(
            bound=_number(_value(smallest))
        )
    names = ", ".join(quarter.name for quarter in unknown[:4]) + ("…" if len(unknown) > 4 else "")
    settles = condition.settles or _("La population de {names}, avec sa source.").format(names=names)
    return Answer(condition, Verdict.UNKNOWN, text, (*bounds, *known), settles)


def _bounds(facts: CommuneFacts) -> Iterable[Cited]:
    """What cannot be exceeded: the contract's total, and the population of the commune."""
    if facts.contract is not None and facts.contract.population is not None:
        yield facts.contract.population
    if facts.population is not None:
        yield facts.population


def _says(fact: Cited, over: Decimal) -> str:
    sentence = pgettext("quarter", "{label} : {value} habitants, pour un seuil de {over}.")
    return sentence.format(label=fact.label, value=_number(_value(fact)), over=_number(over))


def _value(fact: Cited) -> Decimal:
    assert fact.value is not None
    return fact.value


def _number(value: Decimal) -> str:
    return number_format(value, decimal_pos=0, use_l10n=True, force_grouping=True)
