"""The rules by which the list of a call is made: chosen before it opens, published, then frozen. Pure.

They are data in the words of `marelle select` (docs of the engine), with what a call adds: the method that the jury
starts from, the rule of ties, and the scale by which amounts are fixed before anybody is selected.

{"method": "optimal", "rules": "2019-1", "seed": "2019", "ties": "merit_spend_draw",
 "constraints": {"count": {"min": null, "max": 80}, "require_favourable": true, "floors": {"region": {"32": 10}},
                 "caps": {"size": {"large": 20}}, "shares": {"region": {"11": {"max": 0.35}}}},
 "sizes": [5000, 15000], "scale": {"by": "inhabitants", "steps": [{"from": 0, "cents": 30000000}]}}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused
from marelle.kernel.money import LARGEST, Cents

from ..states.selection import METHODS, OVERSEAS, SCALES, SIZES, TAGS, TIES

VERSION = "2019-1"
MOST = 10_000


class SelectionRulesMakeNoSense(Refused):
    """A rule that nobody could apply."""

    code = "calls.selection_rules_make_no_sense"
    sentence = _("{reason}")


@dataclass(frozen=True, slots=True)
class Step:
    """From how many inhabitants on, how much a year; for a ceiling, from zero."""

    start: int
    cents: Cents


@dataclass(frozen=True, slots=True)
class Scale:
    """How the amount of a site is fixed, before selection."""

    by: str
    steps: tuple[Step, ...]

    def amount(self, *, inhabitants: int | None, requested: int | None) -> Cents | None:
        """Cents a year for one site; None where what the scale needs is unknown."""
        if self.by == "flat":
            return self.steps[0].cents
        if self.by == "requested":
            return None if requested is None else Cents(min(requested, self.steps[0].cents))
        if inhabitants is None:
            return None
        return next(step.cents for step in reversed(self.steps) if step.start <= inhabitants)


@dataclass(frozen=True, slots=True)
class Limit:
    """One constraint in words: at least, or at most, so many sites, or such a share, of one tag."""

    kind: str  # floor, cap or share
    tag: str
    value: str
    number: Decimal


@dataclass(frozen=True, slots=True)
class SelectionRules:
    """The rules, read: what a screen says of them and an engine is given."""

    method: str
    seed: str
    ties: str
    least: int | None
    most: int | None
    require_favourable: bool
    limits: tuple[Limit, ...]
    sizes: tuple[int, int]
    scale: Scale

    def size_of(self, inhabitants: int | None) -> str | None:
        """The size of a site by the inhabitants of its quarters; None when unknown."""
        if inhabitants is None:
            return None
        small, large = self.sizes
        return "small" if inhabitants < small else "medium" if inhabitants < large else "large"


def read_selection(data: Mapping[str, Any]) -> SelectionRules:
    """The rules in this data. Refuses (`SelectionRulesMakeNoSense`) whatever could not be applied, and says where."""
    held = _object(data, "constraints")
    count = _object(held, "count")
    least, most = (_count(count, name) for name in ("min", "max"))
    if least is not None and most is not None and least > most:
        _refuse("count_max", _("Le nombre de sites au plus est inférieur au nombre au moins."))
    return SelectionRules(
        method=_one_of(data, "method", METHODS),
        seed=_seed(data.get("seed")),
        ties=_one_of(data, "ties", TIES),
        least=least,
        most=most,
        require_favourable=held.get("require_favourable") is True,
        limits=_limits(held),
        sizes=_sizes(data.get("sizes")),
        scale=_scale(_object(data, "scale")),
    )


def _refuse(field: str, reason: str | Promise) -> None:
    raise SelectionRulesMakeNoSense(field=field, reason=reason)


def _object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What stands under a name, where words are expected; nothing is an empty one."""
    value = data.get(name)
    if value is not None and not isinstance(value, Mapping):
        _refuse(name, _("« {name} » s’écrit par mots et valeurs, comme la notice le montre.").format(name=name))
    return value or {}


