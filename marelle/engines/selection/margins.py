"""What each candidate lacks to be in, or may lose and still be: the exact gap of merit, everything else unchanged.

Let V be the greatest merit, and V(j) that of the best list with candidate j in (or, for one that is in, without it).
Since more merit for j adds as much to every list that holds it and to no other, j changes sides when its merit changes
by V − V(j): beyond that gap surely, at the gap by the rules of ties. A rule that bars a candidate by itself (an
unfavourable opinion, a forced exit) is lifted for that candidate, and the gap says so: merit alone would not have done.

By rank the same is found by trying: a candidate's merit is put just above another's, for the nearest one that changes
whether it enters (bisection: coming earlier never closes the door).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from .draws import blocks_of_gains
from .instance import Instance
from .program import Program
from .ranking import rank_list
from .rules import Rule, program_of, rules_of
from .searching import maximise


@dataclass(frozen=True)
class Margin:
    """`gap`: by how much merit must change for the candidate to change sides; None: no change of merit would do."""

    inside: bool
    gap: Fraction | None
    barred: bool = False


def margins(instance: Instance, told: Callable[[int], None] | None = None) -> dict[str, Margin]:
    """The margin of each candidate in the list of greatest merit; `told` hears how many are done. None when no list
    respects the rules: an empty answer."""
    rules = rules_of(instance)
    program = program_of(instance, rules)
    best = maximise(program)
    if best.value is None or not best.proven:
        return {}
    chosen = best.choices[0]
    found: dict[str, Margin] = {}
    for place, one in enumerate(instance.candidates):
        found[one.id] = _margin(program, rules, place, bool(chosen[place]), best.value, instance.merit_unit)
        if told is not None:
            told(place + 1)
    return found


def _margin(program: Program, rules: list[Rule], place: int, inside: bool, value: int, unit: Fraction) -> Margin:
    lower, upper = program.lower.copy(), program.upper.copy()
    barred = not upper[place]
    if inside and lower[place]:
        return Margin(True, None)
    lower[place], upper[place] = (False, False) if inside else (True, True)
    other = maximise(program.between(lower, upper))
    if other.value is None:
        return Margin(inside, None, barred)
    return Margin(inside, (value - other.value) * unit, barred)


def rank_margins(instance: Instance) -> dict[str, Margin]:
    """The margin of each candidate in the plain list by rank."""
    gains = instance.gains()
    plain = _by_merit(instance, gains)
    entered = set(rank_list(plain, rules_of(plain)).entered)
    unit = instance.merit_unit
    return {
        one.id: _by_rank(plain, place, place in entered, sorted(set(gains)), unit)
        for place, one in enumerate(plain.candidates)
    }


def _by_rank(plain: Instance, place: int, inside: bool, levels: Sequence[int], unit: Fraction) -> Margin:
    one = plain.candidates[place]
    limits = plain.constraints
    barred = one.id in limits.forced_out or (limits.require_favourable and not one.favoured)
    if barred:
        plain = _lifted(plain, place)
    if one.id in limits.forced_in:
        return Margin(True, None)
    own = one.merit or 0
    tries = [level for level in levels if level < own][::-1] if inside else [lev for lev in levels if lev >= own]
    step = -1 if inside else 1
    first, last = 0, len(tries)
    if barred and not inside and _enters(plain, place, own):
        return Margin(False, Fraction(0), True)
    while first < last:
        middle = (first + last) // 2
        if _enters(plain, place, tries[middle] + step) != inside:
            last = middle
        else:
            first = middle + 1
    if first == len(tries):
        return Margin(inside, None, barred)
    return Margin(inside, abs(tries[first] - own) * unit, barred)


def _lifted(plain: Instance, place: int) -> Instance:
    """The same, with nothing that bars this one candidate by itself."""
    one, limits = plain.candidates[place], plain.constraints
    moved = list(plain.candidates)
    moved[place] = replace(one, opinions=())
    forced_out = tuple(name for name in limits.forced_out if name != one.id)
    return replace(plain, candidates=tuple(moved), constraints=replace(limits, forced_out=forced_out))


def rank_times(instance: Instance) -> dict[str, Fraction]:
    """The share of draws in which each candidate enters by rank; the draws are those of the stability."""
    plain = _by_merit(instance, instance.gains())
    rules, draws = rules_of(plain), instance.stability.draws
    times = [0] * len(plain.candidates)
    for block in blocks_of_gains(instance):
        for line in block.tolist():
            for place in rank_list(_by_merit(plain, line), rules).entered:
                times[place] += 1
    return {one.id: Fraction(count, draws) for one, count in zip(plain.candidates, times, strict=True)}


def _by_merit(instance: Instance, gains: Sequence[int]) -> Instance:
    """The same question with a merit in the place of marks."""
    moved = tuple(
        replace(one, marks=None, merit=gain, spread={}) for one, gain in zip(instance.candidates, gains, strict=True)
    )
    return replace(instance, weights={}, candidates=moved)


def _enters(plain: Instance, place: int, merit: int) -> bool:
    moved = list(plain.candidates)
    moved[place] = replace(moved[place], merit=merit)
    trial = replace(plain, candidates=tuple(moved))
    return place in rank_list(trial, rules_of(trial)).entered
