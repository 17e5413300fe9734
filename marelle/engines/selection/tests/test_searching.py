"""The exact search beside every choice of small programs, and beside HiGHS's own integer solver on larger ones."""

import json
import random
from itertools import product as every

import highspy
import numpy as np
import pytest

from marelle.engines.selection import instance_of
from marelle.engines.selection.best import Best
from marelle.engines.selection.branching import Branching, refuted
from marelle.engines.selection.effort import Effort
from marelle.engines.selection.program import Program, whole
from marelle.engines.selection.relaxation import _model, _quiet, _scales
from marelle.engines.selection.rules import program_of, rules_of
from marelle.engines.selection.samples import call
from marelle.engines.selection.searching import maximise

ROWS = {
    "money": lambda r: r.randint(0, 10**7),
    "count": lambda r: r.randint(0, 1),
    "share": lambda r: r.randint(-(10**6), 10**6),
    "huge": lambda r: r.randint(0, 10**22),
}
GAINS = {
    "small": lambda r: r.randint(-3, 9),
    "large": lambda r: r.randint(0, 10**9),
    "equal": lambda r: 5,
    "huge": lambda r: r.randint(0, 10**25),
}


def small_program(seed: int) -> Program:
    """Limits at or within one unit of what some choice uses: tight, and often infeasible."""
    r = random.Random(seed)
    size = r.randint(0, 11)
    gain = GAINS[r.choice(list(GAINS))]
    rows, low, high = [], [], []
    for _row in range(r.randint(0, 5)):
        kind = ROWS[r.choice(list(ROWS))]
        row = [kind(r) for _column in range(size)]
        used = sum(each for each in row if r.random() < 0.5)
        rows.append(row)
        ends = r.choice(["high", "high", "low", "both"])
        high.append(used + r.choice([0, 0, -1, 1, abs(used) // 10]) if ends != "low" else None)
        low.append(used - r.choice([0, 0, -1, 1, abs(used) // 3]) if ends != "high" else None)
    lower = np.array([r.random() < 0.05 for _column in range(size)], dtype=bool)
    upper = lower | np.array([r.random() < 0.95 for _column in range(size)], dtype=bool)
    held = whole(rows) if rows and size else np.zeros((len(rows), size), dtype=np.int64)
    return Program(whole([gain(r) for _column in range(size)]), held, tuple(low), tuple(high), lower, upper)


def all_best(program: Program) -> tuple[int | None, set[tuple[int, ...]]]:
    best, choices = None, set()
    for chosen in every((0, 1), repeat=program.size):
        within = all(a <= x <= b for a, x, b in zip(program.lower, chosen, program.upper, strict=True))
        used = [sum(a * x for a, x in zip(row, chosen, strict=True)) for row in program.rows.tolist()]
        limits = zip(used, program.low, program.high, strict=True)
        if not within or not all((a is None or a <= u) and (b is None or u <= b) for u, a, b in limits):
            continue
        value = sum(a * x for a, x in zip(program.gain.tolist(), chosen, strict=True))
        if best is None or value > best:
            best, choices = value, set()
        if value == best:
            choices.add(chosen)
    return best, choices


@pytest.mark.parametrize("start", range(0, 300, 25))
def test_the_best_is_proven_and_all_its_ties_are_listed(start: int) -> None:
    for seed in range(start, start + 25):
        program = small_program(seed)
        found, (value, choices) = maximise(program), all_best(program)
        assert found.proven and found.value == value, seed
        listed = {tuple(map(int, each)) for each in found.choices}
        assert listed == choices if found.complete else listed <= choices, seed


@pytest.mark.parametrize("start", range(300, 400, 25))
def test_branches_alone_prove_the_same(start: int) -> None:
    for seed in range(start, start + 25):
        program = small_program(seed)
        if not program.size:
            continue
        best, (value, choices) = Best(), all_best(program)
        assert refuted(program) <= (value is None)
        assert Branching(program, best, Effort()).run() and best.value == value, seed
        assert {tuple(map(int, each)) for each in best.choices} == choices, seed


def by_highs(program: Program) -> int:
    """HiGHS's own branch and cut, whose tolerances are wide of a cent but not of these sizes."""
    highs, model = _quiet(), _model(program, _scales(program), elastic=False)
    model.col_cost_ = -program.gain.astype(float) / program.step
    model.integrality_ = [highspy.HighsVarType.kInteger] * program.size
    for option in ("mip_rel_gap", "mip_abs_gap"):
        highs.setOptionValue(option, 0.0)
    highs.passModel(model)
    highs.run()
    chosen = np.rint(np.array(highs.getSolution().col_value)).astype(bool)
    assert program.holds(chosen)
    return program.value(chosen)


@pytest.mark.parametrize("step", [0.0001, 0.5])
@pytest.mark.parametrize("size", [30, 60, 90])
def test_the_same_value_as_another_exact_method(size: int, step: float) -> None:
    for seed in range(3):
        instance, _tree = instance_of(json.dumps(call(size, seed, step)).encode())
        program = program_of(instance, rules_of(instance))
        found = maximise(program)
        assert found.proven and found.complete
        assert found.value == by_highs(program)


def test_a_search_that_gives_up_says_what_may_be_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marelle.engines.selection.searching.DEEP", ())
    monkeypatch.setattr("marelle.engines.selection.searching.SHALLOW", (2.0,))
    instance, _tree = instance_of(json.dumps(call(60, 1)).encode())
    program = program_of(instance, rules_of(instance))
    found = maximise(program, effort=Effort(-1.0))
    best = by_highs(program)
    assert not found.complete and found.value is not None and found.value <= best
    assert found.bound is not None and found.bound >= best
