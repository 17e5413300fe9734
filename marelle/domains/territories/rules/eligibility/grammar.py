"""Rule sets as data: what a condition may be, read and checked. A new set is data entry, never code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Each kind: what it asks, and the parameters that it takes.
KINDS = {
    "quarter_exists": gettext_lazy("La commune a un quartier prioritaire"),
    "quarter_population": gettext_lazy("Un quartier dépasse un nombre d’habitants"),
    "school_exists": gettext_lazy("La commune a un établissement de telle sorte"),
    "figure": gettext_lazy("Un chiffre dépasse un seuil"),
    "stated": gettext_lazy("Un programme concerne le quartier (dit par une source)"),
    "appreciation": gettext_lazy("À apprécier par des personnes"),
}
PARAMETERS: dict[str, frozenset[str]] = {
    "quarter_exists": frozenset(),
    "quarter_population": frozenset({"over", "together"}),
    "school_exists": frozenset({"kinds", "sector", "networks"}),
    "figure": frozenset({"indicator", "over", "under", "place"}),
    "stated": frozenset({"indicators"}),
    "appreciation": frozenset({"shows"}),
}
WORDS = frozenset({"label", "help", "settles"})  # read in the reader's language, where the catalogue has them
COMMON = frozenset({"id", "kind", "required"}) | WORDS
PLACES = ("commune", "quarter", "school")


class RuleSetFault(ValueError):
    """The set of rules does not make sense; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: what it is called, what it asks, whether it is needed or only looked at."""

    id: str
    kind: str
    label: str
    help: str = ""
    settles: str = ""  # what would settle it, when the usual sentence is not enough
    required: bool = True
    over: Decimal | None = None
    under: Decimal | None = None
    together: bool = False  # the populations of several quarters may be added up
    kinds: tuple[str, ...] = ()
    sector: str = ""
    networks: tuple[str, ...] = ()
    indicator: str = ""
    indicators: tuple[str, ...] = ()
    place: str = "commune"
    shows: tuple[str, ...] = ()

    @property
    def named(self) -> frozenset[str]:
        """Every indicator that it names."""
        return frozenset({*self.indicators, *self.shows, *([self.indicator] if self.indicator else [])})


@dataclass(frozen=True, slots=True)
class Rules:
    """The conditions of one wave; `generation` is the list of quarters that they speak of: 2015 or 2024."""

    generation: int
    conditions: tuple[Condition, ...]

    @property
    def named(self) -> frozenset[str]:
        """Every indicator that a condition names."""
        return frozenset(name for condition in self.conditions for name in condition.named)


def read_rules(content: Mapping[str, Any], indicators: frozenset[str], school_kinds: frozenset[str]) -> Rules:
    """The rules in this content. Raises RuleSetFault for whatever does not make sense, named by its condition."""
    generation = content.get("generation")
    if generation not in (2015, 2024):
        raise RuleSetFault(_("Dites de quelle liste de quartiers il s’agit : 2015 ou 2024."))
    said = content.get("conditions")
    if not isinstance(said, list) or not said:
        raise RuleSetFault(_("Il faut au moins une condition."))
    conditions = tuple(_condition(one, indicators, school_kinds) for one in said)
    names = [condition.id for condition in conditions]
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled:
        raise RuleSetFault(_("Deux conditions ont le même nom : {id}.").format(id=doubled))
    return Rules(generation, conditions)


def _condition(said: Any, indicators: frozenset[str], school_kinds: frozenset[str]) -> Condition:
    if not isinstance(said, Mapping):
        raise RuleSetFault(_("Une condition a un nom, une sorte et une phrase."))
    name, kind = str(said.get("id", "")), str(said.get("kind", ""))
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        raise RuleSetFault(_("« {id} » n’est pas un nom de condition : des lettres minuscules et _.").format(id=name))
    if kind not in KINDS:
        raise RuleSetFault(_("{id} : cette sorte de condition n’existe pas.").format(id=name))
    if not str(said.get("label", "")).strip():
        raise RuleSetFault(_("{id} : écrivez la condition en une phrase.").format(id=name))
    stray = set(said) - COMMON - PARAMETERS[kind]
    if stray:
        raise RuleSetFault(_("{id} : « {word} » n’a pas de sens ici.").format(id=name, word=sorted(stray)[0]))
    condition = Condition(**{word: _value(name, word, value) for word, value in said.items()})
    _check(condition, indicators, school_kinds)
    return condition


def _value(name: str, word: str, value: Any) -> Any:
    if word in ("over", "under"):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0:
            raise RuleSetFault(_("{id} : « {text} » n’est pas un seuil.").format(id=name, text=value))
        return number
    if word in ("kinds", "networks", "indicators", "shows"):
        return tuple(str(one) for one in value) if isinstance(value, list | tuple) else (str(value),)
    if word in ("required", "together"):
        return bool(value)
    text = str(value).strip()
    return _(text) if word in WORDS else text


def _check(condition: Condition, indicators: frozenset[str], school_kinds: frozenset[str]) -> None:
    for code in sorted(condition.named - indicators):
        raise RuleSetFault(_("{id} : l’indicateur « {code} » n’existe pas.").format(id=condition.id, code=code))
    for code in sorted(set(condition.kinds) - school_kinds):
        raise RuleSetFault(
            _("{id} : « {code} » n’est pas une sorte d’établissement.").format(id=condition.id, code=code)
        )
    if set(condition.networks) - {"REP", "REP+"}:
        raise RuleSetFault(_("{id} : un réseau est REP ou REP+.").format(id=condition.id))
    if condition.sector not in ("", "public", "contract", "private"):
        raise RuleSetFault(_("{id} : le secteur est public, contract ou private.").format(id=condition.id))
    if condition.place not in PLACES:
        raise RuleSetFault(_("{id} : le lieu est commune, quarter ou school.").format(id=condition.id))
    _check_thresholds(condition)


def _check_thresholds(condition: Condition) -> None:
    if condition.kind == "quarter_population" and condition.over is None:
        raise RuleSetFault(_("{id} : donnez le nombre d’habitants à dépasser (over).").format(id=condition.id))
    if condition.kind == "figure" and (
        not condition.indicator or (condition.over is None) == (condition.under is None)
    ):
        raise RuleSetFault(_("{id} : donnez un indicateur, et un seuil (over ou under).").format(id=condition.id))
    if condition.kind == "stated" and not condition.indicators:
        raise RuleSetFault(_("{id} : nommez les programmes (indicators).").format(id=condition.id))
