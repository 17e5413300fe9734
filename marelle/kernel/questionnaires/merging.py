"""Two colleagues who write in one sheet: what each of them changed, and where they changed the same answer. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clash:
    """One answer that two people changed differently since the first of them opened the page."""

    field: str
    before: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """What is to be written, and what only a person can decide."""

    changed: dict[str, tuple[Any, Any]]  # field → (stored now, to store)
    clashes: tuple[Clash, ...]
    shown: dict[str, Any]  # what to put before the writer's eyes again: theirs where I changed nothing, else mine


def merge(current: Answers, mine: Answers, befores: Iterable[Answers]) -> Merge:
    """Three ways: what I sent, what is stored, and what I had before my eyes.

    `befores`: for each saving that came after the page was opened, oldest first, the answers it replaced.
    An answer that I left as I found it is not mine to write; one that nobody else touched is; where both changed it
    to the same, there is nothing to decide.
    """
    found: dict[str, Any] = {}
    for before in befores:
        for field, value in before.items():
            found.setdefault(field, value)
    changed: dict[str, tuple[Any, Any]] = {}
    clashes = []
    shown: dict[str, Any] = {}
    for field, value in mine.items():
        stored = current.get(field)
        seen = found.get(field, stored)
        shown[field] = stored if value == seen else value
        if value in (seen, stored):
            continue
        if field in found and stored != seen:
            clashes.append(Clash(field, seen, stored, value))
        else:
            changed[field] = (stored, value)
    return Merge(changed, tuple(clashes), shown)
