"""What a spreadsheet picks in registers: codes are looked for, exact names become codes, the rest is a fault. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping, MutableSequence, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _

from marelle.kernel.words import plain

from .definition import Definition, Field
from .registers import Registers

MOST_NAMES = 200  # names looked for, one by one, in a file; codes are looked for all together
Picked = tuple[str, Field, str, Callable[[str], None]]


class Told(Protocol):
    """One record of a file: its answers, and its faults, each told at the cell of a path (`actions.2.commune`)."""

    answers: dict[str, Any]
    faults: list[Any]

    def at(self, path: str, sentence: str) -> Any: ...


def as_written(text: str) -> str:
    return text


def pick_in_registers(
    definition: Definition, lines: Sequence[Told], registers: Registers, code_in: Callable[[str], str] = as_written
) -> None:
    """Puts codes in the place of names, and a fault where a register holds neither. `code_in` finds the code in a text
    that holds more than it.

    Price: that of `Registers.find`, and that of a search for each name, at most 200 of them.
    """
    wanted: dict[str, dict[str, None]] = {}
    for line in lines:
        for _path, field, text, _put in _picked(definition, line):
            wanted.setdefault(field.reference, {})[code_in(text)] = None
    known = registers.find({register: list(codes) for register, codes in wanted.items()}) if wanted else {}
    names: dict[tuple[str, str], str | None] = {}
    for line in lines:
        for path, field, text, put in list(_picked(definition, line)):
            code = code_in(text)
            found = code if code in known.get(field.reference, {}) else _by_name(registers, names, field, text)
            if found is None:
                words = _("«\u00a0{text}\u00a0» est introuvable\u00a0: écrivez le code, ou le nom exact")
                line.faults.append(line.at(path, words.format(text=text[:80])))
            else:
                put(found)


def _by_name(registers: Registers, names: dict[tuple[str, str], str | None], field: Field, text: str) -> str | None:
    key = (field.reference, plain(text))
    if key not in names:
        names[key] = _named(registers, *key) if len(names) < MOST_NAMES else None
    return names[key]


def _named(registers: Registers, register: str, name: str) -> str | None:
    """The code of the only entry of that very name."""
    found = {one.code for one in registers.search(register, name) if plain(one.label) == name} if len(name) > 1 else ()
    return next(iter(found)) if len(found) == 1 else None


def _picked(definition: Definition, line: Told) -> Iterator[Picked]:
    """Each code or name in the answers of a line, with its path and how to put another in its place."""
    for field in definition.fields:
        value = line.answers.get(field.code)
        if field.kind == "reference" and isinstance(value, str) and value:
            yield field.code, field, value, _putter(line.answers, field.code)
        elif field.kind == "references" and isinstance(value, list):
            for index, text in enumerate(value):
                yield field.code, field, text, _putter(value, index)
        elif field.kind == "table" and isinstance(value, list):
            for number, row in enumerate(value, 1):
                for column in field.columns:
                    if column.kind == "reference" and isinstance(row.get(column.code), str):
                        path = f"{field.code}.{number}.{column.code}"
                        yield path, column, row[column.code], _putter(row, column.code)


def _putter(where: MutableMapping[str, Any] | MutableSequence[Any], key: Any) -> Callable[[str], None]:
    def put(code: str) -> None:
        where[key] = code

    return put
