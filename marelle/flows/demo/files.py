"""What each invented town writes, what the two authorities say of it, what readers mark: drawn from its own worth."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .towns import Town

if TYPE_CHECKING:
    from marelle.kernel.questionnaires import Definition

TEXTS = ("social", "school", "objective_school", "objective_continuity", "objective_horizons", "steering", "families")
CODES = {"social": "social_diagnosis", "school": "school_diagnosis", "families": "families_place"}
INDICATORS = (
    ("Collégiens inscrits à une activité le mercredi (en %)", "40", "65", "Inscriptions de la ville"),
    ("Demi-journées d’absence par élève de quatrième", "15", "10", "Vie scolaire du collège"),
    ("Familles venues à l’école au moins une fois dans l’année (en %)", "35", "70", "Cahier d’accueil des écoles"),
    ("Élèves de troisième qui ont trouvé un stage (en %)", "60", "95", "Collège"),
)


@cache
def told() -> dict[str, Any]:
    with Path(__file__).with_name("towns.toml").open("rb") as file:
        return tomllib.load(file)


def answers(form: Definition, town: Town, college: str, asked: int) -> dict[str, Any]:
    """A whole file of a town on this version of the form. `asked`: euros a year asked from the State."""
    whole = _perimeter(town, college) | _texts(town) | _budget(asked) | _rest(town)
    return {code: value for code, value in whole.items() if form.field(code)}


def part_of(whole: Mapping[str, Any], share: float) -> dict[str, Any]:
    """A draft: that share of the answers, the first ones, as people write them."""
    codes = list(whole)
    return {code: whole[code] for code in codes[: max(1, round(len(codes) * share))]}


def _perimeter(town: Town, college: str) -> dict[str, Any]:
    """What is picked in the registers."""
    return {
        "name": f"Cité éducative de {town.name}",
        "communes": [town.code],
        "qpv": [town.quarter_code],
        "colleges": [college],
        "lead_college": college,
    }


def _texts(town: Town) -> dict[str, Any]:
    luck, found = town.luck("texts"), {}
    for name in TEXTS:
        level = min(2, max(0, int(town.worth * 3 + luck.gauss(0, 0.35))))
        words = {"town": town.name, "quarter": town.quarter, "college": town.college}
        found[CODES.get(name, name)] = told()[name][level].format(**words)
    return found


def _budget(asked: int) -> dict[str, Any]:
    """Over three years, as the published scale gives; what the others do not bring, the town does: the form says so."""
    total = round(asked * 1.48 / 100) * 100
    brought = {"state": asked, "education": round(total * 0.07 / 100) * 100, "caf": round(total * 0.05 / 100) * 100}
    parts = {"school": 0.26, "continuity": 0.4, "horizons": 0.2}
    spent = {row: round(total * part / 100) * 100 for row, part in parts.items()}
    spent["steering"] = total - sum(spent.values())
    return {"uses": _years(spent), "resources": _years(brought)}


def _years(rows: Mapping[str, int]) -> list[dict[str, str]]:
    return [{"row": row, **{f"y{year}": str(euros) for year in (2020, 2021, 2022)}} for row, euros in rows.items()]


def _rest(town: Town) -> dict[str, Any]:
    good = town.worth > 0.45
    rows = INDICATORS if good else INDICATORS[:3]
    return {
        "under_25": str(36 + town.luck("young").randrange(12)),
        "weak_times": ["wednesday", "evening"] if good else ["holidays"],
        **({"weak_wednesday": told()["wednesday"]} if good else {}),
        "ages": ["a3_5", "a6_10", "a11_15"],
        "project_leader_fte": "1" if good else "0,5",
        "council_vote_on": "12/09/2019",
        "indicators": [
            {"label": label, "target": target, "source": source, **({"baseline": start} if good else {})}
            for label, start, target, source in rows
        ],
        "evaluator": "university" if town.worth > 0.7 else "own" if good else "unknown",
        "signatory_name": "Le maire (personne inventée)",
        "signatory_role": "Maire",
        "commits_true": True,
        "commits_names": True,
    }


def opinion(town: Town, seat: str) -> tuple[str, str]:
    """What an authority says of a town, and why: rarely against, and then rather of the weakest."""
    luck = town.luck(f"opinion {seat}")
    chance = luck.random()
    against = 0.22 * (1 - town.worth) ** 1.5
    said = "unfavourable" if chance < against else "reservations" if chance < against + 0.22 else "favourable"
    return said, str(luck.choice(told()["opinions"][said]))


def spoken_at(town: Town, seat: str, first: datetime, days: int) -> datetime:
    """An hour of a working day within so many days."""
    luck = town.luck(f"hour {seat}")
    return first + timedelta(days=luck.randrange(days), hours=luck.randrange(8), minutes=luck.randrange(60))


def marks(town: Town, turn: int, criteria: Sequence[str]) -> dict[str, tuple[Decimal, str]]:
    """The marks of one reader by halves, from what the file is worth, each with its reason; `turn`: the how many-th."""
    luck, found = town.luck(f"marks {turn}"), {}
    for criterion in criteria:
        facet = town.luck(f"facet {criterion}").gauss(0, 0.55)
        mark = 1.3 + 3.4 * town.worth + facet + luck.gauss(0, 0.5)
        half = min(10, max(0, round(mark * 2)))
        found[criterion] = Decimal(half) / 2, str(told()["reasons"][criterion][min(5, half // 2)])
    return found
