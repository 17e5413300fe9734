"""What a cell may hold: how it is read from a text, written to a spreadsheet, compared, shown. Pure.

A kind reads what a person writes, or what a spreadsheet made of it, and raises `CellRefused` with a sentence that says
the value seen and the way on; it never guesses between two readings. An empty cell is None.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from marelle.kernel.money import euros
from marelle.kernel.words import plain

from .days import day_of
from .numbers import cents_of, whole_of
from .refusing import SHOWN, CellRefused, NotThereYet, clean

__all__ = [
    "Amount",
    "CellRefused",
    "Choice",
    "Choices",
    "Day",
    "Kind",
    "NotThereYet",
    "Picked",
    "Text",
    "Whole",
    "YesNo",
]
_PARTS = re.compile(r"[;\n|]")
_CODE = re.compile(r"\[([^\[\]]{1,60})\]\s*$")
NEAR = 0.6


class Kind(Protocol):
    """What every kind of cell knows."""

    def read(self, text: str) -> Any:
        """The value of a text, never empty. Raises `CellRefused`."""

    def tell(self, value: Any) -> Any:
        """The value as a spreadsheet keeps it: a text, a number, a day; None for none."""

    def plain(self, value: Any) -> str:
        """The value as two are compared: empty for none."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words, on one line or several. `least` and `most`: signs."""

    most: int = 300
    least: int = 0

    def read(self, text: str) -> str:
        said = clean(text)
        if len(said) > self.most:
            raise CellRefused(
                _("ce texte a {n} signes\u00a0: raccourcissez-le à {most} au plus").format(n=len(said), most=self.most)
            )
        if len(said) < self.least:
            raise CellRefused(
                _("«\u00a0{text}\u00a0» a {n} signes\u00a0; {least} au moins").format(
                    text=said[:SHOWN], n=len(said), least=self.least
                )
            )
        return said

    def tell(self, value: Any) -> str | None:
        return clean(str(value)) if value else None

    def plain(self, value: Any) -> str:
        return clean(str(value)) if value else ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day; `least` and `most` bound it."""

    least: date | None = None
    most: date | None = None

    def read(self, text: str) -> date:
        found = day_of(text)
        if self.least and found < self.least:
            raise CellRefused(
                _("«\u00a0{text}\u00a0» est trop tôt\u00a0: le {day} au plus tôt").format(
                    text=text[:SHOWN], day=f"{self.least:%d/%m/%Y}"
                )
            )
        if self.most and found > self.most:
            raise CellRefused(
                _("«\u00a0{text}\u00a0» est trop tard\u00a0: le {day} au plus tard").format(
                    text=text[:SHOWN], day=f"{self.most:%d/%m/%Y}"
                )
            )
        return found

    def tell(self, value: Any) -> date | None:
        return value or None

    def plain(self, value: Any) -> str:
        return value.isoformat() if value else ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, from `least` to `most`."""

    least: int = 0
    most: int = 1_000_000_000

    def read(self, text: str) -> int:
        return _bounded(whole_of(text), text, self.least, self.most)

    def tell(self, value: Any) -> int | None:
        return None if value is None else int(value)

    def plain(self, value: Any) -> str:
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Amount:
    """Euros, kept as whole cents; from `least` to `most`, in cents."""

    least: int = 0
    most: int = 100_000_000_000

    def read(self, text: str) -> int:
        found = cents_of(text)
        if not self.least <= found <= self.most:
            raise CellRefused(
                _("«\u00a0{text}\u00a0» n’est pas entre {least} et {most}\u00a0: corrigez ce montant").format(
                    text=text[:SHOWN], least=euros(self.least), most=euros(self.most)
                )
            )
        return found

    def tell(self, value: Any) -> Any:
        if value is None:
            return None
        return value / 100 if value % 100 else value // 100

    def plain(self, value: Any) -> str:
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no, as people write it in the two languages; an empty cell is no."""

    def read(self, text: str) -> bool:
        said = plain(text)
        if said in ("oui", "yes", "vrai", "true", "1", "x", "o", "y"):
            return True
        if said in ("non", "no", "faux", "false", "0", "n"):
            return False
        raise CellRefused(
            _("«\u00a0{text}\u00a0» n’est ni oui ni non\u00a0: écrivez oui ou non").format(text=text[:SHOWN])
        )

    def tell(self, value: Any) -> str | None:
        return None if value is None else (_("oui") if value else _("non"))

    def plain(self, value: Any) -> str:
        return str(bool(value))

    @property
    def offered(self) -> list[str]:
        return [_("oui"), _("non")]


@dataclass(frozen=True)
class Choice:
    """One of some options, by its code or its words; the value is the code."""

    options: Mapping[str, str | Promise]

    @cached_property
    def _by_words(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code, label in self.options.items():
            for words in {plain(str(label)), plain(code)}:
                found.setdefault(words, []).append(code)
        return found

    def read(self, text: str) -> str:
        marked = _CODE.search(text)
        if marked and marked[1] in self.options:
            return marked[1]
        codes = self._by_words.get(plain(text), [])
        if len(codes) == 1:
            return codes[0]
        raise CellRefused(self._several(text) if codes else self._unknown(text))

    def _several(self, text: str) -> str:
        return _("plusieurs s’appellent «\u00a0{text}\u00a0»\u00a0: écrivez le code").format(text=text[:SHOWN])

    def _unknown(self, text: str) -> str:
        labels = {plain(str(label)): str(label) for label in self.options.values()}
        near = nearest(labels, text)
        if near:
            offered = _(" ou ").join(f"«\u00a0{label}\u00a0»" for label in near)
            return _("«\u00a0{text}\u00a0» n’est pas proposé. Vouliez-vous dire {near}\u00a0?").format(
                text=text[:SHOWN], near=offered
            )
        if not labels:
            return _("«\u00a0{text}\u00a0» n’est pas proposé\u00a0: il n’y a rien à choisir ici").format(
                text=text[:SHOWN]
            )
        every = ", ".join(list(labels.values())[:8])
        return _("«\u00a0{text}\u00a0» n’est pas proposé. Choisissez parmi\u00a0: {every}").format(
            text=text[:SHOWN], every=every
        )

    def tell(self, value: Any) -> str | None:
        return str(self.options.get(value, value)) if value else None

    def plain(self, value: Any) -> str:
        return str(value) if value else ""

    @property
    def offered(self) -> list[str]:
        return [str(label) for label in self.options.values()]


@dataclass(frozen=True)
class Choices:
    """Several of some options in one cell, with semicolons; the value is their codes, in their order."""

    options: Mapping[str, str | Promise]
    most: int = 0

    def read(self, text: str) -> tuple[str, ...]:
        one = Choice(self.options)
        found = {one.read(part) for part in (part.strip() for part in _PARTS.split(text)) if part}
        if self.most and len(found) > self.most:
            raise CellRefused(_("{n} réponses\u00a0; {most} au plus").format(n=len(found), most=self.most))
        return tuple(code for code in self.options if code in found)

    def tell(self, value: Any) -> str | None:
        return "; ".join(str(self.options.get(code, code)) for code in value) if value else None

    def plain(self, value: Any) -> str:
        return ";".join(sorted(value)) if value else ""


@dataclass(frozen=True)
class Picked:
    """One of some records: the value is the record. `key` is its code, `label` its words; homonyms have both."""

    records: Sequence[Any]
    key: Any = field(default=lambda record: str(record.pk))
    label: Any = field(default=str)

    @cached_property
    def _choice(self) -> Choice:
        words = [plain(self.label(one)) for one in self.records]
        return Choice({self.key(one): self._told(one, words) for one in self.records})

    @cached_property
    def _by_key(self) -> dict[str, Any]:
        return {self.key(one): one for one in self.records}

    def _told(self, record: Any, words: Sequence[str]) -> str:
        label = str(self.label(record))
        return f"{label} [{self.key(record)}]" if words.count(plain(label)) > 1 else label

    def read(self, text: str) -> Any:
        return self._by_key[self._choice.read(text)]

    def tell(self, value: Any) -> str | None:
        if value is None:
            return None
        return str(self._choice.options.get(self.key(value), self.label(value)))

    def plain(self, value: Any) -> str:
        return "" if value is None else str(self.key(value))

    @property
    def offered(self) -> list[str]:
        return self._choice.offered


def nearest(labels: Mapping[str, str], text: str) -> list[str]:
    """The labels (by their plain words) that look like a text, the nearest first; three at most."""
    words = plain(text)[:200]
    if not words:
        return []
    inside: Iterable[str] = [name for name in labels if len(words) > 2 and words in name]
    found = dict.fromkeys([*inside, *difflib.get_close_matches(words, labels, 3, NEAR)])
    return [labels[name] for name in found][:3]


def _bounded(found: int, text: str, least: int, most: int) -> int:
    if not least <= found <= most:
        raise CellRefused(
            _("«\u00a0{text}\u00a0» n’est pas entre {least} et {most}").format(
                text=text[:SHOWN], least=least, most=most
            )
        )
    return found
