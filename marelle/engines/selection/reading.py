"""A JSON text read strictly: no float, no name twice, and the line of any value when it must be told."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from .faults import Malformed

LONGEST_NUMBER = 40
DEEPEST = 100
_SIGNS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{\]},:]', re.DOTALL)  # signs inside a text do not count
_PLAIN = re.compile(r"[^\s,\]}]*")
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class NotANumber:
    """A number as written that no exact number can be made of: NaN, Infinity, or too many digits."""

    written: str


class Twice(dict[str, Any]):
    """An object in which a name stands twice."""

    name: str


def read(data: bytes) -> tuple[str, Any]:
    """The text and its tree: integers as they are, decimals as `Decimal`."""
    text = _decoded(data)
    try:
        return text, json.loads(
            text, object_pairs_hook=_pairs, parse_int=_integer, parse_float=_decimal, parse_constant=NotANumber
        )
    except json.JSONDecodeError as error:
        wrong = f"ce n’est pas du JSON (colonne {error.colno})."
        raise Malformed(error.lineno, field(_reached(text, error.pos)), wrong) from None
    except RecursionError:
        deep = _too_deep(text)
        wrong = "trop de niveaux imbriqués."
        raise Malformed(text.count("\n", 0, deep) + 1, field(_reached(text, deep)), wrong) from None


def field(path: Path) -> str:
    """How a person names a value: candidates[3].marks.steering; the whole is the file."""
    told = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return told.removeprefix(".") or "fichier"


def line_of(text: str, path: Path) -> int:
    """The line on which a value stands; that of the nearest value around it when it is missing."""
    place = _skip(text, 0)
    for step in path:
        inner = _inside(text, place, step)
        if inner is None:
            break
        place = inner
    return text.count("\n", 0, place) + 1


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, before = data.count(b"\n", 0, error.start) + 1, data[: error.start].decode("utf-8-sig")
        raise Malformed(line, field(_reached(before, len(before))), "le texte n’est pas en UTF-8.") from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read_ = dict(pairs)
    if len(read_) == len(pairs):
        return read_
    twice, seen = Twice(read_), set[str]()
    for name, _value in pairs:
        if name in seen:
            twice.name = name
            break
        seen.add(name)
    return twice


def _integer(written: str) -> int | NotANumber:
    return int(written) if len(written) <= LONGEST_NUMBER else NotANumber(written)


def _decimal(written: str) -> Decimal | NotANumber:
    try:
        number = Decimal(written) if len(written) <= LONGEST_NUMBER else NotANumber(written)
        # A zero is a zero, whatever its exponent, which would be written out digit by digit in the canonical text.
        return number if isinstance(number, NotANumber) or number else Decimal(0)
    except InvalidOperation:  # an exponent of many digits
        return NotANumber(written)


def _reached(text: str, end: int) -> Path:
    """The way to the value that was being read at a place."""
    path: list[str | int] = []
    name = ""
    for found in _SIGNS.finditer(text, 0, end):
        sign = found[0]
        if sign[0] == '"':
            name = sign
        elif sign in "[{":
            path.append(0 if sign == "[" else "")
        elif path and sign in "]}":
            path.pop()
        elif path and sign == ",":
            path[-1] = path[-1] + 1 if isinstance(path[-1], int) else ""
        elif path and sign == ":":
            path[-1] = name[1:-1]
    return tuple(step for step in path if step != "")


def _too_deep(text: str) -> int:
    """Where the nesting goes further than any format: brackets inside strings do not count."""
    depth = 0
    for found in _SIGNS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > DEEPEST:
            return found.start()
    return len(text)


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _inside(text: str, place: int, step: str | int) -> int | None:
    """Where the member of that name (the last one), or of that number, begins."""
    found, number = None, 0
    if text[place] not in "[{":
        return None
    named, place = text[place] == "{", _skip(text, place + 1)
    while text[place] not in "]}":
        name: str | int = number
        if named:
            name, place = json.JSONDecoder().raw_decode(text, place)
            place = _skip(text, _skip(text, place) + 1)
        found = place if name == step else found
        place, number = _skip(text, _past(text, place)), number + 1
        place = _skip(text, place + 1) if text[place] == "," else place
    return found


def _past(text: str, place: int) -> int:
    """Where a value ends, however deep it is."""
    if text[place] not in '[{"':
        end = _PLAIN.match(text, place)
        return end.end() if end else place
    depth = 0
    for sign in _SIGNS.finditer(text, place):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign[0], 0)
        if not depth:
            return sign.end()
    return len(text)
