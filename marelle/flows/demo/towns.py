"""The 134 invented towns of the national call: names, codes and figures drawn from one seed, the same everywhere.

None exists. Each name, and its first word, is absent from the list of the 34,969 communes; each code is one that the
official geographic code does not use. The départements are real, so that maps, authorities and limits by region work.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

SEED = "marelle-2019"
MANY = 134
# Each département of the country has one, Paris excepted; those with many priority neighbourhoods have more.
_MAINLAND = [f"{n:02d}" for n in range(1, 96) if n not in (20, 75)] + ["2A", "2B"]
_OVERSEAS = ["971", "972", "973", "974", "976"]
_MORE = {"13": 4, "31": 1, "33": 1, "34": 1, "38": 1, "42": 1, "44": 1, "59": 4, "62": 2, "67": 1, "68": 1}
_MORE |= {"69": 2, "76": 1, "78": 1, "91": 1, "92": 1, "93": 4, "94": 1, "95": 1, "971": 1, "973": 1, "974": 2}


@dataclass(frozen=True, slots=True)
class Town:
    """One invented town, its one priority neighbourhood and its one collège."""

    code: str
    name: str
    departement: str
    inhabitants: int  # of its quarter
    population: int
    quarter: str
    quarter_code: str
    college: str
    college_digits: str  # of its UAI; the register adds the letter
    worth: float  # how good its file is, from 0 to 1: what texts and marks are drawn from
    lon: float
    lat: float

    @property
    def slug(self) -> str:
        return slugged(self.name)

    @property
    def council(self) -> str:
        of = "d’" if self.name[0] in "AEIOU" else "de "
        return f"Ville {of}{self.name} (inventée)"

    def luck(self, about: str) -> Random:
        """Its own dice for one matter: what is drawn for one town never moves the others."""
        return Random(f"{SEED}|{self.code}|{about}")


@cache
def towns() -> tuple[Town, ...]:
    """All of them, by département then name."""
    names = _names()
    places = [code for code in (*_MAINLAND, *_OVERSEAS) for _time in range(1 + _MORE.get(code, 0))]
    seen: dict[str, int] = {}
    found = []
    for departement in places:
        seen[departement] = rank = seen.get(departement, 0) + 1
        found.append(_town(departement, rank, next(names)))
    return tuple(sorted(found, key=lambda town: (town.departement, town.name)))


def _names() -> Iterator[str]:
    """Every pair of a head and an end in a drawn order; three in five have a tail."""
    luck = Random(SEED)
    heads = [head + end for head in words("heads") for end in words("ends")]
    luck.shuffle(heads)
    for head in heads:
        tail = luck.choice(words("tails")) if luck.random() < 0.6 else ""
        yield head + tail


def _town(departement: str, rank: int, name: str) -> Town:
    number = 100 - rank if len(departement) == 3 else 990 - rank
    code = f"{departement}{number}"
    luck = Random(f"{SEED}|{code}")
    inhabitants = round(min(38_000, max(1_400, luck.lognormvariate(8.95, 0.72))) / 10) * 10
    quarter = luck.choice(words("quarters"))
    digits = f"{departement if departement.isdecimal() else '620'}".zfill(3) + f"99{_two(departement, rank):02d}"
    lon, lat = _told("middles")[departement]
    padded = departement if len(departement) == 3 else f"0{departement}"
    return Town(
        code=code,
        name=name,
        departement=departement,
        inhabitants=inhabitants,
        population=round(inhabitants * luck.uniform(2.2, 6.5) / 10) * 10,
        quarter=quarter,
        quarter_code=f"QP{padded}{990 - rank}",
        college=f"Collège de {name}",
        college_digits=digits,
        worth=luck.betavariate(2.6, 2.2),
        lon=round(lon + luck.uniform(-0.09, 0.09), 3),
        lat=round(lat + luck.uniform(-0.07, 0.07), 3),
    )


def words(name: str) -> list[str]:
    """The words of one kind of which names are made."""
    found: list[str] = _told("names")[name]
    return found


@cache
def _told(name: str) -> dict[str, Any]:
    with Path(__file__).with_name(f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _two(departement: str, rank: int) -> int:
    """Corsica shares one number between its two départements."""
    return 80 + rank + (10 if departement == "2B" else 0)


def slugged(name: str) -> str:
    """A name as an address writes it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
