"""Invented calls of any size, as the text of the format would hold them: for tests and for measuring."""

import random
from typing import Any

REGIONS = ("11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94", "01", "02", "03", "04", "06")
CRITERIA = {"diagnosis": 0.4, "steering": 0.35, "indicators": 0.25}


def call(size: int, seed: int = 1, step: float = 0.0001, steady: bool = False) -> dict[str, Any]:
    """Three yearly budgets, of which 60 % of what is asked can be paid, and a floor and a cap for each region.

    `step` is that of the marks (a half point makes many ties); `steady` asks the same amount every year.
    """
    chance = random.Random(f"{size} {seed}")  # noqa: S311
    candidates = [_candidate(chance, number, step, steady) for number in range(size)]
    count = {region: sum(each["tags"]["region"] == region for each in candidates) for region in REGIONS}
    return {
        "years": [2020, 2021, 2022],
        "envelope": [sum(each["amounts"][year] for each in candidates) * 6 // 10 for year in range(3)],
        "candidates": candidates,
        "constraints": {
            "require_favourable": True,
            "floors": {"region": {region: number * 45 // 100 for region, number in count.items()}},
            "caps": {"region": {region: number * 75 // 100 + 1 for region, number in count.items()}},
            "shares": {"region": {"11": {"max": 0.35}}},
        },
        "rules": "invented",
        "seed": str(seed),
        "weights": CRITERIA,
        "stability": {"draws": 0, "weight_spread": 0.15, "seed": str(seed)},
    }


def _candidate(chance: random.Random, number: int, step: float, steady: bool) -> dict[str, Any]:
    base = chance.randint(20_000_000, 70_000_000)
    return {
        "id": f"c{number:05}",
        "marks": {name: round(round(chance.uniform(2, 10) / step) * step, 4) for name in CRITERIA},
        "spread": dict.fromkeys(CRITERIA, 0.5),
        "amounts": [base if steady else int(base * chance.uniform(0.7, 1.3)) for _year in range(3)],
        "tags": {"region": REGIONS[min(int(chance.expovariate(0.15)), len(REGIONS) - 1)]},
        "opinions": ["favourable", chance.choice(["favourable", "reservations"])],
    }
