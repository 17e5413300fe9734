"""A second opinion, from the text of the format alone: every list of a small call, with fractions and plain loops."""

import random
from fractions import Fraction
from hashlib import sha256
from itertools import combinations


def merit(call: dict, candidate: dict) -> Fraction:
    if "merit" in candidate:
        return Fraction(str(candidate["merit"]))
    weights = {name: Fraction(str(weight)) for name, weight in call["weights"].items()}
    total = sum(weights[name] * Fraction(str(mark)) for name, mark in candidate["marks"].items())
    return total / sum(weights.values())


def respects(call: dict, chosen: list[dict]) -> bool:
    rules, ids = call.get("constraints", {}), {each["id"] for each in chosen}
    spent = [sum(each["amounts"][year] for each in chosen) for year in range(len(call["years"]))]
    count = {"min": 0, "max": None} | {key: v for key, v in rules.get("count", {}).items() if v is not None}
    return (
        all(done <= limit for done, limit in zip(spent, call["envelope"], strict=True))
        and len(chosen) >= count["min"]
        and (count["max"] is None or len(chosen) <= count["max"])
        and (not rules.get("require_favourable") or all(map(favoured, chosen)))
        and ids.issuperset(rules.get("forced_in", []))
        and ids.isdisjoint(rules.get("forced_out", []))
        and all(len(having(chosen, *key)) >= least for *key, least in table(rules.get("floors", {})))
        and all(len(having(chosen, *key)) <= most for *key, most in table(rules.get("caps", {})))
        and all(share_holds(chosen, having(chosen, *key), limits) for *key, limits in table(rules.get("shares", {})))
    )


def table(nested: dict) -> list[tuple]:
    return [(tag, value, held) for tag, values in nested.items() for value, held in values.items()]


def having(chosen: list[dict], tag: str, value: str) -> list[dict]:
    return [each for each in chosen if each.get("tags", {}).get(tag) == value]


def favoured(candidate: dict) -> bool:
    return all(opinion in ("favourable", "reservations") for opinion in candidate.get("opinions", []))


def share_holds(chosen: list[dict], mine: list[dict], limits: dict) -> bool:
    whole, part = (sum(sum(each["amounts"]) for each in some) for some in (chosen, mine))
    least, most = (limits.get(end) for end in ("min", "max"))
    return (least is None or part >= Fraction(str(least)) * whole) and (
        most is None or part <= Fraction(str(most)) * whole
    )


def lists(call: dict) -> list[list[dict]]:
    """Every list that respects the rules."""
    every = call["candidates"]
    tried = (list(some) for size in range(len(every) + 1) for some in combinations(every, size))
    return [some for some in tried if respects(call, some)]


def best(call: dict) -> tuple[Fraction, list[str], str | None] | None:
    """Total merit, sorted ids, and what broke the tie."""
    allowed = lists(call)
    if not allowed:
        return None
    top = max(sum((merit(call, each) for each in some), Fraction()) for some in allowed)
    tied = [some for some in allowed if sum((merit(call, each) for each in some), Fraction()) == top]
    least = min(spend(some) for some in tied)
    cheap = [some for some in tied if spend(some) == least]
    order = {
        each["id"]: sha256(f"{call.get('seed', '')}|{each['id']}".encode()).digest() for each in call["candidates"]
    }
    first = min(cheap, key=lambda some: sorted(order[each["id"]] for each in some))
    tie = None if len(tied) == 1 else "spend" if len(cheap) == 1 else "order"
    return top, sorted(each["id"] for each in first), tie


def spend(chosen: list[dict]) -> int:
    return sum(sum(each["amounts"]) for each in chosen)


def small_call(seed: int) -> dict:
    """An invented call of at most ten candidates, tight to the cent, with all kinds of rules and many ties."""
    r = random.Random(seed)
    years, size = r.randint(1, 3), r.randint(0, 10)
    kind = r.choice(["grid", "fine", "equal", "merit"])
    amount = r.choice([lambda: r.randint(0, 5), lambda: r.randint(10**6, 9 * 10**7), lambda: 42500000])
    amount = (lambda: r.randint(0, 10**20)) if r.random() < 0.1 else amount
    candidates = []
    for number in range(size):
        one: dict = {"id": f"é{number}", "amounts": [amount() for _year in range(years)]}
        one["tags"] = {"region": r.choice("AB"), "size": r.choice(["x", "y", "z"])}
        one["opinions"] = r.choices(["favourable", "reservations", "unfavourable", None], [9, 3, 1, 1], k=2)
        if kind == "merit":
            one["merit"] = r.choice([-1, 0, 3, 7.25])
        else:
            mark = {
                "grid": lambda: r.randint(0, 4) / 2,
                "fine": lambda: r.randint(0, 99999) / 10**4,
                "equal": lambda: 5,
            }
            one["marks"] = {name: mark[kind]() for name in ("a", "b")}
        candidates.append(one)
    some = [each for each in candidates if r.random() < 0.6]
    slack = [r.choice([0, 0, 1, -1, 10**7]) for _year in range(years)]
    envelope = [max(0, sum(each["amounts"][year] for each in some) + slack[year]) for year in range(years)]
    call: dict = {
        "years": list(range(2020, 2020 + years)),
        "envelope": envelope,
        "candidates": candidates,
        "seed": str(seed),
    }
    if kind != "merit" and candidates:
        call["weights"] = r.choice([{"a": 0.4, "b": 0.6}, {"a": 1, "b": 2}, {"a": 0.3333, "b": 0.3333}])
    call["constraints"] = _some_rules(r, candidates, some)
    return call


def _some_rules(r: random.Random, candidates: list[dict], some: list[dict]) -> dict:
    rules: dict = {}
    if r.random() < 0.4:
        rules["count"] = {
            "min": r.choice([None, len(some) - 2 if len(some) > 2 else 0, len(some)]),
            "max": r.choice([None, len(some)]),
        }
    if r.random() < 0.3:
        rules["require_favourable"] = True
    if r.random() < 0.5:
        rules["floors"] = {"region": {"A": r.randint(0, 3)}, "size": {"z": r.randint(0, 1)}}
    if r.random() < 0.5:
        rules["caps"] = {"region": {"A": r.randint(0, 5)}, "size": {"x": r.randint(0, 2), "none": 1}}
    if r.random() < 0.4:
        rules["shares"] = {"region": {"B": {"max": r.choice([0.35, 0.5, 0.1234])}, "A": {"min": r.choice([None, 0.2])}}}
    if r.random() < 0.2 and candidates:
        rules["forced_in"] = [r.choice(candidates)["id"]]
    if r.random() < 0.2 and candidates:
        rules["forced_out"] = [r.choice(candidates)["id"]]
    return rules
