"""Why there is no list: rules that cannot hold together, of which none can be spared (QuickXplain, Junker 2004)."""

import numpy as np

from .instance import Instance
from .rules import Rule, program_of
from .searching import maximise


def irreducible_conflict(instance: Instance, rules: list[Rule]) -> list[Rule]:
    """Rules that no list respects together, though it can respect all of them but any one. Empty: it is not known."""
    return _conflict(instance, [], False, rules) if _impossible(instance, rules) else []


def _conflict(instance: Instance, given: list[Rule], changed: bool, rules: list[Rule]) -> list[Rule]:
    if changed and _impossible(instance, given):
        return []
    if len(rules) == 1:
        return rules
    half = len(rules) // 2
    second = _conflict(instance, [*given, *rules[:half]], True, rules[half:])
    first = _conflict(instance, [*given, *second], bool(second), rules[:half])
    return [*first, *second]


def _impossible(instance: Instance, rules: list[Rule]) -> bool:
    """Proven: no list respects these rules."""
    program = program_of(instance, rules)
    return maximise(program.aiming(np.zeros(program.size, dtype=np.int64)), enough=0).infeasible
