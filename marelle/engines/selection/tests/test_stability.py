"""The draws: the published generator, exact questions, and each solved as if it were asked alone."""

import json
from fractions import Fraction

import numpy as np
import pytest

from marelle.engines.selection import answer, instance_of, solve
from marelle.engines.selection.deciding import decide
from marelle.engines.selection.draws import blocks_of_gains, places
from marelle.engines.selection.program import whole
from marelle.engines.selection.rules import program_of, rules_of
from marelle.engines.selection.samples import call

from .oracle import small_call


def drawn(question: dict, draws: int = 60, **changes: object) -> dict:
    return question | {"stability": {"draws": draws, "weight_spread": 0.15, "seed": "s"} | changes}


def one_by_one(question: dict) -> dict[str, Fraction]:
    instance, _tree = instance_of(json.dumps(question).encode())
    program, cost = program_of(instance, rules_of(instance)), whole([each.cost for each in instance.candidates])
    total = np.zeros(program.size, dtype=int)
    for block in blocks_of_gains(instance):
        for gains in block:
            decision = decide(program.aiming(gains), cost, instance.order())
            assert decision is not None
            total += decision.chosen
    ids = [each.id for each in instance.candidates]
    return {name: Fraction(int(n), instance.stability.draws) for name, n in zip(ids, total, strict=True)}


def test_the_generator_is_splitmix64() -> None:
    # The first numbers of the seed 1234567, as its authors' programs give them.
    known = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    assert places(1234567, np.arange(5, dtype=np.uint64)).tolist() == known


@pytest.mark.parametrize("step", [0.0001, 0.5, 2])
def test_draws_solved_together_are_those_solved_alone(step: float) -> None:
    question = drawn(call(60, 3, step))
    assert answer(json.dumps(question).encode()).stability == one_by_one(question)


@pytest.mark.parametrize("seed", [5, 16, 21, 33, 40, 58])
def test_small_and_odd_calls_too(seed: int) -> None:
    question = drawn(small_call(seed), 20)
    for each in question["candidates"]:
        each["spread"] = dict.fromkeys(each.get("marks", {}), 0.5)
    question["constraints"] = {}
    question["envelope"] = [
        sum(c["amounts"][year] for c in question["candidates"]) // 2 for year in range(len(question["years"]))
    ]
    assert answer(json.dumps(question).encode()).stability == one_by_one(question)


def test_without_spread_every_draw_is_the_question_itself() -> None:
    question = drawn(call(80, 1, 0.5), 40, weight_spread=0)
    for each in question["candidates"]:
        each["spread"] = {}
    found = answer(json.dumps(question).encode())
    assert {name for name, share in found.stability.items() if share == 1} == set(found.selected)
    assert set(found.bands.values()) == {"always", "never"}


def test_a_draw_does_not_depend_on_their_number_nor_on_the_order_of_the_file() -> None:
    question = drawn(call(20, 2), 300)
    turned = question | {"candidates": question["candidates"][::-1]}
    first, other = (
        np.vstack(list(blocks_of_gains(instance_of(json.dumps(q).encode())[0]))) for q in (question, turned)
    )
    fewer = np.vstack(list(blocks_of_gains(instance_of(json.dumps(drawn(question, 10)).encode())[0])))
    assert (first == other[:, ::-1]).all() and (first[:10] == fewer).all()


def test_weights_and_marks_stay_within_their_spreads() -> None:
    question = drawn(call(3, 1), 2000)
    for each in question["candidates"]:
        each["spread"] = {}
        each["marks"] = {"diagnosis": 1, "steering": 0, "indicators": 0}
    question["candidates"][1]["spread"] = {"diagnosis": 0.5}
    instance, _tree = instance_of(json.dumps(question).encode())
    gains = np.vstack(list(blocks_of_gains(instance)))
    assert 0.85 / 1.15 <= gains[:, 0].min() / gains[:, 0].max() < 0.86 / 1.14
    mark = gains[:, 1] / gains[:, 0]
    assert 0.5 <= mark.min() < 0.51 and 1.49 < mark.max() <= 1.5


def test_a_merit_that_nothing_spreads_is_in_or_out() -> None:
    question = {"years": [1], "envelope": [5], "candidates": [], "stability": {"draws": 7}}
    question["candidates"] = [{"id": name, "merit": mark, "amounts": [4]} for name, mark in (("a", 1), ("b", 2))]
    found = solve(instance_of(json.dumps(question).encode())[0])
    assert found.stability == {"a": 0, "b": 1}
