"""What is proven in integers holds of every choice of small programs: bounds of any prices, columns decided by rows."""

import json
import random
from collections.abc import Iterator
from itertools import product as every

import numpy as np
import pytest

from marelle.engines.selection import instance_of
from marelle.engines.selection.branching import refuted
from marelle.engines.selection.certificate import certify
from marelle.engines.selection.program import Chosen, Program
from marelle.engines.selection.rules import program_of, rules_of
from marelle.engines.selection.tightening import Tightening

from .test_searching import small_program


def choices(program: Program) -> Iterator[Chosen]:
    for chosen in every((False, True), repeat=program.size):
        held = np.array(chosen, dtype=bool)
        if program.holds(held):
            yield held


@pytest.mark.parametrize("seed", range(500, 560))
def test_any_prices_bound_every_choice_less_what_it_loses(seed: int) -> None:
    program, r = small_program(seed), random.Random(seed)
    prices = np.array([r.uniform(-1, 1) * 10.0 ** r.randint(-16, 6) for _row in program.low])
    proof = certify(program, prices)
    for chosen in choices(program):
        lost = sum(abs(each) for each, off in zip(proof.reduced.tolist(), chosen ^ proof.base, strict=True) if off)
        fixed = np.flatnonzero(program.lower == program.upper)  # what no choice moves is no loss
        lost -= sum(abs(proof.reduced.tolist()[place]) for place in fixed if chosen[place] ^ proof.base[place])
        for row, price in enumerate(proof.prices.tolist()):
            limit = program.high[row] if price > 0 else program.low[row]
            used = sum(program.rows[row][chosen].tolist())
            lost += 0 if not price or limit is None else price * (limit - used)
        assert program.value(chosen) << proof.shift <= proof.bound - lost


@pytest.mark.parametrize("seed", range(600, 700))
def test_what_rows_decide_is_so_in_every_choice(seed: int) -> None:
    program = small_program(seed)
    bounds = Tightening(program).tightened(program.lower, program.upper)
    for chosen in choices(program):
        assert bounds is not None
        assert not (chosen & ~bounds.upper).any() and not (bounds.lower & ~chosen).any()


def test_a_cap_of_nought_and_a_floor_of_all_decide_their_candidates() -> None:
    call = {"years": [1], "envelope": [10], "constraints": {"caps": {"t": {"a": 0}}, "floors": {"t": {"b": 2}}}}
    tags = zip("abbc", (1, 2, 3, 6), strict=True)
    call["candidates"] = [
        {"id": str(n), "merit": 1, "amounts": [cents], "tags": {"t": tag}} for n, (tag, cents) in enumerate(tags)
    ]
    instance, _tree = instance_of(json.dumps(call).encode())
    program = program_of(instance, rules_of(instance))
    bounds = Tightening(program).tightened(program.lower, program.upper)
    assert bounds is not None
    assert bounds.lower.tolist() == [False, True, True, False] and bounds.upper.tolist() == [False, True, True, False]


@pytest.mark.parametrize("over", [0.0004, 0.05])
def test_shares_that_ask_for_more_than_the_whole_are_refuted(over: float) -> None:
    # Their prices are of 10^-13, which 2^-40 does not tell apart: such rules were searched in vain.
    r = random.Random(5)
    call: dict = {"years": [2020], "candidates": []}
    for number in range(40):
        tags, amount = {"region": "ABC"[number % 3]}, r.randint(10**7, 9 * 10**7)
        call["candidates"].append({"id": str(number), "merit": number, "amounts": [amount], "tags": tags})
    call["envelope"] = [sum(each["amounts"][0] for each in call["candidates"]) // 2]
    least = {"A": 0.3, "B": 0.3, "C": round(0.4 + over, 4)}
    call["constraints"] = {
        "shares": {"region": {tag: {"min": each} for tag, each in least.items()}},
        "count": {"min": 1},
    }
    instance, _tree = instance_of(json.dumps(call).encode())
    assert refuted(program_of(instance, rules_of(instance)))
