"""The list, its ties and its refusals, beside every list of a small call."""

import json
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.engines.selection import NoList, answer, compare, instance_of, solve
from marelle.engines.selection.conflicts import irreducible_conflict
from marelle.engines.selection.ranking import broken
from marelle.engines.selection.rules import rules_of

from .oracle import best, favoured, merit, small_call


def written(call: dict) -> bytes:
    return json.dumps(call).encode()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_the_list_is_the_one_that_the_rules_designate(seed: int) -> None:
    call = small_call(seed)
    expected = best(call)
    if expected is None:
        with pytest.raises(NoList):
            answer(written(call))
        return
    found = answer(written(call))
    assert (found.objective, list(found.selected), found.ties_broken) == expected
    assert found.optimal and found.bound == found.objective


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_a_conflict_is_one_and_nothing_in_it_can_be_spared(seed: int) -> None:
    instance, _tree = instance_of(written(small_call(seed)))
    rules = rules_of(instance)
    numbers = range(len(instance.candidates))
    every = [set(some) for size in range(len(numbers) + 1) for some in combinations(numbers, size)]
    conflict = irreducible_conflict(instance, rules)
    assert bool(conflict) == all(broken(rules, some) for some in every)
    for left_out in conflict:
        rest = [rule for rule in conflict if rule is not left_out]
        assert any(not broken(rest, some) for some in every)


def test_the_fingerprint_covers_the_question_and_the_answer_and_nothing_else() -> None:
    call = small_call(12)
    first = answer(written(call))
    assert first.to_json() == answer(json.dumps(call, indent=3, ensure_ascii=False).encode()).to_json()
    assert first.fingerprint != answer(written(call | {"rules": "another"})).fingerprint


def test_an_unlucky_cent_changes_the_list() -> None:
    call = {"years": [2020], "envelope": [6_800_000_000], "candidates": []}
    call["candidates"] = [{"id": str(n), "merit": 5, "amounts": [85_000_000 + n]} for n in range(80)]
    call["envelope"] = [sum(each["amounts"][0] for each in call["candidates"])]
    assert len(answer(written(call)).selected) == 80
    call["envelope"][0] -= 1
    assert len(answer(written(call)).selected) == 79


def test_no_candidate_is_an_empty_list() -> None:
    found = answer(written({"years": [2020], "envelope": [0], "candidates": [], "stability": {"draws": 10}}))
    assert (found.selected, found.objective, found.spent, found.stability) == ((), 0, (0,), {})


def test_merits_that_no_decimal_writes_stay_exact() -> None:
    call = {"years": [1], "envelope": [9], "weights": {"a": 1, "b": 2}}
    call["candidates"] = [{"id": "x", "amounts": [1], "marks": {"a": 1, "b": 0}}]
    found = answer(written(call))
    assert found.objective == Fraction(1, 3)
    assert '"objective": 0.333333333333,' in found.to_json()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_every_pair_is_named_in_which_a_lower_merit_is_in_before_a_higher(seed: int) -> None:
    call = small_call(seed)
    try:
        found = answer(written(call)).as_dict()
    except NoList:
        return
    rules, inside = call["constraints"], set(found["selected"])
    barred = {each["id"] for each in call["candidates"] if rules.get("require_favourable") and not favoured(each)}
    barred |= set(rules.get("forced_out", []))
    merits = {each["id"]: merit(call, each) for each in call["candidates"]}
    pairs = [[a, b] for a in inside for b in merits.keys() - inside - barred if merits[a] < merits[b]]
    assert sorted(found["overtaken"]["pairs"]) == sorted(pairs)
    assert found["overtaken"]["count"] == len(pairs)


def test_the_rank_list_passes_over_whoever_does_not_fit() -> None:
    call = {"years": [2020], "envelope": [10], "constraints": {"floors": {"t": {"v": 1}}}}
    facts = [("a", 9, 6), ("b", 8, 5), ("c", 7, 4), ("d", 1, 1)]
    call["candidates"] = [{"id": name, "merit": mark, "amounts": [cents]} for name, mark, cents in facts]
    call["candidates"][3]["tags"] = {"t": "v"}
    found = answer(written(call)).as_dict()
    assert found["rank_list"]["selected"] == ["a", "c"]
    assert found["rank_list"]["unmet"] == ["au moins 1 candidature où «\u00a0t\u00a0» vaut «\u00a0v\u00a0»"]
    assert found["selected"] == ["b", "c", "d"]


def test_two_answers_side_by_side() -> None:
    call = {"years": [2020], "envelope": [10], "constraints": {}}
    facts = [("a", 9, 6), ("b", 8, 5), ("c", 7, 4)]
    call["candidates"] = [{"id": name, "merit": mark, "amounts": [cents]} for name, mark, cents in facts]
    first = solve(instance_of(written(call))[0])
    second = solve(instance_of(written(call | {"constraints": {"forced_out": ["a"]}}))[0])
    told = compare(first, second)
    assert (told.enters, told.leaves, told.objective, told.spent) == (("b",), ("a",), -1, (-1,))
    assert told.rules_added == ("«\u00a0a\u00a0» écartée d’office",)
