"""Calls that were found to be slow, silent or wrong once: each is small, and says what went wrong."""

import json
import random
from fractions import Fraction
from hashlib import sha256

import pytest

from marelle.engines.selection import Malformed, NoList, answer, instance_of, solve
from marelle.engines.selection.program import whole
from marelle.engines.selection.rules import program_of, rules_of
from marelle.engines.selection.samples import call as sample
from marelle.engines.selection.searching import maximise
from marelle.engines.selection.stability import times_chosen

from .oracle import best


def written(call: dict) -> bytes:
    return json.dumps(call).encode()


def alike(size: int, seed: int) -> dict:
    """Amounts of a scale of two and marks by whole points: most candidates have their equals."""
    r = random.Random(seed)
    call: dict = {"years": [2020, 2021], "candidates": [], "seed": str(seed)}
    for number in range(size):
        amounts = [r.choice([3, 5])] * 2
        tags = {"region": r.choice("AB")}
        call["candidates"].append({"id": f"c{number}", "merit": r.randint(1, 3), "amounts": amounts, "tags": tags})
    half = [sum(each["amounts"][year] for each in call["candidates"]) // 2 for year in (0, 1)]
    return call | {"envelope": half, "constraints": {"caps": {"region": {"A": size // 3}}}}


@pytest.mark.parametrize("seed", range(12))
def test_candidates_that_all_rules_count_alike_enter_in_the_published_order(seed: int) -> None:
    call = alike(10, seed)
    found = answer(written(call))
    assert (found.objective, list(found.selected), found.ties_broken) == best(call)


def test_a_thousand_amounts_of_one_scale_and_marks_by_half_points_are_proven() -> None:
    # They took minutes: every exchange between equals was looked at.
    r = random.Random(1)
    call: dict = {"years": [2020], "envelope": [250 * 425], "candidates": [], "seed": "s"}
    for number in range(1_000):
        amount = r.choice([200, 300, 425, 600])
        call["candidates"].append({"id": f"c{number}", "merit": r.randint(4, 20) / 2, "amounts": [amount]})
    found = answer(written(call))
    assert found.optimal and found.ties_broken == "order" and found.notes == []


def test_a_budget_to_be_met_to_the_cent_is_met() -> None:
    # Merit follows the amount: a relaxation leaves a few cents unspent, and branching does not find them.
    r = random.Random(1)
    amounts = [r.randint(20_000_000, 70_000_000) for _number in range(130)]
    call = {"years": [2020], "envelope": [sum(amounts) * 6 // 10]}
    call["candidates"] = [
        {"id": str(number), "merit": amount / 100, "amounts": [amount]} for number, amount in enumerate(amounts)
    ]
    instance, _tree = instance_of(written(call))
    found = maximise(program_of(instance, rules_of(instance)))
    assert found.proven and found.value == call["envelope"][0] * 100


def first_to_the_cent(amounts: dict[str, int], budget: int, seed: str) -> list[str]:
    """By sums: in the published order, whoever leaves a sum that those after can still meet."""
    ranked = sorted(amounts, key=lambda id_: sha256(f"{seed}|{id_}".encode()).digest())
    sums = [1]
    for id_ in reversed(ranked):
        sums.append(sums[-1] | sums[-1] << amounts[id_])
    found, left = [], budget
    for after, id_ in zip(reversed(sums[:-1]), ranked, strict=True):
        if left >= amounts[id_] and after >> (left - amounts[id_]) & 1:
            found.append(id_)
            left -= amounts[id_]
    assert not left
    return sorted(found)


@pytest.mark.parametrize(("size", "largest"), [(30, 5_000), (40, 20_000)])
def test_the_last_tie_of_a_budget_met_to_the_cent_is_settled(size: int, largest: int) -> None:
    # Merit is the amount: thousands of lists have the same merit and spend, and the smallest stayed unresolved.
    r = random.Random(size)
    amounts = {f"c{number}": r.randint(largest // 3, largest) for number in range(size)}
    call: dict = {"years": [2020], "envelope": [sum(amounts.values()) * 6 // 10], "seed": "s"}
    call["candidates"] = [{"id": id_, "merit": cents / 100, "amounts": [cents]} for id_, cents in amounts.items()]
    found = answer(written(call))
    assert found.optimal and found.ties_broken == "order" and found.spent == tuple(call["envelope"])
    assert list(found.selected) == first_to_the_cent(amounts, call["envelope"][0], "s")


def test_an_unproven_list_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SHALLOW", (2.0,)), ("DEEP", ()), ("SOME", 0), ("MANY", 0)):
        monkeypatch.setattr(f"marelle.engines.selection.searching.{name}", value)
    monkeypatch.setattr("marelle.engines.selection.answering.WORK", -1.0)
    r = random.Random(3)
    call: dict = {"years": [2020], "envelope": [700_000_000], "candidates": []}
    for number in range(60):
        amount = r.randint(20_000_000, 70_000_000)
        call["candidates"].append({"id": str(number), "merit": amount / 100 + 1000, "amounts": [amount]})
    found = answer(written(call))
    assert not found.optimal and found.bound is not None and found.bound > found.objective
    assert len(found.notes) == 1 and "sans preuve" in found.notes[0]


def test_draws_that_are_not_proven_are_counted_and_the_list_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marelle.engines.selection.stability.WIDTHS", (5,))
    monkeypatch.setattr("marelle.engines.selection.stability.ALONE", -1.0)
    asked = 60
    found = answer(written(sample(30) | {"stability": {"draws": asked, "weight_spread": 0.15}}))
    proven = found.proven_draws
    assert found.optimal and 0 < proven < asked
    assert f"{asked - proven} tirages sur {asked}" in found.notes[-1]
    name = found.selected[0]
    least, most = found.between[name]
    assert least == found.stability[name] * proven / asked and most - least == Fraction(asked - proven, asked)
    told = json.loads(found.to_json())
    assert told["draws"] == {"asked": asked, "proven": proven}
    assert set(told["stability_between"]) == set(told["stability"])


def test_progress_of_draws_is_heard() -> None:
    call = {"years": [2020], "envelope": [5], "weights": {"x": 1}, "stability": {"draws": 600}}
    call["candidates"] = [{"id": name, "marks": {"x": 1}, "spread": {"x": 1}, "amounts": [5]} for name in "ab"]
    heard: list[tuple[str, int, int]] = []
    solve(instance_of(written(call))[0], lambda *told: heard.append(told))
    assert [each for each in heard if each[0] == "draws"] == [("draws", n, 600) for n in (250, 500, 600)]


@pytest.mark.parametrize("least", [8, 14])
def test_a_floor_above_the_cap_of_the_same_candidates_is_a_conflict_of_two(least: int) -> None:
    # One row that asks for more than it allows had no prices at all: the search gave up, and the conflict named others.
    call = sample(30, 2)
    call["constraints"] |= {"count": {"min": least, "max": 7}}
    with pytest.raises(NoList) as refused:
        answer(written(call))
    assert refused.value.conflict == (f"au moins {least} candidatures", "au plus 7 candidatures")


def test_a_zero_of_any_exponent_is_a_zero() -> None:
    # Its canonical text had as many noughts as the exponent says, and memory ended.
    call = (
        b'{"years": [1], "envelope": [1], "candidates": [{"id": "a", "amounts": [1], "merit": 0e-999999999999999999}]}'
    )
    assert answer(call).objective == 0


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (
            '{"years": [1], "weights": {}, "envelope": [1], "candidates": [{"id": "a", "marks": {}, "amounts": [1]}]}',
            "weights",
        ),
        ('{"years": [2020,],', "years[1]"),
        ('{"years": [2020], "envelope": [08]}', "envelope[0]"),
        ('{"candidates": [{"id": "a", "tags": {"x,": oops}}]}', "candidates[0].tags.x,"),
    ],
)
def test_the_field_is_told_even_where_the_text_breaks_off(text: str, field: str) -> None:
    with pytest.raises(Malformed) as refused:
        instance_of(text.encode())
    assert refused.value.field == field


def test_times_are_those_of_proven_draws_only() -> None:
    call = {"years": [1], "envelope": [5], "candidates": [], "stability": {"draws": 7}}
    call["candidates"] = [{"id": name, "merit": mark, "amounts": [4]} for name, mark in (("a", 1), ("b", 2))]
    instance, _tree = instance_of(written(call))
    program = program_of(instance, rules_of(instance))
    chosen = maximise(program).choices[0]
    times = times_chosen(instance, program, whole([4, 4]), instance.order(), chosen)
    assert (times.proven, times.chosen) == (7, [0, 7])
