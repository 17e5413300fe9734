"""From the tree of a file to an `Instance`, field by field; the first fault is told with its line."""

from collections.abc import Callable
from typing import Any

from .faults import said
from .instance import OPINIONS, Candidate, Constraints, Instance, Limits, Stability
from .reading import read
from .values import Value

LARGEST_SPREAD = 100_000
MOST_DRAWS = 1_000_000
ENDS = ("min", "max")
MOST_PLACES = 1_000_000
TOP = {"years", "envelope", "candidates", "constraints", "rules", "seed", "weights", "stability"}
CANDIDATE = {"id", "marks", "merit", "spread", "amounts", "tags", "opinions"}
CONSTRAINTS = {"count", "require_favourable", "floors", "caps", "shares", "forced_in", "forced_out"}


def instance_of(data: bytes) -> tuple[Instance, Any]:
    """The question that a file asks, and its tree as read, for the fingerprint; or `Malformed`."""
    text, tree = read(data)
    top = Value(text, (), tree).table(TOP, needed=("years", "envelope", "candidates"))
    years = top.of("years").distinct(lambda each: each.integer(-9999, 9999))
    if not years:
        raise top.of("years").refuse("il faut au moins une année.")
    envelope = _a_year(top.of("envelope"), len(years))
    weights = _weights(top)
    candidates = tuple(_candidate(each, len(years), weights) for each in top.of("candidates").items())
    _one_kind(top, candidates, weights)
    ids = _ids(top, candidates)
    seed = top.of("seed").words() if top.has("seed") else ""
    return Instance(
        years=years,
        envelope=envelope,
        candidates=candidates,
        constraints=_constraints(top.of("constraints"), ids) if top.has("constraints") else Constraints(),
        weights=weights,
        rules=top.of("rules").words() if top.has("rules") else "",
        seed=seed,
        stability=_stability(top.of("stability"), seed) if top.has("stability") else Stability(),
    ), tree


def _a_year(value: Value, years: int) -> tuple[int, ...]:
    if isinstance(value.raw, list) and len(value.raw) != years:
        raise value.refuse(f"il faut un montant par année, soit {years}, et non {len(value.raw)}.")
    return tuple(each.integer() for each in value.items())


def _weights(top: Value) -> dict[str, int]:
    marked = any(isinstance(each.raw, dict) and "marks" in each.raw for each in top.of("candidates").items())
    weights = {name: each.decimal(0) for name, each in top.of("weights").members()} if top.has("weights") else {}
    if marked and not weights:
        raise top.missing("weights", "des notes demandent des poids.")
    if weights and not sum(weights.values()):
        raise top.of("weights").refuse("la somme des poids doit être positive.")
    return weights


def _candidate(value: Value, years: int, weights: dict[str, int]) -> Candidate:
    value.table(CANDIDATE, needed=("id", "amounts"))
    if not value.of("id").words():
        raise value.of("id").refuse("un identifiant est attendu.")
    if value.has("marks") == value.has("merit"):
        raise value.refuse("il faut soit des notes (« marks »), soit un mérite (« merit »), et non les deux.")
    marks = _marks(value.of("marks"), weights) if value.has("marks") else None
    return Candidate(
        id=value.of("id").words(),
        amounts=_a_year(value.of("amounts"), years),
        marks=marks,
        merit=value.of("merit").decimal() if marks is None else None,
        spread=_spread(value.of("spread"), marks or {}) if value.has("spread") else {},
        tags={name: each.words() for name, each in value.of("tags").members()} if value.has("tags") else {},
        opinions=tuple(_opinion(each) for each in value.of("opinions").items()) if value.has("opinions") else (),
    )


def _marks(value: Value, weights: dict[str, int]) -> dict[str, int]:
    """Exactly one mark for each criterion that has a weight."""
    for name in value.table().raw:
        if name not in weights:
            raise value.of(name).refuse("cette note n’a pas de poids.")
    return {name: each.decimal() for name, each in value.table(set(weights), needed=weights).members()}


def _spread(value: Value, marks: dict[str, int]) -> dict[str, int]:
    return {name: each.decimal(0, LARGEST_SPREAD) for name, each in value.table(set(marks)).members()}


def _opinion(value: Value) -> str | None:
    if value.raw is None or (isinstance(value.raw, str) and value.raw in OPINIONS):
        return value.raw
    raise value.refuse(f"un avis est attendu : {', '.join(each or 'null' for each in OPINIONS)}.")


def _one_kind(top: Value, candidates: tuple[Candidate, ...], weights: dict[str, int]) -> None:
    """All have marks and there are weights, or all have a merit and there are none."""
    for number, each in enumerate(candidates):
        if (each.marks is None) != (candidates[0].marks is None):
            raise top.of("candidates").of(number).refuse("toutes les candidatures ont des notes, ou toutes un mérite.")
    if candidates and candidates[0].marks is None and weights:
        raise top.of("weights").refuse("des poids demandent des notes, et ces candidatures ont un mérite.")


def _ids(top: Value, candidates: tuple[Candidate, ...]) -> set[str]:
    seen: set[str] = set()
    for number, each in enumerate(candidates):
        if each.id in seen:
            raise (
                top.of("candidates").of(number).of("id").refuse(f"« {said(each.id)} » est déjà une autre candidature.")
            )
        seen.add(each.id)
    return seen


def _constraints(value: Value, ids: set[str]) -> Constraints:
    value.table(CONSTRAINTS)
    boolean = value.has("require_favourable") and value.of("require_favourable").boolean()
    return Constraints(
        count=_limits(value.of("count"), _places) if value.has("count") else Limits(),
        require_favourable=boolean,
        floors=_counts(value.of("floors")) if value.has("floors") else {},
        caps=_counts(value.of("caps")) if value.has("caps") else {},
        shares=_shares(value.of("shares")) if value.has("shares") else {},
        forced_in=_known(value.of("forced_in"), ids) if value.has("forced_in") else (),
        forced_out=_known(value.of("forced_out"), ids) if value.has("forced_out") else (),
    )


def _limits(value: Value, read_: Callable[[Value], int]) -> Limits:
    value.table(set(ENDS))
    return Limits(*(read_(value.of(end)) if value.raw.get(end) is not None else None for end in ENDS))


def _places(value: Value) -> int:
    return value.integer(0, MOST_PLACES)


def _counts(value: Value) -> dict[tuple[str, str], int]:
    return {(tag, name): _places(each) for tag, values in value.members() for name, each in values.members()}


def _shares(value: Value) -> dict[tuple[str, str], Limits]:
    return {
        (tag, name): _limits(each, lambda end: end.decimal(0, 1))
        for tag, values in value.members()
        for name, each in values.members()
    }


def _known(value: Value, ids: set[str]) -> tuple[str, ...]:
    named = value.distinct(Value.words)
    for number, each in enumerate(named):
        if each not in ids:
            raise value.of(number).refuse(f"« {said(each)} » n’est pas une candidature de ce fichier.")
    return named


def _stability(value: Value, seed: str) -> Stability:
    value.table({"draws", "weight_spread", "seed"})
    return Stability(
        draws=value.of("draws").integer(0, MOST_DRAWS) if value.has("draws") else 10_000,
        weight_spread=value.of("weight_spread").decimal(0, 1) if value.has("weight_spread") else 0,
        seed=value.of("seed").words() if value.has("seed") else seed,
    )
