"""The data of a split that is kept for its day, read into the fields of its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .split_beside import BY_RULE, EVERYWHERE, NOWHERE

# What stands in one part, by the letter of its fields.
PLACED = {"quarters": "q", "schools": "s", "actions": "a", "decisions": "d", "tasks": "t", "meetings": "p"}


def said_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was told, by field; empty for what nobody told: what is there since is proposed as ever."""
    parts: Sequence[Mapping[str, Any]] = told.get("parts", ())
    said: dict[str, Any] = {}
    for number, part in enumerate(parts, 1):
        said |= {f"name_{number}": part["name"], f"lead_{number}": part.get("lead", "")}
        said[f"main_{number}"] = next(iter(part.get("communes", ())), "")
        for kind, letter in PLACED.items():
            said |= {f"{letter}_{pk}": str(number) for pk in part.get(kind, ())}
        for year, cents in (part.get("cents") or {}).items():
            said[f"m_{number}_{year}"] = f"{cents // 100},{cents % 100:02d}"
    said |= {f"r_{pk}": _goes(where, len(parts)) for pk, where in (told.get("rights") or {}).items()}
    said |= {f"o_{pk}": _goes(where, len(parts), BY_RULE) for pk, where in (told.get("partners") or {}).items()}
    return said


def _goes(where: Sequence[int], parts: int, some: str = EVERYWHERE) -> str:
    """The choice that says these parts; `some`: what stands for several parts, but not all."""
    if not where:
        return NOWHERE
    if len(where) == 1:
        return str(where[0] + 1)
    return EVERYWHERE if len(where) == parts else some


def as_keys(told: Mapping[int, Sequence[int]]) -> dict[str, list[int]]:
    """Places by number of record, as data."""
    return {str(pk): list(places) for pk, places in told.items()}