def _one_of(data: Mapping[str, Any], name: str, known: Mapping[str, Any]) -> str:
    if not isinstance(data.get(name), str) or data[name] not in known:
        _refuse(name, _("Choisissez une réponse dans la liste."))
    return str(data[name])


def _seed(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 40:
        _refuse("seed", _("Donnez la graine du tirage : un mot ou un nombre, 40 caractères au plus, qui sera publié."))
    return str(value)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _count(data: Mapping[str, Any], name: str) -> int | None:
    value = data.get(name)
    if value is not None and (not _whole(value) or value > MOST):
        _refuse(f"count_{name}", _("Le nombre de sites est un nombre entier, ou rien."))
    return value


def _limits(held: Mapping[str, Any]) -> tuple[Limit, ...]:
    found: list[Limit] = []
    for name, kind in (("floors", "floor"), ("caps", "cap"), ("shares", "share")):
        rules = _object(held, name)
        for tag in rules:
            if tag not in TAGS:
                _refuse("limits", _("Une règle porte sur la région, l’académie, la taille ou l’outre-mer."))
            values = _object(rules, tag)
            found += [Limit(kind, tag, str(value), _bound(kind, told)) for value, told in values.items()]
    for limit in found:
        known = {"size": SIZES, "overseas": OVERSEAS}.get(limit.tag)
        if known is not None and limit.value not in known:
            _refuse("limits", _("« {value} » n’existe pas ici.").format(value=limit.value))
    _check_pairs(found)
    return tuple(found)


def _bound(kind: str, told: Any) -> Decimal:
    if kind != "share":
        if not _whole(told) or told > MOST:
            _refuse("limits", _("Un plancher ou un plafond est un nombre entier de sites."))
        return Decimal(told)
    share = told.get("max") if isinstance(told, Mapping) else None
    if isinstance(share, bool) or not isinstance(share, int | float | Decimal) or not 0 < share <= 1:
        _refuse("limits", _("Une part est un pourcentage entre 0 et 100."))
    return Decimal(str(share))


def _check_pairs(limits: Sequence[Limit]) -> None:
    floors = {(one.tag, one.value): one.number for one in limits if one.kind == "floor"}
    for cap in limits:
        if cap.kind == "cap" and floors.get((cap.tag, cap.value), Decimal(0)) > cap.number:
            _refuse("limits", _("Un plancher dépasse le plafond de la même ligne."))


def _sizes(value: Any) -> tuple[int, int]:
    if value is None:
        return 5_000, 15_000
    if not (isinstance(value, list) and len(value) == 2 and all(map(_whole, value)) and value[0] < value[1]):
        _refuse("sizes", _("Un grand site a plus d’habitants qu’un petit : donnez deux nombres, du plus petit."))
    return int(value[0]), int(value[1])


def _scale(data: Mapping[str, Any]) -> Scale:
    by, told = data.get("by"), data.get("steps")
    if not isinstance(by, str) or by not in SCALES:
        _refuse("scale_by", _("Dites comment le montant d’un site est fixé, avant la sélection."))
    known = told if isinstance(told, list) and all(isinstance(one, Mapping) for one in told) else []
    steps = [Step(one.get("from"), one.get("cents")) for one in known]
    if not steps or not all(_whole(step.start) and _whole(step.cents) and 0 < step.cents <= LARGEST for step in steps):
        _refuse("scale_steps", _("Donnez le montant par an, un nombre d’euros plus grand que zéro."))
    starts = [step.start for step in steps]
    if starts[0] != 0 or starts != sorted(set(starts)):
        _refuse("scale_steps", _("Les paliers partent de zéro habitant et montent, sans se répéter."))
    if by != "inhabitants" and len(steps) > 1:
        _refuse("scale_steps", _("Ce barème n’a qu’un seul montant."))
    return Scale(str(by), tuple(steps))
