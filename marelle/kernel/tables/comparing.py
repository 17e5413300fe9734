"""Three ways: what a line says, what is there, and what went out. Pure.

Beside each line goes a mark: a short print of each of its cells as it was, of its key and of the table. It says which
cells somebody changed here since, and which the line itself changed; and it betrays a column that was sorted alone.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHORT = 4  # signs of a print: one chance in a million that two differ and look alike
_MARK = re.compile(r"([a-z2-7]{4})-([a-z2-7]{4})-((?:[a-z2-7]{4})*)", re.ASCII)


def short_print(text: str) -> str:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=5).digest()
    return base64.b32encode(digest).decode().lower()[:SHORT]


def mark_of(ground: str, table: str, key: str, cells: Mapping[str, str]) -> str:
    """The mark of a line: its table, its key, each of its cells in the order of the columns."""
    return "-".join((_shape(ground, table, list(cells)), short_print(key), "".join(map(short_print, cells.values()))))


def _shape(ground: str, table: str, codes: Sequence[str]) -> str:
    return short_print("\n".join((ground, table, *codes)))


@dataclass(frozen=True, slots=True)
class Sent:
    """What a mark says of a line: whether it is of this table, of this key; the print of each cell."""

    ours: bool
    key: str
    cells: Mapping[str, str]

    def is_of(self, key: str) -> bool:
        return self.key == short_print(key)

    def said(self, code: str, plainly: str) -> bool | None:
        """True when a cell went out so, False when not, None when it is not known."""
        print_ = self.cells.get(code)
        return None if print_ is None else print_ == short_print(plainly)


def read_mark(text: str, ground: str, table: str, codes: Sequence[str]) -> Sent | None:
    """What a mark says; None for one that cannot be read. Of another table or of other columns, it is not `ours`."""
    found = _MARK.fullmatch(text.strip())
    if found is None:
        return None
    ours = found[1] == _shape(ground, table, codes) and len(found[3]) == SHORT * len(codes)
    prints = [found[3][place : place + SHORT] for place in range(0, len(found[3]), SHORT)]
    return Sent(ours, found[2], dict(zip(codes, prints, strict=True)) if ours else {})
