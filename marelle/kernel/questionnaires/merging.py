"""Two colleagues who write in one sheet: what each of them changed, and where they changed the same answer. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .definition import Definition
from .joining import APART, joined

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
    shown: dict[str, Any]  # what to put before the writer's eyes again: theirs, mine, or what holds both
    joined: frozenset[str]  # the answers that hold both


def merge(current: Answers, mine: Answers, befores: Iterable[Answers], form: Definition | None = None) -> Merge:
    """Three ways: what I sent, what is stored, and what I had before my eyes.

    `befores`: for each saving that came after the page was opened, oldest first, the answers it replaced.
    An answer that I left as I found it is not mine to write; one that nobody else touched is; where both changed it
    to the same, there is nothing to decide. With the `form`, lists, tables and long texts that both changed in
    different places are joined.
    """
    found: dict[str, Any] = {}
    for before in befores:
        for field, value in before.items():
            found.setdefault(field, value)
    changed: dict[str, tuple[Any, Any]] = {}
    clashes = []
    shown: dict[str, Any] = {}
    held: set[str] = set()
    for code, value in mine.items():
        stored = current.get(code)
        seen = found.get(code, stored)
        shown[code] = stored if value == seen else value
        if value in (seen, stored):
            continue
        if code not in found or stored == seen:
            changed[code] = (stored, value)
            continue
        both = _both(form, code, seen, stored, value)
        if both is APART:
            clashes.append(Clash(code, seen, stored, value))
        else:
            shown[code] = both
            held.add(code)
            if both != stored:
                changed[code] = (stored, both)
    return Merge(changed, tuple(clashes), shown, frozenset(held))


def _both(form: Definition | None, code: str, seen: Any, stored: Any, mine: Any) -> Any:
    field = form.field(code) if form else None
    return joined(field, seen, stored, mine) if field else APART
